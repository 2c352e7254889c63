"""The predictions that a project has on the server: one of each model for a task."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.errors import MissingOnServer, PredictionsLeftOut, ServerFault, Unreachable
from corpus_kit.studio.client import ONCE, speaking, understood
from corpus_kit.studio.tasks import SEGMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from label_studio_sdk import LabelStudio

    from corpus_kit.studio.access import Access

PAGE = 500
MODEL = "model_version"

Sent = Mapping[str, Any]
"""A prediction as Label Studio takes it, with its segment in the place of the task's number."""


@dataclass(frozen=True)
class There:
    """
    The numbers of the project's tasks by segment, and of their predictions by what they are.

    `predictions` has them by segment and model; each has its digest beside it.
    """

    tasks: dict[str, int]
    predictions: dict[tuple[str, str], dict[int, str]]

    def of(self, one: Sent) -> Mapping[int, str]:
        """The predictions of the same model for the same segment."""
        return self.predictions.get((one[SEGMENT], one[MODEL]), {})

    def same(self, one: Sent) -> int | None:
        """The latest of them that says the same."""
        wanted = _digest(one)
        return max(
            (number for number, said in self.of(one).items() if said == wanted), default=None
        )


@dataclass(frozen=True)
class Server:
    """The predictions of one project on the server."""

    client: LabelStudio
    access: Access
    project: int

    def there(self) -> There:
        """What there is, page by page; memory holds numbers and digests."""
        found = There({}, {})
        pages = self.client.tasks.list(
            project=self.project,
            fields="all",
            include="id,data,predictions",
            page_size=PAGE,
            request_options=ONCE,
        )
        with understood(self.access):
            for task in pages:
                if (segment := (task.data or {}).get(SEGMENT)) is None:
                    continue
                found.tasks[segment] = task.id
                for one in task.predictions or ():
                    some = found.predictions.setdefault((segment, one.model_version), {})
                    some[one.id] = _digest({"result": one.result, "score": one.score})
        return found

    def send(self, batch: Sequence[Sent], there: There) -> None:
        """
        Add predictions; after a failure ask which are there, and add the rest.

        Raises: PredictionsLeftOut.
        """
        try:
            self._import(batch, there)
        except (Unreachable, ServerFault):
            there = self.there()
            self._import([one for one in batch if not there.same(one)], there)

    def _import(self, batch: Sequence[Sent], there: There) -> None:
        if not batch:
            return
        if lost := [one[SEGMENT] for one in batch if one[SEGMENT] not in there.tasks]:
            raise MissingOnServer(lost[0])
        request: Any = [
            {"task": there.tasks[one[SEGMENT]], MODEL: one[MODEL], **_said(one)} for one in batch
        ]
        with speaking(self.access):
            made = self.client.projects.import_predictions(
                self.project, request=request, request_options=ONCE
            )
        if made.created != len(batch):
            raise PredictionsLeftOut(self.access.url, len(batch), made.created or 0)

    def delete(self, numbers: Iterable[int]) -> None:
        """Take predictions away."""
        for number in numbers:
            self.client.predictions.delete(number, request_options=ONCE)


def _digest(one: Sent) -> str:
    return hashlib.sha256(files.canonical(_said(one))).hexdigest()[:32]


def _said(one: Sent) -> dict[str, Any]:
    return {"result": one["result"], "score": one["score"]}
