"""
Documents that were withdrawn: a line each in withdrawn.jsonl, with the reason.

The seed may stay where it is; nothing is made of it any more, and no later release holds it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files, lines
from corpus_kit.errors import InvalidWithdrawals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the file."""

    document: str
    reason: str


_DECODER = msgspec.json.Decoder(Withdrawal)


def read(path: Path) -> dict[str, str]:
    """
    The reasons, by document; empty where there is no file.

    Raises: InvalidWithdrawals with the line.
    """
    found = lines.read(path, _DECODER.decode, partial(InvalidWithdrawals, path))
    return {one.document: one.reason for one in found}


def write(path: Path, reasons: Mapping[str, str]) -> None:
    """Put the reasons in the place of the file, sorted by document."""
    found = (msgspec.json.encode(Withdrawal(*one)) + b"\n" for one in sorted(reasons.items()))
    files.write(path, found)
