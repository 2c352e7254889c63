"""
The corpus as values: what was written, what is asked, what was answered.

Offsets count Unicode code points, half-open: ``text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

Row = Mapping[str, Any]
"""One row as the project's JSON Schema describes it: the inputs shown and the answers given."""

Status = Literal["submitted", "skipped"]
Origin = Literal["human", "demonstration"]


@dataclass(frozen=True, slots=True)
class Document:
    r"""
    A seed, read: its text with line ends as ``\n`` and in Unicode NFC.

    `start` is where the body begins, after the header that became `metadata`; `digest` is the
    SHA-256 of the seed's bytes. A structured seed is a line of a file, number `line`: `given` is
    what it says by name, and it has no text.
    """

    id: str
    path: Path
    digest: str
    text: str
    start: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """Where to look for it."""
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class Segment:
    """
    What one task asks about: ``document.text[start:end]``, or all that a structured seed says.

    `given` is what a structured seed says by name; such a segment has no text.
    `place` is where to look for it, for people.
    """

    id: str
    document: str
    start: int
    end: int
    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] | None = None
    place: str = ""


class Annotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    One annotator's answer to one segment; the fields stand in the order of the file.

    `created` and `updated` are RFC 3339 times in UTC, `seconds` the time the annotator took.
    """

    segment: str
    annotator: str
    status: Status
    origin: Origin
    created: str
    updated: str
    seconds: float | None
    row: Row

    @property
    def document(self) -> str:
        """The id of the document that the segment was cut from."""
        return self.segment.rpartition("#")[0]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; `pointer` is a JSON Pointer into the row."""

    check: str
    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A fault and its place: a line of a file of answers."""

    path: Path
    line: int
    segment: str
    annotator: str
    fault: Fault

    def __str__(self) -> str:
        at = f" at {self.fault.pointer}" if self.fault.pointer else ""
        where = f"{self.path}:{self.line}: {self.segment}{at}"
        return f"{where}: {self.fault.message} [{self.fault.check}]"
