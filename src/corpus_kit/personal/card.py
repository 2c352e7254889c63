"""
Numbers of payment cards, whole or in the groups that stand on cards, with the right check digit.

What they begin with and how long they are is that of the large networks (ISO/IEC 7812).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus_kit.personal.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(
    r"[2-6](?<![0-9A-Za-z_.,+-][2-6])[0-9]{3}(?:[0-9]{10,15}"
    r"|([ \u00a0-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?"
    r"|([ \u00a0-])[0-9]{6}\2[0-9]{4,5})(?![0-9A-Za-z_]|[ \u00a0.,-][0-9])"
)
_NETWORKS = re.compile(
    r"4[0-9]{15}|4[0-9]{18}"  # Visa
    r"|(?:5[1-5]|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]+(?<=^[0-9]{16})"
    r"|3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11}"  # Diners Club
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # JCB
    r"|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12,15}"  # Discover
    r"|62[0-9]{14,17}"  # UnionPay
)


def cards(text: str) -> Iterator[Match]:
    """
    Those in a text.

    >>> list(cards("4111 1111 1111 1111"))
    [Match(kind='card', start=0, end=19)]
    """
    for found in _NUMBER.finditer(text):
        if is_card(found[0]):
            yield Match("card", found.start(), found.end())


def is_card(number: str) -> bool:
    """
    Whether a number is one of a network's, with the check digit of Luhn's rule.

    >>> is_card("5555555555554444"), is_card("5555555555554445")
    (True, False)
    """
    digits = re.sub(r"[^0-9]", "", number)
    doubled = (int(one) * 2 for one in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(one // 10 + one % 10 for one in doubled)
    return total % 10 == 0 and bool(_NETWORKS.fullmatch(digits))
