"""
E-mail addresses, in the form that mail goes to: quoted local parts and bare hosts are left out.

The search begins at each ``@``, so that a text without any costs next to nothing and no text costs
more than it is long.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus_kit.personal.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL, DOMAIN = 64, 253
"""The most characters before and after the ``@`` (RFC 5321)."""

_ATOM = r"A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f!#$%&'*+/=?^_`{|}~-"
_BEFORE = re.compile(rf"[{_ATOM}]+(?:\.[{_ATOM}]+)*\Z")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_WORD = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_AFTER = (
    re.compile(rf"(?:{_LABEL}\.)+(?:xn--[A-Za-z0-9-]{{2,59}}|[A-Za-z]{{2,63}})"),
    re.compile(rf"(?:{_WORD}\.)+[^\W\d_]{{2,63}}"),
)
"""A domain in ASCII, which ends where another script begins, or else in any letters."""

_QUOTES = "'`|*_~/{=&#!?$%^"
"""What an address may begin with, but hardly does."""


def emails(text: str) -> Iterator[Match]:
    """
    Those in a text.

    >>> [text[one.start : one.end] for text in ("(ana@example.org)",) for one in emails(text)]
    ['ana@example.org']
    """
    at = text.find("@")
    while at >= 0:
        before = _BEFORE.search(text, max(0, at - LOCAL), at)
        local = before[0].lstrip(_QUOTES) if before else ""
        if local and (after := _after(text[at + 1 : at + 1 + DOMAIN])):
            yield Match("email", at - len(local), at + 1 + after)
        at = text.find("@", at + 1)


def _after(rest: str) -> int:
    """How long the domain is that a text begins with."""
    return next((found.end() for one in _AFTER if (found := one.match(rest))), 0)
