"""
Phone numbers, as libphonenumber finds them: of the right length and form for their country.

Its search is slow, so it sees only lines with enough digits, after a ``+`` or close to each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phonenumbers import SUPPORTED_REGIONS, Leniency, PhoneNumberMatcher

from corpus_kit.personal.match import Match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

REGIONS: Collection[str] = frozenset(SUPPORTED_REGIONS)
"""The regions whose numbers are known, such as AL."""

ANYWHERE = "ZZ"
"""The region for numbers in international form only."""

LINE = 2_000
"""Characters of a line that are searched at once."""

_OPENING, _CLOSING = ("(", "[", "\uff08", "\uff3b"), (")", "]", "\uff09", "\uff3d")
_INTERNATIONAL = re.compile(r"[+\uff0b](?:[^\S\n]|[().-]){0,3}\d(?:[^\w\n]{0,3}\d){6}")
_NATIONAL = re.compile(r"\d(?:[^\w\n]{0,3}\d){6}")


def phones(text: str, regions: Collection[str] = ()) -> Iterator[Match]:
    """
    Those in a text in international form, and in the national form of `regions`.

    >>> list(phones("+355 4 227 4000"))
    [Match(kind='phone', start=0, end=15)]
    >>> list(phones("04 227 4000")), list(phones("04 227 4000", ["AL"]))
    ([], [Match(kind='phone', start=0, end=11)])
    """
    if not (regions or "+" in text or "\uff0b" in text):
        return
    gate = _NATIONAL if regions else _INTERNATIONAL
    found = gate.search(text)
    while found:
        start = max(text.rfind("\n", 0, found.start()) + 1, found.start() - LINE // 2)
        end = text.find("\n", found.end())
        end = min(len(text) if end < 0 else end, start + LINE)
        yield from _in_line(text[start:end], start, regions)
        found = gate.search(text, end)


def _in_line(line: str, start: int, regions: Collection[str]) -> Iterator[Match]:
    seen: set[tuple[int, int]] = set()
    for region in regions or [ANYWHERE]:
        for one in PhoneNumberMatcher(line, region, leniency=Leniency.VALID):
            begin = one.start + _opened(one.raw_string)
            if (begin, one.end) not in seen:
                seen.add((begin, one.end))
                yield Match("phone", start + begin, start + one.end)


def _opened(number: str) -> int:
    """How long the brackets before a number are that do not close in it: they are the text's."""
    rest = number
    while rest[:1] in _OPENING and sum(map(rest.count, _OPENING)) > sum(map(rest.count, _CLOSING)):
        rest = rest[1:].lstrip()
    return len(number) - len(rest)
