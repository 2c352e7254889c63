"""
Pull: what annotators answered, into a file for each of them.

Nothing is written before everything is read. A file keeps what the server does not have; where both
have an answer, the later one counts.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus_kit import answers, files
from corpus_kit.errors import MissingOnServer
from corpus_kit.spool import Spool
from corpus_kit.studio import export
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import ONCE, connected, understood
from corpus_kit.studio.snapshot import snapshot
from corpus_kit.studio.tasks import SEGMENT, Reader, mended, unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation
    from corpus_kit.studio.access import Access
    from corpus_kit.studio.tasks import Task

NUMBERED = "@label-studio.invalid"
"""The domain of addresses made of a user's number, which is all that some exports have."""


@dataclass(frozen=True)
class Pulled:
    """
    What a pull found and changed.

    `answers` and `skips` count what was read, by annotator; `changed` names the annotators whose
    file is another now, `numbered` those whom the export knows by a number only. `foreign` tasks
    are not of this corpus, `repeated` answers were followed by a later one of the same annotator,
    and `unread` counts, by control, the tasks with results that the schema does not ask for;
    `mended` counts what was put right while reading. `authorless` answers are of users who were
    deleted on the server; they were left out.
    """

    project: str
    answers: Mapping[str, int]
    skips: Mapping[str, int]
    changed: tuple[str, ...]
    foreign: int = 0
    repeated: int = 0
    authorless: int = 0
    numbered: tuple[str, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    mended: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Told:
    """Counts on the way."""

    foreign: int = 0
    authorless: int = 0
    numbered: set[str] = field(default_factory=set)
    unread: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)


def pull(project: Project, access: Access) -> Pulled:
    """
    Pull from the server.

    Raises: ServiceError, before anything is written.
    """
    with connected(access) as client:
        found = projects.find(client, project, access)
        if found is None:
            raise MissingOnServer(project.name)
        with understood(access):
            people = {one.id: one.email for one in client.users.list(request_options=ONCE)}
        with snapshot(client, found.id, access) as path:
            return _kept(project, export.tasks(path), people)


def pull_file(project: Project, path: Path) -> Pulled:
    """
    Pull from what Label Studio exported: a file, or a directory of files.

    Raises: InvalidExport, before anything is written.
    """
    return _kept(project, export.tasks(path), None)


def _kept(project: Project, tasks: Iterable[Task], people: Mapping[int, str] | None) -> Pulled:
    """Read the tasks, then write the files; `people` are the users of the server, if it is one."""
    told = _Told()
    with closing(Spool()) as spool:
        repeated = spool.add(_annotations(project, tasks, people, told))
        found = spool.annotators()
        answered = {who: spool.count(who, "submitted") for who in found}
        skipped = {who: spool.count(who, "skipped") for who in found}
        for who in found:
            if (path := project.path(who)).exists():
                spool.keep(who, answers.read(path))
        changed = [who for who in found if files.write(project.path(who), spool.lines(who))]
    return Pulled(
        project.name,
        answers=answered,
        skips=skipped,
        changed=tuple(changed),
        foreign=told.foreign,
        repeated=repeated,
        authorless=told.authorless,
        numbered=tuple(sorted(told.numbered)),
        unread=dict(told.unread),
        mended=dict(told.mended),
    )


def _annotations(
    project: Project, tasks: Iterable[Task], people: Mapping[int, str] | None, told: _Told
) -> Iterator[Annotation]:
    corpus = project.corpus

    def named(who: Any) -> str:  # noqa: ANN401 - exports differ
        identity = _identity(who, people or {})
        name = corpus.pseudonyms.of(identity)
        if identity.endswith(NUMBERED):
            told.numbered.add(name)
        return name

    reader = Reader(project.schema, named, corpus.origin)
    documents = {document.id for document in corpus.documents()}
    for task in tasks:
        if str(task["data"].get(SEGMENT, "")).rpartition("#")[0] not in documents:
            told.foreign += 1
            continue
        told.unread.update(unread(task, project.schema))
        told.mended.update(mended(task, project.schema))
        yield from reader.annotations(task if people is None else _with_authors(task, told))


def _with_authors(task: Task, told: _Told) -> Task:
    """
    The task without answers of nobody: on a server, those of users who were deleted.

    What was pulled of them before stays where it is, under their pseudonym.
    """
    annotations = [one for one in task.get("annotations", ()) if one.get("completed_by")]
    told.authorless += len(task.get("annotations", ())) - len(annotations)
    return {**task, "annotations": annotations}


def _identity(who: Any, people: Mapping[int, str]) -> str:  # noqa: ANN401 - exports differ
    """
    An address for whoever ``completed_by`` means.

    It is an object with an e-mail address, a number (which means something on its server only), or
    missing.
    """
    if isinstance(who, dict):
        return str(who.get("email") or _identity(who.get("id"), people))
    if isinstance(who, int):
        return people.get(who) or f"user-{who}{NUMBERED}"
    return str(who or f"nobody{NUMBERED}")
