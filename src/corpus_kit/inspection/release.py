"""
A release in a directory: its rows against the schema that it carries, and spans against texts.

Whether its bytes are those that were released, `corpus-kit verify` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import named
from corpus_kit.errors import InvalidSchema, MissingFile, NotARelease
from corpus_kit.inspection.place import Place
from corpus_kit.parallel import ordered
from corpus_kit.release.stored import Stored
from corpus_kit.schema import RowSchema
from corpus_kit.validate import row_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pyarrow import RecordBatch

    from corpus_kit.columns import Column
    from corpus_kit.model import Issue
    from corpus_kit.release.stored import StoredSubset

SCHEMA = ".schema.json"
BESIDE = ("id", "annotator")
"""What is told of a row, beside the columns of its schema."""


def issues(directory: Path) -> Iterator[Issue]:
    """
    What is wrong with the rows, subset by subset and split by split.

    Raises: NotARelease.
    """
    release = Stored.open(directory)
    for project, path in _schemas(directory).items():
        _loaded(path, directory)
        for name in (project, f"{project}.annotations") if project else ("default", "annotations"):
            if subset := release.subsets.get(name):
                work = partial(_Checker, path, directory, subset.columns, project)
                for some in ordered(work, _batches(subset)):
                    yield from some


def _schemas(directory: Path) -> dict[str, Path]:
    """By project; where there is one only, its subsets do not bear its name."""
    found = sorted((directory / "schema").glob(f"*{SCHEMA}"))
    if not found:
        raise NotARelease(directory, f"it has no schema/PROJECT{SCHEMA}")
    if len(found) == 1:
        return {"": found[0]}
    return {path.name.removesuffix(SCHEMA): path for path in found}


def _loaded(path: Path, directory: Path) -> RowSchema:
    try:
        return RowSchema.load(path)
    except (InvalidSchema, MissingFile) as error:
        raise NotARelease(directory, f"{path.name} is no schema of rows ({error})") from error


@dataclass(frozen=True)
class _Batch:
    """Rows of a file, and the number of those before."""

    path: Path
    before: int
    rows: RecordBatch


def _batches(subset: StoredSubset) -> Iterator[_Batch]:
    for split in subset.splits:
        before = 0
        for batch in subset.batches(split):
            yield _Batch(subset.path(split), before, batch)
            before += batch.num_rows


class _Checker:
    """What is done with a batch of rows, in a process that read the schema by itself."""

    def __init__(
        self, path: Path, directory: Path, columns: Mapping[str, Column], project: str
    ) -> None:
        self._schema = _loaded(path, directory)
        self._columns = columns
        self._project = project or path.name.removesuffix(SCHEMA)

    def __call__(self, batch: _Batch) -> list[Issue]:
        return [
            issue
            for number, said in enumerate(batch.rows.to_pylist(), batch.before + 1)
            for issue in self._issues(batch.path, number, said)
        ]

    def _issues(self, path: Path, number: int, said: dict[str, Any]) -> Iterator[Issue]:
        segment, annotator = (str(said.get(name) or "") for name in BESIDE)
        row = {name: self._value(name, said.get(name)) for name in self._schema.columns}
        row = {name: value for name, value in row.items() if value is not None}
        place = Place(path, 0, f"row {number}", self._project, segment, annotator)
        yield from place.issues(row_faults(row, self._schema), row, self._schema)

    def _value(self, name: str, stored: Any) -> Any:  # noqa: ANN401 - what a table holds
        """As the row has it; what the columns do not explain stays, for the schema to refuse."""
        try:
            return _without_none(named(stored, self._columns[name]))
        except (LookupError, TypeError, AttributeError):
            return stored


def _without_none(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Tables have all columns of an object; what it does not have is None there."""
    if isinstance(value, dict):
        return {key: _without_none(one) for key, one in value.items() if one is not None}
    return [*map(_without_none, value)] if isinstance(value, list) else value
