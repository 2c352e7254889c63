"""
Label Studio exports, as tasks one by one: a snapshot made on the server, or a file that one left.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidExport
from corpus_kit.studio.client import ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from label_studio_sdk import LabelStudio

    from corpus_kit.studio.tasks import Task


def tasks(path: Path) -> Iterator[Task]:
    """
    The tasks of an export in JSON, streaming.

    Raises: InvalidExport at what is no task, or no JSON.
    """
    import ijson

    count = 0
    with path.open("rb") as file:
        try:
            for task in ijson.items(file, "item", use_float=True):
                count += 1
                yield _checked(task, path, count)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            said = str(error).partition("\n")[0].strip().rstrip(".") or "cut short"
            raise InvalidExport(path, f"not JSON after {count} tasks ({said})") from error
    if not count:
        _check_empty(path)


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
    return None


def _check_empty(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(64).strip()
    if not start.startswith(b"["):
        raise InvalidExport(path, "it is not a JSON list of tasks")
