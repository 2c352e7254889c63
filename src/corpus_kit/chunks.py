"""Documents and the lines of answers about them, some at a time; no answer is read here."""

from __future__ import annotations

from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

import msgspec

from corpus_kit import answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Corpus
    from corpus_kit.model import Document

CHUNK = 800_000
"""Characters in a chunk: of documents, and of the lines about them."""

Given = tuple["Document | None", list[list["Line"]]]
"""A document and the lines about it, by project; None where there is no such document."""


class Answered(Protocol):
    """A project, or whatever else has files of answers."""

    def files(self) -> list[Path]:
        """The files."""


def chunks(corpus: Corpus, projects: Sequence[Answered]) -> Iterator[list[Given]]:
    """
    All documents in their order, and all lines of these projects.

    Raises: InvalidSeeds.
    """
    chunk: list[Given] = []
    size = 0
    for one in _given(corpus, [_Beside(project) for project in projects]):
        chunk.append(one)
        size += _size(*one)
        if size > CHUNK:
            yield chunk
            chunk, size = [], 0
    yield chunk


def _size(document: Document | None, lines: list[list[Line]]) -> int:
    shown = document and (document.text or msgspec.json.encode(document.given))
    return len(shown or "") + sum(len(one.data) for some in lines for one in some)


def _given(corpus: Corpus, beside: Sequence[_Beside]) -> Iterator[Given]:
    for document in corpus.documents():
        yield from _astray(beside, document.id)
        yield document, [one.of(document.id) for one in beside]
    yield from _astray(beside, None)


def _astray(beside: Sequence[_Beside], document: str | None) -> Iterator[Given]:
    """The lines that stand before a document's, and so are about none; all there are for None."""
    for one in beside:
        for lines in one.before(document):
            yield None, [lines if other is one else [] for other in beside]


class _Beside:
    """A project's lines of answers, handed out document by document."""

    def __init__(self, project: Answered) -> None:
        lines = merge(*map(answers.unread, project.files()), key=lambda one: one.segment)
        self._found = groupby(lines, key=lambda one: one.document)
        self._forth()

    def _forth(self) -> None:
        self._name: str | None
        self._lines: Iterator[Line]
        self._name, self._lines = next(self._found, (None, iter(())))

    def before(self, document: str | None) -> Iterator[list[Line]]:
        """The lines about each document that would stand before this one; of all for None."""
        while self._name is not None and (document is None or f"{self._name}#" < f"{document}#"):
            yield list(self._lines)
            self._forth()

    def of(self, document: str) -> list[Line]:
        """The lines about a document."""
        if self._name != document:
            return []
        found = list(self._lines)
        self._forth()
        return found
