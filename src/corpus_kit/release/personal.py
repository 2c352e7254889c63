"""
Personal data in a release: looked for in what was written, listed for review, never taken out.

The list stays on this machine, in ``.corpus-kit/personal.jsonl``; a release has the counts alone.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from corpus_kit import files, personal
from corpus_kit.errors import PersonalData
from corpus_kit.fields.spans import Spans
from corpus_kit.release.rows import DOCUMENTS, subsets
from corpus_kit.schema.references import token
from corpus_kit.spool import Index
from corpus_kit.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from corpus_kit.config import Personal
    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.fields import Field
    from corpus_kit.release.content import Content
    from corpus_kit.release.rows import DatasetRow

BATCH = 1_000
AROUND = 40
"""Characters of the text that are shown on each side."""

FIXED = frozenset(
    {
        *("spans", "relations", "ranking", "taxonomy", "choices", "preference", "choice"),
        *("rating", "number", "boolean", "date"),
    }
)
"""Kinds of question whose answers annotators do not write, or that repeat the text."""


class Text(NamedTuple):
    """A released text: the row it is of, where in the row (a JSON Pointer), and what it says."""

    subset: str
    document: str
    row: str
    annotator: str | None
    field: str
    text: str


@dataclass
class Reviewed:
    """What was found by kind, in how many documents; `accepted` of it are not counted."""

    path: Path
    counts: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    accepted: int = 0

    def __str__(self) -> str:
        if not self.counts:
            return "none"
        named = [
            f"{self.counts[kind]} {words[self.counts[kind] != 1]}"
            for kind, words in personal.KINDS.items()
            if self.counts[kind]
        ]
        return f"{listed(named)} in {counted(self.documents, 'document')}"


def review(content: Content, directory: Path) -> Reviewed:
    """
    Look through the tables in `directory`, and write the list.

    A line of it is a finding: ``text[start:end]`` of a field, counted in code points, and what is
    around it.

    Raises: PersonalData where corpus.toml wants a release refused.
    """
    corpus = content.corpus
    settings = corpus.config.personal
    made = Reviewed(corpus.state / "personal.jsonl")
    files.private_directory(corpus.state)
    with closing(Index()) as documents:
        found = _listed(texts(corpus, directory), settings, made, documents)
        files.write(made.path, found, mode=files.PRIVATE)
    if made.counts and settings.found == "refuse":
        raise PersonalData(str(made), made.path)
    return made


def looked_for(settings: Personal) -> str:
    """What is looked for, in words."""
    *others, phones = (several for _, several in personal.KINDS.values())
    form = f" and in the national form of {listed(settings.regions)}" if settings.regions else ""
    return listed([*others, f"{phones} in international form{form}"])


def _listed(
    found: Iterable[Text], settings: Personal, made: Reviewed, documents: Index
) -> Iterator[bytes]:
    for one in found:
        for match in personal.found(one.text, settings.regions):
            said = one.text[match.start : match.end]
            if any(said == ok or fnmatchcase(said, ok) for ok in settings.accepted):
                made.accepted += 1
                continue
            made.counts[match.kind] += 1
            if documents.get(one.document.encode()) is None:
                documents.add(one.document.encode(), "")
                made.documents += 1
            excerpt = one.text[max(0, match.start - AROUND) : match.end + AROUND]
            line = {
                "kind": match.kind,
                **{name: part for name, part in one._asdict().items() if name != "text"},
                "start": match.start,
                "end": match.end,
                "found": said,
                "excerpt": excerpt,
            }
            yield msgspec.json.encode(line) + b"\n"


def texts(corpus: Corpus, directory: Path) -> Iterator[Text]:
    """Every text of a release once: documents, inputs of structured seeds, answers in words."""
    structured = False
    for row in _rows(directory / "data" / DOCUMENTS, ["id", "text", "metadata"]):
        structured = structured or row["text"] is None
        for name in ("text", "metadata"):
            for pointer, text in _strings(row.get(name), f"/{name}"):
                yield Text(DOCUMENTS, row["id"], row["id"], None, pointer, text)
    with closing(Index()) as seen:
        for project in corpus.projects:
            yield from _in_project(project, directory, seen, structured=structured)


def _in_project(
    project: Project, directory: Path, seen: Index, *, structured: bool
) -> Iterator[Text]:
    name = subsets(project)[1].name
    asked = {one.asked.name: read for one in project.schema.fields if (read := _written(one))}
    shown = [one.name for one in project.schema.inputs] if structured else []
    if not asked and not shown:
        return
    columns = ["id", "document", "document_start", "annotator", *shown, *asked]
    for row in _rows(directory / "data" / name, columns):
        place = name, row["document"], row["id"]
        if shown and row["document_start"] is None and seen.get(_key(row, shown)) is None:
            seen.add(_key(row, shown), "")
            for one in shown:
                for pointer, text in _strings(row[one], f"/{one}"):
                    yield Text(*place, None, pointer, text)
        for one, read in asked.items():
            for pointer, text in read(row[one], f"/{one}"):
                yield Text(*place, row["annotator"], pointer, text)


def _key(row: DatasetRow, shown: Sequence[str]) -> bytes:
    return files.canonical([row["id"], *shown])


def _written(question: Field) -> Callable[[Any, str], Iterator[tuple[str, str]]] | None:
    """What finds the texts in answers to a question that annotators write; None where none is."""
    if question.kind not in FIXED:
        return _strings
    asked = question.questions if isinstance(question, Spans) else {}
    inner = {name: read for name, one in asked.items() if (read := _written(one))}
    if not inner:
        return None

    def nested(value: Any, pointer: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
        for number, item in enumerate(value or ()):
            for name, read in inner.items():
                yield from read(item.get(name), f"{pointer}/{number}/{name}")

    return nested


def _strings(value: Any, pointer: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """The texts in a value, each with its place."""
    match value:
        case str():
            yield pointer, value
        case list():
            for number, one in enumerate(value):
                yield from _strings(one, f"{pointer}/{number}")
        case dict():
            for name, one in value.items():
                yield from _strings(one, f"{pointer}/{token(name)}")


def _rows(directory: Path, columns: Sequence[str]) -> Iterator[DatasetRow]:
    """The rows of all splits, as far as these columns are there."""
    import pyarrow.parquet as pq

    for path in sorted(directory.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            there = [one for one in columns if one in file.schema_arrow.names]
            for batch in file.iter_batches(BATCH, columns=there):
                yield from batch.to_pylist()
