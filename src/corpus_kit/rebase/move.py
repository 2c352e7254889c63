"""
Answers that follow their text: from what was shown before to a segment as it is now.

Pure: an annotator's annotations and the places of their texts in, an annotation of the new segment
out, with what a person has to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit.fields.relations import Relations
from corpus_kit.fields.spans import Spans
from corpus_kit.model import Annotation, Change
from corpus_kit.rebase.arrows import arrows
from corpus_kit.rebase.stretches import Stretch, gathered, stretches
from corpus_kit.rebase.told import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus_kit.model import Row
    from corpus_kit.rebase.align import Alignment
    from corpus_kit.schema import RowSchema

BY = "rebase"
"""How the history calls it."""

HALVED = "it was given of a text that is several segments now"
OTHER_INPUT = "something else that was shown with it changed: {}"
MOSTLY_NEW = "most of the text is other than what was shown"
DIFFER = "the answer to one part of the text was {!r}, to another {!r}"
SKIPPED = "a part of the text was skipped"
UNANSWERED = "a part of the text has no answer to it"


@dataclass(frozen=True)
class New:
    """A segment as it is now: its number in the document, its id, and what is shown."""

    number: int
    id: str
    shown: Row


@dataclass(frozen=True)
class Old:
    """
    An annotation, and where what it was about lies now.

    `alignments` are by input. `into` are the numbers of the segments that it moves to, the first
    of which hears of all that has no place any more. `changed` names the inputs that changed and
    are not aligned.
    """

    one: Annotation
    alignments: Mapping[str, Alignment]
    into: Sequence[int]
    main: str
    """The input that says how much of a new text was shown."""

    changed: Sequence[str] = ()

    @property
    def row(self) -> Row:
        """The row as it was shown and answered."""
        return self.one.row

    def stretches(self, schema: RowSchema) -> list[Stretch]:
        """Its spans, and where they are now."""
        review = self.one.review
        return [*stretches(self.row, schema, self.alignments, self.into, review)]


@dataclass
class Made:
    """The annotation of a new segment; of each of those it is made of, what is told."""

    annotation: Annotation
    kept: list[int]
    flags: list[list[Flag]]


def moved(olds: Sequence[Old], new: New, schema: RowSchema, at: str, least: float) -> Made:
    """
    The annotation of a new segment that some of one annotator are about now.

    `at` is the time that its history tells; of a text of which less than `least` was shown, all
    answers are to be looked at.
    """
    made = _Making([one for one in olds if one.one.status == "submitted"], new, schema, least)
    row = made.row() if made.olds else new.shown
    if made.olds and len(made.olds) < len(olds):
        made.mark_all(0, SKIPPED)
    kept = dict(zip(map(id, made.olds), made.kept, strict=True))
    flags = dict(zip(map(id, made.olds), made.flags, strict=True))
    review = dict.fromkeys([*_before(olds, made), *(flag.pointer for flag in made.listed())])
    annotation = _annotation(olds, new, schema.arranged(row), at, tuple(review))
    return Made(
        annotation,
        [kept.get(id(one), 0) for one in olds],
        [flags.get(id(one), []) for one in olds],
    )


@dataclass
class _Making:
    """A row on the way, and what there is to tell of each of the `olds`."""

    olds: Sequence[Old]
    new: New
    schema: RowSchema
    least: float
    kept: list[int] = field(default_factory=list)
    flags: list[list[Flag]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """The row; what is told comes with it."""
        self.kept = [0 for _ in self.olds]
        self.flags = [[] for _ in self.olds]
        row = {**self._unknown(), **self.new.shown}
        found = [one.stretches(self.schema) for one in self.olds]
        for asked in self.schema.fields:
            if isinstance(asked, Spans):
                self._spans(asked, found, row)
            elif not isinstance(asked, Relations):
                self._other(asked.asked.name, row)
        for asked in self.schema.fields:
            if isinstance(asked, Relations):
                self._relations(asked, found, row)
        for number, old in enumerate(self.olds):
            if old.changed:
                self.mark_all(number, OTHER_INPUT.format(", ".join(old.changed)), row)
        if self._seen < self.least:
            self.mark_all(0, MOSTLY_NEW, row)
        return row

    def mark_all(self, number: int, why: str, row: Row | None = None) -> None:
        """Everything that was answered has to be looked at."""
        for one in self.schema.fields:
            if one.asked.name in (self.olds[number].row if row is None else row):
                self._flag(number, f"/{one.asked.name}", why)

    def listed(self) -> Iterator[Flag]:
        """All flags."""
        return (flag for some in self.flags for flag in some)

    def _flag(self, number: int, pointer: str, why: str, before: str = "", after: str = "") -> None:
        self.flags[number].append(Flag(self.new.id, pointer, why, before, after))

    def _unknown(self) -> dict[str, Any]:
        """What the schema lets rows say beside what it asks."""
        known = {one.name for one in self.schema.inputs}
        known |= {one.asked.name for one in self.schema.fields}
        return {
            key: value
            for old in reversed(self.olds)
            for key, value in old.row.items()
            if key not in known
        }

    def _spans(self, asked: Spans, found: list[list[Stretch]], row: dict[str, Any]) -> None:
        name = asked.asked.name
        if not any(name in old.row for old in self.olds):
            return
        here = [
            (number, one)
            for number, some in enumerate(found)
            for one in some
            if one.name == name and one.home == self.new.number
        ]
        spans, told = gathered(asked, here, self.new.shown.get(asked.on))
        row[name] = spans
        for number, pointer, why, before, after in told:
            if why:
                self._flag(number, pointer, why, before, after)
            else:
                self.kept[number] += 1

    def _relations(self, asked: Relations, found: list[list[Stretch]], row: dict[str, Any]) -> None:
        name = asked.asked.name
        if not any(name in old.row for old in self.olds):
            return
        made: list[dict[str, Any]] = []
        for number, (old, some) in enumerate(zip(self.olds, found, strict=True)):
            here, lost = arrows(asked, old.row, some, self.new.number, old.into[0])
            made += [one for one in here if one not in made]
            for why in lost:
                self._flag(number, f"/{name}", why)
        row[name] = asked.completed(made, row)

    def _other(self, name: str, row: dict[str, Any]) -> None:
        """The first answer stands; where it may not hold of the new text, that is told."""
        answered = [number for number, old in enumerate(self.olds) if name in old.row]
        if not answered:
            return
        first = self.olds[answered[0]].row[name]
        row[name] = first
        for number, old in enumerate(self.olds):
            if number not in answered:
                self._flag(number, f"/{name}", UNANSWERED)
            elif old.row[name] != first:
                self._flag(number, f"/{name}", DIFFER.format(first, old.row[name]))
            elif len(old.into) > 1:
                self._flag(number, f"/{name}", HALVED)

    @cached_property
    def _seen(self) -> float:
        """How much of the new text was shown before, from 0 to 1."""
        seen: set[int] = set()
        words = 0
        for old in self.olds:
            alignment = old.alignments[old.main]
            units = alignment.news[self.new.number]
            words = units.words
            found = (one for one in alignment.there if one and one[0] == self.new.number)
            seen |= {j for _, j in found if units.is_word[j]}
        return len(seen) / words if words else 1.0


def _before(olds: Sequence[Old], made: _Making) -> Iterator[str]:
    """What was to be looked at before, spans and relations apart, which are told of again."""
    names = {one.asked.name for one in made.schema.fields if isinstance(one, Spans)}
    for old in olds:
        for pointer in old.one.review:
            name, _, inner = pointer[1:].partition("/")
            if not (inner and name in names):
                yield f"/{name}" if inner else pointer


def _annotation(
    olds: Sequence[Old], new: New, row: Row, at: str, review: tuple[str, ...]
) -> Annotation:
    ones = [one.one for one in olds]
    updated = max(one.updated for one in ones)
    seconds = [one.seconds for one in ones if one.seconds is not None]
    return msgspec.structs.replace(
        ones[0],
        segment=new.id,
        status=max(one.status for one in ones),  # an answer before a skip, by their words
        created=min(one.created for one in ones),
        updated=updated,
        seconds=sum(seconds) if seconds else None,
        row=row,
        history=tuple(change for one in ones for change in _history(one, new.id, row, at, updated)),
        review=review,
    )


def _history(one: Annotation, segment: str, row: Row, at: str, updated: str) -> Iterator[Change]:
    """What changed before, and now."""
    other = one.updated if one.updated != updated else ""
    for change in one.history:
        yield msgspec.structs.replace(change, updated=change.updated or other)
    was = {key: value for key, value in one.row.items() if key not in row or row[key] != value}
    moved_from = one.segment if one.segment != segment else ""
    yield Change(BY, at, segment=moved_from, updated=other, row=was)
