"""
All answers of a project, document by document on all cores, and what is done to them.

Nothing is written before everything is known; what waits for that is on disk.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from corpus_kit import answers
from corpus_kit.chunks import chunks
from corpus_kit.corpus import Corpus
from corpus_kit.parallel import ordered
from corpus_kit.repair.annotation import undone
from corpus_kit.repair.line import Mender, Repair
from corpus_kit.repair.pieces import pieces
from corpus_kit.repair.rewriting import Rewriting
from corpus_kit.validate import About

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.chunks import Given
    from corpus_kit.corpus import Project
    from corpus_kit.model import Check


@dataclass(slots=True)
class Found:
    """
    What is done to some lines, and how many faults are left, by their check.

    `repairs` are those of lines that change, and those that were refused.
    """

    repairs: list[Repair] = field(default_factory=list)
    left: Counter[Check] = field(default_factory=Counter)


def planned(project: Project, codes: Collection[str] = ()) -> Iterator[Found]:
    """
    What `repair` does to the project's answers, in the order of documents, file and line.

    Only what the checks with these codes find is put right; for none, all of it.

    Raises: InvalidSeeds; MissingInput; UnfitInput.
    """
    work = partial(_Worker, project.corpus.root, project.name, frozenset(codes))
    return ordered(work, chunks(project.corpus, [project]))


def taken_back(project: Project) -> Iterator[Found]:
    """What undoes each annotation's last repair, where nothing else was done to it since."""
    for path in project.files():
        for line in answers.in_place(path):
            if b'"history"' in line.data and (one := _undo(project, line)):
                yield Found([one])


def perform(found: Iterable[Found], each: Callable[[Found], object]) -> list[Path]:
    """
    Do it: tell `each` part of what was found, then write the files; the paths of those changed.

    Raises: ChangedMeanwhile.
    """
    with closing(Rewriting()) as new:
        for some in found:
            each(some)
            for one in some.repairs:
                new.add(one)
        return [*new.write()]


class _Worker:
    """What is done with a chunk, in a process that opened the corpus by itself."""

    def __init__(self, root: Path, name: str, codes: frozenset[str]) -> None:
        self._project = Corpus.open(root).project(name)
        self._mender = Mender(self._project, codes)

    def __call__(self, chunk: list[Given]) -> Found:
        found = Found()
        for document, (lines,) in chunk:
            if lines:
                segments = [*self._project.cut(document)] if document else []
                about = About.of(self._project, document, segments)
                for one in sorted(self._mender.repairs(lines, about), key=_place):
                    found.left.update(fault.check for fault in one.left)
                    if one.faults or one.refused:
                        found.repairs.append(one)
        return found


def _place(one: Repair) -> tuple[Path, int]:
    return one.path, one.line


def _undo(project: Project, line: Line) -> Repair | None:
    try:
        one = answers.decoded(line)
    except answers.UNREADABLE:
        return None
    if (before := undone(one)) is None:
        return None
    return Repair(
        line.path,
        line.number,
        project.name,
        one.segment,
        one.annotator,
        line.data,
        answers.line(before),
        pieces=tuple(pieces(one.row, before.row, project.schema)),
    )
