"""
Label Studio exports, as tasks one by one: a snapshot made on the server, or a file that one left.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit.errors import InvalidExport
from corpus_kit.studio.client import ONCE
from corpus_kit.studio.tasks import utc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from label_studio_sdk import LabelStudio

    from corpus_kit.studio.tasks import Task

FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
TIMES = ("created_at", "updated_at")


def tasks(path: Path) -> Iterator[Task]:
    """
    The tasks of an export in JSON, one in memory at a time.

    Raises: InvalidExport at what is no task, or no JSON, with its place.
    """
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise InvalidExport(path, "the file is empty")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    for count, raw in enumerate(_raw_tasks(path, mapped), 1):
        yield _checked(_decoded(path, raw, count), path, count)


def _raw_tasks(path: Path, mapped: mmap.mmap) -> list[msgspec.Raw]:
    """The bytes of each task, unread."""
    try:
        return msgspec.json.decode(mapped, type=list[msgspec.Raw])
    except msgspec.ValidationError as error:
        raise InvalidExport(path, "it is not a JSON list of tasks") from error
    except FAULTS as error:
        raise InvalidExport(path, f"not JSON ({_said(error)})") from error


def _decoded(path: Path, raw: msgspec.Raw, count: int) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return msgspec.json.decode(raw)
    except FAULTS as error:
        raise InvalidExport(path, f"task {count} is not JSON ({_said(error)})") from error


def _said(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).lower()


@contextmanager
def snapshot(client: LabelStudio, number: int) -> Iterator[Path]:
    """A fresh export of a project, in a file that lasts as long as the block."""
    # With e-mail addresses, of which pseudonyms are made; by themselves ids mean nothing elsewhere.
    people: Any = {"annotations__completed_by": {"only_id": False}}
    made = client.projects.exports.create(
        number, serialization_options=people, request_options=ONCE
    )
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as directory:
        path = Path(directory) / "export.json"
        with path.open("wb") as file:
            file.writelines(
                client.projects.exports.download(
                    number, export_pk=made.id, export_type="JSON", request_options=ONCE
                )
            )
        client.projects.exports.delete(number, export_pk=made.id, request_options=ONCE)
        yield path


def _checked(task: Any, path: Path, count: int) -> Task:  # noqa: ANN401 - any JSON value
    """The task, if it has the shape that the rest of the program relies on."""
    fault = None
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        fault = 'it has no "data"'
    elif not isinstance(task.get("annotations", []), list):
        fault = '"annotations" is no list'
    else:
        for one in task.get("annotations", []):
            fault = fault or _annotation_fault(one)
    if fault:
        raise InvalidExport(path, f"task {count} is not as Label Studio writes it: {fault}")
    found: Task = task
    return found


def _annotation_fault(one: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if not isinstance(one, dict) or not isinstance(one.get("result", []), list):
        return "an annotation has no list of results"
    for result in one.get("result", []):
        if not isinstance(result, dict):
            return "a result is no object"
        if "from_name" in result and not isinstance(result.get("value"), dict):
            return f"the result of {result['from_name']!r} has no value"
    return next(filter(None, (_time_fault(one.get(key)) for key in TIMES)), None)


def _time_fault(time: Any) -> str | None:  # noqa: ANN401 - any JSON value
    try:
        utc(time)
    except (TypeError, ValueError, OverflowError):
        return f"{time!r} is no time"
    return None
