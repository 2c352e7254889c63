"""
Where a corpus stands, and the next command to type. No server is asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus_kit import answers, files, release, validate
from corpus_kit.errors import InvalidAnswers
from corpus_kit.release.rows import keeping
from corpus_kit.studio.project import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.corpus import Corpus, Project


@dataclass(frozen=True)
class ProjectStatus:
    """
    One project.

    `pushed` counts the tasks at the last push, to `url`; `answers` are counted by annotator, and
    `answered` are the segments that have one at least, `decided` those where all are the same;
    `by_people` are the answers that are no demonstration.
    """

    name: str
    unit: str
    segments: int
    pushed: int
    url: str | None
    answers: Mapping[str, int]
    answered: int
    by_people: int
    decided: int
    issues: int


@dataclass(frozen=True)
class Status:
    """The whole corpus."""

    name: str
    documents: int
    projects: tuple[ProjectStatus, ...]
    releases: tuple[str, ...]
    next: str
    """The next command, and why."""


def status(corpus: Corpus) -> Status:
    """
    Count what there is.

    Raises: InvalidSeeds, InvalidSchema, as the next step would.
    """
    documents = sum(1 for _ in corpus.documents())
    projects = tuple(map(_project, corpus.projects))
    releases = tuple(map(str, release.released(corpus)))
    return Status(
        corpus.config.name, documents, projects, releases, _next(documents, projects, releases)
    )


def _project(project: Project) -> ProjectStatus:
    count: Counter[str] = Counter()
    segments = {one.id for one in project.segments()}
    kept = keeping(project.schema.columns)
    said: dict[str, Any] = {}
    differ: set[str] = set()
    issues = sum(1 for _ in validate.issues(project))
    for path in project.files():
        count[path.stem] = 0
        for _, one in answers.lines(path):
            if not isinstance(one, InvalidAnswers) and one.status == "submitted":
                count[path.stem] += 1
                mark = None if issues else hash(files.canonical(kept(one.row)))
                if said.setdefault(one.segment, mark) != mark:
                    differ.add(one.segment)
    url, pushed = remembered(project) or (None, 0)
    answered = said.keys() & segments
    return ProjectStatus(
        project.name,
        project.config.unit,
        len(segments),
        pushed,
        url,
        dict(count),
        len(answered),
        sum(n for who, n in count.items() if project.corpus.origin(who) == "human"),
        0 if issues else len(answered - differ),
        issues,
    )


def _next(documents: int, projects: tuple[ProjectStatus, ...], releases: tuple[str, ...]) -> str:
    """The first step whose time has come."""
    waiting = sum(one.segments - one.answered for one in projects)
    behind = waiting and any(one.pushed < one.segments for one in projects)
    settled = all(one.decided for one in projects)
    steps = (
        (not documents, "put text files into seeds/, then: corpus-kit tasks"),
        (any(one.issues for one in projects), "corpus-kit validate    (answers have issues)"),
        (
            behind and not any(one.by_people for one in projects),
            "corpus-kit studio start && corpus-kit push    (annotators do not have all segments)",
        ),
        (
            behind and any(one.url for one in projects),
            "corpus-kit push    (segments are new since the last push)",
        ),
        (
            settled and not (releases and waiting),
            f"corpus-kit export    (segments without an answer: {waiting})",
        ),
        (waiting, f"corpus-kit pull    (segments without an answer: {waiting})"),
    )
    otherwise = "settle what annotators differ on in Label Studio, then: corpus-kit pull"
    return next((step for due, step in steps if due), otherwise)
