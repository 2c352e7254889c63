"""
Segments to Label Studio tasks, and tasks back to the answers in them.

A task's ``data`` holds the segment's id, the document's id and the inputs of the row, by name; and
what some inputs and questions make of them for Label Studio.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.fields import control_of
from corpus_kit.model import Annotation, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus_kit.corpus import Project
    from corpus_kit.fields import Field, Result
    from corpus_kit.fields.protocol import Control
    from corpus_kit.model import Origin, Segment
    from corpus_kit.schema import RowSchema

Task = Mapping[str, Any]
SEGMENT, DOCUMENT = "segment", "document"
LONG = 1e9
"""Seconds that nobody spends on a task; more is a damaged number."""


def task(segment: Segment, schema: RowSchema) -> dict[str, Any]:
    """The Label Studio task that asks about a segment."""
    shown = schema.shown(segment)
    made: dict[str, Any] = {}
    for one in schema.inputs:
        made |= one.data(shown[one.name]) if one.name in shown else {}
    for field in schema.fields:
        made |= field.data(shown)
    return {"data": {SEGMENT: segment.id, DOCUMENT: segment.document, **shown, **made}}


def tasks(project: Project) -> Iterator[dict[str, Any]]:
    """The tasks of all segments, streaming."""
    return (task(segment, project.schema) for segment in project.segments())


def file(found: Iterable[Task]) -> Iterator[bytes]:
    """The tasks as a JSON array for Label Studio's import, a task a line."""
    start = b"[\n"
    for one in found:
        yield start + files.canonical(one)
        start = b",\n"
    yield b"\n]\n" if start == b",\n" else b"[]\n"


@dataclass(frozen=True)
class Reader:
    """
    Reads answers out of exported tasks.

    `named` gives the pseudonym of what Label Studio has in ``completed_by``; `origin` says whose
    work a pseudonym's answers are.
    """

    schema: RowSchema
    named: Callable[[Any], str]
    origin: Callable[[str], Origin]

    def annotations(self, task: Task) -> Iterator[Annotation]:
        """Every annotator's answer to one task of ours; drafts and predictions are none."""
        data = task["data"]
        inputs = {one.name: data[one.name] for one in self.schema.inputs if one.name in data}
        for one in task.get("annotations", ()):
            skipped = bool(one.get("was_cancelled"))
            row = inputs if skipped else answered(one.get("result", ()), inputs, self.schema)
            annotator = self.named(one.get("completed_by"))
            yield Annotation(
                segment=str(task["data"][SEGMENT]),
                annotator=annotator,
                status="skipped" if skipped else "submitted",
                origin=self.origin(annotator),
                created=utc(one.get("created_at")),
                updated=utc(one.get("updated_at") or one.get("created_at")),
                seconds=_seconds(one.get("lead_time")),
                row=self.schema.arranged(row),
            )


def answered(results: Iterable[Result], inputs: Row, schema: RowSchema) -> dict[str, Any]:
    """The row that an annotation's results say."""
    row = dict(inputs)
    for field, found in _by_field(results, schema):
        value = field.value(found, row)
        if value is not None:
            row[field.asked.name] = value
    return row


def results(row: Row, schema: RowSchema) -> list[Result]:
    """The annotation's results that say the row; the inverse of `answered`."""
    return [
        result
        for field in schema.fields
        if field.asked.name in row
        for result in field.results(row[field.asked.name], row)
    ]


def mended(task: Task, schema: RowSchema) -> Iterator[str]:
    """What the fields put right in the task's results, a word for each time."""
    for one in task.get("annotations", ()):
        for field, found in _by_field(one.get("result", ()), schema):
            yield from field.mended(found, task["data"])


def answers(task: Task) -> set[Control]:
    """The controls that have results in the task."""
    return {
        control_of(one) for some in task.get("annotations", ()) for one in some.get("result", ())
    }


def unread(task: Task, schema: RowSchema) -> set[str]:
    """The controls that have results in the task, but no field of their kind in the schema."""
    known = frozenset().union(*(field.reads for field in schema.fields))
    return {name or kind for name, kind in answers(task) - known}


def _by_field(results: Iterable[Result], schema: RowSchema) -> Iterator[tuple[Field, list[Result]]]:
    by_control: dict[Control, list[Result]] = {}
    for one in results:
        by_control.setdefault(control_of(one), []).append(one)
    for field in schema.fields:
        yield field, [one for control in field.reads for one in by_control.get(control, ())]


def _seconds(time: object) -> float | None:
    return float(time) if isinstance(time, int | float) and abs(time) < LONG else None


@lru_cache(maxsize=256)  # a time is checked and then read, and its task was sent with others
def utc(time: str | None) -> str:
    """
    An RFC 3339 time in UTC; empty where the export has none. A time without zone is UTC.

    Raises: TypeError, ValueError, OverflowError where it is no time.
    """
    if not time:
        return ""
    moment = datetime.fromisoformat(time)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
