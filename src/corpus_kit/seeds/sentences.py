"""
Where sentences begin and end.

The package `sentencex` finds the ends; for Albanian it falls back on its English rules, and we mend
what those do not know: abbreviations after which a sentence goes on, plain words that look like
English ones ("5 maj", "e re"), and an ellipsis that ends a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Abbreviations that a name, a number or the rest of the sentence follows; two-letter initials.
_ALBANIAN = re.compile(
    r"(?:^|[\s(“\"„])(?:p\.\s?sh|d\.\s?m\.\s?th|dmth|rr|prof|doc|akad|dr|inxh|ing|av|zv|z|znj|zj|nr|fq|"
    r"vëll|bul|shek|gjen|kol|tel|sh\.\s?m|[dstxz]h|gj|ll|nj)\.\s*$",
    re.IGNORECASE,
)
# Abbreviations that may end a sentence, and do not before a small letter.
_MAY_END = re.compile(r"\b(?:etj|mln|mld)\.\s*$", re.IGNORECASE)
_CAPITAL = r"\s+(?=[“\"„]?[A-ZÇË])"
_ENDS = re.compile(rf"(?:(?<=\w)…|\b(?:maj|det|re|art|fig|gen|ky|la|pa)\.){_CAPITAL}")


def sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """The places of the sentences of one paragraph, covering it without a gap."""
    from sentencex import get_sentence_boundaries

    ends = {found["end_index"] for found in get_sentence_boundaries(language, text)}
    if language.partition("-")[0] == "sq":
        ends = {end for end in ends if not _goes_on(text, end)}
        ends |= {match.end() for match in _ENDS.finditer(text)}
    start = 0
    for end in sorted(ends | {len(text)}):
        if text[start:end].strip():
            yield start, end
            start = end


def _goes_on(text: str, end: int) -> bool:
    """Whether an Albanian sentence goes on across this place."""
    before = text[max(0, end - 40) : end]
    if _ALBANIAN.search(before):
        return True
    return text[end : end + 1].islower() and _MAY_END.search(before) is not None
