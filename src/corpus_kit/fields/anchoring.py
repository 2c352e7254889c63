"""Where a span's text provably stands, though its offsets say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.fields.characters import splits_character
from corpus_kit.inputs.text import code_points

if TYPE_CHECKING:
    from corpus_kit.fields.span import Span

WINDOW = 50
"""Characters before and behind a span in which its text is looked for."""

Offsets = tuple[int, int]


def anchored(span: Span, text: str) -> Offsets | None:
    """The one place that can be meant: by UTF-16 offsets, or near by; None where it is open."""
    return in_utf16(span, text) or near(span, text)


def in_utf16(span: Span, text: str) -> Offsets | None:
    """
    The place in code points of a span whose offsets count UTF-16 units, if its text proves it.

    >>> in_utf16({"start": 3, "end": 6, "text": "Ana"}, "🎉 Ana iku")
    (2, 5)
    """
    first, last = code_points(text, span["start"], span["end"])
    proved = 0 <= first < last and text[first:last] == span["text"]
    return (first, last) if proved else None


def near(span: Span, text: str) -> Offsets | None:
    """
    Where the span's text stands within `WINDOW` characters of its start, if once.

    >>> near({"start": 4, "text": "Ana"}, "Kush? Ana iku.")
    (6, 9)
    >>> near({"start": 4, "text": "Ana"}, "Ana e Ana") is None
    True
    """
    start, said = span["start"], span["text"]
    first, last = max(0, start - WINDOW), start + len(said) + WINDOW
    at = text.find(said, first, last)
    if at < 0 or text.find(said, at + 1, last) >= 0:
        return None
    end = at + len(said)
    split = splits_character(text, at) or splits_character(text, end)
    return None if split else (at, end)
