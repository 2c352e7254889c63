"""
Record batches to Parquet: one explicit Arrow schema, a file for each split that has rows.

The batches wait on disk until all documents have their splits, and are then written without another
look at a row.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit.release.digest import Digest, combined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


GROUP_ROWS, GROUP_BYTES = 4_000, 16_000_000
"""Where a row group ends: it is what a writer, and later a reader, holds in memory."""


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
        self._writer = pa.ipc.new_stream(self._sink, schema)
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
        self._files: dict[str, _File] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for one in self._files.values():
            one.close(whole=kind is None)

    @property
    def digest(self) -> str:
        """Of all rows, once they are written."""
        return combined({split: one.digest for split, one in self._files.items()})

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
        if split not in self._files:
            self._directory.mkdir(parents=True, exist_ok=True)
            path = self._directory / f"{split}-00000-of-00001.parquet"
            self._files[split] = _File(path, self._schema)
        self._files[split].add(found)


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
        self.digest = Digest()
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

    def _write(self, group: pa.Table) -> None:
        (whole,) = group.combine_chunks().to_batches()
        self.digest.add(whole)
        self._writer.write_batch(whole)
        pa.default_memory_pool().release_unused()  # or it would keep hundreds of MB

    def _wait(self) -> None:
        """For the row group before, which is written while others gather."""
        if self._writing:
            self._writing.result()

    def _flush(self) -> None:
        if self._rows:
            self._wait()
            group = pa.Table.from_batches(self._group, self._schema)
            self._writing = self._thread.submit(self._write, group)
        self._group = []
        self._rows = self._bytes = 0
