"""What is told of a rebase, answer by answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - msgspec reads the annotations


@dataclass(frozen=True)
class Flag:
    """
    What a person has to look at again: a JSON Pointer into the row of the answer to `segment`.

    `before` and `after` are excerpts, ``[[…]]`` around the span that is meant; `after` is empty
    where nothing remains of it, and both are where no span is meant.
    """

    segment: str
    pointer: str
    why: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Told:
    """
    What became of an answer about a text that has changed.

    It stood at `path`:`line`, about `segment`, and is about the segments `into` now. `kept` spans
    are as they were; `flags` has the others. Where it was left as it is, `refused` says why.
    `similarity` is the part of the old text's words that is in the new one, from 0 to 1.
    """

    path: Path
    line: int
    project: str
    annotator: str
    segment: str
    into: tuple[str, ...] = ()
    similarity: float = 0.0
    kept: int = 0
    flags: tuple[Flag, ...] = ()
    refused: str = ""
