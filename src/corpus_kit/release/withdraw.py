"""To withdraw a document: no later release holds it, and those that do are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit import withdrawals
from corpus_kit.errors import UnknownDocument
from corpus_kit.release.rows import DOCUMENTS
from corpus_kit.release.stored import Stored
from corpus_kit.release.version import released

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus


@dataclass(frozen=True)
class Withdrawn:
    """A document that is withdrawn, and the releases here that hold it, oldest first."""

    document: str
    reason: str
    releases: tuple[str, ...]


def withdraw(corpus: Corpus, document: str, reason: str) -> Withdrawn:
    """
    Withdraw a document; one that is withdrawn already gets the new reason.

    Raises: UnknownDocument where neither the corpus nor a release has it; NotARelease.
    """
    holding = tuple(
        str(version)
        for version in released(corpus)
        if _holds(Stored.open(corpus.releases / str(version)), document)
    )
    reasons = corpus.withdrawn
    known = document in reasons or any(one.id == document for one in corpus.documents())
    if not known and not holding:
        raise UnknownDocument(document)
    withdrawals.write(corpus.withdrawals, {**reasons, document: reason.strip()})
    return Withdrawn(document, reason.strip(), holding)


def _holds(release: Stored, document: str) -> bool:
    subset = release.subsets.get(DOCUMENTS)
    return bool(subset and next(subset.find(document), None))
