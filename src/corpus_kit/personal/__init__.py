"""
Personal data that a text can be seen to hold: addresses and numbers of people, by detectors.

Names of people are not looked for, nor anything else that takes understanding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus_kit.personal.address import addresses
from corpus_kit.personal.card import cards
from corpus_kit.personal.email import emails
from corpus_kit.personal.iban import ibans
from corpus_kit.personal.match import Match
from corpus_kit.personal.phone import phones

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["KINDS", "Match", "found"]

KINDS = {
    "email": ("e-mail address", "e-mail addresses"),
    "iban": ("IBAN", "IBANs"),
    "card": ("payment card number", "payment card numbers"),
    "ip": ("IP address", "IP addresses"),
    "phone": ("phone number", "phone numbers"),
}
"""What is looked for, as one and as several, in the order in which it counts where two overlap."""

_NUMBER = re.compile(
    r"[0-9](?:(?<=[A-Za-z]{2}[0-9])[0-9]"  # the check digits of an IBAN
    r"|[0-9]{3}(?:[ \u00a0-]?[0-9]){9}"  # a card has 13 digits at least
    r"|[0-9]{0,2}(?:\.[0-9]{1,3}){3}|(?<=[23])[0-9A-Fa-f]{0,3}:[0-9A-Fa-f:]{3})"  # addresses
)
"""Something of each IBAN, card and IP address: one search in place of three for most texts."""


def found(text: str, regions: Collection[str] = ()) -> list[Match]:
    """
    What is found in a text, from its start to its end, none over another.

    `regions` are those whose phone numbers are found in national form, too.

    >>> found("ana@example.org, tel. +355 4 227 4000")
    [Match(kind='email', start=0, end=15), Match(kind='phone', start=22, end=37)]
    """
    made = list(emails(text))
    if _NUMBER.search(text):
        made += [*ibans(text), *cards(text), *addresses(text)]
    made += phones(text, regions)
    if not made[1:]:
        return made
    kept: list[Match] = []
    for one in made:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
