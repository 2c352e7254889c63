"""
All answers of a project, document by document, on all cores; then what shows of the whole.

Documents and the lines about them are read side by side, so memory holds neither.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from corpus_kit.checks import corpus as checks
from corpus_kit.chunks import chunks
from corpus_kit.corpus import Corpus
from corpus_kit.model import Check, Issue
from corpus_kit.parallel import ordered
from corpus_kit.validate.annotation import About
from corpus_kit.validate.custom import asking, custom_checks
from corpus_kit.validate.excerpt import excerpt
from corpus_kit.validate.facts import Facts, Notes
from corpus_kit.validate.lines import checked
from corpus_kit.validate.severity import severity
from corpus_kit.validate.standing import empty_faults, segment_faults, standings
from corpus_kit.validate.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.chunks import Given
    from corpus_kit.corpus import Project
    from corpus_kit.model import Document, Fault, Severity
    from corpus_kit.validate.lines import Checked
    from corpus_kit.validate.standing import Standing


def issues(project: Project, *, suspicious: bool = False, custom: bool = False) -> Iterator[Issue]:
    """
    What is wrong in the project's files of answers, as it is found.

    They come in the order of documents, and of each by file and line; then what only the whole
    corpus shows. What is no fault but looks like a slip is left out unless `suspicious`. `custom`
    runs the corpus's checks.py, which is code.

    Raises: InvalidSeeds; MissingInput; UnfitInput; InvalidSplits; BrokenCheck; as
    `custom_checks`.
    """
    work = partial(_Checker, project.corpus.root, project.name, suspicious, custom)
    with closing(Whole(project)) as whole:
        whole.begin(_on(project, suspicious=suspicious))
        for found, facts in ordered(work, chunks(project.corpus, [project])):
            yield from found
            whole.add(facts)
        yield from whole.issues()


def _on(project: Project, *, suspicious: bool) -> frozenset[str]:
    """The codes of the checks beside other answers that are looked for."""
    config = project.corpus.config
    return frozenset(
        one.code
        for one in vars(checks).values()
        if isinstance(one, Check)
        and severity(one, config) != "off"
        and (suspicious or one not in checks.SUSPICIOUS)
    )


class _Checker:
    """What is done with a chunk, in a process that opened the corpus by itself."""

    def __init__(self, root: Path, name: str, suspicious: bool, custom: bool) -> None:
        self._project = Corpus.open(root).project(name)
        self._on = _on(self._project, suspicious=suspicious)
        self._notes = Notes(self._project, self._on)
        self._custom = custom_checks(self._project.corpus, own=custom)

    def __call__(self, chunk: list[Given]) -> tuple[list[Issue], Facts]:
        self._notes.facts = Facts()
        found = [issue for document, (lines,) in chunk for issue in self._issues(document, lines)]
        return found, self._notes.facts

    def _issues(self, document: Document | None, lines: list[Line]) -> list[Issue]:
        segments = [*self._project.cut(document)] if document else []
        about = About.of(self._project, document, segments)
        custom = asking(self._custom, self._project, document)
        given = [*checked(lines, self._project, about, custom)]
        told = [self._issue(one, fault) for one in given for fault in one.faults]
        if document:
            for one in standings(document, segments, about, given):
                self._notes.take(one)
                told += self._beside(one)
        return sorted(told, key=lambda one: (one.path, one.line))

    def _beside(self, one: Standing) -> Iterator[Issue]:
        """What shows by all answers to a segment."""
        name = self._project.name
        for fault in segment_faults(one, self._project, self._on):
            level = self._severity(fault)
            yield Issue(one.path, one.line, name, one.segment.id, "", level, fault)
        if checks.NEAR_EMPTY.code in self._on:
            for line, fault in empty_faults(one, self._project.schema):
                yield self._issue(line, fault)

    def _issue(self, one: Checked, fault: Fault) -> Issue:
        line, said = one.line, one.annotation
        return Issue(
            line.path,
            line.number,
            self._project.name,
            one.segment,
            one.annotator,
            self._severity(fault),
            fault,
            excerpt(said.row, fault.pointer, self._project.schema) if said else "",
        )

    def _severity(self, fault: Fault) -> Severity:
        return severity(fault.check, self._project.corpus.config)
