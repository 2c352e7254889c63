"""A release as it stands in a directory, read without a corpus."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.columns import named
from corpus_kit.errors import NotARelease, NotFetched, OtherThanPublished
from corpus_kit.release.features import columns
from corpus_kit.release.version import Version, released

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pyarrow import RecordBatch

    from corpus_kit.columns import Column
    from corpus_kit.corpus import Corpus
    from corpus_kit.release.rows import DatasetRow

MANIFEST = "manifest.json"
SUM = "manifest.sha256"
"""The manifest's digest, as ``sha256sum --check`` reads it; the manifest has all others."""

BATCH = 1_000
"""Rows in memory at a time."""


@dataclass(frozen=True)
class StoredSubset:
    """A subset of a release: its columns, and how many rows its splits have."""

    directory: Path
    name: str
    main: bool
    digest: str
    columns: Mapping[str, Column]
    rows: Mapping[str, int]

    @property
    def splits(self) -> list[str]:
        """The splits that have rows."""
        return list(self.rows)

    def path(self, split: str) -> Path:
        """The file of a split."""
        return self.directory / "data" / self.name / f"{split}-00000-of-00001.parquet"

    def batches(self, split: str, columns: list[str] | None = None) -> Iterator[RecordBatch]:
        """
        The rows of a split as they are stored, labels as positions; all columns of them, or some.

        Raises: NotARelease where the file is none.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(self.path(split)) as file:
                yield from file.iter_batches(BATCH, columns=columns)
        except (OSError, pa.ArrowException) as error:
            raise NotARelease(self.directory, f"{self.path(split).name} of {self.name!r} cannot be "
                              f"read ({str(error).lower()})") from error  # fmt: skip

    def find(self, row: str) -> Iterator[tuple[str, DatasetRow]]:
        """The rows with an id, each with its split, labels by name."""
        import pyarrow.parquet as pq

        for split in self.rows:
            for found in pq.read_table(self.path(split), filters=[("id", "==", row)]).to_pylist():
                yield split, self._by_name(found)

    def all(self, columns: list[str] | None = None) -> Iterator[tuple[str, DatasetRow]]:
        """All rows, each with its split, as they are stored."""
        for split in self.rows:
            for batch in self.batches(split, columns):
                for row in batch.to_pylist():
                    yield split, row

    def _by_name(self, row: DatasetRow) -> DatasetRow:
        return {key: named(row.get(key), one) for key, one in self.columns.items()}


@dataclass(frozen=True)
class Stored:
    """A release in a directory, with its manifest."""

    directory: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, directory: Path) -> Stored:
        """Raises: NotARelease where the directory is none."""
        try:
            found = json.loads((directory / MANIFEST).read_bytes())
        except FileNotFoundError:
            raise NotARelease(directory, f"it has no {MANIFEST}") from None
        except (OSError, ValueError, RecursionError) as error:
            raise NotARelease(directory, f"{MANIFEST} is no JSON ({error})") from error
        made = cls(directory, found)
        try:
            made.version, made.digest, made.subsets  # noqa: B018 - what is relied on
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            fault = f"{MANIFEST} lacks what this version of corpus-kit writes ({error!r})"
            raise NotARelease(directory, fault) from error
        return made

    @cached_property
    def version(self) -> Version:
        """Its version."""
        return Version.parse(self.manifest["version"])

    @cached_property
    def digest(self) -> str:
        """The digest of its content."""
        return str(self.manifest["digest"])

    @cached_property
    def subsets(self) -> Mapping[str, StoredSubset]:
        """Its subsets by name."""
        return {
            name: StoredSubset(
                self.directory,
                name,
                bool(one["main"]),
                str(one["digest"]),
                columns(one["features"]),
                dict(one["rows"]),
            )
            for name, one in self.manifest["subsets"].items()
        }


def sum_of(manifest: Path) -> bytes:
    """What the file beside a manifest holds."""
    return f"{files.digest(manifest)}  {manifest.name}\n".encode()


def latest(corpus: Corpus, below: Version | None = None) -> Stored | None:
    """
    The latest release in ``dist/``, or the latest before a version.

    Raises: NotARelease where that directory is damaged.
    """
    found = [one for one in released(corpus) if below is None or one < below]
    return Stored.open(corpus.releases / str(found[-1])) if found else None


def parent(corpus: Corpus, wanted: Version | None = None) -> Stored | None:
    """
    The release that the version `wanted`, or the next one, follows; None where it is the first.

    Its labels and its number bind what comes after, wherever it was made.

    Raises: NotFetched where a later one, or the version itself, was published and is not here;
    OtherThanPublished; NotARelease.
    """
    found = latest(corpus, below=wanted)
    published = {Version.parse(one.version) for one in corpus.published}
    last = max((one for one in published if wanted is None or one <= wanted), default=None)
    if last is None:
        return found
    if last not in released(corpus) and (found is None or last > found.version):
        raise NotFetched(str(last), corpus.places(str(last)))
    digests = {one.digest for one in corpus.published if one.version == str(last)}
    if found and last == found.version and found.digest not in digests:
        raise OtherThanPublished(found.directory, corpus.places(str(last))[0])
    return found
