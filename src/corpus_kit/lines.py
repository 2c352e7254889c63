"""Files with a JSON value a line, read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus_kit.errors import CorpusError

T = TypeVar("T")


def decoded(path: Path, decode: Callable[[bytes], T]) -> Iterator[tuple[int, T | Exception]]:
    """Each line's number from 1, and what it holds or why it cannot be decoded."""
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            try:
                yield number, decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield number, error


def read(
    path: Path, decode: Callable[[bytes], T], fault: Callable[[int, str], CorpusError]
) -> Iterator[T]:
    """What the lines hold; nothing where there is no file. Raises the `fault` of the first bad."""
    if path.exists():
        for number, found in decoded(path, decode):
            if isinstance(found, Exception):
                raise fault(number, str(found)) from found
            yield found
