"""
From chunks of documents and the answers to them to checked rows: one pass, on all cores.

Nothing here knows of splits: those follow from all documents, and from what is found of them here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from corpus_kit import validate
from corpus_kit.chunks import chunks
from corpus_kit.columns import Struct, storing
from corpus_kit.corpus import Corpus
from corpus_kit.parallel import ordered
from corpus_kit.release.arrays import array, batch
from corpus_kit.release.content import Counting, Counts
from corpus_kit.release.counted import occurring
from corpus_kit.release.personal import Found, Looker
from corpus_kit.release.rows import (
    DOCUMENTS,
    Case,
    DatasetRow,
    document_columns,
    document_row,
    subsets,
)
from corpus_kit.release.similar import signature, words
from corpus_kit.release.sources import Provenance, provenance
from corpus_kit.release.splits import Facts
from corpus_kit.release.table import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.checks.custom import Custom
    from corpus_kit.chunks import Given
    from corpus_kit.columns import Column
    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Document, Fault, Row, Segment


@dataclass
class Gathered:
    """
    What was made of a chunk of documents, `rows` by subset and `counts` by project.

    `faults` counts what is wrong with the answers; then the rows are not worth much.
    """

    facts: list[Facts]
    sources: dict[str, Provenance]
    rows: dict[str, Rows]
    counts: dict[str, Counts]
    personal: Found
    faults: int


def gather(
    corpus: Corpus,
    lock: Mapping[str, Mapping[str, Column]] | None = None,
    *,
    custom: bool | None = None,
) -> Iterator[Gathered]:
    """
    All of the corpus, in the order of its documents; `lock` has the labels' order by subset.

    With `custom` checks of others are asked too, those of the corpus's checks.py only if it is
    true.

    Raises: InvalidSeeds; MissingInput; UnfitInput; BrokenCheck; as `validate.custom_checks`.
    """
    work = partial(_Gatherer, corpus.root, lock or {}, custom)
    return ordered(work, chunks(corpus, corpus.projects))


def facts(corpus: Corpus) -> Iterator[Facts]:
    """What decides where each document of the corpus goes; raises as `gather`."""
    for one in gather(corpus):
        yield from one.facts


class _Gatherer:
    """What is done with a chunk, in a process that opened the corpus by itself."""

    def __init__(
        self, root: Path, lock: Mapping[str, Mapping[str, Column]], custom: bool | None
    ) -> None:
        self._corpus = Corpus.open(root)
        checks = () if custom is None else validate.custom_checks(self._corpus, own=custom)
        self._projects = [_Project(one, lock, checks) for one in self._corpus.projects]
        self._columns = document_columns(self._corpus)
        self._provenance = provenance(self._corpus.config)
        self._looker = Looker(self._corpus)

    def __call__(self, chunk: list[Given]) -> Gathered:
        """Segment, decode, check, count, and make rows."""
        for one in self._projects:
            one.begin()
        made = Gathered([], {}, {}, {}, Found(), 0)
        rows: list[DatasetRow] = []
        for document, lines in chunk:
            if document is not None:
                rows.append(self._document(document, lines, made))
            else:
                for one, of in zip(self._projects, lines, strict=True):
                    one.checked(None, [], of)
        ids = dict.fromkeys((one["id"] for one in rows), 1)
        made.rows[DOCUMENTS] = Rows(ids, batch(rows, self._columns))
        for one in self._projects:
            made.rows |= one.rows()
            made.counts[one.project.name] = one.counting.counts
            made.faults += one.faults
        return made

    def _document(self, document: Document, lines: list[list[Line]], made: Gathered) -> DatasetRow:
        made.sources[document.id] = said = self._provenance(document)
        row = document_row(document, self._corpus.seeds, said)
        cases, labels = {}, Counter[str]()
        for one, of in zip(self._projects, lines, strict=True):
            cases[one.project.name] = one.document(document, of)
            labels.update(one.balanced)
        group = document.metadata.get(self._corpus.config.splits.group_by or "")
        made.facts.append(Facts(document.id, group or "", signature(words(document)), labels))
        self._looker.look(row, cases, made.personal)
        return row


class _Project:
    """
    A project's part of the work.

    `faults` counts those of the chunk; `balanced` has the labels of the document met last. Answers
    become Arrow once, for both subsets.
    """

    def __init__(
        self,
        project: Project,
        lock: Mapping[str, Mapping[str, Column]],
        checks: Sequence[Custom],
    ) -> None:
        self.project = project
        self._checks = checks
        self._subsets = subsets(project, lock)
        columns = self._subsets[0].columns
        self._asked = {name: columns[name] for name in project.schema.columns}
        self._keep = storing(Struct(self._asked))
        stratify = project.corpus.config.splits.stratify
        self._stratify = stratify if stratify in project.schema.columns else None
        self.begin()

    def begin(self) -> None:
        """Begin a chunk."""
        self.counting = Counting(self.project.schema)
        self.faults = 0
        self._answers: list[Row] = []
        self._decided: list[int] = []
        self._rows: list[list[DatasetRow]] = [[] for _ in self._subsets]
        self._documents: list[dict[str, int]] = [{} for _ in self._subsets]
        self.balanced: Counter[str] = Counter()

    def rows(self) -> dict[str, Rows]:
        """The rows of the chunk, by subset."""
        asked = {name: array([row.get(name) for row in self._answers], column)
                 for name, column in self._asked.items()}  # fmt: skip
        positions = pa.array(self._decided, pa.int64())
        decided = {name: column.take(positions) for name, column in asked.items()}
        self.counting.decided(self._asked, decided)
        return {
            one.name: Rows(documents, batch(rows, one.columns, answers))
            for one, rows, documents, answers in zip(
                self._subsets,
                self._rows,
                self._documents,
                (decided, asked),
                strict=True,
            )
        }

    def document(self, document: Document, lines: list[Line]) -> list[Case]:
        """Take in a document and the lines about it; returns its segments and their answers."""
        self.balanced = Counter()
        found = [*self.project.cut(document)]
        given = self.checked(document, found, lines)
        before = list(map(len, self._rows))
        if found:
            self.counting.document()
        cases = []
        for segment in found:
            case = Case(segment, given.get(segment.id, []), self._keep)
            self._take(case)
            cases.append(case)
        for rows, count, documents in zip(self._rows, before, self._documents, strict=True):
            documents[document.id] = len(rows) - count
        return cases

    def _take(self, case: Case) -> None:
        self.counting.case(case)
        if case.agreed:
            self._decided.append(len(self._answers))
        self._answers += [one.row for one in case.given]
        for subset, rows in zip(self._subsets, self._rows, strict=True):
            rows.extend(subset.rows(case))
        if self._stratify and case.agreed:
            self.balanced.update(occurring(case.given[0].row, self._stratify))

    def checked(
        self, document: Document | None, found: list[Segment], lines: Iterable[Line]
    ) -> dict[str, list[Annotation]]:
        """The answers by segment, without skips; none where one has a fault: no table holds it."""
        about = validate.About.of(self.project, document, found)
        given: dict[str, list[Annotation]] = {}
        faults = 0
        custom = validate.asking(self._checks, self.project, document)
        for _, one, wrong in validate.checked(lines, self.project, about, custom):
            faults += sum(1 for fault in wrong if self._is_error(fault))
            if one and one.status == "submitted":
                given.setdefault(one.segment, []).append(one)
        self.faults += faults
        return {} if faults else given

    def _is_error(self, fault: Fault) -> bool:
        return validate.severity(fault.check, self.project.corpus.config) == "error"
