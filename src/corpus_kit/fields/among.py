"""What is wrong with the spans of a row among each other: their order, doubles, overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.checks.spans import SPAN_TWICE, SPANS_OUT_OF_ORDER, SPANS_OVERLAP
from corpus_kit.fields.span import by_place, is_placed
from corpus_kit.model import REMOVED, Fault, Fix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.fields.span import Span

Numbered = tuple[int, "Span"]
"""A span, and where it stands in the row."""


def out_of_order(spans: Sequence[Span], pointer: str) -> Iterator[Fault]:
    """Spans that stand otherwise than in the text."""
    wanted = sorted(spans, key=by_place)
    if list(spans) != wanted:
        message = "spans stand in the order of the text"
        yield Fault(SPANS_OUT_OF_ORDER, pointer, message, Fix(pointer, wanted))


def twice(spans: Sequence[Span], pointer: str) -> Iterator[Fault]:
    """Spans with the place and label of one further up; the fix takes away what adds nothing."""
    seen: dict[tuple[int, int, str], Numbered] = {}
    for i, span in enumerate(spans):
        number, first = seen.setdefault((span["start"], span["end"], span["label"]), (i, span))
        if number != i:
            there = f"{pointer}/{i}"
            same = {**first, "id": ""} == {**span, "id": ""}
            message = f"the same place has the same label already in {pointer}/{number}"
            yield Fault(SPAN_TWICE, there, message, Fix(there, REMOVED) if same else None)


def overlapping(spans: Sequence[Span], pointer: str, allowed: str) -> Iterator[Fault]:
    """
    Spans that share characters with one before them in the text, unless that is `allowed`.

    One that stands in the way of several is named, and what is behind is asked without it.
    """
    if allowed == "any":
        return
    around: list[Span] = []  # each within the one before it
    for i, span in _sorted(spans):
        while around and around[-1]["end"] <= span["start"]:
            around.pop()
        if around and (allowed == "none" or span["end"] > around[-1]["end"]):
            how = "shares characters with" if allowed == "none" else "crosses"
            message = f"it {how} {around[-1]['id']!r}, and the schema allows overlap: {allowed}"
            yield Fault(SPANS_OVERLAP, f"{pointer}/{i}", message)
        else:
            around.append(span)


def _sorted(spans: Sequence[Span]) -> list[Numbered]:
    """Those that have a place, as they begin in the text; of these the longest first."""
    placed = ((i, one) for i, one in enumerate(spans) if is_placed(one))
    found = [(i, one) for i, one in placed if one["start"] < one["end"]]
    return sorted(found, key=lambda pair: (pair[1]["start"], -pair[1]["end"], pair[0]))
