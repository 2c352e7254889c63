"""Words around numbers."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """
    A number of things.

    >>> counted(1, "segment"), counted(2, "segment"), counted(0, "answer")
    ('1 segment', '2 segments', '0 answers')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
