"""The record sets of croissant.json: of each subset its splits, its rows, and its labels' names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import ClassLabel, Column, List, Struct, label_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.release.content import Written

SPLIT = r"(?:.+/)?(.+?)(?:-\d{5}-of-\d{5}\.parquet)?$"
"""The split in a file's path; mlcroissant looks for it in what it found once more."""

TYPES = {
    "string": "https://schema.org/Text",
    "bool": "https://schema.org/Boolean",
    "int32": "http://mlcommons.org/croissant/Int32",
    "int64": "http://mlcommons.org/croissant/Int64",
    "float64": "http://mlcommons.org/croissant/Float64",
}


def files_of(table: Written) -> str:
    """The name of a subset's files."""
    return f"{table.name}.files"  # no project or column has a dot in its name


def record_sets(context: Any, table: Written) -> Iterator[Any]:  # noqa: ANN401 - of mlcroissant
    """A subset, its splits, and the names of its labels, which it holds as positions."""
    yield _splits(context, table)
    yield _rows(context, table)
    for path, names in label_lists(table.name, Struct(table.columns), "/"):
        yield _labels(context, path, names)


def _splits(context: Any, table: Written) -> Any:  # noqa: ANN401 - of mlcroissant
    import mlcroissant as mlc

    name = f"{table.name}.splits"
    return mlc.RecordSet(
        ctx=context,
        id=name,
        name=name,
        data_types=["http://mlcommons.org/croissant/Split"],
        key=f"{name}/name",
        fields=[_inline(context, f"{name}/name", "string")],
        data=[{f"{name}/name": one} for one in table.splits],
    )


def _rows(context: Any, table: Written) -> Any:  # noqa: ANN401 - of mlcroissant
    import mlcroissant as mlc

    counts = ", ".join(f"{split} {table.rows[split]}" for split in table.splits)
    columns = [_field(context, table, [one], column) for one, column in table.columns.items()]
    return mlc.RecordSet(
        ctx=context,
        id=table.name,
        name=table.name,
        description=f"{'Decided rows' if table.main else 'Rows'} of {table.name}: {counts}.",
        fields=[_split(context, table), *columns],
    )


def _split(context: Any, table: Written) -> Any:  # noqa: ANN401 - of mlcroissant
    """The split of a row, which the path of its file says."""
    import mlcroissant as mlc

    return mlc.Field(
        ctx=context,
        id=f"{table.name}/split",
        name="split",
        data_types=[TYPES["string"]],
        source=mlc.Source(
            ctx=context,
            file_set=files_of(table),
            extract=mlc.Extract(ctx=context, file_property="fullpath"),
            transforms=[mlc.Transform(ctx=context, regex=SPLIT)],
        ),
        references=mlc.Source(ctx=context, field=f"{table.name}.splits/name"),
    )


def _labels(context: Any, path: str, names: Sequence[str]) -> Any:  # noqa: ANN401 - of mlcroissant
    import mlcroissant as mlc

    name = f"{path}.labels"
    position, label = f"{name}/position", f"{name}/name"
    return mlc.RecordSet(
        ctx=context,
        id=name,
        name=name,
        description=f"The labels that {path} has by their position.",
        data_types=["https://schema.org/Enumeration"],
        key=position,
        fields=[_inline(context, position, "int64"), _inline(context, label, "string")],
        data=[{position: i, label: one} for i, one in enumerate(names)],
    )


def _inline(context: Any, path: str, dtype: str) -> Any:  # noqa: ANN401 - of mlcroissant
    import mlcroissant as mlc

    return mlc.Field(ctx=context, id=path, name=path.rpartition("/")[2], data_types=[TYPES[dtype]])


def _field(context: Any, table: Written, path: list[str], column: Column) -> Any:  # noqa: ANN401
    """A column, or one within a column: a list of structs is an array with fields below it."""
    import mlcroissant as mlc

    depth, inner = 0, column
    while isinstance(inner, List):
        depth, inner = depth + 1, inner.item
    array = {"is_array": True, "array_shape": ",".join(["-1"] * depth)} if depth else {}
    place = "/".join([table.name, *path])
    if isinstance(inner, Struct):
        below = [_field(context, table, [*path, name], one) for name, one in inner.columns.items()]
        return mlc.Field(ctx=context, id=place, name=path[-1], sub_fields=below, **array)
    kind = TYPES["int64"] if isinstance(inner, ClassLabel) else TYPES[inner.dtype]
    return mlc.Field(
        ctx=context,
        id=place,
        name=path[-1],
        description=f"By position in {place}.labels." if isinstance(inner, ClassLabel) else None,
        data_types=[kind],
        source=mlc.Source(
            ctx=context,
            file_set=files_of(table),
            extract=mlc.Extract(ctx=context, column=path[0]),
            transforms=[mlc.Transform(ctx=context, json_path=_step(name)) for name in path[1:]],
        ),
        **array,
    )


def _step(name: str) -> str:
    """A name in a JSONPath; quoted where it would mean something else."""
    return name if name.isidentifier() and name != "where" else json.dumps(name)
