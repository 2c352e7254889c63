"""
All that ``load_dataset`` gives of a release, as JSON: labels, and rows read both ways.

A program of its own without anything of corpus-kit, which every version of `datasets` can run.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import datasets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main(directory: str) -> None:
    """Every subset and split."""
    names = datasets.get_dataset_config_names(directory)

    def each(subset: str | None, act: Callable[[Any], Any], **how: Any) -> dict[str, Any]:
        splits = datasets.load_dataset(directory, subset, **how)
        return {name: act(rows) for name, rows in splits.items()}

    said = {
        "version": datasets.__version__,
        "subsets": {one: each(one, _split) for one in names},
        "streamed": {one: each(one, list, streaming=True) for one in names},
        "default": each(None, list),
    }
    json.dump(said, sys.stdout)


def _split(rows: Any) -> dict[str, Any]:
    labels = dict(found for name, one in rows.features.items() for found in _labels(one, name))
    return {"columns": rows.column_names, "labels": labels, "rows": list(rows)}


def _labels(feature: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """The names of every label within a column; lists were written in three ways by now."""
    if isinstance(feature, datasets.ClassLabel):
        yield path, feature.names
    elif isinstance(feature, dict):
        for name, one in feature.items():
            yield from _labels(one, f"{path}.{name}")
    elif isinstance(feature, list):
        yield from _labels(feature[0], path)
    elif hasattr(feature, "feature"):
        yield from _labels(feature.feature, path)


if __name__ == "__main__":
    main(sys.argv[1])
