"""
Personal data in a release: looked for in all its texts, listed for review, never taken out.

The list stays on this machine, in ``.corpus-kit/personal.jsonl``; a release has the counts alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from corpus_kit import files, personal
from corpus_kit.errors import PersonalData
from corpus_kit.fields.spans import Spans
from corpus_kit.release.rows import DOCUMENTS, subsets
from corpus_kit.schema.references import token
from corpus_kit.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from corpus_kit.config import Personal
    from corpus_kit.corpus import Corpus
    from corpus_kit.fields import Field
    from corpus_kit.release.rows import Case, DatasetRow

    Reader = Callable[[Any, str], Iterator[tuple[str, str]]]
    """Gives the texts in an answer, each with its place, a JSON Pointer."""

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


class Review:
    """What is found in all texts of a release: counted, and listed in a file of its own."""

    def __init__(self, corpus: Corpus) -> None:
        self.path = corpus.state / "personal.jsonl"
        self.counts: Counter[str] = Counter()
        self.documents = self.accepted = 0
        self._refuse = corpus.config.personal.found == "refuse"
        self._lines = TemporaryFile(prefix="corpus-kit-")  # noqa: SIM115 - see `close`

    def close(self) -> None:
        """Let go of the list."""
        self._lines.close()

    def add(self, found: Found) -> None:
        """Take in what was found in some documents."""
        self.counts.update(found.counts)
        self.documents += found.documents
        self.accepted += found.accepted
        self._lines.writelines(found.lines)

    def keep(self) -> None:
        """
        Put the list where people review it.

        A line of it is a finding: ``text[start:end]`` of a field, counted in code points, and what
        is around it.

        Raises: PersonalData where corpus.toml wants a release refused.
        """
        files.private_directory(self.path.parent)
        self._lines.seek(0)
        files.write(self.path, self._lines, mode=files.PRIVATE)
        if self.counts and self._refuse:
            raise PersonalData(str(self), self.path)

    def __str__(self) -> str:
        if not self.counts:
            return "none"
        named = [
            f"{self.counts[kind]} {words[self.counts[kind] != 1]}"
            for kind, words in personal.KINDS.items()
            if self.counts[kind]
        ]
        return f"{listed(named)} in {counted(self.documents, 'document')}"


@dataclass
class Found:
    """What was found in some documents: the list's lines, counts by kind, what people let stand."""

    lines: list[bytes] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    accepted: int = 0


def looked_for(settings: Personal) -> str:
    """What is looked for, in words."""
    *others, phones = (several for _, several in personal.KINDS.values())
    form = f" and in the national form of {listed(settings.regions)}" if settings.regions else ""
    return listed([*others, f"{phones} in international form{form}"])


class Looker:
    """Looks through all that is released of a document: each text once."""

    def __init__(self, corpus: Corpus) -> None:
        self._settings = corpus.config.personal
        self._projects = {
            project.name: _Project(
                subsets(project)[1].name,
                [one.name for one in project.schema.inputs],
                {one.asked.name: read for one in project.schema.fields if (read := _written(one))},
            )
            for project in corpus.projects
        }

    def look(self, row: DatasetRow, cases: Mapping[str, Sequence[Case]], found: Found) -> None:
        """Look through a row of the documents, and what was answered by project."""
        before = found.counts.total()
        for text in self._texts(row, cases):
            self._listed(text, found)
        found.documents += found.counts.total() > before

    def _texts(self, row: DatasetRow, cases: Mapping[str, Sequence[Case]]) -> Iterator[Text]:
        for name in ("text", "metadata"):
            for pointer, said in _strings(row.get(name), f"/{name}"):
                yield Text(DOCUMENTS, row["id"], row["id"], None, pointer, said)
        shown: dict[tuple[str, str], Text] = {}
        for name, found in cases.items():
            project = self._projects[name]
            for case in found:
                place = project.subset, row["id"], case.segment.id
                if row["text"] is None and case.given:
                    for pointer, said in project.inputs(case):
                        shown.setdefault((pointer, said), Text(*place, None, pointer, said))
                for annotator, pointer, said in project.answers(case):
                    yield Text(*place, annotator, pointer, said)
        yield from shown.values()

    def _listed(self, one: Text, found: Found) -> None:
        for match in personal.found(one.text, self._settings.regions):
            said = one.text[match.start : match.end]
            if any(said == ok or fnmatchcase(said, ok) for ok in self._settings.accepted):
                found.accepted += 1
                continue
            found.counts[match.kind] += 1
            line = {
                "kind": match.kind,
                **{name: part for name, part in one._asdict().items() if name != "text"},
                "start": match.start,
                "end": match.end,
                "found": said,
                "excerpt": one.text[max(0, match.start - AROUND) : match.end + AROUND],
            }
            found.lines.append(msgspec.json.encode(line) + b"\n")


@dataclass(frozen=True)
class _Project:
    """Where a project's texts are: its answers, its inputs, and what reads the questions."""

    subset: str
    shown: Sequence[str]
    asked: Mapping[str, Reader]

    def inputs(self, case: Case) -> Iterator[tuple[str, str]]:
        """The texts that a segment of a structured seed shows, each with its place."""
        for name in self.shown:
            yield from _strings(case.given[0].row.get(name), f"/{name}")

    def answers(self, case: Case) -> Iterator[tuple[str, str, str]]:
        """The texts that annotators wrote, each with who did and its place."""
        for one in case.given if self.asked else ():
            for name, read in self.asked.items():
                for pointer, text in read(one.row.get(name), f"/{name}"):
                    yield one.annotator, pointer, text


def _written(question: Field) -> Reader | None:
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
