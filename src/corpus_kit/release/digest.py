"""
What identifies the rows of a table, whatever library wrote them and in what pieces they come.

Each column is a few streams of bytes: of every value whether it is there; of texts their lengths
and their UTF-8; of lists their lengths and the column of their items; of structs their columns;
of numbers and truth values the value, zero where there is none. Numbers are little-endian. The
digest is the SHA-256 of the canonical JSON that has the SHA-256 of each stream by its name.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit import files

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS = {pa.int32(): "<i4", pa.int64(): "<i8", pa.float64(): "<f8", pa.bool_(): "u1"}


class Digest:
    """The digest of rows, batch by batch in their order."""

    def __init__(self) -> None:
        self._streams: dict[str, Any] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Take rows in."""
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            self._column(name, column)

    def __str__(self) -> str:
        said = {name: one.hexdigest() for name, one in self._streams.items()}
        return hashlib.sha256(files.canonical(said)).hexdigest()

    def _column(self, name: str, column: Any) -> None:  # noqa: ANN401 - arrays, hardly typed
        there = np.asarray(column.is_valid().cast(pa.uint8()))
        self._put(f"{name} is there", there)
        kind = column.type
        if pa.types.is_struct(kind):
            for field, one in zip(kind, column.flatten(), strict=True):
                self._column(f"{name}/{field.name}", one)
        elif pa.types.is_list(kind):
            self._put(f"{name} length", _filled(pc.list_value_length(column), "<i4"))
            self._column(f"{name}/item", column.flatten())
        elif pa.types.is_string(kind):
            column = column.fill_null("")
            self._put(f"{name} length", _filled(pc.binary_length(column), "<i4"))
            self._put(name, _text(column))
        else:
            self._put(name, _filled(column, _NUMBERS[kind]))

    def _put(self, name: str, data: Any) -> None:  # noqa: ANN401 - a buffer
        stream = self._streams.get(name)
        if stream is None:
            stream = self._streams[name] = hashlib.sha256()
        stream.update(data)


def combined(digests: Mapping[str, Digest]) -> str:
    """The digest of a subset, by those of its splits."""
    said = {split: str(one) for split, one in digests.items()}
    return hashlib.sha256(files.canonical(said)).hexdigest()


def _filled(column: Any, kind: str) -> Any:  # noqa: ANN401
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    return np.ascontiguousarray(column.fill_null(0).to_numpy(zero_copy_only=False), dtype=kind)


def _text(column: Any) -> memoryview:  # noqa: ANN401
    """The UTF-8 of all texts, one after the other."""
    _, offsets, data = column.buffers()
    if not len(column) or data is None:
        return memoryview(b"")
    ends = np.frombuffer(offsets, "<i4")[column.offset : column.offset + len(column) + 1]
    return memoryview(data)[ends[0] : ends[-1]]
