"""
Checks of the whole corpus: facts wait on disk until all are there, and are then put side by side.

Each file has a kind of fact, its table, and what follows from all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit import splits
from corpus_kit.checks.corpus import TEST_ALSO_IN_TRAIN
from corpus_kit.index import Index, disk, temporary
from corpus_kit.model import Issue
from corpus_kit.validate.severity import severity
from corpus_kit.validate.whole import leaks, lengths, pace, repeated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from corpus_kit.corpus import Project
    from corpus_kit.validate.facts import Facts
    from corpus_kit.validate.whole.found import Found

KINDS = (repeated, leaks, lengths, pace)


class Whole:
    """The facts of a project, in a temporary database, and what they come to."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = temporary(*(table for kind in KINDS for table in kind.TABLES))
        self._splits = Index()
        self._there = "", ""

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()
        self._splits.close()

    def begin(self, on: Collection[str]) -> None:
        """
        Read the splits that documents were released in, if the check that asks is `on`, by code.

        Raises: InvalidSplits.
        """
        if TEST_ALSO_IN_TRAIN.code in on:
            for one in splits.read(self._project.corpus.splits):
                self._splits.add(one.document.encode(), one.split)

    def add(self, facts: Facts) -> None:
        """Take in the facts of the next chunk."""
        placed = (
            (text, split, *place)
            for text, document, *place in facts.stands
            if (split := self._split(document))
        )
        with disk():
            self._database.executemany(repeated.INSERT, facts.given)
            self._database.executemany(leaks.INSERT, placed)
            self._database.executemany(lengths.INSERT, facts.written)
            self._database.executemany(pace.INSERT, facts.took)

    def issues(self) -> Iterator[Issue]:
        """What is wrong, check by check, of each in the order of documents."""
        with disk():
            for kind in KINDS:
                yield from map(self._issue, kind.found(self._database, self._project))

    def _split(self, document: str) -> str:
        """A document's; empty where it was not released yet. The same one is asked in a row."""
        if self._there[0] != document:
            self._there = document, self._splits.get(document.encode()) or ""
        return self._there[1]

    def _issue(self, one: Found) -> Issue:
        return Issue(
            one.path or self._project.path(one.annotator),
            one.line,
            self._project.name,
            one.segment,
            one.annotator,
            severity(one.fault.check, self._project.corpus.config),
            one.fault,
        )
