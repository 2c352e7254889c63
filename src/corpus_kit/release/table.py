"""
Rows to Parquet: one explicit Arrow schema, record batches, a file for each split that has rows.

Rows become record batches first, each row with its digest; those wait on disk until all documents
have their splits, and are then written without another look at a row.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import files
from corpus_kit.columns import ClassLabel, Column, List, Struct, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.release.rows import DatasetRow

GROUP_ROWS, GROUP_BYTES = 10_000, 32_000_000
"""Where a row group ends: it is what a writer, and later a reader, holds in memory."""

DIGEST = pa.field("sha256 of the row", pa.binary(32))
"""The last column of rows that wait."""

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


def arrow_schema(columns: Mapping[str, Column]) -> pa.Schema:
    """The Arrow schema of a subset."""
    return pa.schema([(name, arrow(column)) for name, column in columns.items()])


def digest(row: DatasetRow) -> bytes:
    """SHA-256 of the canonical JSON of a row as it is stored."""
    return hashlib.sha256(msgspec.json.encode(row, order="sorted")).digest()


class Digest:
    """SHA-256 over the digests of rows, in their order."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def add(self, row: DatasetRow) -> None:
        """Take a row in."""
        self._sum.update(digest(row))

    def add_all(self, rows: pa.RecordBatch) -> None:
        """Take in rows that have `DIGEST`."""
        self._sum.update(b"".join(one for one in rows.column(DIGEST.name).to_pylist() if one))

    def __str__(self) -> str:
        return self._sum.hexdigest()


def combined(digests: Mapping[str, Digest]) -> str:
    """The digest of a subset, by those of its splits."""
    said = {split: str(one) for split, one in digests.items()}
    return hashlib.sha256(files.canonical(said)).hexdigest()


def batch(rows: Sequence[DatasetRow], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as a record batch of that schema, with `DIGEST` as the last column."""
    found = pa.RecordBatch.from_pylist(rows, schema=schema)
    digests = pa.array(map(digest, rows), type=DIGEST.type, size=len(rows))
    return pa.RecordBatch.from_arrays([*found.columns, digests], schema=schema.append(DIGEST))


@dataclass(frozen=True)
class Rows:
    """Rows of some documents: how many of each, by its id, and all of them in that order."""

    documents: Mapping[str, int]
    batch: pa.RecordBatch


class Waiting:
    """Rows of a subset that wait in a file until their splits are known."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self._path = path
        self._documents = path.with_suffix(".jsonl")
        self._sink = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_stream(self._sink, schema.append(DIGEST))
        self._names = self._documents.open("wb")

    def add(self, rows: Rows) -> None:
        """Let rows wait."""
        self._writer.write_batch(rows.batch)
        self._names.write(msgspec.json.encode(rows.documents) + b"\n")

    def close(self) -> None:
        """No more rows will come; to be called again does no harm."""
        if not self._sink.closed:
            self._writer.close()
            self._sink.close()
        self._names.close()

    def __iter__(self) -> Iterator[Rows]:
        self.close()
        with (
            self._documents.open("rb") as names,
            pa.OSFile(str(self._path), "rb") as source,
            pa.ipc.open_stream(source) as batches,
        ):
            for line, one in zip(names, batches, strict=True):
                yield Rows(msgspec.json.decode(line), one)


class Table:
    """
    A subset being written below `directory`, one Parquet file for each split.

    `rows` counts them by split; `digest` identifies them whatever library wrote them.
    """

    def __init__(self, directory: Path, schema: pa.Schema) -> None:
        self.rows: Counter[str] = Counter()
        self._directory = directory
        self._schema = schema
        self._digests: dict[str, Digest] = {}
        self._files: dict[str, _File] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for one in self._files.values():
            one.close(whole=kind is None)

    @property
    def digest(self) -> str:
        """Of all rows written so far."""
        return combined(self._digests)

    def add(self, rows: Rows, split: Callable[[str], str]) -> None:
        """Write rows, each where its document is."""
        splits = [split(one) for one in rows.documents]
        for name in dict.fromkeys(splits):
            found = rows.batch
            if any(one != name for one in splits):
                mask = np.repeat([one == name for one in splits], list(rows.documents.values()))
                found = found.filter(pa.array(mask))
            if found.num_rows:
                self._write(name, found)

    def _write(self, split: str, found: pa.RecordBatch) -> None:
        self.rows[split] += found.num_rows
        self._digests.setdefault(split, Digest()).add_all(found)
        if split not in self._files:
            self._directory.mkdir(parents=True, exist_ok=True)
            path = self._directory / f"{split}-00000-of-00001.parquet"
            self._files[split] = _File(path, self._schema)
        self._files[split].add(found.select(self._schema.names))


class _File:
    """A Parquet file being written, by row groups."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            use_content_defined_chunking=True,
            write_page_index=True,
        )
        self._thread = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
        self._group: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def add(self, found: pa.RecordBatch) -> None:
        while self._rows + found.num_rows >= GROUP_ROWS:
            room = GROUP_ROWS - self._rows
            self._take(found.slice(0, room))
            self._flush()
            found = found.slice(room)
        self._take(found)
        if self._bytes >= GROUP_BYTES:
            self._flush()

    def close(self, *, whole: bool) -> None:
        if whole:
            self._flush()
            self._wait()
        self._thread.shutdown()
        self._writer.close()

    def _take(self, found: pa.RecordBatch) -> None:
        self._group.append(found)
        self._rows += found.num_rows
        self._bytes += found.nbytes

    def _wait(self) -> None:
        """For the row group before, which is written while others gather."""
        if self._writing:
            self._writing.result()

    def _flush(self) -> None:
        if self._rows:
            self._wait()
            group = pa.Table.from_batches(self._group, self._schema)
            self._writing = self._thread.submit(self._writer.write_table, group, self._rows)
        self._group = []
        self._rows = self._bytes = 0
