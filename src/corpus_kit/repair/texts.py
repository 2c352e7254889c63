"""An input that was stored with other letters or line ends than its segment has, put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.fields.span import id_of
from corpus_kit.fields.spans import Spans
from corpus_kit.repair.following import Names, renamed
from corpus_kit.repair.pointer import NotProvable
from corpus_kit.text import all_normalised, moved, normalised

if TYPE_CHECKING:
    from corpus_kit.fields.span import Span
    from corpus_kit.inputs import Input
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema


def with_input(
    row: Row,
    name: str,
    value: Any,  # noqa: ANN401 - any JSON value
    schema: RowSchema,
) -> tuple[Row, dict[str, Names]]:
    """
    The row with an input as the segment has it, and spans where they are then; with their names.

    Raises: NotProvable where that is more than normalisation, or spans could be in two places.
    """
    shown = next(one for one in schema.inputs if one.name == name)
    if shown.fault(row.get(name)) is not None or all_normalised(row[name]) != value:
        raise NotProvable(f"{name!r} is another text")
    before, after = shown.text(row[name]), shown.text(value)
    if normalised(before) != after:
        raise NotProvable(f"{name!r} is read otherwise")
    made, names = {**row, name: value}, dict[str, Names]()
    for field in schema.fields:
        if isinstance(field, Spans) and field.on == name and field.asked.name in row:
            spans = row[field.asked.name]
            made[field.asked.name] = now = _spans(spans, before, shown, value)
            names[field.asked.name] = renamed(spans, now)
    return made, names


def _spans(spans: Any, before: str, shown: Input, value: Any) -> Any:  # noqa: ANN401
    """Spans of the text before where they are now, or as they are where they count that already."""
    after = shown.text(value)
    if not isinstance(spans, list) or not all(map(_is_whole, spans)):
        raise NotProvable("spans have to be put right first")
    if all(_says(one, before) for one in spans):
        return [_span(one, before, shown, value) for one in spans]
    if all(_says(one, after) for one in spans):
        return spans
    raise NotProvable("spans have to be put right first")


def _is_whole(span: Any) -> bool:  # noqa: ANN401 - any JSON value
    return (
        isinstance(span, dict)
        and all(type(span.get(edge)) is int for edge in ("start", "end"))
        and all(isinstance(span.get(one), str) for one in ("id", "label", "text"))
    )


def _says(span: Span, text: str) -> bool:
    """Whether a span's text stands at its place, however it is written."""
    start, end = span["start"], span["end"]
    inside = 0 <= start < end <= len(text)
    return inside and normalised(text[start:end]) == normalised(span["text"])


def _span(span: Span, before: str, shown: Input, value: Any) -> Span:  # noqa: ANN401
    start, end = moved(before, span["start"], span["end"])
    places = {"id": id_of(start, end, span["label"]), "start": start, "end": end}
    more = shown.more(value, start, end)
    return {**span, **places, "text": shown.text(value)[start:end], **more}
