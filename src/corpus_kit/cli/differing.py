"""A repair as a diff that people can read."""

from __future__ import annotations

import json
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any
from unicodedata import combining

from corpus_kit.cli import output
from corpus_kit.text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.repair import Piece, Repair

JOINER = "\u200d"
"""What makes a family of three people: it is seen."""

AROUND, LONGEST = 30, 300
"""Characters shown around what differs in a text, and of any other value."""


def diff(one: Repair) -> Iterator[str]:
    """The lines about one line: where it stands, what is wrong, and what is another then."""
    yield f"{output.near(one.path)}:{one.line}: {one.segment} {one.annotator}"
    for fault in one.faults:
        yield f"  {fault.check}{_at(fault.pointer)}: {fault.message}"
    for fault in one.refused:
        why = "its fix cannot be applied, or would leave another error"
        yield f"  not {fault.check}{_at(fault.pointer)}: {why}"
    if one.after is None:
        yield "    - the line, which is the one above it once more"
    elif one.moves:
        yield "    the line goes to its place"
    for name, some in groupby(one.pieces, key=lambda piece: piece.property):
        yield from (f"    {line}" for line in _property(name, [*some]))


def _at(pointer: str) -> str:
    return f" at {pointer}" if pointer else ""


def _property(name: str, pieces: Sequence[Piece]) -> Iterator[str]:
    """What is another in a property; of two texts only where they differ."""
    values = [piece.value for piece in pieces]
    if len(values) == 2 and all(isinstance(one, str) for one in values):  # noqa: PLR2004
        values = _windows(*values)
    for piece, value in zip(pieces, values, strict=True):
        if piece.sign == "=":
            yield f"{name}: the same, in order"
        else:
            yield f"{piece.sign} {name} {_visible(_cut(value))}"
            if piece.excerpt:
                yield f"    {_visible(piece.excerpt)}"


def _windows(before: str, after: str) -> list[str]:
    """Two texts, as far as they differ."""
    first = _common(before, after)
    last = _common(before[first:][::-1], after[first:][::-1])
    return [_window(one, first, len(one) - last) for one in (before, after)]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _window(text: str, first: int, last: int) -> str:
    first, last = max(0, first - AROUND), min(len(text), last + AROUND)
    return f"{'…' * (first > 0)}{text[first:last]}{'…' * (last < len(text))}"


def _cut(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _visible(text: str) -> str:
    """The text with what nobody sees written out: it might be all that is another."""
    decomposed = normalised(text) != text

    def shown(letter: str) -> bool:
        return letter == JOINER or (letter.isprintable() and not (decomposed and combining(letter)))

    return "".join(letter if shown(letter) else json.dumps(letter)[1:-1] for letter in text)
