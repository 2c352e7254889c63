"""
What type a column of the dataset has, and its values as a table holds them.

No library is asked: the names are those of the Hugging Face `Features`; `corpus_kit.release` turns
them into Arrow types and into the card's ``dataset_info``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, KeysView, Mapping


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
NUMBERS: Mapping[str, type] = {"int32": int, "int64": int, "float64": float}


def storing(column: Column) -> Callable[[Any], Any]:
    """
    What makes of a value what a table holds: a label's position, a number of its type.

    None stays none.

    >>> storing(List(ClassLabel(("a", "b"))))(["b", "a"]), storing(Value("float64"))(7)
    ([1, 0], 7.0)
    """
    store = _storing(column)
    return _same if store is None else lambda value: None if value is None else store(value)


def _same(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value


def _storing(column: Column) -> Callable[[Any], Any] | None:
    """The same for a value that is there; None where it stays what it is."""
    match column:
        case Value(dtype):
            return NUMBERS.get(dtype)
        case ClassLabel(names):
            return {name: i for i, name in enumerate(names)}.__getitem__
        case Struct(columns):
            parts = [(name, part) for name, one in columns.items() if (part := _storing(one))]
            return partial(_struct, dict.fromkeys(columns).keys(), parts)
        case List(item):
            return None if (part := _storing(item)) is None else partial(_list, part)


def _struct(
    names: KeysView[str],
    parts: list[tuple[str, Callable[[Any], Any]]],
    value: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """`parts` are the columns that a table holds otherwise."""
    kept = value.copy() if value.keys() == names else {name: value.get(name) for name in names}
    for name, part in parts:
        if (one := kept[name]) is not None:
            kept[name] = part(one)
    return kept


def _list(part: Callable[[Any], Any], value: Any) -> list[Any]:  # noqa: ANN401
    return [None if one is None else part(one) for one in value]


def named(value: Any, column: Column) -> Any:  # noqa: ANN401 - what a table holds
    """
    A value of a table with labels by their names; the inverse of `storing`.

    >>> named([1, 0], List(ClassLabel(("a", "b"))))
    ['b', 'a']
    """
    if value is None:
        return None
    match column:
        case ClassLabel(names):
            return names[value]
        case Struct(columns):
            return {name: named(value.get(name), one) for name, one in columns.items()}
        case List(item):
            return [named(one, item) for one in value]
        case _:
            return value


def label_lists(path: str, column: Column, joint: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """
    The labels within a column, each list with the path to it.

    >>> list(label_lists("a", List(Struct({"b": ClassLabel(("x", "y"))})), "."))
    [('a.b', ('x', 'y'))]
    """
    match column:
        case ClassLabel(names):
            yield path, names
        case Struct(columns):
            for name, one in columns.items():
                yield from label_lists(f"{path}{joint}{name}", one, joint)
        case List(item):
            yield from label_lists(path, item, joint)


def locked(column: Column, before: Column) -> Column:
    """
    The column with its labels in the order that they had before, new ones last.

    >>> locked(ClassLabel(("c", "b", "a")), ClassLabel(("a", "b")))
    ClassLabel(names=('a', 'b', 'c'))
    """
    match column, before:
        case ClassLabel(names), ClassLabel(old):
            kept = [name for name in old if name in names]
            return ClassLabel((*kept, *(name for name in names if name not in kept)))
        case Struct(columns), Struct(old_columns):
            return Struct(locked_columns(columns, old_columns))
        case List(item), List(old_item):
            return List(locked(item, old_item))
        case _:
            return column


def locked_columns(
    columns: Mapping[str, Column], before: Mapping[str, Column]
) -> dict[str, Column]:
    """All of them, each with its labels in the order that they had before."""
    return {name: locked(one, before[name]) if name in before else one
            for name, one in columns.items()}  # fmt: skip
