"""
Where each value of a JSON text stands in it, so that one can be changed and the rest left alone.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus_kit.schema.references import token

if TYPE_CHECKING:
    from collections.abc import Iterable

BOM = "\ufeff"
_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = json.JSONDecoder()

Place = tuple[int, int]
"""Half-open, in code points of the text."""


@dataclass(frozen=True)
class Places:
    """
    Where values stand, by their JSON Pointers, and where the names of members of objects do.

    `sizes` says how many items each array has.
    """

    text: str
    values: dict[str, Place] = field(default_factory=dict)
    names: dict[str, Place] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Places:
        """The places in a JSON text, which is known to be valid."""
        made = cls(text)
        made._value(made._space(len(text) - len(text.removeprefix(BOM))), "")
        return made

    def at(self, pointer: str) -> str:
        """The text of a value."""
        start, end = self.values[pointer]
        return self.text[start:end]

    def _space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _value(self, at: int, pointer: str) -> int:
        """Note the value that begins there; returns where it ends."""
        match self.text[at]:
            case "{":
                end = self._object(at, pointer)
            case "[":
                end = self._array(at, pointer)
            case _:
                _, end = _SCALAR.raw_decode(self.text, at)
        self.values[pointer] = at, end
        return end

    def _object(self, at: int, pointer: str) -> int:
        at = self._space(at + 1)
        while self.text[at] != "}":
            name, end = _SCALAR.raw_decode(self.text, at)
            place = f"{pointer}/{token(name)}"
            self.names[place] = at, end
            at = self._value(self._space(self._space(end) + 1), place)
            at = self._comma(at)
        return at + 1

    def _array(self, at: int, pointer: str) -> int:
        at, size = self._space(at + 1), 0
        while self.text[at] != "]":
            at = self._comma(self._value(at, f"{pointer}/{size}"))
            size += 1
        self.sizes[pointer] = size
        return at + 1

    def _comma(self, at: int) -> int:
        at = self._space(at)
        return self._space(at + 1) if self.text[at] == "," else at


Edit = tuple[Place, str]
"""What is to stand in a place."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits, which do not overlap."""
    for (start, end), new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def array(places: Places, pointer: str, items: Iterable[tuple[int | None, str]]) -> Edit:
    """
    An array with other items, the white space between those that stay as it is.

    Each item is its text and the index that it had; None for one that is new.
    """
    start, end = places.values[pointer]
    spans = [places.values[f"{pointer}/{i}"] for i in range(places.sizes[pointer])]
    if not spans:
        return (start, end), "[" + ", ".join(text for _, text in items) + "]"
    bounds = [*(one for span in spans for one in span), end - 1]
    gaps = [places.text[a:b] for a, b in zip(bounds[1::2], bounds[2::2], strict=True)]
    usual = gaps[-2] if len(spans) > 1 else ", "
    made = places.text[start : spans[0][0]]
    for number, (index, text) in enumerate(items):
        made += text if not number else (gaps[index - 1] if index else usual) + text
    return (start, end), f"{made}{gaps[-1]}]"


def string(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """The value as JSON."""
    return json.dumps(value, ensure_ascii=False)


def like(member: str, other: str, name: str) -> str:
    """
    A new object with one member, its white space that of `other`, an object's text.

    >>> like('"x"', '{ "const": "a", "title": "A" }', "const")
    '{ "const": "x" }'
    """
    opening = _SPACE.match(other, 1)
    inner = other[:-1].rstrip(" \t\n\r")
    space = opening[0] if opening else ""
    return f"{{{space}{string(name)}: {member}{other[len(inner) : -1]}}}"
