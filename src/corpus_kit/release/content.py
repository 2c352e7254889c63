"""What a release consists of: tables as they were written, and what was counted on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit import files
from corpus_kit.release.counted import Lengths, scales
from corpus_kit.release.features import features
from corpus_kit.release.occurring import lengths, occurrences
from corpus_kit.release.said import sections
from corpus_kit.release.splits import ordered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from corpus_kit.columns import Column
    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Row
    from corpus_kit.release.personal import Review
    from corpus_kit.release.rows import Case
    from corpus_kit.release.sources import Licensed
    from corpus_kit.schema import RowSchema


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
class Counts:
    """
    What is counted on the way through a project's segments.

    Labels and lengths are those of the decided rows; `labels` goes by the paths of `scales`,
    `lengths` by inputs.
    """

    documents: int = 0
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

    labels: dict[str, Counter[str]] = field(default_factory=dict)
    lengths: dict[str, Lengths] = field(default_factory=dict)

    def add(self, later: Counts) -> None:
        """Take in what was counted of the segments that follow."""
        for name in ("documents", "segments", "answered", "shared", "decided", "alone", "timed",
                     "seconds"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(later, name))
        self.answers.update(later.answers)
        self.demonstration |= later.demonstration
        self.first = min(self.first or later.first, later.first or self.first)
        self.last = max(self.last, later.last)
        self.example = self.example or later.example
        for path, counts in later.labels.items():
            self.labels.setdefault(path, Counter()).update(counts)
        for name, found in later.lengths.items():
            self.lengths.setdefault(name, Lengths()).take(found)


class Counting:
    """Counts what is in the segments of a project."""

    def __init__(self, schema: RowSchema) -> None:
        self.counts = Counts(
            labels={path: Counter() for path in scales(schema)},
            lengths={one.name: Lengths() for one in schema.inputs},
        )
        self._inputs = schema.inputs

    def document(self) -> None:
        """Count a document that has segments."""
        self.counts.documents += 1

    def case(self, case: Case) -> None:
        """Count a segment and its answers."""
        counts, given = self.counts, case.given
        counts.segments += 1
        counts.answered += bool(given)
        counts.shared += len(given) > 1
        for one in given:
            self._answer(one)
        if case.agreed:
            counts.decided += 1
            counts.alone += len(given) == 1
            counts.example = counts.example or given[0].row

    def _answer(self, one: Annotation) -> None:
        counts = self.counts
        counts.answers[one.annotator] += 1
        if one.origin == "demonstration":
            counts.demonstration.add(one.annotator)
        if one.created:
            counts.first = min(counts.first or one.created, one.created)
            counts.last = max(counts.last, one.created)
        if one.seconds is not None:
            counts.timed += 1
            counts.seconds += one.seconds

    def decided(self, columns: Mapping[str, Column], found: Mapping[str, pa.Array[Any]]) -> None:
        """Count labels and lengths in the columns of decided rows."""
        for path, labels in self.counts.labels.items():
            name, _, rest = path.partition(".")
            labels.update(occurrences(found[name], columns[name], rest))
        for one in self._inputs:
            self.counts.lengths[one.name].add(lengths(found[one.name], one))


@dataclass
class Tally(Counts):
    """What was counted of a project."""

    project: Project = field(kw_only=True)

    @cached_property
    def scales(self) -> Mapping[str, tuple[str, ...]]:
        """What can be answered where the schema lists it, by path."""
        return scales(self.project.schema)


@dataclass(frozen=True)
class Content:
    """All of a release but its files: its tables and its projects' tallies, in order."""

    corpus: Corpus
    version: str
    tables: list[Written]
    tallies: Sequence[Tally]
    licensed: Licensed
    personal: Review
    leaks: int = 0
    """Documents in another split than a near-duplicate."""

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
                [one.project.config.unit, one.documents, one.segments, one.answered]
                for one in self.tallies
            ],
            "rows": {one.name: one.digest for one in self.tables},
            "features": {one.name: features(one.columns) for one in self.tables},
            "schemas": {one.project.name: one.project.schema.bundled() for one in self.tallies},
        }
        return hashlib.sha256(files.canonical(content)).hexdigest()
