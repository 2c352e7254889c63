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
