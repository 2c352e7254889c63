"""
Where a corpus stands, and the next command to type. No server is asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus_kit import answers, files, release, validate
from corpus_kit.columns import Struct, storing
from corpus_kit.errors import InvalidAnswers, NotFetched, OtherThanPublished
from corpus_kit.release.commit import unchanged
from corpus_kit.release.stored import parent
from corpus_kit.studio.project import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    published: Mapping[str, Sequence[str]]
    """The places of each version that was published."""

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
    published = {one.version: corpus.places(one.version) for one in corpus.published}
    return Status(
        corpus.config.name,
        documents,
        projects,
        releases,
        published,
        _next(documents, projects, releases, _released(corpus)),
    )


def _released(corpus: Corpus) -> str | None:
    """What is to do about releases before the next one is made; None where that is the next."""
    try:
        last = parent(corpus)
    except NotFetched as error:
        return f"corpus-kit fetch    ({error.version} was published, and is not in dist/)"
    except OtherThanPublished as error:
        return str(error)
    if last is None or not unchanged(corpus.root, last.manifest.get("corpus")):
        return None
    if not corpus.places(str(last.version)):
        return f"corpus-kit publish TARGET --plan    ({last.version} holds all, and is only here)"
    return f"nothing: release {last.version} holds all, and is published"


def _project(project: Project) -> ProjectStatus:
    count: Counter[str] = Counter()
    segments = {one.id for one in project.segments()}
    kept = storing(Struct(project.schema.columns))
    said: dict[str, Any] = {}
    differ: set[str] = set()
    issues = sum(1 for one in validate.issues(project) if one.severity == "error")
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


def _next(
    documents: int,
    projects: tuple[ProjectStatus, ...],
    releases: tuple[str, ...],
    instead: str | None,
) -> str:
    """The first step whose time has come; `instead` of an export, what has to be done before."""
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
            instead or f"corpus-kit export    (segments without an answer: {waiting})",
        ),
        (waiting, f"corpus-kit pull    (segments without an answer: {waiting})"),
    )
    otherwise = "settle what annotators differ on in Label Studio, then: corpus-kit pull"
    return next((step for due, step in steps if due), otherwise)
