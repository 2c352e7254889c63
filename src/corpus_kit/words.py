"""Words around numbers and names."""

from __future__ import annotations


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
