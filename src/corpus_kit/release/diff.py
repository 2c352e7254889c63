"""What has changed from one release to another: rows, columns and their labels, the licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit.columns import ClassLabel, Column, List, Struct
from corpus_kit.release.changed import RowChanges, changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.release.stored import Stored, StoredSubset


@dataclass(frozen=True)
class ColumnChange:
    """A column, or the labels of one, that is not what it was; `breaking` where code may fail."""

    subset: str
    column: str
    what: str
    breaking: bool


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
            name: changed(old, new, name)
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
