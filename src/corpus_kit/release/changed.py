"""
Rows that are not what they were in an earlier release, found by their ids, and why.

They are compared by digests that wait on disk, so memory does not grow with the releases; only rows
whose digests differ are looked at column by column.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from corpus_kit.columns import ClassLabel, named
from corpus_kit.index import Index

if TYPE_CHECKING:
    from corpus_kit.release.rows import DatasetRow
    from corpus_kit.release.stored import Stored, StoredSubset

EXAMPLES = 5
"""Ids named of each change."""

NEW, GONE, CORRECTED = "of new documents", "of documents that are gone", "with corrected text"
WITHDRAWN = "of withdrawn documents"
DECIDED, UNDECIDED = "decided now", "no longer decided"
MOVED = "moved"
ANSWERED, AROUND = "answered otherwise", "the same answer, with other figures or metadata"

FIGURES = frozenset(
    {"annotators", "agreement", "votes", "decided_by", "origin"}
    | {"document_start", "document_end", "metadata"}
)
"""Columns that are no part of an answer."""


@dataclass
class RowChanges:
    """
    Rows of a subset that are not what they were, by why.

    `fields` counts the rows in which each column differs, `moved` those that went from one split to
    another, and `flips` the pairs of an old and a new label, by column.
    """

    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    flips: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def example(self, of: str, row: str) -> None:
        """Note the id of one of the first rows of a change."""
        named = self.examples.setdefault(of, [])
        if len(named) < EXAMPLES:
            named.append(row)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


def changed(old: Stored, new: Stored, name: str) -> RowChanges:
    """
    Compare the rows of a subset that both releases have.

    Raises: NotARelease where a file of one is damaged.
    """
    with ExitStack() as stack:
        compared = _Compared(old, new, name, stack)
        compared.first()
        compared.second()
        compared.third()
        return compared.found


class _Compared:
    """
    Three passes: over the old rows, over the new ones, and over the old ones that are not the same.
    """

    def __init__(self, old: Stored, new: Stored, name: str, stack: ExitStack) -> None:
        self.found = RowChanges()
        self._old, self._new = old.subsets[name], new.subsets[name]
        self._common = [one for one in self._old.columns if one in self._new.columns]
        self._alike = all(self._old.columns[one] == self._new.columns[one] for one in self._common)
        self._marks = stack.enter_context(closing(Index()))
        self._seen = stack.enter_context(closing(Index()))
        self._altered = stack.enter_context(closing(Index()))
        self._was = stack.enter_context(closing(_Documents(old)))
        self._now = stack.enter_context(closing(_Documents(new)))

    def first(self) -> None:
        """Note where each old row is and its digest."""
        for split, row in self._old.all():
            self._marks.add(_key(row), f"{self._mark(self._old, row)} {split}")

    def second(self) -> None:
        """Find the new rows that are added, moved or not the same."""
        for split, row in self._new.all():
            key = _key(row)
            if (there := self._marks.get(key)) is None:
                self._note(self.found.added, self._why_added(row), row)
                continue
            self._seen.add(key, "")
            mark, _, place = there.partition(" ")
            if place != split:
                self.found.moved[place, split] += 1
                self.found.example(MOVED, str(row["id"]))
            if mark != self._mark(self._new, row):
                self._altered.add(key, json.dumps(self._named(self._new, row)))

    def third(self) -> None:
        """Say in what they differ, and find the rows that are gone."""
        for _, row in self._old.all():
            key = _key(row)
            if (there := self._altered.get(key)) is not None:
                self._compare(self._named(self._old, row), json.loads(there))
            elif self._seen.get(key) is None:
                self._note(self.found.removed, self._why_removed(row), row)

    def _compare(self, old: DatasetRow, new: DatasetRow) -> None:
        other = [name for name in self._common if old[name] != new[name]]
        if not other:
            return
        why = AROUND if FIGURES.issuperset(other) else ANSWERED
        self._note(self.found.changed, why, new)
        self.found.fields.update(other)
        for name in other:
            pair = old[name], new[name]
            if isinstance(self._new.columns[name], ClassLabel) and None not in pair:
                self.found.flips.setdefault(name, Counter())[pair] += 1

    def _mark(self, subset: StoredSubset, row: DatasetRow) -> str:
        """A digest of what a row has in the columns of both; it differs if they do."""
        said = {name: row[name] for name in self._common}
        kept = said if self._alike else self._named(subset, said)
        data = msgspec.json.encode(kept, order="sorted")
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def _named(self, subset: StoredSubset, row: DatasetRow) -> DatasetRow:
        return {name: named(row[name], subset.columns[name]) for name in self._common}

    def _why_added(self, row: DatasetRow) -> str:
        document = str(row["document"])
        if (before := self._was.digest(document)) is None:
            return NEW
        return DECIDED if before == self._now.digest(document) else CORRECTED

    def _why_removed(self, row: DatasetRow) -> str:
        document = str(row["document"])
        if (after := self._now.digest(document)) is None:
            return WITHDRAWN if document in self._now.withdrawn else GONE
        return UNDECIDED if after == self._was.digest(document) else CORRECTED

    def _note(self, counter: Counter[str], why: str, row: DatasetRow) -> None:
        counter[why] += 1
        self.found.example(why, str(row["id"]))


class _Documents:
    """The documents of a release: their digests by id."""

    def __init__(self, release: Stored) -> None:
        self.withdrawn = frozenset(release.manifest.get("withdrawn", ()))
        self._subset = release.subsets["documents"]

    def close(self) -> None:
        if "_index" in vars(self):
            self._index.close()

    @cached_property
    def _index(self) -> Index:
        index = Index()
        for _, row in self._subset.all(["id", "sha256"]):
            index.add(_key(row), str(row["sha256"]))
        return index

    def digest(self, document: str) -> str | None:
        return self._index.get(document.encode())


def _key(row: DatasetRow) -> bytes:
    return str(row["id"]).encode()
