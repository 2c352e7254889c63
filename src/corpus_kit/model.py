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
Severity = Literal["error", "warning", "note", "off"]


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


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    What a command of ours changed in an annotation after it was given, so that it can be undone.

    `by` is the command, `at` an RFC 3339 time in UTC, and `checks` are the codes of the checks that
    asked for it. `row` has the properties that were changed, as they were before; `segment` is the
    id of the segment that the annotation was about, where it is about another now; `updated` is
    when that answer was updated, where it is one of several that became this one.
    """

    by: str
    at: str
    checks: tuple[str, ...] = ()
    segment: str = ""
    updated: str = ""
    row: Row = {}


class Annotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    One annotator's answer to one segment; the fields stand in the order of the file.

    `created` and `updated` are RFC 3339 times in UTC, `seconds` the time the annotator took.
    `history` is what was changed since, the latest last. `review` are JSON Pointers into the row to
    what a person has to look at again.
    """

    segment: str
    annotator: str
    status: Status
    origin: Origin
    created: str
    updated: str
    seconds: float | None
    row: Row
    history: tuple[Change, ...] = ()
    review: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        """The id of the document that the segment was cut from."""
        return self.segment.rpartition("#")[0]


@dataclass(frozen=True, slots=True)
class Check:
    """
    Something that is checked.

    Its `code` stays what it is; `severity` is that of what it finds, unless corpus.toml says
    otherwise. `finds`, `why` and `mend` are sentences for people: what is wrong then, why it
    matters, and what to do.
    """

    code: str
    name: str
    severity: Severity
    finds: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Fix:
    """
    What would put a fault right: the value that belongs at a JSON Pointer into the row.

    It is offered only where it is the one thing that can be meant. `REMOVED` takes away what is
    there.
    """

    pointer: str
    value: Any


REMOVED = msgspec.UNSET
"""No value: what is there goes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check found wrong in a row; `pointer` is a JSON Pointer into the row."""

    check: Check
    pointer: str
    message: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """
    A fault and its place: a line of a file of answers, or of a seed where it is of no one answer.

    `segment` or `annotator` are empty where it is of none. `severity` is what the corpus makes of
    it. `excerpt` is the text around, ``[[…]]`` about the span that is meant; empty where none is.
    In a file without lines `line` is 0, and `place` says where it is there.
    """

    path: Path
    line: int
    project: str
    segment: str
    annotator: str
    severity: Severity
    fault: Fault
    excerpt: str = ""
    place: str = ""

    @property
    def where(self) -> str:
        """The file, and the line or the place there."""
        return f"{self.path}:{self.line}" if self.line else f"{self.path}: {self.place}"

    def __str__(self) -> str:
        at = f" at {self.fault.pointer}" if self.fault.pointer else ""
        where = f"{self.where}: {self.segment or self.annotator}{at}"
        return f"{where}: {self.fault.message} [{self.fault.check}]"
