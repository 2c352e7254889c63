"""
IP addresses that lead to a machine on the Internet; those of private networks lead to nobody.

Four numbers with dots between them may be a version or a section: whoever reviews them sees it.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from corpus_kit.personal.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(
    r"[0-9](?<![0-9A-Za-z_.:][0-9])(?:[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![0-9A-Za-z_]|\.[0-9])"
    r"|(?<=[23])[0-9A-Fa-f]{0,3}:[0-9A-Fa-f:]{3,35}(?![0-9A-Za-z_:]))"
)


def addresses(text: str) -> Iterator[Match]:
    """
    Those in a text.

    >>> [one.end for one in addresses("8.8.8.8, 127.0.0.1, 2001:4860:4860::8888")]
    [7, 40]
    """
    for found in _NUMBER.finditer(text):
        number = found[0] if found[0].endswith("::") else found[0].removesuffix(":")
        try:
            known = ipaddress.ip_address(number).is_global
        except ValueError:
            continue
        if known:
            yield Match("ip", found.start(), found.start() + len(number))
