"""
Predictions: what models answer, for annotators to begin from. They are no answers.

On the server there is one of each model for a task. A changed one replaces the old, which goes when
the new one is there: a kill in between leaves both, and the next push takes the old one away.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from corpus_kit import files
from corpus_kit.errors import (
    InvalidPrediction,
    InvalidPredictions,
    MissingOnServer,
    UnknownModel,
)
from corpus_kit.predictions import predictions
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import ONCE, connected
from corpus_kit.studio.predicted import MODEL, Server
from corpus_kit.studio.push import Predicted, Pushed, batches, push
from corpus_kit.studio.tasks import SEGMENT, results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.studio.access import Access
    from corpus_kit.studio.predicted import Sent

BATCH = 500
"""Predictions in one import."""

TOLD = 20
"""So many faults of a file are told, and the rest is counted."""


@dataclass(frozen=True)
class Checked:
    """Predictions that are all in order, in a file without a name; annotators see those of one."""

    file: IO[bytes]
    models: tuple[str, ...]
    shown: str

    def __iter__(self) -> Iterator[Sent]:
        self.file.seek(0)
        return map(json.loads, self.file)


@contextmanager
def checked(project: Project, path: Path, show: str | None = None) -> Iterator[Checked]:
    """
    The predictions of a file, for as long as the block; annotators are to see those of `show`.

    Raises: InvalidPredictions, with all that is wrong; UnknownModel.
    """
    with tempfile.TemporaryFile() as file:
        models: dict[str, None] = {}
        faults: list[InvalidPrediction] = []
        count = 0
        for one in predictions(project, path):
            if isinstance(one, InvalidPrediction):
                count += 1
                faults += [one] if count <= TOLD else []
                continue
            models[one.model] = None
            said = {"result": results(one.row, project.schema), "score": one.score}
            sent = {SEGMENT: one.segment, MODEL: one.model, **said}
            file.write(files.canonical(sent) + b"\n")
        if count or not models:
            raise InvalidPredictions(path, tuple(faults), count)
        yield Checked(file, tuple(models), _shown(show, tuple(models)))


def _shown(show: str | None, models: tuple[str, ...]) -> str:
    if show is None and len(models) == 1:
        return models[0]
    if show not in models:
        raise UnknownModel(show, models)
    return show


def push_with(project: Project, access: Access, path: Path, show: str | None = None) -> Pushed:
    """
    Push a project, and then the predictions of a file; nothing where one of them is no good.

    Raises: InvalidPredictions, UnknownModel, ServiceError.
    """
    with checked(project, path, show) as found:
        return replace(push(project, access), predictions=_push(project, access, found))


def _push(project: Project, access: Access, found: Checked) -> tuple[Predicted, ...]:
    """
    Bring the predictions on the server up to date; the project's tasks are there already.

    Raises: ServiceError; what was sent until then stays, and the next push goes on from there.
    """
    counts: dict[str, Counter[str]] = {model: Counter() for model in found.models}
    with connected(access) as client:
        made = projects.find(client, project, access)
        if made is None:
            raise MissingOnServer(project.name)
        server = Server(client, access, made.id)
        there = server.there()
        for batch in batches(found, BATCH):
            server.send([one for one in batch if not there.same(one)], there)
            for one in batch:
                before, same = there.of(one), there.same(one)
                server.delete(number for number in before if number != same)
                word = "there" if same else "replaced" if before else "sent"
                counts[one[MODEL]][word] += 1
        shown = {"show_collab_predictions": True, MODEL: found.shown}
        if any(getattr(made, name) != wanted for name, wanted in shown.items()):
            client.projects.update(made.id, **shown, request_options=ONCE)
    return tuple(
        Predicted(model, some["sent"], some["replaced"], some["there"], model == found.shown)
        for model, some in counts.items()
    )
