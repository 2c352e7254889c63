"""Words around numbers and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORT = 60
"""Characters of a value in a message."""


def readable(name: str) -> str:
    """
    A name of data as people read it, where nobody gave it a title.

    >>> readable("response_a"), readable("topic")
    ('Response a', 'Topic')
    """
    return (name[:1].upper() + name[1:]).replace("_", " ").strip() or name


def counted(number: int, noun: str) -> str:
    """
    A number of things.

    >>> counted(1, "segment"), counted(2, "segment"), counted(0, "answer")
    ('1 segment', '2 segments', '0 answers')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Sequence[str]) -> str:
    """
    Things one after the other.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def short(value: object) -> str:
    """
    A value as it is written in a message.

    >>> short("Ana")
    "'Ana'"
    """
    text = repr(value)
    return text if len(text) <= SHORT else f"{text[: SHORT - 3]}…"
