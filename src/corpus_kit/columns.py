"""
What type a column of the dataset has, apart from any library.

The names are those of the Hugging Face `Features`; `corpus_kit.release` turns them into Arrow types
and into the card's ``dataset_info``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
