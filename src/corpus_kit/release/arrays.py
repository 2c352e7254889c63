"""JSON values to Arrow arrays, column by column; a label becomes its position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.columns import ClassLabel, Column, List, Struct, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus_kit.release.rows import DatasetRow

_SCALARS: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
}


def arrow(column: Column, label: pa.DataType | None = None) -> pa.DataType:
    """The Arrow type of a column; a label is stored as its position, or else as `label`."""
    match column:
        case Value(dtype):
            return _SCALARS[dtype]
        case ClassLabel():
            return label or pa.int64()
        case Struct(columns):
            return pa.struct([pa.field(name, arrow(one, label)) for name, one in columns.items()])
        case List(item):
            return pa.list_(arrow(item, label))


def arrow_schema(columns: Mapping[str, Column]) -> pa.Schema:
    """The Arrow schema of a subset."""
    return pa.schema([(name, arrow(column)) for name, column in columns.items()])


def array(values: Sequence[Any], column: Column) -> pa.Array[Any]:
    """
    Values as a parser gives them, as a table of that column holds them.

    Raises: ValueError where a label is none of the column's.

    >>> array([["b", "a"], None], List(ClassLabel(("a", "b")))).to_pylist()
    [[1, 0], None]
    """
    found: pa.Array[Any] = _stored(pa.array(values, type=arrow(column, pa.string())), column)
    return found


def batch(
    rows: Sequence[DatasetRow],
    columns: Mapping[str, Column],
    made: Mapping[str, pa.Array[Any]] | None = None,
) -> pa.RecordBatch:
    """Rows as a record batch; what a row does not have is null. Some columns may be `made`."""
    there = made or {}
    found = [
        there[name] if name in there else array([row.get(name) for row in rows], column)
        for name, column in columns.items()
    ]
    return pa.RecordBatch.from_arrays(found, schema=arrow_schema(columns))


def _stored(found: Any, column: Column) -> Any:  # noqa: ANN401 - arrays, as yet hardly typed
    """The array with labels as positions; those within lists and structs, too."""
    match column:
        case ClassLabel(names):
            positions = pc.index_in(found, value_set=pa.array(names, pa.string()))
            if positions.null_count != found.null_count:
                unknown = set(found.drop_null().to_pylist()).difference(names)
                raise ValueError(f"labels that the column does not have: {sorted(unknown)}")
            return positions.cast(pa.int64())
        case Struct(columns) if _labelled(column):
            parts = [*map(_stored, found.flatten(), columns.values())]  # none in none
            return pa.StructArray.from_arrays(parts, names=[*columns], mask=found.is_null())
        case List(item) if _labelled(column):
            mask = found.is_null() if found.null_count else None
            return pa.ListArray.from_arrays(found.offsets, _stored(found.values, item), mask=mask)
        case _:
            return found


def _labelled(column: Column) -> bool:
    match column:
        case ClassLabel():
            return True
        case Struct(columns):
            return any(map(_labelled, columns.values()))
        case List(item):
            return _labelled(item)
        case _:
            return False
