"""
Splits by document, which stay as they are: a document that was released in a split is never moved.

Documents that belong together go together: those with the same value of ``splits.group_by``, and
near-duplicates. Otherwise a document goes where the labels of ``splits.stratify`` are missed most,
or else where a hash of its name falls. ``splits.jsonl`` remembers where each one went.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Self

import msgspec

from corpus_kit import files
from corpus_kit.errors import InvalidSplits
from corpus_kit.release.rows import agreed, answered
from corpus_kit.release.similar import Similar
from corpus_kit.release.table import labels
from corpus_kit.spool import Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corpus_kit.config import Splits
    from corpus_kit.corpus import Corpus
    from corpus_kit.model import Document

SPLITS = ("train", "validation", "test")

FROZEN, NAMED, TOGETHER, ALIKE, BALANCED, HASHED = (
    "it was there before",
    "splits.sets names it",
    "with the others of its group",
    "with a near-duplicate of it",
    "where its labels were missed most",
    "by a hash of its name",
)


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of splits.jsonl."""

    document: str
    split: str


@dataclass(frozen=True)
class Placed:
    """The split of a document, and why it is that."""

    split: str
    why: str


@dataclass
class Assignment:
    """
    The split of each document of a corpus, on disk.

    `leaks` are near-duplicates in other splits, of which the first are named.
    """

    placed: Index = field(default_factory=Index)
    leaks: int = 0
    named: list[tuple[str, str]] = field(default_factory=list)
    documents: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.placed.close()

    def of(self, document: str) -> Placed:
        """Where a document of the corpus is."""
        return Placed(*json.loads(self.placed.get(document.encode()) or '["train", ""]'))

    def put(self, document: str, placed: Placed) -> None:
        """Place a document."""
        self.placed.add(document.encode(), json.dumps([placed.split, placed.why]))
        self.documents += 1


def ordered(names: Iterable[str]) -> list[str]:
    """Splits in the usual order, those that corpora name last."""
    found = set(names)
    return [*(one for one in SPLITS if one in found), *sorted(found.difference(SPLITS))]


def assign(corpus: Corpus) -> Assignment:
    """
    Place every document: first those that were placed before, then the new ones by their names.

    Raises: InvalidSplits where splits.jsonl is damaged, or corpus.toml wants another split for a
    document that was released.
    """
    with closing(Index()) as frozen, closing(Index()) as groups, closing(Similar()) as similar:
        for one in _frozen(corpus):
            frozen.add(one.document.encode(), one.split)
        made = Assignment()
        chooser = _Chooser(corpus.config.splits, made, groups, similar)
        if corpus.config.splits.stratify:
            chooser.count(corpus)
        for new in (False, True):
            for document in corpus.documents():
                before = frozen.get(document.id.encode())
                if (before is None) is new:
                    chooser.place(document, before)
        chooser.close()
    return made


def freeze(corpus: Corpus, assignment: Assignment) -> None:
    """Remember where each document is; those that are gone stay where they were."""
    there = {one.document: one.split for one in _frozen(corpus)}
    there |= {one.id: assignment.of(one.id).split for one in corpus.documents()}
    lines = (msgspec.json.encode(Frozen(*one)) + b"\n" for one in sorted(there.items()))
    files.write(corpus.splits, lines)


