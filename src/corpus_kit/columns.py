"""
What type a column of the dataset has, and its values as a table holds them.

No library is asked: the names are those of the Hugging Face `Features`; `corpus_kit.release` turns
them into Arrow types and into the card's ``dataset_info``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar, such as ``string``, ``int32`` or ``float64``."""

    dtype: str


@dataclass(frozen=True, slots=True)
class ClassLabel:
    """One of `names`, stored as its position."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Struct:
    """Named columns side by side."""

    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class List:
    """Any number of `item`."""

    item: Column


Column = Value | ClassLabel | Struct | List

TEXT = Value("string")
OFFSET = Value("int32")
NUMBERS = {"int32": int, "int64": int, "float64": float}


def stored(value: Any, column: Column) -> Any:  # noqa: ANN401 - any JSON value
    """
    A value as a table holds it: a label as its position, a number in its type; None for none.

    >>> stored(["b", "a"], List(ClassLabel(("a", "b")))), stored(7, Value("float64"))
    ([1, 0], 7.0)
    """
    if value is None:
        return None
    match column:
        case Value(dtype):
            return NUMBERS[dtype](value) if dtype in NUMBERS else value
        case ClassLabel(names):
            return _positions(names)[value]
        case Struct(columns):
            return {name: stored(value.get(name), one) for name, one in columns.items()}
        case List(item):
            return [stored(one, item) for one in value]


@cache
def _positions(names: tuple[str, ...]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}
