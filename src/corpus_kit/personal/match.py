"""What a detector finds."""

from __future__ import annotations

from typing import NamedTuple


class Match(NamedTuple):
    """A kind of personal data at ``text[start:end]``, counted in code points."""

    kind: str
    start: int
    end: int
