"""
Push: the project's interface, instructions and overlap, and the tasks that the server lacks.

Label Studio's import is not idempotent, and one that timed out may be done all the same: after a
failure we ask what is there, and send what is still missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from corpus_kit.errors import ServerFault, Unreachable
from corpus_kit.studio import links
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import ONCE, connected, speaking
from corpus_kit.studio.tasks import SEGMENT, tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from label_studio_sdk import LabelStudio

    from corpus_kit.corpus import Project
    from corpus_kit.studio.access import Access

BATCH = 1_000
"""Tasks in one import; 10,000 take 6 s so, and 3.6 s in one request."""

T = TypeVar("T")


@dataclass(frozen=True)
class Predicted:
    """
    What became of a model's predictions: `sent` are new, `replaced` others of before.

    `there` were on the server just so; `shown` says whether annotators begin from this model's.
    """

    model: str
    sent: int
    replaced: int
    there: int
    shown: bool


@dataclass(frozen=True)
class Pushed:
    """
    What a push did: `sent` tasks are new, `there` were on the server before.

    `stale` tasks on the server are about texts that the corpus no longer has; they are left alone.
    `predictions` says for each model what became of its predictions, where there were any.
    """

    project: str
    url: str
    change: projects.Change
    sent: int
    there: int
    stale: int
    predictions: tuple[Predicted, ...] = ()


def push(project: Project, access: Access) -> Pushed:
    """
    Bring the project on the server up to date.

    Raises: ServiceError; what was sent until then stays, and the next push goes on from there.
    """
    wanted = list(tasks(project))  # before anything is sent: a bad seed stops it all
    with connected(access) as client:
        found = projects.ensure(client, project, access)
        numbers = projects.tasks(client, found.id)
        there = frozenset(numbers)
        missing = [task for task in wanted if task["data"][SEGMENT] not in there]
        for batch in batches(missing, BATCH):
            numbers |= _send(client, access, found.id, batch)
    ids = {task["data"][SEGMENT] for task in wanted}
    url = f"{access.url}/projects/{found.id}"
    projects.remember(project, url, len(wanted))
    with links.noting(project, url) as note:
        for segment, number in numbers.items():
            note(segment, number)
    return Pushed(project.name, url, found.change, len(missing), len(ids & there), len(there - ids))


def _send(
    client: LabelStudio, access: Access, number: int, batch: Sequence[dict[str, Any]]
) -> dict[str, int]:
    """Returns the numbers of the tasks, by segment, as far as the server tells them."""
    try:
        return _import(client, access, number, batch)
    except (Unreachable, ServerFault):
        there = projects.tasks(client, number)
        if rest := [task for task in batch if task["data"][SEGMENT] not in there]:
            there |= _import(client, access, number, rest)
        return there


def _import(
    client: LabelStudio, access: Access, number: int, batch: Sequence[dict[str, Any]]
) -> dict[str, int]:
    with speaking(access):
        answer = client.projects.import_tasks(
            number, request=batch, return_task_ids=True, request_options=ONCE
        )
    made = getattr(answer, "task_ids", None) or []  # other editions import later, and tell none
    if len(made) != len(batch):
        return {}
    return {task["data"][SEGMENT]: one for task, one in zip(batch, made, strict=True)}


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
