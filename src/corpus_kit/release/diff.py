"""
What has changed from one release to another: rows by their ids, columns and labels, and why.

Rows are compared by digests that wait on disk, so memory does not grow with the releases.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.columns import ClassLabel, Column, List, Struct
from corpus_kit.spool import Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.release.rows import DatasetRow
    from corpus_kit.release.stored import Stored, StoredSubset

EXAMPLES = 5
"""Ids named of each change."""

NEW, GONE, CORRECTED = "of new documents", "of documents that are gone", "with corrected text"
WITHDRAWN = "of withdrawn documents"
DECIDED, UNDECIDED = "decided now", "no longer decided"
MOVED = "moved"
ANSWERED, AROUND = "answered otherwise", "the same answer, with other figures or metadata"

FIGURES = frozenset({"annotators", "origin", "document_start", "document_end", "metadata"})
"""Columns that are no part of an answer."""


Labels = tuple["Mapping[str, str]", "Mapping[str, str]"]
"""Of a row before and now, by column."""


@dataclass(frozen=True)
class ColumnChange:
    """A column, or the labels of one, that is not what it was; `breaking` where code may fail."""

    subset: str
    column: str
    what: str
    breaking: bool


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


@dataclass(frozen=True)
class Diff:
    """
    From `old` to `new`: `rows` of the decided subsets, `columns` of all, and the licence.

    `others` are the other subsets whose rows differ, with how many there were and are.
    """

    old: Stored
    new: Stored
    rows: Mapping[str, RowChanges]
    others: Mapping[str, tuple[int, int]]
    columns: tuple[ColumnChange, ...]
    licence: tuple[str, str] | None

    @property
    def words_only(self) -> bool:
        """Whether the contents differ, but not in rows, columns and the licence."""
        data = any(self.rows.values()) or self.others or self.columns or self.licence
        return not data and self.old.digest != self.new.digest

    def __bool__(self) -> bool:
        return self.old.digest != self.new.digest


def diff(old: Stored, new: Stored) -> Diff:
    """
    Compare two releases.

    Raises: NotARelease where a file of one is damaged.
    """
    both = old.subsets.keys() & new.subsets.keys()
    licences = old.manifest.get("license"), new.manifest.get("license")
    return Diff(
        old,
        new,
        {
            name: _rows(old, new, name)
            for name in sorted(both, key=list(new.subsets).index)
            if new.subsets[name].main
        },
        {
            name: (sum(old.subsets[name].rows.values()), sum(one.rows.values()))
            for name, one in new.subsets.items()
            if name in both and not one.main and one.digest != old.subsets[name].digest
        },
        tuple(_subsets(old.subsets, new.subsets)),
        None if licences[0] == licences[1] else (str(licences[0]), str(licences[1])),
    )


def _subsets(
    old: Mapping[str, StoredSubset], new: Mapping[str, StoredSubset]
) -> Iterator[ColumnChange]:
    for name in old.keys() - new.keys():
        yield ColumnChange(name, "", "the subset is gone", breaking=True)
    for name in new.keys() - old.keys():
        yield ColumnChange(name, "", "the subset is new", breaking=False)
    for name in (one for one in new if one in old):
        yield from _columns(name, "", old[name].columns, new[name].columns)


def _columns(
    subset: str, above: str, old: Mapping[str, Column], new: Mapping[str, Column]
) -> Iterator[ColumnChange]:
    for name in (*old, *(one for one in new if one not in old)):
        path = f"{above}{name}"
        if name not in new:
            yield ColumnChange(subset, path, f"the column {path!r} is gone", breaking=True)
        elif name not in old:
            yield ColumnChange(subset, path, f"the column {path!r} is new", breaking=False)
        else:
            yield from _column(subset, path, old[name], new[name])


def _column(subset: str, path: str, old: Column, new: Column) -> Iterator[ColumnChange]:
    match old, new:
        case ClassLabel(was), ClassLabel(now):
            yield from _labels(subset, path, was, now)
        case Struct(was), Struct(now):
            yield from _columns(subset, f"{path}.", was, now)
        case List(was), List(now):
            yield from _column(subset, path, was, now)
        case _ if old != new:
            yield ColumnChange(
                subset, path, f"the column {path!r} is of another type", breaking=True
            )


def _labels(
    subset: str, path: str, old: tuple[str, ...], new: tuple[str, ...]
) -> Iterator[ColumnChange]:
    for label in old:
        if label not in new:
            yield ColumnChange(
                subset, path, f"the label {label!r} of {path!r} is gone", breaking=True
            )
    kept = tuple(label for label in new if label in old)
    if kept != tuple(label for label in old if label in new) or new[: len(kept)] != kept:
        yield ColumnChange(
            subset, path, f"the labels of {path!r} stand in another order", breaking=True
        )
    for label in new:
        if label not in old:
            yield ColumnChange(
                subset, path, f"the label {label!r} of {path!r} is new", breaking=False
            )


def _rows(old: Stored, new: Stored, name: str) -> RowChanges:
    """Three passes: over the old rows, over the new ones, and over the old ones for the rest."""
    found = RowChanges()
    before, after = _Rows(old.subsets[name]), _Rows(new.subsets[name])
    with closing(_Documents(old)) as was, closing(_Documents(new)) as now, closing(Index()) as rows:
        for split, row in before.subset.named():
            rows.add(_key(row), json.dumps([split, before.digests(row), before.labels(row)]))
        with closing(Index()) as seen:
            for split, row in after.subset.named():
                seen.add(_key(row), "")
                if (there := rows.get(_key(row))) is None:
                    _note(found.added, _why_added(row, was, now), found, row)
                else:
                    place, digests, labels = json.loads(there)
                    _note_move(found, (place, split), row)
                    other = _differing(digests, after.digests(row))
                    _note_change(found, other, (labels, after.labels(row)), row)
            for _, row in before.subset.named():
                if seen.get(_key(row)) is None:
                    _note(found.removed, _why_removed(row, was, now), found, row)
    return found


@dataclass(frozen=True)
class _Rows:
    """How the rows of a subset are compared."""

    subset: StoredSubset

    def digests(self, row: DatasetRow) -> dict[str, str]:
        """A short digest of each value."""
        return {
            name: hashlib.blake2b(files.canonical(one), digest_size=8).hexdigest()
            for name, one in row.items()
        }

    def labels(self, row: DatasetRow) -> dict[str, str]:
        """The values of columns that are one label."""
        return {
            name: str(row[name])
            for name, column in self.subset.columns.items()
            if isinstance(column, ClassLabel) and row[name] is not None
        }


class _Documents:
    """The documents of a release: their digests by id."""

    def __init__(self, release: Stored) -> None:
        self.withdrawn = frozenset(release.manifest.get("withdrawn", ()))
        self._index = Index()
        for _, row in release.subsets["documents"].named():
            self._index.add(str(row["id"]).encode(), str(row["sha256"]))

    def close(self) -> None:
        self._index.close()

    def digest(self, document: str) -> str | None:
        return self._index.get(document.encode())


def _why_added(row: DatasetRow, was: _Documents, now: _Documents) -> str:
    document = str(row["document"])
    if (before := was.digest(document)) is None:
        return NEW
    return DECIDED if before == now.digest(document) else CORRECTED


def _why_removed(row: DatasetRow, was: _Documents, now: _Documents) -> str:
    document = str(row["document"])
    if (after := now.digest(document)) is None:
        return WITHDRAWN if document in now.withdrawn else GONE
    return UNDECIDED if after == was.digest(document) else CORRECTED


def _note(counter: Counter[str], why: str, found: RowChanges, row: DatasetRow) -> None:
    counter[why] += 1
    found.example(why, str(row["id"]))


def _note_move(found: RowChanges, places: tuple[str, str], row: DatasetRow) -> None:
    if places[0] != places[1]:
        found.moved[places] += 1
        found.example(MOVED, str(row["id"]))


def _note_change(found: RowChanges, other: list[str], labels: Labels, row: DatasetRow) -> None:
    if not other:
        return
    _note(found.changed, AROUND if FIGURES.issuperset(other) else ANSWERED, found, row)
    found.fields.update(other)
    old, new = labels
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            found.flips.setdefault(name, Counter())[old[name], new[name]] += 1


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [name for name in old if name in new and old[name] != new[name]]


def _key(row: DatasetRow) -> bytes:
    return str(row["id"]).encode()
