"""Files that Label Studio exported, in all their shapes, as tasks one by one."""

from __future__ import annotations

import gzip
import mmap
import os
import tempfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import msgspec

from corpus_kit.errors import InvalidExport
from corpus_kit.studio.tasks import utc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.studio.tasks import Task

FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
GZIP = b"\x1f\x8b"
MOST, SWELLING = 64 << 20, 200
"""Unpacked bytes that any file may have, and how many more for each of its own: JSON takes 20."""

TIMES = ("created_at", "updated_at")


def tasks(path: Path) -> Iterator[Task]:
    """
    The tasks of an export, one in memory at a time.

    It may be a list of tasks, a task a line, a lone task or annotation, a directory of such files
    as Label Studio's storages make, and any of these compressed by gzip.

    Raises: InvalidExport at what is no task, or no JSON, with its place.
    """
    if path.is_dir():
        for inner in sorted(inner for inner in path.rglob("[!.]*") if inner.is_file()):
            yield from tasks(inner)
        return
    with _unpacked(path) as file:
        if not os.fstat(file.fileno()).st_size:
            raise InvalidExport(path, "the file is empty")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    for place, raw in _raw_tasks(path, mapped):
        yield _checked(_lone(_decoded(path, raw, place)), path, place)


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file, or what gzip made of it; one that swells beyond reason is refused."""
    with path.open("rb") as file, tempfile.TemporaryFile() as plain:
        if file.read(len(GZIP)) != GZIP:
            yield file
            return
        most = MOST + SWELLING * path.stat().st_size
        try:
            with gzip.open(path) as packed:
                while chunk := packed.read(1 << 20):
                    plain.write(chunk)
                    if plain.tell() > most:
                        raise InvalidExport(path, f"unpacked it is over {most >> 20} MB")
        except (OSError, EOFError, zlib.error) as error:
            raise InvalidExport(path, f"damaged gzip ({str(error).lower()})") from error
        plain.flush()
        yield plain


def _raw_tasks(path: Path, mapped: mmap.mmap) -> Iterator[tuple[str, msgspec.Raw | bytes]]:
    """The bytes of each task, unread, and what to call its place."""
    if mapped[:64].lstrip()[:1] == b"{":
        yield from _raw_objects(mapped)
        return
    try:
        found = msgspec.json.decode(mapped, type=list[msgspec.Raw])
    except msgspec.ValidationError as error:
        raise InvalidExport(path, "it is not a JSON list of tasks") from error
    except FAULTS as error:
        raise InvalidExport(path, f"not JSON ({_said(error)})") from error
    yield from ((f"task {count}", raw) for count, raw in enumerate(found, 1))


def _raw_objects(mapped: mmap.mmap) -> Iterator[tuple[str, msgspec.Raw | bytes]]:
    """One object, or one a line."""
    try:
        yield "the task", msgspec.json.decode(mapped, type=msgspec.Raw)
    except FAULTS:
        for number, line in enumerate(iter(mapped.readline, b""), 1):
            if line.strip():
                yield f"line {number}", line


def _lone(found: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A storage writes each annotation to a file, with its task inside: turn it around."""
    if isinstance(found, dict) and isinstance(found.get("task"), dict) and "result" in found:
        annotation = {key: value for key, value in found.items() if key != "task"}
        return {**found["task"], "annotations": [annotation]}
    return found


def _decoded(path: Path, raw: msgspec.Raw | bytes, place: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return msgspec.json.decode(raw)
    except FAULTS as error:
        raise InvalidExport(path, f"{place} is not JSON ({_said(error)})") from error


def _said(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).lower()


def _checked(task: Any, path: Path, place: str) -> Task:  # noqa: ANN401 - any JSON value
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
        raise InvalidExport(path, f"{place} is not as Label Studio writes it: {fault}")
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
