"""
Answers to rows: one for each annotator's answer, and one for each segment that is decided.

For now a segment is decided when all its annotators gave the same answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any

from corpus_kit import answers, files
from corpus_kit.columns import OFFSET, TEXT, Column, Struct, Value, storing
from corpus_kit.release.sources import provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Segment

DOCUMENTS = "documents"
"""The subset of the documents."""

Answered = tuple["Segment", list["Annotation"]]
DatasetRow = dict[str, Any]


def answered(project: Project) -> Iterator[Answered]:
    """
    Every segment with the answers to it, document by document in reading order.

    Memory holds one document's answers at a time: the files and the documents are sorted alike.
    Skips are no answers.
    """
    by_segment = merge(*map(answers.read, project.files()), key=lambda one: one.segment)
    found = groupby(by_segment, key=lambda one: one.document)
    document, given = next(found, (None, iter(())))
    for name, group in groupby(project.segments(), key=lambda one: one.document):
        segments = list(group)
        while document is not None and f"{document}#" < f"{name}#":
            document, given = next(found, (None, iter(())))
        by_id: dict[str, list[Annotation]] = {}
        if document == name:
            for one in given:
                if one.status == "submitted":
                    by_id.setdefault(one.segment, []).append(one)
        yield from ((segment, by_id.get(segment.id, [])) for segment in segments)


@dataclass(frozen=True)
class Subset:
    """A table of the release: its columns, and the rows that a segment's answers give."""

    name: str
    columns: Mapping[str, Column]
    rows: Callable[[Segment, Sequence[Annotation]], Iterable[DatasetRow]]


def subsets(project: Project) -> tuple[Subset, Subset]:
    """
    The decided rows and all answers.

    They are called ``default`` and ``annotations``; in a corpus of several projects ``NAME`` and
    ``NAME.annotations``.
    """
    alone = len(project.corpus.projects) == 1
    names = ("default", "annotations") if alone else (project.name, f"{project.name}.annotations")
    place = _place_columns(project)
    asked = project.schema.columns
    return (
        Subset(names[0], {**place, **asked, "annotators": OFFSET, "origin": TEXT},
               partial(decided, project)),
        Subset(
            names[1],
            {**place, "annotator": TEXT, **asked, "origin": TEXT, "created": TEXT, "updated": TEXT,
             "seconds": Value("float64")},
            every_answer,
        ),
    )  # fmt: skip


def documents(corpus: Corpus) -> Iterator[DatasetRow]:
    """The documents, with the digest of their bytes and the text that offsets count in."""
    said = provenance(corpus.config)
    for one in corpus.documents():
        yield {
            "id": one.id,
            "path": one.path.relative_to(corpus.seeds).as_posix(),
            "line": one.line,
            "sha256": one.digest,
            **said(one)._asdict(),
            "text": None if one.given is not None else one.text,
            "metadata": one.metadata,
        }


def document_columns(corpus: Corpus) -> dict[str, Column]:
    """The columns of the documents."""
    return {
        "id": TEXT, "path": TEXT, "line": OFFSET, "sha256": TEXT,
        "source": TEXT, "license": TEXT, "text": TEXT,
        **_metadata_column(corpus),
    }  # fmt: skip


def decided(project: Project, segment: Segment, given: Sequence[Annotation]) -> list[DatasetRow]:
    """The answer on which all annotators agree and how many they are; nothing where they differ."""
    if not agreed(given, project):
        return []
    human = all(one.origin == "human" for one in given)
    return [
        {
            **_place(segment),
            **given[0].row,
            "annotators": len(given),
            "origin": "human" if human else "demonstration",
        }
    ]


def every_answer(segment: Segment, given: Sequence[Annotation]) -> list[DatasetRow]:
    """One row for each annotator's answer."""
    return [
        {
            **_place(segment),
            "annotator": one.annotator,
            **one.row,
            "origin": one.origin,
            "created": one.created,
            "updated": one.updated,
            "seconds": one.seconds,
        }
        for one in given
    ]


def agreed(given: Sequence[Annotation], project: Project) -> bool:
    """Whether there are answers, and all are the same in what is released."""
    if not given[1:]:
        return bool(given)
    parts = [(name, storing(column)) for name, column in project.schema.columns.items()]
    said = {files.canonical([part(one.row.get(name)) for name, part in parts]) for one in given}
    return len(said) == 1


def _place(segment: Segment) -> DatasetRow:
    """What every row says about where its text comes from."""
    return {
        "id": segment.id,
        "document": segment.document,
        "document_start": segment.start if segment.given is None else None,
        "document_end": segment.end if segment.given is None else None,
        "metadata": segment.metadata,
    }


def _place_columns(project: Project) -> dict[str, Column]:
    return {
        "id": TEXT, "document": TEXT, "document_start": OFFSET, "document_end": OFFSET,
        **_metadata_column(project.corpus),
    }  # fmt: skip


def _metadata_column(corpus: Corpus) -> dict[str, Column]:
    seeds = corpus.config.seeds
    names = dict.fromkeys([*re.compile(seeds.header or "").groupindex, *seeds.metadata])
    return {"metadata": Struct(dict.fromkeys(names, TEXT))} if names else {}
