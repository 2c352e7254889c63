"""What stands in columns of Arrow, counted without a look at each row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from corpus_kit.columns import ClassLabel, Column, List, Struct
from corpus_kit.inputs.text import Text
from corpus_kit.release.counted import word

if TYPE_CHECKING:
    from corpus_kit.inputs import Input


def occurrences(found: Any, column: Column, path: str = "") -> Counter[str]:  # noqa: ANN401
    """
    The answers in an array of a column, or at a path within it, with how often each stands there.

    >>> import pyarrow as pa
    >>> spans = List(Struct({"label": ClassLabel(("PER", "LOC"))}))
    >>> occurrences(pa.array([[{"label": 0}, {"label": 1}], [{"label": 0}], None]), spans, "label")
    Counter({'PER': 2, 'LOC': 1})
    """
    found, column = _flat(found, column)
    for name in path.split(".") if path else ():
        inner = column.columns[name] if isinstance(column, Struct) else column
        found, column = _flat(pc.struct_field(found, name), inner)
    names = column.names if isinstance(column, ClassLabel) else None
    return Counter({
        names[value] if names else word(value): count for value, count in _counted(found)
    })  # fmt: skip


def lengths(found: Any, shown: Input) -> dict[int, int]:  # noqa: ANN401 - arrays, hardly typed
    """How many texts of an input there are of each length, in code points."""
    if isinstance(shown, Text):
        return dict(_counted(pc.utf8_length(found)))
    return Counter(len(shown.text(one)) for one in found.to_pylist() if one is not None)


def _counted(found: Any) -> list[tuple[Any, int]]:  # noqa: ANN401
    pairs = pc.value_counts(found.drop_null())
    return list(zip(pairs.field(0).to_pylist(), pairs.field(1).to_pylist(), strict=True))


def _flat(found: Any, column: Column) -> tuple[Any, Column]:  # noqa: ANN401
    """What is in lists, and in lists of lists, one after the other."""
    while isinstance(column, List):
        found, column = found.flatten(), column.item
    return found, column
