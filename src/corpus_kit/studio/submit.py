"""
Submit: answers that are on disk, given on the server by the user whose key it is.

It is how answers move to another server, and how demonstrations and tests answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.errors import MissingOnServer
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import ONCE, connected
from corpus_kit.studio.tasks import results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation
    from corpus_kit.studio.access import Access


def submit(project: Project, annotations: Iterable[Annotation], access: Access) -> int:
    """
    Give the answers; returns how many.

    Raises: MissingOnServer where the project or a segment was not pushed; ServiceError.
    """
    count = 0
    with connected(access) as client:
        found = projects.find(client, project, access)
        if found is None:
            raise MissingOnServer(project.name)
        tasks = projects.tasks(client, found.id)
        for one in annotations:
            if one.segment not in tasks:
                raise MissingOnServer(one.segment)
            client.annotations.create(
                tasks[one.segment],
                result=results(one.row, project.schema),
                was_cancelled=one.status == "skipped",
                lead_time=one.seconds,
                request_options=ONCE,
            )
            count += 1
    return count
