"""
The Label Studio project of a corpus's project: found by a mark in its description, kept up to date.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corpus_kit import files
from corpus_kit.errors import SeveralProjects
from corpus_kit.studio import credentials
from corpus_kit.studio.client import ONCE, understood
from corpus_kit.studio.interface import instructions
from corpus_kit.studio.tasks import SEGMENT
from corpus_kit.studio.tuned import project_interface

if TYPE_CHECKING:
    from pathlib import Path

    from label_studio_sdk import LabelStudio

    from corpus_kit.corpus import Project
    from corpus_kit.studio.access import Access

Change = Literal["created", "updated", "unchanged"]
SHORTEST, LONGEST = 3, 50
PAGE = 1_000


@dataclass(frozen=True)
class Found:
    """A project on the server."""

    id: int
    change: Change


def mark(project: Project) -> str:
    """What the description of the Label Studio project begins with."""
    return f"corpus-kit:{project.corpus.config.name}/{project.name}"


def settings(project: Project) -> dict[str, Any]:
    """
    All that the project is told.

    Label Studio rewrites the instructions' HTML, so the description carries a digest of what was
    sent: it says whether there is something new to send. Which predictions annotators see is no
    part of it: `studio.predictions` says that, or whoever changes it on the server.
    """
    told = {
        "title": _title(project),
        "label_config": project_interface(project),
        "expert_instruction": instructions(project.corpus.guidelines),
        "show_instruction": bool(project.corpus.guidelines),
        "maximum_annotations": project.config.annotators_per_segment,
    }
    digest = hashlib.sha256(files.canonical(told)).hexdigest()[:16]
    return {**told, "description": f"{mark(project)} {digest}"}


def _title(project: Project) -> str:
    """What Label Studio takes: 3 to 50 characters, no white space at the edges."""
    title = project.title.strip()
    title = title if len(title) >= SHORTEST else f"{title} ({project.name})"
    return title[:LONGEST].strip()


def find(client: LabelStudio, project: Project, access: Access) -> Any | None:  # noqa: ANN401
    """
    The project on the server, or None.

    Raises: SeveralProjects where two pushes at once made two.
    """
    with understood(access):
        # Without all that is counted of each project, which takes three times as long.
        listed = client.projects.list(
            include="id,description", page_size=PAGE, request_options=ONCE
        )
        found = [
            one.id for one in listed if (one.description or "").partition(" ")[0] == mark(project)
        ]
    if len(found) > 1:
        raise SeveralProjects(tuple(f"{access.url}/projects/{number}" for number in found))
    if not found:
        return _unmarked(client, project, access)
    return client.projects.get(found[0], request_options=ONCE)


def _unmarked(client: LabelStudio, project: Project, access: Access) -> Any | None:  # noqa: ANN401
    """The project that was pushed to last, where somebody rewrote its description."""
    from label_studio_sdk.core.api_error import ApiError

    url, _ = remembered(project) or ("", 0)
    number = url.removeprefix(f"{access.url}/projects/")
    if not number.isdigit():
        return None
    try:
        one = client.projects.get(int(number), request_options=ONCE)
    except ApiError:
        return None
    marked = (one.description or "").startswith("corpus-kit:")
    return None if marked or not tasks(client, one.id) else one


def ensure(client: LabelStudio, project: Project, access: Access) -> Found:
    """The project on the server, made or brought up to date where need be."""
    wanted = settings(project)
    found = find(client, project, access)
    if found is None:
        made = client.projects.create(**wanted, show_collab_predictions=False, request_options=ONCE)
        find(client, project, access)  # somebody else's push may have made one too
        return Found(made.id, "created")
    # The long texts are covered by the digest; what people change by hand most is compared itself.
    compared = ("description", "label_config", "maximum_annotations", "title")
    if all(getattr(found, name) == wanted[name] for name in compared):
        return Found(found.id, "unchanged")
    client.projects.update(found.id, **wanted, request_options=ONCE)
    return Found(found.id, "updated")


def tasks(client: LabelStudio, number: int) -> dict[str, int]:
    """The numbers of the project's tasks, by segment."""
    found = client.tasks.list(
        project=number,
        fields="task_only",
        include="id,data",
        page_size=PAGE,
        request_options=ONCE,
    )
    return {str(one.data[SEGMENT]): one.id for one in found if SEGMENT in (one.data or {})}


def remember(project: Project, url: str, tasks: int) -> None:
    """Note where the project was pushed to, for those who ask without a network."""
    kept = _remembered(project)
    kept[project.name] = {"url": url, "tasks": tasks}
    files.write(_memory(project), [files.pretty(kept)])


def remembered(project: Project) -> tuple[str, int] | None:
    """Where the project was pushed to last, and how many tasks it had then."""
    kept = _remembered(project).get(project.name)
    return (kept["url"], kept["tasks"]) if kept else None


def _remembered(project: Project) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(_memory(project).read_bytes())
    except (FileNotFoundError, ValueError):  # nothing that the next push would not write again
        return {}
    return kept


def _memory(project: Project) -> Path:
    return credentials.directory(project.corpus) / "projects.json"
