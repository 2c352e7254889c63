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
    """The split of a document: where a hash of its id, in [0, 1), falls among the shares."""
    digest = hashlib.sha256(f"{splits.seed}\0{document}".encode()).digest()
    place = int.from_bytes(digest[:8]) / 2**64
    if place < splits.test:
        return "test"
    return "validation" if place < splits.test + splits.validation else "train"
