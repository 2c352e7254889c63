"""A span by itself: its id, its place among others, and whether nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from corpus_kit.fields.characters import MARKS, splits_character

if TYPE_CHECKING:
    from corpus_kit.inputs import Input

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


def by_place(span: Span) -> tuple[bool, float, float, str]:
    """Sort key: by place; what has no place comes last."""
    start, end = span["start"], span["end"]
    if isinstance(start, int | float) and isinstance(end, int | float):
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


_OWN = itemgetter("start", "end", "label", "text", "id")


def all_whole(spans: Sequence[Span], text: str) -> bool:
    """
    Whether nothing is wrong with spans of a text, each by itself and their order.

    It is said at once of the usual case; what it does not pass, `marked` looks into.
    """
    last, length = (0, 0, ""), len(text)
    for start, end, label, said, name in map(_OWN, spans):
        place = start, end, label
        if not (
            type(start) is int is type(end)
            and start < end <= length
            and text[start:end] == said == said.strip()
            and last < place
            and name == f"{start}-{end}-{label}"
            and (
                start == 0 or text[start - 1] < MARKS > said[0] or not splits_character(text, start)
            )
            and (end == length or said[-1] < MARKS > text[end] or not splits_character(text, end))
        ):
            return False
        last = place
    return True
