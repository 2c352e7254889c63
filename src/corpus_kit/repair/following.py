"""What follows from a repair: relations go along with their spans, and lists stay in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit.fields.relations import Relations
from corpus_kit.fields.span import by_place
from corpus_kit.fields.spans import Spans
from corpus_kit.repair.pointer import NotProvable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

Names = dict[str, set[str]]
"""By the id that spans had, the ids that they have now; none where they are gone."""

ENDS = frozenset({"head", "tail"})
PLACED = frozenset({"id", "start", "end", "label"})


def followed(before: Row, row: Row, names: Mapping[str, Names], schema: RowSchema) -> Row:
    """
    A repaired row with what follows from the repair, `names` by the field of the spans.

    Raises: NotProvable where a relation's span is gone, or might be one of several.
    """
    relations = [one for one in schema.fields if isinstance(one, Relations)]
    for one in relations:
        if one.asked.name in row:
            row = {**row, one.asked.name: _along(row, one, names)}
    for field in schema.fields:
        name = field.asked.name
        if isinstance(field, Spans) and name in row and not same(before, row, name):
            row = {**row, name: in_place(row[name])}
    for one in relations:
        rest = (one.asked.name, *(field.asked.name for field in one.between))
        if one.asked.name in row and not all(same(before, row, name) for name in rest):
            row = {**row, one.asked.name: one.completed(row[one.asked.name], row)}
    return row


def renamed(before: Any, after: Any, gone: Collection[int] = ()) -> Names:  # noqa: ANN401
    """What spans of a list are called now, the same ones in the same places; some are `gone`."""
    names: Names = {}
    for i, (was, now) in enumerate(zip(_ids(before), _ids(after), strict=True)):
        if was is not None:
            names.setdefault(was, set()).update({now} if now and i not in gone else ())
    return names


def kept(before: Any, after: Any) -> Names:  # noqa: ANN401
    """The same where a whole list was put in the place of another: ids say who is who."""
    now = {*_ids(after)}
    return {one: {one} & now for one in _ids(before) if one is not None}


def in_place(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Spans in the order of the text, those that are the same once; anything else as it is."""
    if not isinstance(value, list):
        return value
    if not all(isinstance(one, dict) and one.keys() >= PLACED for one in value):
        return value
    once: dict[bytes, Any] = {}
    for one in value:
        once.setdefault(encoded(one), one)
    return sorted(once.values(), key=by_place)


def same(before: Row, after: Row, name: str) -> bool:
    """Whether a property is the same to the byte: 3.0 is not 3."""
    return encoded(before.get(name)) == encoded(after.get(name))


def encoded(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """The value as it stands in a file."""
    return msgspec.json.encode(value)


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    """The value, if it is a list; else none."""
    return value if isinstance(value, list) else []


def _ids(value: Any) -> list[str | None]:  # noqa: ANN401 - any JSON value
    found = [one.get("id") if isinstance(one, dict) else None for one in listed(value)]
    return [one if isinstance(one, str) else None for one in found]


def _along(row: Row, field: Relations, names: Mapping[str, Names]) -> Any:  # noqa: ANN401
    """The relations with the names that their spans have now, each once."""
    value = row[field.asked.name]
    known: Names = {}
    for one in field.between:
        for was, now in names.get(one.asked.name, {}).items():
            known.setdefault(was, set()).update(now)
    if not isinstance(value, list) or all(now == {was} for was, now in known.items()):
        return value
    spans = [span for one in field.between for span in listed(row.get(one.asked.name))]
    places = {one["id"]: _place(one) for one in spans if _is_placed(one)}
    found: dict[bytes, Any] = {}
    for one in value:
        moved = _moved(one, known, places)
        found.setdefault(encoded(moved), moved)
    return [*found.values()]


def _is_placed(span: Any) -> bool:  # noqa: ANN401 - any JSON value
    return (
        isinstance(span, dict)
        and isinstance(span.get("id"), str)
        and all(type(span.get(edge)) is int for edge in ("start", "end"))
    )


def _place(span: Mapping[str, Any]) -> tuple[int, int, str]:
    return span["start"], span["end"], span["id"]


def _moved(one: Any, known: Names, places: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """A relation whose spans have other names; without direction the head is the one further up."""
    if not isinstance(one, dict):
        return one
    said = {end: one[end] for end in ENDS if isinstance(one.get(end), str)}
    ends = {end: _name(name, known) for end, name in said.items()}
    if ends == said:
        return one
    if one.get("directed") is False and ends.keys() >= ENDS and {*ends.values()} <= places.keys():
        first, last = sorted(ends.values(), key=lambda name: places[name])
        ends = {"head": first, "tail": last}
    return {**one, **ends}


def _name(end: str, known: Names) -> str:
    now = known.get(end, {end})
    if len(now) != 1:
        raise NotProvable(f"{end!r} might be any of {len(now)} spans")
    return next(iter(now))
