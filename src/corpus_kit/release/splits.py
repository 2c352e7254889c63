"""
Splits by document: a document's split follows from its id alone.

So no document is in two splits, and none moves when others are added.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus_kit.config import Splits

SPLITS = ("train", "validation", "test")


def split(document: str, splits: Splits) -> str:
    """The split of a document: where its `place` falls among the shares, test before the others."""
    at = place(document, splits)
    if at < splits.test:
        return "test"
    return "validation" if at < splits.test + splits.validation else "train"


def place(document: str, splits: Splits) -> float:
    """A hash of the document's id, in [0, 1)."""
    digest = hashlib.sha256(f"{splits.seed}\0{document}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
