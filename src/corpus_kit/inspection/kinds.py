"""What a file is, by what stands in it."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit.answers import UNREADABLE
from corpus_kit.release.stored import MANIFEST
from corpus_kit.studio import minified
from corpus_kit.studio.export import BOM, GZIP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOKED_AT = 100
"""Lines from the beginning; those of a file that was damaged may be no JSON."""

LONGEST = 1 << 26
"""Bytes of a line that are looked at: a file without lines may be of any size."""

ANSWER = frozenset({"segment", "annotator", "status", "row"})
"""What a line with an answer has, and no task."""


class Kind(Enum):
    """What is to be checked, and how."""

    ANNOTATIONS = auto()
    EXPORT = auto()
    RELEASE = auto()
    ROWS = auto()
    UNKNOWN = auto()


def kind(path: Path, *, rows: bool) -> Kind:
    """What a file or a directory is; with `rows` answers are rows too, like any other lines."""
    if path.is_dir():
        return Kind.RELEASE if (path / MANIFEST).exists() else Kind.EXPORT
    with path.open("rb") as file:
        head = file.read(len(BOM) + 64).removeprefix(BOM).lstrip()
    if head.startswith((GZIP, b"[")):
        return Kind.EXPORT
    values = list(_values(path))
    if any(map(_is_task, values)) or (head.startswith(b"{") and not values):
        return Kind.EXPORT
    if rows and values:
        return Kind.ROWS
    return Kind.ANNOTATIONS if any(map(_is_answer, values)) else Kind.UNKNOWN


def _values(path: Path) -> Iterator[Any]:
    """What the first lines hold, as far as they are JSON."""
    with path.open("rb") as file:
        for data in islice(iter(lambda: file.readline(LONGEST), b""), LOOKED_AT):
            with suppress(*UNREADABLE):
                yield msgspec.json.decode(data)


def _is_answer(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, dict) and value.keys() >= ANSWER


def _is_task(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """A whole task, one of before Label Studio 1.0, a storage's answer, or an item of JSON_MIN."""
    if not isinstance(value, dict) or value.keys() >= ANSWER:
        return False
    answered = {"annotations", "completions"} & value.keys()
    whole = isinstance(value.get("data"), dict) and (answered or "id" in value)
    stored = isinstance(value.get("task"), dict) and "result" in value
    return bool(whole) or stored or (minified.is_item(value) and "id" in value)
