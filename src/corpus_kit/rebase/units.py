"""
Text as units to compare: words, single marks, and white space.

A word is what changes as a whole where a letter of it does. Letters of scripts that put no space
between words are units of their own; marks and joiners belong to what stands before them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSPACED = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
"""What the names of letters begin with that stand side by side without a space between words."""

_RUNS = frozenset({"word", "picture", "space"})


@dataclass(frozen=True)
class Units:
    """A text, and where its units start; the last of `starts` is the end of the text."""

    text: str
    starts: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Units:
        """
        The units of a text, without a gap.

        >>> Units.of("Në 3 mars, 你好").keys
        ['Në', ' ', '3', ' ', 'mars', ',', ' ', '你', '好']
        """
        starts: list[int] = []
        last = ""
        for at, letter in enumerate(text):
            kind = _kind(letter)
            if not (starts and kind == "joining") and not (kind == last and kind in _RUNS):
                starts.append(at)
            last = last if starts[-1] != at and kind == "joining" else kind
        return cls(text, (*starts, len(text)))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def keys(self) -> list[str]:
        """What each unit says."""
        return [self.text[a:b] for a, b in zip(self.starts, self.starts[1:], strict=False)]

    @cached_property
    def is_word(self) -> list[bool]:
        """Whether each is anything but white space; called a word from here on."""
        return [not one.isspace() for one in self.keys]

    @cached_property
    def before(self) -> list[int]:
        """How many words stand before each unit, and before the end."""
        return [*accumulate(self.is_word, initial=0)]

    @property
    def words(self) -> int:
        """How many words there are."""
        return self.before[-1]

    def within(self, start: int, end: int) -> range:
        """The units that ``text[start:end]`` touches."""
        return range(bisect_right(self.starts, start) - 1, bisect_left(self.starts, end))


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter.isspace():
        return "space"
    if category[0] == "M" or category in {"Cf", "Sk"}:
        return "joining"
    if category[0] in "LN" or category == "Pc":
        script = unicodedata.name(letter, "").partition(" ")[0]
        return "letter" if category == "Lo" and script in UNSPACED else "word"
    return "picture" if category == "So" else "mark"
