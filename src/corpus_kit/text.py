"""The form in which all text is kept."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text holds."""


def normalised(text: str) -> str:
    r"""
    Line ends as ``\n``, letters composed (NFC).

    >>> normalised("e\u0308\r\n")
    'ë\n'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def all_normalised(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with every text in it normalised; the names of properties stay."""
    if isinstance(value, str):
        return normalised(value)
    if isinstance(value, list):
        return [all_normalised(one) for one in value]
    if isinstance(value, dict):
        return {key: all_normalised(one) for key, one in value.items()}
    return value


def moved(text: str, start: int, end: int) -> tuple[int, int]:
    r"""
    Where ``text[start:end]`` is once the text is normalised, with the whole of every letter in it.

    >>> moved("re\r\n\r\ndhe", 6, 9), moved("me\u0308 mua", 1, 2)
    ((4, 7), (1, 2))
    """
    return _edge(text, start, -1), _edge(text, end, 1)


def _edge(text: str, at: int, step: int) -> int:
    begins, there = _lines(text)
    number = bisect_right(begins, at) - 1
    line = text[begins[number] : begins[number + 1]]
    whole, at = normalised(line), at - begins[number]
    while 0 < at < len(line) and normalised(line[:at]) + normalised(line[at:]) != whole:
        at += step
    return there[number] + len(normalised(line[:at]))


@lru_cache(maxsize=1)  # most texts have many spans
def _lines(text: str) -> tuple[list[int], list[int]]:
    """Where each line begins, here and once the text is normalised; no letter goes over its end."""
    lines = [f"{line}\n" for line in text.split("\n")]
    begins = accumulate(map(len, lines), initial=0)
    return [*begins], [*accumulate((len(normalised(line)) for line in lines), initial=0)]
