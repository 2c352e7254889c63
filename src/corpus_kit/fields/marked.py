"""What is wrong with a span by itself: its offsets and text, what follows from them, its edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from corpus_kit.checks.spans import (
    SPAN_EDGE_BLANK,
    SPAN_ENDS_BEFORE_START,
    SPAN_ID_DIFFERS,
    SPAN_IN_UTF16,
    SPAN_OFFSET_DECIMAL,
    SPAN_OUTSIDE_TEXT,
    SPAN_SOURCE_DIFFERS,
    SPAN_SPLITS_CHARACTER,
    SPAN_SPLITS_WORD,
    SPAN_TEXT_DIFFERS,
    SPAN_TEXT_NOT_NFC,
)
from corpus_kit.fields.anchoring import anchored, in_utf16, near
from corpus_kit.fields.characters import character, splits_character, splits_word
from corpus_kit.fields.span import id_of
from corpus_kit.words import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.fields.span import Span
    from corpus_kit.inputs import Input
    from corpus_kit.model import Check

Wrong = tuple["Check", str, "Span | None"]
"""What is wrong with a span, in words too, and the span as it has to be, where that is certain."""


@dataclass(frozen=True)
class Marked:
    """An input's value, on which spans stand; where `words`, they have to hold whole words."""

    shown: Input
    value: Any
    words: bool = False

    @cached_property
    def text(self) -> str:
        """What offsets count."""
        return self.shown.text(self.value)

    def placed(self, span: Span, start: int, end: int) -> dict[str, Any]:
        """The span at another place, or at its own, with all that follows from it."""
        return {
            **span,
            "id": id_of(start, end, span["label"]),
            "start": start,
            "end": end,
            "text": self.text[start:end],
            **self.shown.more(self.value, start, end),
        }

    def wrong(self, span: Span) -> Iterator[Wrong]:
        """All that is wrong with a span; what follows from its place only where that is right."""
        if found := self._misplaced(span):
            yield found
        else:
            yield from self._unlike(span)
            yield from self._edges(span["start"], span["end"], span)

    def _misplaced(self, span: Span) -> Wrong | None:
        start, end = span["start"], span["end"]
        if not type(start) is int is type(end):
            return _decimal(span)
        if end <= start:
            check = SPAN_ENDS_BEFORE_START
            message = f"the span ends at {end}, before or at its start {start}"
        elif end > len(self.text):
            check = SPAN_OUTSIDE_TEXT
            message = f"the span ends at {end}, but the text has {len(self.text)} characters"
        elif span["text"] != self.text[start:end]:
            return self._other_text(span, start, end)
        else:
            return None
        return check, message, self._moved(span, anchored(span, self.text))

    def _other_text(self, span: Span, start: int, end: int) -> Wrong:
        said, here = span["text"], self.text[start:end]
        message = f"the span says {short(said)}, but at {start}:{end} is {short(here)}"
        if normalize("NFC", said) == normalize("NFC", here):
            message = f"the same letters {short(here)} are written there by other code points"
            return SPAN_TEXT_NOT_NFC, message, self.placed(span, start, end)
        if place := in_utf16(span, self.text):
            message = f"{message}; in UTF-16 units its text is there: write {place[0]}:{place[1]}"
            return SPAN_IN_UTF16, message, self._moved(span, place)
        return SPAN_TEXT_DIFFERS, message, self._moved(span, near(span, self.text))

    def _moved(self, span: Span, at: tuple[int, int] | None) -> Span | None:
        return self.placed(span, *at) if at else None

    def _unlike(self, span: Span) -> Iterator[Wrong]:
        """What follows from the span's place, and is otherwise."""
        wanted = self.placed(span, span["start"], span["end"])
        if span["id"] != wanted["id"]:
            message = f"the id follows from place and label: write {wanted['id']!r}"
            yield SPAN_ID_DIFFERS, message, wanted
        source = {name: wanted[name] for name in self.shown.place_columns}
        if source != {name: span.get(name) for name in source}:
            yield SPAN_SOURCE_DIFFERS, f"write {source}", wanted

    def _edges(self, start: int, end: int, span: Span) -> Iterator[Wrong]:
        for at in (start, end):
            if splits_character(self.text, at):
                message = f"{at} is inside the character {short(character(self.text, at))}"
                yield SPAN_SPLITS_CHARACTER, message, None
            elif self.words and splits_word(self.text, at):
                message = f"{at} is inside the word around {short(_around(self.text, at))}"
                yield SPAN_SPLITS_WORD, message, None
        if not self.text[start:end].strip():
            yield SPAN_EDGE_BLANK, "it marks white space alone", None
        elif (place := trimmed(self.text, start, end)) != (start, end):
            message = f"white space stands at its edge: write {place[0]}:{place[1]}"
            yield SPAN_EDGE_BLANK, message, self.placed(span, *place)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    r"""
    Offsets without white space at the edges, but for what bears a mark.

    >>> trimmed(" Ana ", 0, 5), trimmed(" \u0308a", 0, 3)
    ((1, 4), (0, 3))
    """
    said = text[start:end]
    first, last = end - len(said.lstrip()), start + len(said.rstrip())
    while start < first and splits_character(text, first):
        first -= 1
    while last < end and splits_character(text, last):
        last += 1
    return first, last


def _decimal(span: Span) -> Wrong:
    start, end = int(span["start"]), int(span["end"])
    whole = {**span, "id": id_of(start, end, span["label"]), "start": start, "end": end}
    return SPAN_OFFSET_DECIMAL, f"offsets are whole numbers: write {start} and {end}", whole


def _around(text: str, at: int) -> str:
    return text[max(0, at - 10) : at + 10]
