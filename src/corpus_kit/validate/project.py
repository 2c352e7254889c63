"""
All answers of a project, document by document, on all cores.

Documents and the lines about them are read side by side, so memory holds neither.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corpus_kit.chunks import chunks
from corpus_kit.corpus import Corpus
from corpus_kit.model import Issue
from corpus_kit.parallel import ordered
from corpus_kit.validate.annotation import About
from corpus_kit.validate.excerpt import excerpt
from corpus_kit.validate.lines import checked
from corpus_kit.validate.severity import severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.chunks import Given
    from corpus_kit.corpus import Project
    from corpus_kit.model import Document, Fault
    from corpus_kit.validate.lines import Checked


def issues(project: Project) -> Iterator[Issue]:
    """
    What is wrong in the project's files of answers, as it is found.

    They come in the order of documents, and of each by file and line.

    Raises: InvalidSeeds; MissingInput; UnfitInput.
    """
    work = partial(_Checker, project.corpus.root, project.name)
    for some in ordered(work, chunks(project.corpus, [project])):
        yield from some


class _Checker:
    """What is done with a chunk, in a process that opened the corpus by itself."""

    def __init__(self, root: Path, name: str) -> None:
        self._project = Corpus.open(root).project(name)

    def __call__(self, chunk: list[Given]) -> list[Issue]:
        return [issue for document, (lines,) in chunk for issue in self._issues(document, lines)]

    def _issues(self, document: Document | None, lines: list[Line]) -> list[Issue]:
        found = [*self._project.cut(document)] if document else []
        about = About.of(self._project, document, found)
        told = [
            self._issue(one, fault)
            for one in checked(lines, self._project, about)
            for fault in one.faults
        ]
        return sorted(told, key=lambda one: (one.path, one.line))

    def _issue(self, one: Checked, fault: Fault) -> Issue:
        line, said = one.line, one.annotation
        return Issue(
            line.path,
            line.number,
            self._project.name,
            said.segment if said else "",
            said.annotator if said else line.annotator,
            severity(fault.check, self._project.corpus.config),
            fault,
            excerpt(said.row, fault.pointer, self._project.schema) if said else "",
        )
