"""
IBANs, whole or in groups: letters of a country, two check digits, as long as the country's are.

ISO 13616: with its first four characters last and letters as numbers from 10, an IBAN is 1 modulo
97. The lengths are those of SWIFT's register, and of countries that use IBANs without being in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus_kit.personal.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

_BY_LENGTH = {
    15: "NO",
    16: "BE",
    18: "AX DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE GG IE IM JE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "AO CV GW LY MZ PT ST",
    26: "DZ IR IS TR",
    27: "BI BL CF CG CM DJ FR GA GF GP GQ GR IT KM MC MF MG MQ MR NC PF PM RE SM TD TF WF YT",
    28: "AL AZ BF BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SN SV TG",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
LENGTHS = {country: length for length, found in _BY_LENGTH.items() for country in found.split()}

_CHECK = re.compile(r"[0-9](?<![A-Za-z0-9][A-Za-z]{2}[0-9])(?<=[A-Za-z]{2}[0-9])[0-9]")
"""The check digits; a search for letters first would stop at every word."""
_REST = {
    length: re.compile(rf"(?:[ \u00a0-]?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")
    for length in _BY_LENGTH
}


def ibans(text: str) -> Iterator[Match]:
    """
    Those in a text.

    >>> list(ibans("GB82 WEST 1234 5698 7654 32"))
    [Match(kind='iban', start=0, end=27)]
    """
    for check in _CHECK.finditer(text):
        start = check.start() - 2
        length = LENGTHS.get(text[start : start + 2].upper())
        rest = length and _REST[length].match(text, check.end())
        if rest and is_iban(text[start : rest.end()]):
            yield Match("iban", start, rest.end())


def is_iban(number: str) -> bool:
    """
    Whether the check digits are right.

    >>> is_iban("GB82WEST12345698765432"), is_iban("GB83WEST12345698765432")
    (True, False)
    """
    found = re.sub(r"[ \u00a0-]", "", number).upper()
    return int("".join(str(int(one, 36)) for one in found[4:] + found[:4])) % 97 == 1
