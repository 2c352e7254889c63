"""
Where sentences begin and end.

The package `sentencex` finds the ends; for Albanian we mend what its rules do not know:
abbreviations after which a sentence goes on, and an ellipsis that ends one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Abbreviations that a name, a number or the rest of the sentence follows.
_ALBANIAN = re.compile(
    r"(?:^|[\s(“\"„])(?:p\.\s?sh|d\.\s?m\.\s?th|dmth|rr|prof|dr|ing|av|z|znj|zj|nr|fq|art|vëll|bul|shek|"
    r"gjen|kol|tel|sh\.\s?m)\.\s*$",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"(?<=\w)…\s+(?=[“\"„]?[A-ZÇË])")


def sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """The places of the sentences of one paragraph, covering it without a gap."""
    from sentencex import get_sentence_boundaries

    ends = {found["end_index"] for found in get_sentence_boundaries(language, text)}
    if language.partition("-")[0] == "sq":
        ends = {end for end in ends if not _ALBANIAN.search(text[:end])}
        ends |= {match.end() for match in _ELLIPSIS.finditer(text)}
    start = 0
    for end in sorted(ends | {len(text)}):
        if text[start:end].strip():
            yield start, end
            start = end
