"""
Files that Label Studio exported, in all their shapes, as tasks one by one.

JSON_MIN, which has no results, is made whole where the schema is known: see `studio.minified`.
"""

from __future__ import annotations

import gzip
import os
import re
import tempfile
import zlib
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec

from corpus_kit.errors import InvalidExport
from corpus_kit.schema.references import token
from corpus_kit.studio import minified
from corpus_kit.studio.elements import elements
from corpus_kit.studio.tasks import utc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.studio.tasks import Task

FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
GZIP, BOM = b"\x1f\x8b", b"\xef\xbb\xbf"
MOST, SWELLING = 64 << 20, 200
"""Unpacked bytes that any file may have, and how many more for each of its own: JSON takes 20."""

NUL = rb"\u0000"
TIMES = ("created_at", "updated_at")


class Exported(NamedTuple):
    """A task of an export, the file and the place there; `minified` is a task of JSON_MIN."""

    path: Path
    place: str
    task: Task
    minified: bool = False


def tasks(path: Path) -> Iterator[Exported]:
    """
    The tasks of an export, one in memory at a time.

    It may be a list of tasks, a task a line, a lone task or annotation, a directory of such files
    as Label Studio's storages make, and any of these compressed by gzip; each task whole, or as
    JSON_MIN has it.

    Raises: InvalidExport at what is no task, or no JSON, with its place.
    """
    if path.is_dir():
        for inner in sorted(inner for inner in path.rglob("*") if inner.is_file()):
            if not any(part.startswith(".") for part in inner.relative_to(path).parts):
                yield from tasks(inner)
        return
    with _unpacked(path) as file:
        if not os.fstat(file.fileno()).st_size:
            raise InvalidExport(path, "the file is empty")
        for place, raw in _raw_tasks(path, file):
            found = _lone(_decoded(path, raw, place))
            if isinstance(found, dict) and minified.is_item(found):
                yield Exported(path, place, _timed(found, path, place), minified=True)
            else:
                yield Exported(path, place, _checked(found, path, place))


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file, or what gzip made of it; one that swells beyond reason is refused."""
    with path.open("rb") as file, tempfile.TemporaryFile() as plain:
        start = file.read(len(GZIP))
        file.seek(0)
        if start != GZIP:
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
        plain.seek(0)
        yield plain


def _raw_tasks(path: Path, file: IO[bytes]) -> Iterator[tuple[str, msgspec.Raw | bytes]]:
    """The bytes of each task, unread, and what to call its place."""
    start = len(BOM) if file.read(len(BOM)) == BOM else 0
    file.seek(start)
    head = file.read(64).lstrip()
    file.seek(start)
    if head.startswith(b"{"):
        yield from _raw_objects(file, start)
        return
    count = 0
    try:
        for count, raw in enumerate(elements(file), 1):
            yield f"task {count}", raw
    except msgspec.ValidationError as error:
        raise InvalidExport(path, "it is not a JSON list of tasks") from error
    except FAULTS as error:
        place = f"task {count + 1} is " if head.startswith(b"[") else ""
        said = re.sub(r" \(byte \d+\)", "", _said(error))  # of a part of the file
        raise InvalidExport(path, f"{place}not JSON ({said})") from error


def _raw_objects(file: IO[bytes], start: int) -> Iterator[tuple[str, msgspec.Raw | bytes]]:
    """One object, or one a line."""
    first, second = (next((line for line in file if line.strip()), b"") for _ in range(2))
    several = second and _is_json(first)
    if not several and _is_json(whole := first + second + file.read()):
        yield "the task", whole
        return
    file.seek(start)
    yield from ((f"line {number}", line) for number, line in enumerate(file, 1) if line.strip())


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except FAULTS:
        return False
    return True


def _lone(found: Any) -> Any:  # noqa: ANN401 - any JSON value
    """
    A storage writes each annotation to a file, with its task inside: turn it around.

    Label Studio before 1.0 called annotations completions.
    """
    if isinstance(found, dict) and "completions" in found and "annotations" not in found:
        said = found["completions"]
        made = list(map(_annotation, said)) if isinstance(said, list) else said
        return {**found, "annotations": made}
    if isinstance(found, dict) and isinstance(found.get("task"), dict) and "result" in found:
        annotation = {key: value for key, value in found.items() if key != "task"}
        return {**found["task"], "annotations": [annotation]}
    return found


def _annotation(completion: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A completion as an annotation: it could be skipped, and told its time in seconds."""
    if not isinstance(completion, dict):
        return completion
    made = {
        **completion,
        "was_cancelled": completion.get("was_cancelled") or completion.get("skipped"),
    }
    if type(seconds := completion.get("created_at")) is int:
        with suppress(OverflowError, ValueError, OSError):
            made["created_at"] = datetime.fromtimestamp(seconds, UTC).isoformat()
    return made


def _decoded(path: Path, raw: msgspec.Raw | bytes, place: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        found = msgspec.json.decode(raw)
        pointer = _nul(found) if NUL in bytes(raw) else None
    except FAULTS as error:
        raise InvalidExport(path, f"{place} is not JSON ({_said(error)})") from error
    if pointer is not None:
        raise InvalidExport(path, f"{place} holds the character U+0000 at {pointer}", "take it out")
    return found


def _nul(value: Any, pointer: str = "") -> str | None:  # noqa: ANN401 - any JSON value
    """Where a text holds a NUL, as a JSON Pointer."""
    if isinstance(value, dict):
        inner = ((token(key), said) for key, said in value.items())
        if any("\0" in key for key in value):
            return pointer or "/"
    elif isinstance(value, list):
        inner = ((str(i), said) for i, said in enumerate(value))
    else:
        return pointer if isinstance(value, str) and "\0" in value else None
    return next(filter(None, (_nul(said, f"{pointer}/{key}") for key, said in inner)), None)


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


def _timed(found: Any, path: Path, place: str) -> Task:  # noqa: ANN401 - any JSON value
    fault = next(filter(None, (_time_fault(found.get(key)) for key in TIMES)), None)
    if fault:
        raise InvalidExport(path, f"{place} is not as Label Studio writes it: {fault}")
    task: Task = found
    return task


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
