"""
Where a text may be cut: between characters as readers see them, and between words.

A character is an extended grapheme cluster of Unicode's UAX #29: one code point, or several that
are seen as one, such as a letter with its mark, a flag, or a family of emoji.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

PLAIN = (
    "[\0-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a\u0671-\u06d5\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u3400-\u9fff"
    "\uff01-\uff5e]"
)
"""Code points that are characters by themselves beside others of these, but for CR before LF."""

MARKS = "\u0300"
"""Below it all are plain."""

_APART = re.compile(f"(?!\r\n){PLAIN}{PLAIN}")


def splits_character(text: str, at: int) -> bool:
    r"""
    Whether a place is inside a character.

    >>> splits_character("me\u0308 🇦🇱", 2), splits_character("me\u0308 🇦🇱", 5)
    (True, True)
    """
    if not 0 < at < len(text) or _APART.match(text, at - 1):
        return False
    return at not in _ends(text)


def character(text: str, at: int) -> str:
    """The character that a place is inside, or behind."""
    ends = _ends(text)
    start = next((i for i in range(at - 1, 0, -1) if i in ends), 0)
    return text[start : next(i for i in range(max(at, 1), len(text) + 1) if i in ends)]


def splits_word(text: str, at: int) -> bool:
    """
    Whether a place is between two letters, marks or digits of a word.

    >>> splits_word("në Tiranë", 5), splits_word("në Tiranë", 3)
    (True, False)
    """
    return 0 < at < len(text) and bool(_within_a_word().fullmatch(text, at - 1, at + 1))


@cache
def _within_a_word() -> Any:  # noqa: ANN401 - a pattern of `regex`, which has no types
    import regex  # its words have marks in them, those of `re` have not

    return regex.compile(r"\w\w")


@lru_cache(maxsize=4)  # most texts have many spans
def _ends(text: str) -> frozenset[int]:
    """Where the characters of a text end."""
    import regex

    return frozenset(accumulate(map(len, regex.findall(r"\X", text))))
