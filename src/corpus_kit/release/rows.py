"""
Answers to rows: one for each annotator's answer, and one for each segment that is decided.

For now a segment is decided when all its annotators gave the same answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import OFFSET, TEXT, Column, Struct, Value, locked_columns
from corpus_kit.release.votes import agreement, votable, vote_columns, votes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Document, Row, Segment
    from corpus_kit.release.sources import Provenance
    from corpus_kit.schema import RowSchema

DOCUMENTS = "documents"
"""The subset of the documents."""

DatasetRow = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A segment and the answers to it that are no skips; `keep` is what tables hold of one."""

    segment: Segment
    given: Sequence[Annotation]
    keep: Callable[[Row], DatasetRow]

    @cached_property
    def kept(self) -> Sequence[DatasetRow]:
        """The answers as tables hold them."""
        return [self.keep(one.row) for one in self.given]

    @cached_property
    def agreed(self) -> bool:
        """Whether there are answers, and all are the same in what is released."""
        return bool(self.given) and (len(self.given) == 1 or agreed(self.kept))


def agreed(kept: Sequence[DatasetRow]) -> bool:
    """Whether there are answers, and all are the same."""
    return bool(kept) and all(one == kept[0] for one in kept[1:])


@dataclass(frozen=True)
class Subset:
    """
    A table of the release: its columns, and the rows that a segment's answers give.

    Rows have what stands beside the answers: those are taken over column by column.
    """

    name: str
    columns: Mapping[str, Column]
    rows: Callable[[Case], Iterable[DatasetRow]]


def subsets(
    project: Project, lock: Mapping[str, Mapping[str, Column]] | None = None
) -> tuple[Subset, Subset]:
    """
    The decided rows and all answers.

    They are called ``default`` and ``annotations``; in a corpus of several projects ``NAME`` and
    ``NAME.annotations``. Labels stand in the order that they have in the columns of `lock`, which
    are by subset.
    """
    alone = len(project.corpus.projects) == 1
    names = ("default", "annotations") if alone else (project.name, f"{project.name}.annotations")
    place = _place_columns(project)
    asked = project.schema.columns
    found = (
        {**place, **asked, "annotators": OFFSET, **vote_columns(project.schema),
         "decided_by": TEXT, "origin": TEXT},
        {**place, "annotator": TEXT, **asked, "origin": TEXT, "created": TEXT, "updated": TEXT,
         "seconds": Value("float64")},
    )  # fmt: skip
    first, second = (
        locked_columns(columns, (lock or {}).get(name, {}))
        for name, columns in zip(names, found, strict=True)
    )
    return Subset(names[0], first, _Decided(project.schema)), Subset(names[1], second, every_answer)


def document_row(one: Document, seeds: Path, said: Provenance) -> DatasetRow:
    """A document, with the digest of its bytes and the text that offsets count in."""
    return {
        "id": one.id,
        "path": one.path.relative_to(seeds).as_posix(),
        "line": one.line,
        "sha256": one.digest,
        **said._asdict(),
        "text": None if one.given is not None else one.text,
        "metadata": one.metadata,
    }


def document_columns(corpus: Corpus) -> dict[str, Column]:
    """The columns of the documents."""
    return {
        "id": TEXT, "path": TEXT, "line": OFFSET, "sha256": TEXT,
        "source": TEXT, "license": TEXT, "text": TEXT,
        **metadata_column(corpus),
    }  # fmt: skip


class _Decided:
    """The answer on which all annotators agree, and who they are; nothing where they differ."""

    def __init__(self, schema: RowSchema) -> None:
        self._asked = [one.asked.name for one in schema.fields]
        self._votable = votable(schema)

    def __call__(self, case: Case) -> Iterator[DatasetRow]:
        if not case.agreed:
            return
        human = all(one.origin == "human" for one in case.given)
        row = {
            **_place(case),
            "annotators": len(case.given),
            "agreement": {name: _share(name, case) for name in self._asked},
            "decided_by": "annotators" if len(case.given) > 1 else "annotator",
            "origin": "human" if human else "demonstration",
        }
        if self._votable:
            rows = [one.row for one in case.given]
            row["votes"] = [vote for name in self._votable for vote in votes(name, rows)]
        yield row


def every_answer(case: Case) -> list[DatasetRow]:
    """One row for each annotator's answer."""
    return [
        {
            **_place(case),
            "annotator": one.annotator,
            "origin": one.origin,
            "created": one.created,
            "updated": one.updated,
            "seconds": one.seconds,
        }
        for one in case.given
    ]


def _share(name: str, case: Case) -> float | None:
    return agreement(name, case.kept) if len(case.given) > 1 else None


def _place(case: Case) -> DatasetRow:
    """What every row says about where its text comes from."""
    segment = case.segment
    cut = segment.given is None
    return {
        "id": segment.id,
        "document": segment.document,
        "document_start": segment.start if cut else None,
        "document_end": segment.end if cut else None,
        "metadata": segment.metadata,
    }


def _place_columns(project: Project) -> dict[str, Column]:
    return {
        "id": TEXT, "document": TEXT, "document_start": OFFSET, "document_end": OFFSET,
        **metadata_column(project.corpus),
    }  # fmt: skip


def metadata_column(corpus: Corpus) -> dict[str, Column]:
    """The column of what seeds say beside their text; none where they say nothing."""
    seeds = corpus.config.seeds
    names = dict.fromkeys([*re.compile(seeds.header or "").groupindex, *seeds.metadata])
    return {"metadata": Struct(dict.fromkeys(names, TEXT))} if names else {}
