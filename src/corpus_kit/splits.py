"""The split that each released document is in: a line each in splits.jsonl."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corpus_kit import lines
from corpus_kit.errors import InvalidSplits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of splits.jsonl."""

    document: str
    split: str


_DECODER = msgspec.json.Decoder(Frozen)


def read(path: Path) -> Iterator[Frozen]:
    """
    The lines of the file; nothing where there is none.

    Raises: InvalidSplits at one that is not a document and its split.
    """

    def fault(number: int, why: str) -> InvalidSplits:
        return InvalidSplits(f"{path}:{number}: not a document and its split ({why})")

    return lines.read(path, _DECODER.decode, fault)
