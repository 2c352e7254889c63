"""To withdraw a document: no later release holds it, and those that do are named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corpus_kit import files, withdrawals
from corpus_kit.errors import CannotRead, CorpusError, NotAsPublished, NotPublished, UnknownDocument
from corpus_kit.release.download import Remote
from corpus_kit.release.publish import place
from corpus_kit.release.rows import DOCUMENTS
from corpus_kit.release.stored import Stored
from corpus_kit.release.version import Version, released

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus
    from corpus_kit.ledger import Publication


@dataclass(frozen=True)
class Holding:
    """A published release that holds a document, or may: then `unread` says why nobody knows."""

    version: str
    place: str
    unread: str | None
    next: str
    """How to take it back there."""


@dataclass(frozen=True)
class Withdrawn:
    """
    A document that is withdrawn, and what holds it, oldest first.

    `releases` are those in ``dist/``, `published` what is elsewhere.
    """

    document: str
    reason: str
    releases: tuple[str, ...]
    published: tuple[Holding, ...]


def withdraw(corpus: Corpus, document: str, reason: str) -> Withdrawn:
    """
    Withdraw a document; one that is withdrawn already gets the new reason.

    Places that cannot be read do not keep it from being withdrawn.

    Raises: UnknownDocument where neither the corpus nor a release has it; NotARelease;
    InvalidLedger, InvalidWithdrawals.
    """
    here = [Stored.open(corpus.releases / str(version)) for version in released(corpus)]
    holds = {one.digest: _holds(one, document) for one in here}
    reasons = {**corpus.withdrawn, document: reason.strip()}
    known = document in corpus.withdrawn or any(one.id == document for one in corpus.documents())
    if known or any(holds.values()):  # Before places are asked, which may take its time.
        withdrawals.write(corpus.withdrawals, reasons)
    found = _published(corpus, document, holds)
    if not known and not any(holds.values()):
        raise UnknownDocument(document, tuple(one.place for one in found))
    withdrawals.write(corpus.withdrawals, reasons)
    holding = tuple(str(one.version) for one in here if holds[one.digest])
    return Withdrawn(document, reason.strip(), holding, found)


def _published(corpus: Corpus, document: str, holds: dict[str, bool]) -> tuple[Holding, ...]:
    """
    The published releases that hold the document, or may.

    `holds` says so of contents, by digest, and learns what is read at places.
    """
    unread: dict[Publication, str] = {}
    gone = set()
    for one in corpus.published:
        if one.digest not in holds:
            try:
                holds[one.digest] = _held(corpus, one, document)
            except NotPublished:
                gone.add(one)  # It was taken back there.
            except CannotRead as error:
                unread[one] = error.said
            except NotAsPublished as error:
                unread[one] = error.found
            except CorpusError as error:
                unread[one] = str(error)
    return tuple(
        Holding(one.version, one.place, None if one.digest in holds else unread[one], _back(one))
        for one in corpus.published
        if one not in gone and holds.get(one.digest, True)
    )


def _held(corpus: Corpus, one: Publication, document: str) -> bool:
    """
    Whether a published release holds the document, read where it is.

    Raises: NotPublished; other errors of ours where it cannot be read.
    """
    version, below = Version.parse(one.version), f"data/{DOCUMENTS}/"
    with (
        place(one.place, corpus.root).reading(version, corpus.config.name) as found,
        TemporaryDirectory(prefix="corpus-kit-") as name,
    ):
        remote = Remote.of(found, version)
        if remote.said.get("digest") != one.digest:
            raise NotAsPublished(found.place, "it is another content than was published")
        brought = remote.bring(Path(name), below)
        for path, said in brought.manifest["files"].items():
            there = brought.directory / path
            if path.startswith(below) and (
                not there.is_file() or files.digest(there) != said["sha256"]
            ):
                raise NotAsPublished(found.place, f"{path} is not the file that was released")
        return _holds(brought, document)


def _back(one: Publication) -> str:
    """What to do where it was published."""
    if one.tag:
        name = one.place.removeprefix("hub:")
        return (
            f"delete the tag {one.tag} of {name} and squash its history there (delete_tag and "
            "super_squash_history of huggingface_hub), or delete the dataset"
        )
    at = f"{one.place.removeprefix('dir:')}/{one.version}"
    return f"delete {at}; the next 'publish' there takes it out of index.json"


def _holds(release: Stored, document: str) -> bool:
    subset = release.subsets.get(DOCUMENTS)
    return bool(subset and next(subset.find(document), None))
