"""What a release consists of: tables as they were written, and what was counted on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files
from corpus_kit.release.features import features
from corpus_kit.release.rows import agreed
from corpus_kit.release.splits import ordered
from corpus_kit.release.table import labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus_kit.columns import Column
    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Segment


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
    """What is counted on the way through a project's segments."""

    project: Project
    documents: set[str] = field(default_factory=set)
    segments: int = 0
    answered: int = 0
    decided: int = 0
    alone: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    demonstration: set[str] = field(default_factory=set)
    labels: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, segment: Segment, given: Sequence[Annotation]) -> None:
        """Take one segment and its answers into account."""
        self.documents.add(segment.document)
        self.segments += 1
        self.answered += bool(given)
        self.answers.update(one.annotator for one in given)
        self.demonstration.update(one.annotator for one in given if one.origin == "demonstration")
        if agreed(given, self.project):
            self.decided += 1
            self.alone += len(given) == 1
            for name, column in self.project.schema.columns.items():
                found = labels(given[0].row.get(name), column)
                self.labels.setdefault(name, Counter()).update(found)


@dataclass(frozen=True)
class Content:
    """All of a release but its files: its tables and its projects' tallies, in order."""

    corpus: Corpus
    version: str
    tables: Sequence[Written]
    tallies: Sequence[Tally]
    leaks: int = 0
    """Documents in another split than a near-duplicate."""

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
            "guidelines": self.corpus.guidelines,
            "splits": msgspec.structs.asdict(config.splits),
            "counted": [
                [one.project.config.unit, len(one.documents), one.segments, one.answered]
                for one in self.tallies
            ],
            "rows": {one.name: one.digest for one in self.tables},
            "features": {one.name: features(one.columns) for one in self.tables},
            "schemas": {one.project.name: one.project.schema.bundled() for one in self.tallies},
        }
        return hashlib.sha256(files.canonical(content)).hexdigest()
