"""
A JSON list in a file, element by element, of which a window is in memory at a time.

The parser reads whole texts only, so the list is cut into shorter ones: a window is closed behind
the last element that ends in it. Quotes and brackets say where; a wrong place would give no JSON.
"""

from __future__ import annotations

from itertools import pairwise
from typing import IO, TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOW = 1 << 18
QUOTE, OPEN, CLOSE = 2, 1, 255
_MARKS = bytes(
    QUOTE if c in b'"' else OPEN if c in b"[{" else CLOSE if c in b"]}" else 0 for c in range(256)
)


def elements(file: IO[bytes], size: int = WINDOW) -> Iterator[msgspec.Raw]:
    """
    The bytes of each element; windows have `size` bytes, or more where an element has.

    Raises: msgspec.DecodeError, RecursionError at what is no JSON list, after the elements before.
    """
    window, skipped, wanted = file.read(size), 0, size
    while more := file.read(wanted):
        wanted = len(window)  # a long element: look for its end in twice as much
        if end := next(reversed(_ends(window)), 0):
            yield from _list(window[:end] + b"]", skipped)
            # What is left begins with a comma; with an element before it, it is a list again.
            window, skipped, wanted = b"[0" + window[end:], 1, size
        window += more
    yield from _list(window, skipped)


def _list(data: bytes, skipped: int) -> Iterator[msgspec.Raw]:
    try:
        yield from _parsed(data)[skipped:]
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError):
        if not (ends := _ends(data)):
            raise
        # One by one, for those before the fault.
        yield from _parsed(data[: ends[0]] + b"]")[skipped:]
        for start, end in pairwise(ends):
            yield from _parsed(b"[0" + data[start:end] + b"]")[1:]
        yield from _parsed(b"[0" + data[ends[-1] :])[1:]


def _parsed(data: bytes) -> list[msgspec.Raw]:
    return msgspec.json.decode(data, type=list[msgspec.Raw])


def _ends(window: bytes) -> list[int]:
    """Where the objects and lists end that are elements of the list begun."""
    import numpy as np

    # Escapes hold the quotes that are none; other letters in their place keep all places.
    plain = window.replace(rb"\\", b"__").replace(rb"\"", b"__")
    marks = np.frombuffer(plain.translate(_MARKS), np.int8)
    places = np.flatnonzero(marks)
    found = marks[places]
    quotes = found == QUOTE
    outside = ~(np.logical_xor.accumulate(quotes) | quotes)
    depth = np.cumsum(found * outside, dtype=np.int32)
    ends = places[outside & (found < 0) & (depth == 1)] + 1
    found_ends: list[int] = ends.tolist()
    return found_ends
