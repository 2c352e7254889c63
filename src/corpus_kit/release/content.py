"""What a release consists of: tables as they were written, and what was counted on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files
from corpus_kit.release.counted import Lengths, occurring, scales
from corpus_kit.release.features import features
from corpus_kit.release.rows import agreed
from corpus_kit.release.said import sections
from corpus_kit.release.splits import ordered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus_kit.columns import Column
    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Row, Segment
    from corpus_kit.release.personal import Reviewed
    from corpus_kit.release.sources import Licensed


@dataclass(frozen=True)
class Written:
    """A subset as it was written: its columns, and its rows by split."""

    name: str
    columns: Mapping[str, Column]
    rows: Mapping[str, int]
    digest: str
    main: bool
    """Whether this is the subset of decided rows."""

    @property
    def splits(self) -> list[str]:
        """The splits that have rows, in the usual order."""
        return ordered(split for split, count in self.rows.items() if count)


@dataclass
class Tally:
    """
    What is counted on the way through a project's segments.

    Labels and lengths are those of the decided rows; `labels` goes by the paths of `scales`,
    `lengths` by inputs.
    """

    project: Project
    documents: set[str] = field(default_factory=set)
    segments: int = 0
    answered: int = 0
    shared: int = 0
    """Segments that two annotators or more have answered."""

    decided: int = 0
    alone: int = 0
    """Segments decided by one annotator only."""

    answers: Counter[str] = field(default_factory=Counter)
    demonstration: set[str] = field(default_factory=set)
    first: str = ""
    last: str = ""
    """When the first and the last answer were given."""

    timed: int = 0
    seconds: float = 0.0
    """How long the answers took of which that is known, and how many these are."""

    example: Row | None = None
    """The first decided row."""

    def __post_init__(self) -> None:
        self.scales = scales(self.project.schema)
        self.labels: dict[str, Counter[str]] = {path: Counter() for path in self.scales}
        self.lengths = {one.name: Lengths() for one in self.project.schema.inputs}

    def count(self, segment: Segment, given: Sequence[Annotation]) -> None:
        """Take one segment and its answers into account."""
        self.documents.add(segment.document)
        self.segments += 1
        self.answered += bool(given)
        self.shared += len(given) > 1
        for one in given:
            self._count_answer(one)
        if agreed(given, self.project):
            self.decided += 1
            self.alone += len(given) == 1
            self._count_row(given[0].row)

    def _count_answer(self, one: Annotation) -> None:
        self.answers[one.annotator] += 1
        if one.origin == "demonstration":
            self.demonstration.add(one.annotator)
        if one.created:
            self.first = min(self.first or one.created, one.created)
            self.last = max(self.last, one.created)
        if one.seconds is not None:
            self.timed += 1
            self.seconds += one.seconds

    def _count_row(self, row: Row) -> None:
        self.example = self.example or row
        for path, counts in self.labels.items():
            counts.update(occurring(row, path))
        for one in self.project.schema.inputs:
            if row.get(one.name) is not None:
                self.lengths[one.name].add(len(one.text(row[one.name])))


@dataclass(frozen=True)
class Content:
    """All of a release but its files: its tables and its projects' tallies, in order."""

    corpus: Corpus
    version: str
    tables: Sequence[Written]
    tallies: Sequence[Tally]
    licensed: Licensed
    leaks: int = 0
    """Documents in another split than a near-duplicate."""

    personal: Reviewed | None = None
    """The personal data in it; None where they were not looked for."""

    @cached_property
    def said(self) -> Mapping[str, str]:
        """
        What people say in card.md, by section.

        Raises: InvalidCard.
        """
        return sections(self.corpus.card, self.corpus.card_path)

    @cached_property
    def digest(self) -> str:
        """
        SHA-256 of the content: rows, columns, schemas, and what is said of them.

        Neither the version nor the way that the tables are stored enters it.
        """
        config = self.corpus.config
        content = {
            "said": [config.title, config.description, config.source, config.license],
            "languages": config.languages,
            "authors": config.authors,
            "guidelines": self.corpus.guidelines,
            "card": self.said,
            "splits": msgspec.structs.asdict(config.splits),
            "sources": msgspec.to_builtins([config.sources, config.licenses, config.personal]),
            "withdrawn": self.corpus.withdrawn,
            "counted": [
                [one.project.config.unit, len(one.documents), one.segments, one.answered]
                for one in self.tallies
            ],
            "rows": {one.name: one.digest for one in self.tables},
            "features": {one.name: features(one.columns) for one in self.tables},
            "schemas": {one.project.name: one.project.schema.bundled() for one in self.tallies},
        }
        return hashlib.sha256(files.canonical(content)).hexdigest()
