"""What a check of the whole corpus finds, and where: before it is an issue of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.model import Fault


class Found(NamedTuple):
    """
    A fault and its place.

    Without a `path` that is the annotator's file; `segment` is empty where the fault is of no one
    segment, and so is `annotator`.
    """

    fault: Fault
    segment: str
    annotator: str
    line: int
    path: Path | None = None
