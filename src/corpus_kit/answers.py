"""
Files of answers: one annotator's annotations, a canonical JSON line each, sorted by segment.

A diff of two versions shows what people changed and nothing else; git can merge them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from corpus_kit import files
from corpus_kit import lines as json_lines
from corpus_kit.errors import InvalidAnswers
from corpus_kit.model import Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
    return _sorted(path, lines(path))


class Line(NamedTuple):
    """A line of a file of answers: the segment it is about, whose file it is, and its bytes."""

    segment: str
    annotator: str
    data: bytes

    @property
    def document(self) -> str:
        """The id of the document that the segment was cut from."""
        return self.segment.rpartition("#")[0]


T = TypeVar("T", Annotation, Line)


def unread(path: Path) -> Iterator[Line]:
    """
    The lines of a file of which only the segments were read, streaming.

    Raises: InvalidAnswers at the first line that has none, or stands out of order.
    """
    annotator = path.stem

    def line(data: bytes) -> Line:
        return Line(_HEAD.decode(data).segment, annotator, data)

    return _sorted(path, _told(path, line))


def decoded(line: Line) -> Annotation:
    """
    The annotation on a line.

    Raises: msgspec.DecodeError, UnicodeDecodeError, RecursionError.
    """
    return _DECODER.decode(line.data)


def lines(path: Path) -> Iterator[tuple[int, Annotation | InvalidAnswers]]:
    """Each line's number from 1, and the annotation on it or what is wrong with it."""
    return _told(path, _DECODER.decode)


def write(path: Path, annotations: Iterable[Annotation]) -> bool:
    """Put the annotations in the place of the file, sorted; say whether it changed."""
    ordered = sorted(annotations, key=lambda one: one.segment)
    return files.write(path, map(line, ordered))


def line(one: Annotation) -> bytes:
    """The annotation as a line of a file."""
    return msgspec.json.encode(one) + b"\n"


def _told(path: Path, decode: Callable[[bytes], T]) -> Iterator[tuple[int, T | InvalidAnswers]]:
    for number, found in json_lines.decoded(path, decode):
        if isinstance(found, Exception):
            yield number, InvalidAnswers(path, number, f"not an annotation ({found})")
        else:
            yield number, found


def _sorted(path: Path, found: Iterable[tuple[int, T | InvalidAnswers]]) -> Iterator[T]:
    last = ""
    for number, one in found:
        if isinstance(one, InvalidAnswers):
            raise one
        if one.segment <= last:
            what = "lines are not sorted by segment, or one stands twice"
            raise InvalidAnswers(path, number, what)
        last = one.segment
        yield one
