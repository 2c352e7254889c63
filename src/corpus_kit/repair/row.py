"""One row, and what is offered to put it right."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit.checks.about import TEXT_NOT_NORMALISED
from corpus_kit.fields.relations import Relations
from corpus_kit.fields.spans import Spans
from corpus_kit.model import REMOVED
from corpus_kit.repair.following import encoded, followed, kept, renamed
from corpus_kit.repair.pointer import NotProvable, found, put, taken_out, tokens
from corpus_kit.repair.texts import with_input

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from corpus_kit.model import Fault, Fix, Row
    from corpus_kit.repair.following import Names
    from corpus_kit.repair.pointer import Tokens
    from corpus_kit.schema import RowSchema


@dataclass(frozen=True, slots=True)
class Step:
    """
    The `row` after as much as could be done at once, and the faults that were `done`.

    In the `middle` items of lists are what they will be, and stand where they stood: those of the
    row are the same objects. That is not said of the properties that were replaced as a `whole`.
    """

    row: Row
    done: Sequence[Fault]
    middle: Row
    whole: Collection[str] = ()


def step(row: Row, offered: Iterable[Fault], schema: RowSchema) -> Step:
    """
    A step, without a look at what comes of it.

    An input comes first, by itself, as long as spans on it can follow. Of the rest, fixes that
    others might get in the way of are left for a later step: those of a whole after those within
    it, relations after their spans. What would change nothing, or an input in anything but its
    normal form, is not done.

    Raises: NotProvable where a fix leads nowhere, or relations lose their spans.
    """
    ready = [one for one in offered if _may_be_done(row, one, schema)]
    shown = _inputs(schema)
    inputs = [one for one in ready if _path(one)[0] in shown]
    for one in inputs:
        with suppress(NotProvable):
            return _with_input(row, one, schema)
    ready = _together([one for one in ready if _path(one)[0] not in shown], schema)
    return _with_answers(row, ready, schema) if ready else Step(row, (), row)


def _with_input(row: Row, fault: Fault, schema: RowSchema) -> Step:
    (name,), value = _path(fault), fault.fix.value if fault.fix else None
    middle, names = with_input(row, name, value, schema)
    return Step(followed(row, middle, names, schema), [fault], middle)


def _with_answers(row: Row, ready: Sequence[Fault], schema: RowSchema) -> Step:
    """Values first, then what goes, which changes the numbers of what stands behind."""
    fixes = [one.fix for one in ready if one.fix]
    middle = put(row, (one for one in fixes if one.value is not REMOVED))
    gone = [one.pointer for one in fixes if one.value is REMOVED]
    whole = {path[0] for path in map(_path, ready) if len(path) == 1}
    names = _names(row, middle, gone, whole, schema)
    return Step(followed(row, taken_out(middle, gone), names, schema), ready, middle, whole)


def _names(
    row: Row, after: Row, gone: Sequence[str], whole: set[str], schema: RowSchema
) -> Mapping[str, Names]:
    """What spans are called after fixes; where a whole list was replaced, ids say who is who."""
    names: dict[str, Names] = {}
    for field in schema.fields:
        name = field.asked.name
        if isinstance(field, Spans) and name in whole:
            names[name] = kept(row.get(name), [] if f"/{name}" in gone else after.get(name))
        elif isinstance(field, Spans):
            paths = [path for path in map(tokens, gone) if path[0] == name and len(path) == ITEM]
            items = {int(path[1]) for path in paths if path[1].isdecimal()}
            names[name] = renamed(row.get(name), after.get(name), items)
    return names


ITEM = 2
"""Parts of a pointer to an item of a list."""


def _inputs(schema: RowSchema) -> set[str]:
    return {one.name for one in schema.inputs}


def _may_be_done(row: Row, fault: Fault, schema: RowSchema) -> bool:
    """Whether a fix changes an answer that was given, or an input to its normal form."""
    if fault.fix is None or not (path := _path(fault)):
        return False
    if path[0] not in row:  # nobody answered it, and nobody is answered for
        return False
    if path[0] in _inputs(schema) and not (
        fault.check == TEXT_NOT_NORMALISED and len(path) == 1 and fault.fix.value is not REMOVED
    ):
        return False
    there = found(row, path)
    if REMOVED in (there, fault.fix.value):
        return there is not fault.fix.value
    return encoded(there) != encoded(fault.fix.value)


def _together(offered: Sequence[Fault], schema: RowSchema) -> list[Fault]:
    """Those that do not get in each other's way: no relations with others, none about another."""
    relations = {one.asked.name for one in schema.fields if isinstance(one, Relations)}
    waiting = [one for one in offered if _path(one)[0] not in relations] or [*offered]
    ready: list[tuple[int, Fault]] = []
    taken: dict[Tokens, Fix | None] = {}
    for number, one in sorted(enumerate(waiting), key=lambda of: -len(_path(of[1]))):
        path = _path(one)
        if path not in taken or taken[path] == one.fix:  # two faults may ask for the same
            ready.append((number, one))
            taken |= {path[: i + 1]: None for i in range(len(path))} | {path: one.fix}
    return [one for _, one in sorted(ready, key=lambda of: of[0])]


def _path(fault: Fault) -> Tokens:
    return tokens(fault.fix.pointer) if fault.fix else ()
