"""
A file of answers, read beside the documents of the corpus.

A file of the corpus is checked as all of them are. One from elsewhere may hold several annotators'
answers in any order: what is wrong is told of each answer, and nothing of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from corpus_kit import answers
from corpus_kit.checks.files import NOT_AN_ANNOTATION
from corpus_kit.chunks import chunks
from corpus_kit.corpus import Corpus
from corpus_kit.inspection.place import Place
from corpus_kit.model import Fault
from corpus_kit.parallel import ordered
from corpus_kit.validate import About, checked, faults
from corpus_kit.validate.lines import Checked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.chunks import Given
    from corpus_kit.corpus import Project
    from corpus_kit.model import Document, Issue


@dataclass(frozen=True)
class _Named:
    """The one file, as chunks ask for files."""

    path: Path

    def files(self) -> list[Path]:
        return [self.path]


def project_of(path: Path, corpus: Corpus, name: str | None) -> Project:
    """
    The project of that name, the one whose file it is, or the only one.

    Raises: UnknownProject.
    """
    whole = path.resolve()
    owners = [one.name for one in corpus.projects if whole in one.files()]
    return corpus.project(owners[0] if owners and name is None else name)


def issues(path: Path, project: Project) -> Iterator[Issue]:
    """
    What is wrong with the answers in the file, document by document.

    Raises: InvalidSeeds; MissingInput; UnfitInput.
    """
    own = path.resolve() in project.files()
    work = partial(_Checker, project.corpus.root, project.name, own)
    given = chunks(project.corpus, [_Named(path.resolve() if own else path)])
    for some in ordered(work, given):
        yield from some


class _Checker:
    """What is done with a chunk, in a process that opened the corpus by itself."""

    def __init__(self, root: Path, name: str, own: bool) -> None:
        self._project = Corpus.open(root).project(name)
        self._own = own

    def __call__(self, chunk: list[Given]) -> list[Issue]:
        return [
            issue
            for document, (lines,) in chunk
            if lines
            for issue in self._issues(document, lines)
        ]

    def _issues(self, document: Document | None, lines: list[Line]) -> list[Issue]:
        project = self._project
        about = About.of(project, document, [*project.cut(document)] if document else [])
        found = [
            issue
            for line, said, wrong in (checked if self._own else _answers)(lines, project, about)
            for issue in Place(
                line.path,
                line.number,
                project=project.name,
                segment=said.segment if said else "",
                annotator=said.annotator if said else line.annotator if self._own else "",
            ).issues(wrong, said.row if said else {}, project.schema, project.corpus.config)
        ]
        return sorted(found, key=lambda one: one.line)


def _answers(lines: list[Line], project: Project, about: About) -> Iterator[Checked]:
    """Each answer by itself, whoever gave it."""
    for line in lines:
        try:
            one = answers.decoded(line)
        except answers.UNREADABLE as error:
            yield Checked(
                line, None, [Fault(NOT_AN_ANNOTATION, "", f"not an annotation ({error})")]
            )
        else:
            yield Checked(line, one, [*faults(one, one.annotator, project, about)])
