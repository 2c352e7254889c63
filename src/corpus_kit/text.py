"""The form in which all text is kept."""

from __future__ import annotations

import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text holds."""


def normalised(text: str) -> str:
    r"""
    Line ends as ``\n``, letters composed (NFC).

    >>> normalised("e\u0308\r\n")
    'ë\n'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def moved(text: str, start: int, end: int) -> tuple[int, int]:
    r"""
    Where ``text[start:end]`` is once the text is normalised, with the whole of every letter in it.

    >>> moved("re\r\n\r\ndhe", 6, 9), moved("me\u0308 mua", 1, 2)
    ((4, 7), (1, 2))
    """
    whole = normalised(text)
    if whole == text:
        return start, end

    def edge(at: int, step: int) -> int:
        while 0 < at < len(text) and normalised(text[:at]) + normalised(text[at:]) != whole:
            at += step
        return len(normalised(text[:at]))

    return edge(start, -1), edge(end, 1)
