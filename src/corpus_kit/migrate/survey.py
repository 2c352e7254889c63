"""What a migration makes of the stored answers, one by one, and what it cannot map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from corpus_kit import answers
from corpus_kit.errors import InvalidAnswers
from corpus_kit.migrate.row import Migrated, migrated
from corpus_kit.model import Annotation, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.migrate.plan import Plan

COMMAND = "migrate"
"""What the history of an annotation says."""


class Finding(NamedTuple):
    """What cannot be mapped, and its place."""

    path: Path
    line: int
    segment: str
    pointer: str
    message: str

    def __str__(self) -> str:
        at = f" at {self.pointer}" if self.pointer else ""
        return f"{self.path}:{self.line}: {self.segment}{at}: {self.message}"


@dataclass
class FileCounts:
    """
    What changes in a file of answers.

    `lines` counts those that do; `labels` counts what does in them, by kind: answers, spans,
    relations. `done` lines were changed by this migration before it was stopped.
    """

    path: Path
    lines: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    done: int = 0


@dataclass
class Survey:
    """
    All stored answers looked at; `findings` counts what cannot be mapped.

    Memory holds counts only.
    """

    plan: Plan
    files: list[FileCounts] = field(default_factory=list)
    findings: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to change, or to end."""
        texts = (self.plan.schema, self.plan.guidelines)
        edited = any(one.before != one.after for one in texts)
        return edited or self.plan.resumed or any(one.lines for one in self.files)


def surveyed(survey: Survey) -> Iterator[Finding]:
    """
    Look at all stored answers; what cannot be mapped is handed out as it is found.

    Raises: InvalidAnswers.
    """
    for path in survey.plan.project.files():
        counts = FileCounts(path)
        survey.files.append(counts)
        for number, one in _annotations(path):
            if done(one, survey.plan):
                counts.done += 1
                continue
            found = migrated(one.row, survey.plan.mapper)
            counts.lines += found.row != one.row
            for kind, count in found.counts.items():
                counts.labels[kind] = counts.labels.get(kind, 0) + count
            for what in found.unmapped:
                survey.findings += 1
                yield Finding(path, number, one.segment, *what)


def done(one: Annotation, plan: Plan) -> bool:
    """Whether the migration changed it already."""
    return any(change.by == COMMAND and change.at == plan.at for change in one.history)


def rewritten(path: Path, plan: Plan) -> Iterator[bytes]:
    """The lines of a file of answers then; those that do not change as they are."""
    for line in answers.in_place(path):
        one = _decoded(line)
        found = None if done(one, plan) else migrated(one.row, plan.mapper)
        if found is None or found.row == one.row:
            yield line.data
        else:
            yield answers.line(changed(one, found, plan.at))


def changed(one: Annotation, found: Migrated, at: str) -> Annotation:
    """The annotation with another row, and what it was before in its history."""
    was = {name: value for name, value in one.row.items() if found.row.get(name, ...) != value}
    return msgspec.structs.replace(
        one,
        row=found.row,
        history=(*one.history, Change(by=COMMAND, at=at, row=was)),
        review=followed(one.review, found.moved),
    )


def followed(review: Sequence[str], moved: Mapping[str, Sequence[int | None]]) -> tuple[str, ...]:
    """
    JSON Pointers to what has to be looked at, where it is now; those to what is gone are left out.

    >>> followed(["/entities/0/label", "/topic", "/entities/1"], {"entities": [1, None]})
    ('/entities/1/label', '/topic')
    """
    found = []
    for pointer in review:
        name, _, rest = pointer.removeprefix("/").partition("/")
        index, slash, below = rest.partition("/")
        places = moved.get(name, ())
        if not index.isdecimal() or int(index) >= len(places):
            found.append(pointer)
        elif (now := places[int(index)]) is not None:
            found.append(f"/{name}/{now}{slash}{below}")
    return tuple(dict.fromkeys(found))


def _decoded(line: answers.Line) -> Annotation:
    try:
        return answers.decoded(line)
    except answers.UNREADABLE as error:
        raise InvalidAnswers(line.path, line.number, f"not an annotation ({error})") from error


def _annotations(path: Path) -> Iterator[tuple[int, Annotation]]:
    return ((line.number, _decoded(line)) for line in answers.in_place(path))
