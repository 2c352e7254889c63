"""
Files of answers: one annotator's annotations, a canonical JSON line each, sorted by segment.

A diff of two versions shows what people changed and nothing else; git can merge them.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files
from corpus_kit import lines as json_lines
from corpus_kit.errors import InvalidAnswers
from corpus_kit.index import disk, temporary
from corpus_kit.model import Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_DECODER = msgspec.json.Decoder(Annotation)

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What is raised of a line that is no annotation."""


class _Head(Annotation, frozen=True, forbid_unknown_fields=True):
    """An annotation whose row is not read."""

    row: msgspec.Raw  # type: ignore[assignment]


_HEAD = msgspec.json.Decoder(_Head)


def read(path: Path) -> Iterator[Annotation]:
    """
    The annotations of a file, streaming.

    Raises: InvalidAnswers at the first line that is none, or stands out of order.
    """
    last = ""
    for number, one in lines(path):
        if isinstance(one, InvalidAnswers):
            raise one
        if one.segment <= last:
            what = "lines are not sorted by segment, or one stands twice"
            raise InvalidAnswers(path, number, what)
        last = one.segment
        yield one


class Line(msgspec.Struct, frozen=True, gc=False):
    """
    A line of a file of answers that was not read yet: the segment that it is about, and its bytes.

    `annotator` is whose file it stands in; `number` counts from 1. A `late` line stands behind one
    with a greater segment.
    """

    segment: str
    path: Path
    annotator: str
    number: int
    data: bytes
    late: bool = False

    @property
    def document(self) -> str:
        """The id of the document that the segment was cut from."""
        return self.segment.rpartition("#")[0]


def in_place(path: Path) -> Iterator[Line]:
    """The lines of a file, streaming, as they stand; of each only the segment was read."""
    return _as_they_stand(path, _named)


def unread(path: Path) -> Iterator[Line]:
    """
    The lines of a file, streaming, by their segments, whatever order they stand in.

    Of each only the segment was read. One that has none is handed out behind the line before it.
    """
    if _is_sorted(path):
        yield from in_place(path)
        return
    database = temporary("CREATE TABLE lines (number INTEGER PRIMARY KEY, segment, late, data)")
    with closing(database), disk():
        found = _as_they_stand(path, _segment)
        database.executemany(
            "INSERT INTO lines VALUES (?, ?, ?, ?)",
            ((one.number, one.segment, one.late, one.data) for one in found),
        )
        for number, segment, late, data in database.execute(_BY_SEGMENT):
            yield Line(segment, path, path.stem, number, data, bool(late))


_BY_SEGMENT = "SELECT number, segment, late, data FROM lines ORDER BY segment, number"


def _is_sorted(path: Path) -> bool:
    last = ""
    with path.open("rb") as file:
        for segment in filter(None, map(_named, file)):
            if segment < last:
                return False
            last = segment
    return True


def _as_they_stand(path: Path, segment_of: Callable[[bytes], str]) -> Iterator[Line]:
    last, annotator = "", path.stem
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            segment = segment_of(data) or last
            late = segment < last
            if not late:
                last = segment
            yield Line(segment, path, annotator, number, data, late)


def _segment(data: bytes) -> str:
    """What a line says it is about, if it is an annotation."""
    try:
        return _HEAD.decode(data).segment
    except UNREADABLE:
        return ""


_START = b'{"segment":"'


def _named(data: bytes) -> str:
    """The same, faster: of a line as they are written only the beginning is looked at."""
    if data.startswith(_START):
        name = data[len(_START) : data.find(b'"', len(_START))]
        if name.isascii() and b"\\" not in name:
            return name.decode()
    return _segment(data)


def of(data: bytes) -> Annotation:
    """
    The annotation that a line of a file is; the inverse of `line`.

    Raises: UNREADABLE.
    """
    return _DECODER.decode(data)


def decoded(line: Line) -> Annotation:
    """
    The annotation on a line.

    Raises: UNREADABLE.
    """
    found = of(line.data)
    if found.segment != line.segment and found.segment:
        raise msgspec.ValidationError("the key `segment` stands twice")
    return found


def lines(path: Path) -> Iterator[tuple[int, Annotation | InvalidAnswers]]:
    """Each line's number from 1, and the annotation on it or what is wrong with it."""
    for number, found in json_lines.decoded(path, _DECODER.decode):
        if isinstance(found, Exception):
            yield number, InvalidAnswers(path, number, f"not an annotation ({found})")
        else:
            yield number, found


def write(path: Path, annotations: Iterable[Annotation]) -> bool:
    """Put the annotations in the place of the file, sorted; say whether it changed."""
    ordered = sorted(annotations, key=lambda one: one.segment)
    return files.write(path, map(line, ordered))


def line(one: Annotation) -> bytes:
    """The annotation as a line of a file."""
    return msgspec.json.encode(one) + b"\n"
