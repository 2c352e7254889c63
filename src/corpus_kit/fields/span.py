"""A span by itself: its id, its place among others, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus_kit.checks.spans import (
    SPAN_ENDS_BEFORE_START,
    SPAN_ID_DIFFERS,
    SPAN_OFFSET_DECIMAL,
    SPAN_OUTSIDE_TEXT,
    SPAN_SOURCE_DIFFERS,
    SPAN_TEXT_DIFFERS,
)

if TYPE_CHECKING:
    from corpus_kit.inputs import Input
    from corpus_kit.model import Check

Span = Mapping[str, Any]

OWN = ("id", "start", "end", "label", "text")
"""What each span says by itself."""


def id_of(start: object, end: object, label: object) -> str:
    """
    The id of a span, which follows from its place and label.

    >>> id_of(0, 13, "PER")
    '0-13-PER'
    """
    return f"{start}-{end}-{label}"


def by_place(span: Span) -> tuple[bool, int, int, str]:
    """Sort key: by place; what has no place comes last."""
    start, end = span["start"], span["end"]
    if isinstance(start, int) and isinstance(end, int):
        return False, start, end, str(span["label"])
    return True, 0, 0, str(span["id"])


def is_placed(span: object) -> bool:
    """Whether a value says where it stands and with which label."""
    return (
        isinstance(span, Mapping)
        and all(type(span.get(key)) is int for key in ("start", "end"))
        and isinstance(span.get("label"), str)
    )


def completed(span: Any, shown: Input, value: Any) -> Any:  # noqa: ANN401 - any JSON values
    """A span of an input's value, with all that follows from its place and label."""
    if not is_placed(span):  # the fault to tell is what it lacks, not what follows from that
        return {"id": "…", "text": "…", **span} if isinstance(span, Mapping) else span
    start, end, label = span["start"], span["end"], span["label"]
    text = shown.text(value)
    inside = 0 <= start < end <= len(text)
    return {
        "id": id_of(start, end, label),
        "text": text[start:end] if inside else "…",
        **(shown.more(value, start, end) if inside else {}),
        **span,
    }


def all_whole(spans: Sequence[Span], text: str) -> bool:
    """
    Whether nothing is wrong with spans of a text, each by itself and their order.

    It is said at once of the usual case; what it does not pass, `fault` looks into.
    """
    last, length = (0, 0, ""), len(text)
    for span in spans:
        start, end, label = place = span["start"], span["end"], span["label"]
        if not (
            type(start) is int is type(end)
            and start < end <= length
            and text[start:end] == span["text"]
            and last <= place
            and span.get("id") == f"{start}-{end}-{label}"
        ):
            return False
        last = place
    return True


def fault(span: Span, text: str) -> tuple[Check, str] | None:
    """The first thing that is wrong with a span of a text, as check and message."""
    start, end = span["start"], span["end"]
    if not (isinstance(start, int) and isinstance(end, int)):
        return SPAN_OFFSET_DECIMAL, f"offsets are whole numbers: write {start:g} and {end:g}"
    if end <= start:
        return SPAN_ENDS_BEFORE_START, f"the span ends at {end}, before or at its start {start}"
    if end > len(text):
        return (
            SPAN_OUTSIDE_TEXT,
            f"the span ends at {end}, but the text has {len(text)} characters",
        )
    if span["text"] != text[start:end]:
        return (
            SPAN_TEXT_DIFFERS,
            f"the span says {span['text']!r}, but at {start}:{end} is {text[start:end]!r}",
        )
    if span.get("id") != (wanted := id_of(start, end, span["label"])):
        return SPAN_ID_DIFFERS, f"the id follows from place and label: write {wanted!r}"
    return None


def source_fault(span: Span, shown: Input, value: Any) -> tuple[Check, str] | None:  # noqa: ANN401
    """Where a span with its place in the text says otherwise where that is in the input's value."""
    if not shown.place_columns:
        return None
    wanted = shown.more(value, span["start"], span["end"])
    said = {name: span.get(name) for name in wanted}
    return (SPAN_SOURCE_DIFFERS, f"write {dict(wanted)}") if said != wanted else None
