"""
Pull: what annotators answered, into a file for each of them.

Nothing is written before everything is read. A file keeps what the server does not have; where both
have an answer, the later one counts.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus_kit import answers, files
from corpus_kit.errors import MissingOnServer
from corpus_kit.spool import Spool
from corpus_kit.studio import export, links
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import ONCE, connected, understood
from corpus_kit.studio.elsewhere import Elsewhere
from corpus_kit.studio.register import Register
from corpus_kit.studio.snapshot import snapshot
from corpus_kit.studio.tasks import SEGMENT, Reader, mended, unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation
    from corpus_kit.studio.access import Access
    from corpus_kit.studio.export import Exported
    from corpus_kit.studio.tasks import Task

MODELS = frozenset({"model_version", "score"})
"""What predictions say of themselves, and answers never do."""

NUMBER = re.compile(r"(\d{1,18})(?:\.0)?")
NUMBERED = "@label-studio.invalid"
"""The domain of addresses made of a user's number, which is all that some exports have."""


@dataclass(frozen=True)
class Pulled:
    """
    What a pull found and changed.

    `answers` and `skips` count what was read, by annotator; `changed` names the annotators whose
    file is another now, `numbered` those whom the export knows by a number only. `foreign` tasks
    are not of this corpus, `repeated` answers were followed by a later one of the same annotator,
    `moved` ones were rebased here since, so that they are about other segments now, and `unread`
    counts, by control, the tasks with results that the schema does not ask for;
    `mended` counts what was put right while reading. `authorless` answers are of users who were
    deleted on the server, and `predicted` ones are a model's: both were left out. `unchanged`
    answers are just what a model had predicted. `adopted` tasks of other projects became seeds,
    `unnamed` ones without their id, which cannot name a document or names another;
    `twins` are those that hold just what another of them does.
    """

    project: str
    answers: Mapping[str, int]
    skips: Mapping[str, int]
    changed: tuple[str, ...]
    foreign: int = 0
    foreign_answers: int = 0
    adopted: int = 0
    unnamed: int = 0
    twins: int = 0
    repeated: int = 0
    moved: int = 0
    authorless: int = 0
    predicted: int = 0
    unchanged: int = 0
    numbered: tuple[str, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    mended: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Told:
    """Counts on the way."""

    foreign: int = 0
    foreign_answers: int = 0
    authorless: int = 0
    predicted: int = 0
    unchanged: int = 0
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
        url = f"{access.url}/projects/{found.id}"
        with snapshot(client, found.id, access) as path, links.noting(project, url) as note:
            return _kept(project, _noted(export.tasks(path), note), people)


def _noted(tasks: Iterable[Exported], note: Callable[[str, int], object]) -> Iterator[Exported]:
    """The tasks as they pass; the number of each of ours is noted."""
    for found in tasks:
        segment, number = found.task.get("data", {}).get(SEGMENT), found.task.get("id")
        if isinstance(segment, str) and isinstance(number, int):
            note(segment, number)
        yield found


def pull_file(project: Project, path: Path, *, adopt: bool = False) -> Pulled:
    """
    Pull from what Label Studio exported: a file, or a directory of files.

    With `adopt` the tasks that show what no segment of the corpus does become seeds.

    Raises: InvalidExport, before anything is written.
    """
    return _kept(project, export.tasks(path), None, adopt=adopt)


def _kept(
    project: Project,
    tasks: Iterable[Exported],
    people: Mapping[int, str] | None,
    *,
    adopt: bool = False,
) -> Pulled:
    """Read the tasks, then write the files; `people` are the users of the server, if it is one."""
    told = _Told()
    with closing(Spool()) as spool, Register(project) as register:
        elsewhere = Elsewhere(register, adopt=adopt)
        repeated = spool.add(_annotations(project, tasks, people, elsewhere, told))
        found = spool.annotators()
        there = {who: path for who in found if (path := project.path(who)).exists()}
        moved = sum(spool.leave_out(who, answers.read(path)) for who, path in there.items())
        answered = {who: spool.count(who, "submitted") for who in found}
        skipped = {who: spool.count(who, "skipped") for who in found}
        for who, path in there.items():
            spool.keep(who, answers.read(path))
        if register.added:  # before the answers, which would be about nothing
            elsewhere.check()
            files.write(project.adopted, register.lines())
        changed = [who for who in found if files.write(project.path(who), spool.lines(who))]
    return Pulled(
        project.name,
        answers=answered,
        skips=skipped,
        changed=tuple(changed),
        foreign=told.foreign,
        foreign_answers=told.foreign_answers,
        adopted=register.added,
        unnamed=register.unnamed,
        twins=elsewhere.twins,
        repeated=repeated,
        moved=moved,
        authorless=told.authorless,
        predicted=told.predicted,
        unchanged=told.unchanged,
        numbered=tuple(sorted(told.numbered)),
        unread=dict(told.unread),
        mended=dict(told.mended),
    )


def _annotations(
    project: Project,
    tasks: Iterable[Exported],
    people: Mapping[int, str] | None,
    elsewhere: Elsewhere,
    told: _Told,
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
    for found in tasks:
        task, lost = elsewhere.whole(found)
        task = _by_people(task, told, on_server=people is not None)
        notes = lost
        if str(task["data"].get(SEGMENT, "")).rpartition("#")[0] in documents:
            notes += tuple(mended(task, project.schema))
        elif (ours := elsewhere.task(task, found)) is not None:
            task, more = ours
            notes += more
        else:
            told.foreign += 1
            told.foreign_answers += len(task["annotations"])
            continue
        told.mended.update(notes)
        told.unread.update(unread(task, project.schema))
        yield from reader.annotations(task)


def _by_people(task: Task, told: _Told, *, on_server: bool) -> Task:
    """
    The task with the answers that somebody gave.

    Predictions that were exported or copied among them are those of models. On a server, answers of
    nobody are those of users who were deleted; what was pulled of them before stays where it is,
    under their pseudonym.
    """
    annotations = [one for one in task.get("annotations", ()) if not one.keys() & MODELS]
    told.predicted += len(task.get("annotations", ())) - len(annotations)
    if on_server:
        signed = [one for one in annotations if one.get("completed_by")]
        told.authorless += len(annotations) - len(signed)
        annotations = signed
    told.unchanged += sum(map(_is_unchanged, annotations))
    return {**task, "annotations": annotations}


def _is_unchanged(annotation: Mapping[str, Any]) -> bool:
    """Whether all of it is what a model predicted, as it did."""
    origins = {one["origin"] for one in annotation.get("result", ()) if "origin" in one}
    return origins == {"prediction"} and not annotation.get("was_cancelled")


def _identity(who: Any, people: Mapping[int, str]) -> str:  # noqa: ANN401 - exports differ
    """
    An address for whoever ``completed_by`` means.

    It is an object with an e-mail address, a number (which means something on its server only, and
    is a text or a decimal after some programs), or missing.
    """
    if isinstance(who, str | float) and (number := NUMBER.fullmatch(str(who))):
        who = int(number[1])
    if isinstance(who, dict):
        return str(who.get("email") or _identity(who.get("id"), people))
    if isinstance(who, int):
        return people.get(who) or f"user-{who}{NUMBERED}"
    return str(who or f"nobody{NUMBERED}")
