"""Answers that a person has looked at again: their marks go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corpus_kit import answers, files
from corpus_kit.errors import NothingToReview

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Project


def reviewed(project: Project, segments: Collection[str], annotator: str | None = None) -> int:
    """
    Take the marks from the answers to some segments, all or one annotator's; returns how many.

    Raises: NothingToReview where one of the segments has no answer with marks; nothing is written.
    """
    paths = [one for one in project.files() if annotator is None or one.stem == annotator]
    marked = [one for path in paths for one in answers.unread(path) if _is_marked(one, segments)]
    for segment in segments:
        if segment not in {one.segment for one in marked}:
            raise NothingToReview(segment, annotator)
    for path in {one.path for one in marked}:
        files.write(path, _lines(path, segments))
    return len(marked)


def _is_marked(line: Line, segments: Collection[str]) -> bool:
    if line.segment not in segments:
        return False
    try:
        return bool(answers.decoded(line).review)
    except answers.UNREADABLE:
        return False


def _lines(path: Path, segments: Collection[str]) -> Iterator[bytes]:
    for line in answers.unread(path):
        if _is_marked(line, segments):
            yield answers.line(msgspec.structs.replace(answers.decoded(line), review=()))
        else:
            yield line.data if line.data.endswith(b"\n") else line.data + b"\n"
