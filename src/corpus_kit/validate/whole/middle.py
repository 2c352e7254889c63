"""Medians of what stands in a temporary database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection


def middle(database: Connection, table: str, key: str, value: str, column: str) -> float:
    """The median of a column of a table, where `key` is `value`; there has to be such a row."""
    rows = f"FROM {table} WHERE {key} = ?"
    ((count,),) = database.execute(f"SELECT count(*) {rows}", (value,))
    some = f"SELECT {column} {rows} ORDER BY {column} LIMIT ? OFFSET ?"
    found = database.execute(some, (value, 2 - count % 2, (count - 1) // 2))
    return mid([number for (number,) in found])


def mid(numbers: Iterable[float]) -> float:
    """The median of numbers; there has to be one."""
    from statistics import median  # slow to import, and seldom needed

    return float(median(numbers))
