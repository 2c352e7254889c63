"""
Dialogue: turns, each with its author and its text.

The text that offsets count is that of the turns, one below the other, joined by a line end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import TEXT, List, Struct
from corpus_kit.inputs.protocol import Described, Place, Shown, says
from corpus_kit.inputs.text import code_points, described_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus_kit.columns import Column

VOCABULARY = "urn:corpus-kit:dialogue"
TURN = frozenset({"author", "text"})
SEPARATOR = "\n"


@dataclass(frozen=True)
class Dialogue(Shown):
    """A list of ``{"author": "Ana", "text": "Mirëdita!"}``."""

    kind: ClassVar = "dialogue"
    example: ClassVar = f'{{"$ref": "{VOCABULARY}", "readOnly": true}}'
    column: ClassVar[Column] = List(Struct({"author": TEXT, "text": TEXT}))
    marking: ClassVar[tuple[str, str]] = ("ParagraphLabels", "paragraphlabels")
    # A choice of authors and the times of each turn, which are those of sounds; line ends are kept.
    style: ClassVar[str] = (
        ".lsf-paragraphs [class*=wrapper_header] { display: none } "
        ".lsf-paragraphs [class*=time--] { display: none } "
        ".lsf-paragraphs { padding: 0; border: 0 } "
        ".lsf-paragraphs [class*=container--] { padding: 0; margin: 0 } "
        ".lsf-paragraphs [class*=newUI--] { width: 100% } "
        ".lsf-paragraphs [class*=dialoguename--] { "
        "color: var(--color-neutral-content, #26251f) !important } "
        ".lsf-paragraphs [class*=wrapperText--] { display: block; width: 100% } "
        ".lsf-paragraphs [class*=dialoguetext--] { display: block; white-space: pre-wrap; "
        "font-size: 17px; line-height: 1.7; unicode-bidi: plaintext; text-align: start }"
    )

    @classmethod
    def of(cls, name: str, schema: Mapping[str, Any]) -> Self | None:
        """A reference to the vocabulary's dialogue."""
        return cls._of(name, schema) if schema.get("$ref") == VOCABULARY else None

    @classmethod
    def described(cls, tag: Element) -> Described | None:
        """Paragraphs; in a row their turns have our keys."""
        if tag.tag != "Paragraphs":
            return None
        keys = (tag.get("nameKey", "author"), tag.get("textKey", "text"))
        left = []
        if keys != ("author", "text"):
            left.append(f"its turns have author and text in a row, not {' and '.join(keys)}")
        if tag.get("audioUrl"):
            left.append("the sound beside it is left out")
        made = described_text(tag, {"$ref": VOCABULARY, "readOnly": True})
        return replace(made, left=(*made.left, *left))

    def element(self) -> Element:
        """Turns one below the other, authors beside them."""
        return Element(
            "Paragraphs",
            {
                "name": self.name,
                "value": f"${self.name}",
                "layout": "dialogue",
                "nameKey": "author",
                "textKey": "text",
            },
        )

    def given(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Turns with an author and a text, whatever else they say."""
        if not isinstance(value, list):
            return value
        return [
            {"author": turn.get("author") or "", "text": turn["text"]}
            if isinstance(turn, dict) and "text" in turn
            else turn
            for turn in value
        ]

    def fault(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """Anything but a list of turns, at least one."""
        if isinstance(value, list) and value and all(map(_is_turn, value)):
            return None
        return 'it is a list of turns such as {"author": "Ana", "text": "Mirëdita!"}'

    def text(self, value: Any) -> str:  # noqa: ANN401 - any JSON value
        """The turns' texts, joined by a line end."""
        return SEPARATOR.join(_texts(value))

    def place(self, value: Any, region: Mapping[str, Any]) -> Place:  # noqa: ANN401 - any JSON value
        """Label Studio says the turn, and within it the offset in UTF-16 units."""
        texts, said = _texts(value), region.get("text", "")
        start = _offset(texts, region.get("start"), region.get("startOffset"))
        end = _offset(texts, region.get("end"), region.get("endOffset"))
        if start is None or end is None:
            return Place(region.get("startOffset"), region.get("endOffset"), said)
        part = SEPARATOR.join(texts)[start:end]
        return Place(start, end, part if says(region, part) else said)

    def region(self, value: Any, start: int, end: int) -> Mapping[str, Any]:  # noqa: ANN401
        """The turns that it begins and ends in, and the offsets there."""
        texts = _texts(value)
        first, start_offset = _turn(texts, start)
        last, end_offset = _turn(texts, end, closing=True)
        return {
            "start": str(first),
            "end": str(last),
            "startOffset": start_offset,
            "endOffset": end_offset,
            "text": self.text(value)[start:end],
        }


def _is_turn(one: object) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() == TURN
        and all(isinstance(said, str) for said in one.values())
    )


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    turns = value if isinstance(value, list) else []
    found = [turn.get("text") if isinstance(turn, dict) else None for turn in turns]
    # A lone \r is a line end, as the separator is, and would be one with it.
    return [re.sub(r"\r(?!\n)", "\n", text) if isinstance(text, str) else "" for text in found]


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each turn begins in the whole."""
    return [0, *accumulate(len(text) + len(SEPARATOR) for text in texts)][:-1] if texts else [0]


def _offset(texts: Sequence[str], turn: object, units: object) -> int | None:
    """A place in a turn, counted in UTF-16 units, as one in the whole."""
    number = int(turn) if isinstance(turn, str) and turn.isascii() and turn.isdigit() else turn
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(units, int):
        return None
    if not (0 <= number < len(texts) and units >= 0):
        return None
    _, within = code_points(texts[number], 0, units) if units else (0, 0)
    return None if within < 0 else _starts(texts)[number] + within


def _turn(texts: Sequence[str], at: int, *, closing: bool = False) -> tuple[int, int]:
    """The turn that a place in the whole is in, and the place there in UTF-16 units."""
    starts = _starts(texts)
    turn = bisect_right(starts, at - closing) - 1
    before = texts[turn][: at - starts[turn]] if turn < len(texts) else ""
    return turn, len(before.encode("utf-16-le", "surrogatepass")) // 2
