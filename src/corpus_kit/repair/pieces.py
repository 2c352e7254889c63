"""What differs between a row and the same row repaired, piece by piece, for people and programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corpus_kit.repair.following import encoded, same
from corpus_kit.validate.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

Sign = Literal["-", "+", "="]


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A value that is gone (``-``) or there now (``+``): a property, or an item of its list.

    ``=`` says of a list that it holds the same in another order; `value` is None then. `excerpt`
    is the text around a span, empty where the value is none that has a place.
    """

    property: str
    sign: Sign
    value: Any
    excerpt: str = ""


def pieces(before: Row, after: Row, schema: RowSchema) -> Iterator[Piece]:
    """What differs, property by property; where as many are gone as are there now, pair by pair."""
    for name in before:
        if not same(before, after, name) or name not in after:
            gone = [*_only(before, after, name, "-", schema)]
            there = [*_only(after, before, name, "+", schema)]
            if len(gone) == len(there):
                found = [one for pair in zip(gone, there, strict=True) for one in pair]
            else:
                found = [*gone, *there]
            yield from found or [Piece(name, "=", None)]


def _only(here: Row, there: Row, name: str, sign: Sign, schema: RowSchema) -> Iterator[Piece]:
    """What a property is here and not there; of two lists, what they do not have in common."""
    said, other = here.get(name), there.get(name)
    if not (isinstance(said, list) and isinstance(other, list)):
        if name in here:
            yield Piece(name, sign, said)
        return
    common = Counter(map(encoded, other))
    for i, item in enumerate(said):
        form = encoded(item)
        if common[form]:
            common[form] -= 1
        else:
            yield Piece(name, sign, item, excerpt(here, f"/{name}/{i}", schema))
