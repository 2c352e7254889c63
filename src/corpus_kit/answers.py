"""
Files of answers: one annotator's annotations, a canonical JSON line each, sorted by segment.

A diff of two versions shows what people changed and nothing else; git can merge them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from corpus_kit import files
from corpus_kit.errors import InvalidAnswers
from corpus_kit.model import Annotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_DECODER = msgspec.json.Decoder(Annotation)


class _Head(msgspec.Struct):
    """What is read of a line to know its place."""

    segment: str


_HEAD = msgspec.json.Decoder(_Head)


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
            raise _unsorted(path, number)
        last = found.segment
        yield found


class Line(NamedTuple):
    """A line of a file of answers: the segment it is about, whose file it is, and its bytes."""

    segment: str
    annotator: str
    data: bytes

    @property
    def document(self) -> str:
        """The id of the document that the segment was cut from."""
        return self.segment.rpartition("#")[0]


def unread(path: Path) -> Iterator[Line]:
    """
    The lines of a file of which only the segments were read, streaming.

    Raises: InvalidAnswers at the first line that has none, or stands out of order.
    """
    last, annotator = "", path.stem
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            try:
                segment = _HEAD.decode(data).segment
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise _no_annotation(path, number, error) from error
            if segment <= last:
                raise _unsorted(path, number)
            last = segment
            yield Line(segment, annotator, data)


def decoded(line: Line) -> Annotation:
    """
    The annotation on a line.

    Raises: msgspec.DecodeError, UnicodeDecodeError, RecursionError.
    """
    return _DECODER.decode(line.data)


def lines(path: Path) -> Iterator[tuple[int, Annotation | InvalidAnswers]]:
    """Each line's number from 1, and the annotation on it or what is wrong with it."""
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            try:
                yield number, _DECODER.decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield number, _no_annotation(path, number, error)


def write(path: Path, annotations: Iterable[Annotation]) -> bool:
    """Put the annotations in the place of the file, sorted; say whether it changed."""
    ordered = sorted(annotations, key=lambda one: one.segment)
    return files.write(path, map(line, ordered))


def line(one: Annotation) -> bytes:
    """The annotation as a line of a file."""
    return msgspec.json.encode(one) + b"\n"


def _no_annotation(path: Path, number: int, error: Exception) -> InvalidAnswers:
    return InvalidAnswers(path, number, f"not an annotation ({error})")


def _unsorted(path: Path, number: int) -> InvalidAnswers:
    return InvalidAnswers(path, number, "lines are not sorted by segment, or one stands twice")
