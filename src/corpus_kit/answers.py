"""
Files of answers: one annotator's annotations, a canonical JSON line each, sorted by segment.

A diff of two versions shows what people changed and nothing else; git can merge them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files
from corpus_kit.errors import InvalidAnswers
from corpus_kit.model import Annotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_DECODER = msgspec.json.Decoder(Annotation)


def read(path: Path) -> Iterator[Annotation]:
    """
    The annotations of a file, streaming.

    Raises: InvalidAnswers at the first line that is none, or stands out of order.
    """
    last = ""
    for number, found in lines(path):
        if isinstance(found, InvalidAnswers):
            raise found
        if found.segment <= last:
            raise InvalidAnswers(
                path, number, "lines are not sorted by segment, or one stands twice"
            )
        last = found.segment
        yield found


def lines(path: Path) -> Iterator[tuple[int, Annotation | InvalidAnswers]]:
    """Each line's number from 1, and the annotation on it or what is wrong with it."""
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            try:
                yield number, _DECODER.decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield number, InvalidAnswers(path, number, f"not an annotation ({error})")


def write(path: Path, annotations: Iterable[Annotation]) -> bool:
    """Put the annotations in the place of the file, sorted; say whether it changed."""
    ordered = sorted(annotations, key=lambda one: one.segment)
    return files.write(path, map(line, ordered))


def line(one: Annotation) -> bytes:
    """The annotation as a line of a file."""
    return msgspec.json.encode(one) + b"\n"
