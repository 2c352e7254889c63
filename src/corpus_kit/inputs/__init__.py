"""
What annotators see: the readOnly properties of the row, by kind, one file each.

Offsets into an input count the Unicode code points of the text that it shows, whatever markup the
row holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidSchema
from corpus_kit.inputs.dialogue import Dialogue
from corpus_kit.inputs.html import Html
from corpus_kit.inputs.protocol import Described, Input, Place
from corpus_kit.inputs.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["INPUTS", "Described", "Input", "Place", "shown"]

INPUTS: Sequence[type[Input]] = (Dialogue, Html, Text)
"""In the order in which a property is offered to them."""


def shown(name: str, schema: Mapping[str, Any], pointer: str) -> Input:
    """
    The input that a readOnly property describes.

    Raises: InvalidSchema where no kind takes it.
    """
    for kind in INPUTS:
        if made := kind.of(name, schema):
            return made
    known = ", ".join(f"{kind.kind} {kind.example}" for kind in INPUTS)
    raise InvalidSchema(
        pointer, "this is nothing that annotators can see", f"write one of: {known}"
    )
