"""Documents and the lines of answers about them, some at a time; no answer is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Document

CHUNK = 400_000
"""Characters in a chunk: of documents, and of the lines about them."""


@dataclass
class Chunk:
    """Documents, each with the lines about it by project; and lines about none, counted."""

    documents: list[tuple[Document, list[list[Line]]]] = field(default_factory=list)
    size: int = 0
    astray: int = 0


def chunks(corpus: Corpus) -> Iterator[Chunk]:
    """
    All documents, in their order.

    Raises: InvalidSeeds; InvalidAnswers where lines are not sorted.
    """
    beside = [_Beside(project) for project in corpus.projects]
    chunk = Chunk()
    for document in corpus.documents():
        lines = []
        for one in beside:
            chunk.astray += one.skip(document.id)
            lines.append(one.of(document.id))
        chunk.documents.append((document, lines))
        shown = document.text if document.given is None else msgspec.json.encode(document.given)
        chunk.size += len(shown) + sum(len(one.data) for of in lines for one in of)
        if chunk.size > CHUNK:
            yield chunk
            chunk = Chunk()
    chunk.astray += sum(one.skip(None) for one in beside)
    yield chunk


class _Beside:
    """A project's lines of answers, handed out document by document; all files are sorted alike."""

    def __init__(self, project: Project) -> None:
        lines = merge(*map(answers.unread, project.files()), key=lambda one: one.segment)
        self._found = groupby(lines, key=lambda one: one.document)
        self._withdrawn = project.corpus.withdrawn
        self._forth()

    def _forth(self) -> None:
        self._name: str | None
        self._lines: Iterator[Line]
        self._name, self._lines = next(self._found, (None, iter(())))

    def skip(self, document: str | None) -> int:
        """Pass all lines that stand before a document's; how many are about no document at all."""
        astray = 0
        while self._name is not None and (document is None or f"{self._name}#" < f"{document}#"):
            if self._name not in self._withdrawn:
                astray += sum(1 for _ in self._lines)
            self._forth()
        return astray

    def of(self, document: str) -> list[Line]:
        """The lines about a document."""
        if self._name != document:
            return []
        found = list(self._lines)
        self._forth()
        return found