class _Chooser:
    """Chooses splits, one document after the other."""

    def __init__(self, settings: Splits, made: Assignment, groups: Index, similar: Similar) -> None:
        self._settings = settings
        self._made = made
        self._groups = groups
        self._similar = similar
        self._labels = Index()
        self._released: set[str] = set()
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in SPLITS}

    def close(self) -> None:
        self._labels.close()

    def count(self, corpus: Corpus) -> None:
        """Count the labels of each document in the decided rows."""
        name = self._settings.stratify
        for project in corpus.projects:
            if name is None or (column := project.schema.columns.get(name)) is None:
                continue
            for document, found in groupby(answered(project), key=lambda one: one[0].document):
                counted: Counter[str] = Counter()
                for _, given in found:
                    if agreed(given, project):
                        counted.update(labels(given[0].row.get(name), column))
                self._labels.add(document.encode(), json.dumps(counted))

    def place(self, document: Document, before: str | None) -> None:
        """Choose a document's split; `before` is where it was released."""
        alike = self._similar.meet(document)
        placed = self._chosen(document, before, alike)
        self._made.put(document.id, placed)
        if group := self._group(document):
            self._groups.add(group, placed.split)
        for other in alike:
            if self._made.of(other).split != placed.split:
                self._made.leaks += 1
                self._made.named.append((document.id, other))
                del self._made.named[5:]
                break
        self._counts.setdefault(placed.split, Counter()).update(self._of(document))
        if before is not None:
            self._released.add(before)

    def _chosen(self, document: Document, before: str | None, alike: list[str]) -> Placed:
        wanted = next(
            (
                name
                for name, patterns in self._settings.sets.items()
                if any(fnmatch.fnmatchcase(document.id, one) for one in patterns)
            ),
            None,
        )
        if before is not None:
            if wanted not in (None, before):
                raise InvalidSplits(
                    f"document {document.id!r} was released in {before}, and splits.sets of "
                    f"corpus.toml puts it into {wanted}"
                )
            return Placed(before, FROZEN)
        if wanted is not None:
            return Placed(wanted, NAMED)
        group = self._group(document)
        if group and (there := self._groups.get(group)) and self._is_open(there):
            return Placed(there, TOGETHER)
        for other in alike:
            if self._is_open(there := self._made.of(other).split):
                return Placed(there, ALIKE)
        return self._by_labels(document) or Placed(self._by_hash(document), HASHED)

    def _group(self, document: Document) -> bytes:
        value = document.metadata.get(self._settings.group_by or "")
        return f"group {value}".encode() if value else b""

    def _is_open(self, split: str) -> bool:
        """Whether new documents may go there."""
        return split not in self._settings.fixed or split not in self._released

    def _of(self, document: Document) -> Counter[str]:
        """What is balanced: the labels of a document, or else that it is one."""
        found = self._labels.get(document.id.encode())
        return Counter(json.loads(found)) if found and found != "{}" else Counter({"": 1})

    def _shares(self) -> Mapping[str, float]:
        shares = {name: getattr(self._settings, name) for name in SPLITS}
        kept = {name: one for name, one in shares.items() if one and self._is_open(name)}
        return kept or shares

    def _by_labels(self, document: Document) -> Placed | None:
        if not self._settings.stratify:
            return None
        own, shares = self._of(document), self._shares()
        missed = {
            name: sum(
                count * (share * (total + count) - self._counts[name][label]) / (total + count)
                for label, count in own.items()
                for total in (sum(one[label] for one in self._counts.values()),)
            )
            for name, share in shares.items()
        }
        most = max(missed.values())
        return Placed(next(name for name, one in missed.items() if one == most), BALANCED)

    def _by_hash(self, document: Document) -> str:
        value = document.metadata.get(self._settings.group_by or "")
        return split(value or document.id, self._settings, self._shares())


def split(name: str, splits: Splits, shares: Mapping[str, float] | None = None) -> str:
    """Where the `place` of a name falls among the shares, test before the others."""
    shares = shares or {one: getattr(splits, one) for one in SPLITS}
    at = place(name, splits) * sum(shares.values())
    for one in reversed(SPLITS):
        at -= shares.get(one, 0)
        if at < 0:
            return one
    return next(one for one in SPLITS if shares.get(one))


def place(name: str, splits: Splits) -> float:
    """A hash of a name, in [0, 1)."""
    digest = hashlib.sha256(f"{splits.seed}\0{name}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _frozen(corpus: Corpus) -> Iterator[Frozen]:
    if not corpus.splits.exists():
        return
    with corpus.splits.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield msgspec.json.decode(line, type=Frozen)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                found = f"{corpus.splits}:{number}: not a document and its split ({error})"
                raise InvalidSplits(found) from error
