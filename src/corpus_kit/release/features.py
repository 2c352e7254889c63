"""Columns as Hugging Face writes features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.columns import ClassLabel, Column, List, Struct, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def features(columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    """The columns as ``dataset_info`` writes features, in the form that old readers know too."""
    return [{"name": name, **_feature(column)} for name, column in columns.items()]


def columns(said: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """The columns that such features are of; the inverse of `features`."""
    return {str(one["name"]): _column(one) for one in said}


def _column(said: Any) -> Column:  # noqa: ANN401 - what a manifest holds
    if isinstance(said, str):
        return Value(said)
    if "class_label" in said:
        return ClassLabel(tuple(said["class_label"]["names"].values()))
    if "struct" in said:
        return Struct(columns(said["struct"]))
    if "list" in said:
        inner = said["list"]
        return List(Struct(columns(inner)) if isinstance(inner, list) else _column(inner))
    return _column(said["dtype"])


def _feature(column: Column) -> dict[str, Any]:
    match column:
        case Value(dtype):
            return {"dtype": dtype}
        case ClassLabel(names):
            return {"dtype": {"class_label": {"names": {str(i): n for i, n in enumerate(names)}}}}
        case Struct(columns):
            return {"struct": features(columns)}
        case List(Struct(columns)):
            return {"list": features(columns)}
        case List(item):
            inner = _feature(item)["dtype"] if not isinstance(item, List) else _feature(item)
            return {"list": inner}
