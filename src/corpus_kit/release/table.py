"""
Rows to Parquet: one explicit Arrow schema, record batches, a file for each split that has rows.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import files
from corpus_kit.columns import ClassLabel, Column, List, Struct, Value, storing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from corpus_kit.release.rows import DatasetRow

BATCH = 10_000
"""Rows in a record batch, and so in a row group."""

_SCALARS: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
}


def arrow(column: Column) -> pa.DataType:
    """The Arrow type of a column; a label is stored as its position."""
    match column:
        case Value(dtype):
            return _SCALARS[dtype]
        case ClassLabel():
            return pa.int64()
        case Struct(columns):
            return pa.struct([pa.field(name, arrow(one)) for name, one in columns.items()])
        case List(item):
            return pa.list_(arrow(item))


def labels(value: Any, column: Column) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """The labels that occur in a value, each as often as it does."""
    match value, column:
        case None, _:
            return
        case _, ClassLabel():
            yield value
        case _, Struct(columns):
            for name, one in columns.items():
                if not isinstance(one, Value):
                    yield from labels(value.get(name), one)
        case _, List(item):
            for one in value:
                yield from labels(one, item)


def arrow_schema(columns: Mapping[str, Column]) -> pa.Schema:
    """The Arrow schema of a subset."""
    return pa.schema([(name, arrow(column)) for name, column in columns.items()])


class Digest:
    """SHA-256 over the canonical JSON of rows, each as it is stored, in their order."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def add(self, row: DatasetRow) -> None:
        """Take a row in."""
        self._sum.update(msgspec.json.encode(row, order="sorted") + b"\n")

    def __str__(self) -> str:
        return self._sum.hexdigest()


def combined(digests: Mapping[str, Digest]) -> str:
    """The digest of a subset, by those of its splits."""
    said = {split: str(one) for split, one in digests.items()}
    return hashlib.sha256(files.canonical(said)).hexdigest()


class Table:
    """
    A subset being written below `directory`, one Parquet file for each split.

    `rows` counts them by split; `digest` identifies them whatever library wrote them.
    """

    def __init__(self, directory: Path, columns: Mapping[str, Column]) -> None:
        self.directory = directory
        self.columns = columns
        self._parts = [(name, storing(column)) for name, column in columns.items()]
        self.rows: Counter[str] = Counter()
        self._schema = arrow_schema(columns)
        self._digests: dict[str, Digest] = {}
        self._waiting: dict[str, list[DatasetRow]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            for split in self._waiting:
                self._flush(split)
        self._open.__exit__(kind, error, trace)

    @property
    def digest(self) -> str:
        """Of all rows written so far."""
        return combined(self._digests)

    def add(self, split: str, row: DatasetRow) -> None:
        """Write a row."""
        kept = {name: part(row.get(name)) for name, part in self._parts}
        self._digests.setdefault(split, Digest()).add(kept)
        self.rows[split] += 1
        waiting = self._waiting.setdefault(split, [])
        waiting.append(kept)
        if len(waiting) == BATCH:
            self._flush(split)

    def path(self, split: str) -> Path:
        """The file of a split."""
        return self.directory / f"{split}-00000-of-00001.parquet"

    def _flush(self, split: str) -> None:
        if split not in self._writers:
            self.directory.mkdir(parents=True, exist_ok=True)
            writer = pq.ParquetWriter(
                self.path(split),
                self._schema,
                compression="zstd",
                use_content_defined_chunking=True,
                write_page_index=True,
            )
            self._writers[split] = self._open.enter_context(writer)
        batch = pa.RecordBatch.from_pylist(self._waiting[split], schema=self._schema)
        if batch.num_rows:
            self._writers[split].write_batch(batch)
        self._waiting[split].clear()
