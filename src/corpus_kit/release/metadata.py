"""What Hugging Face reads of a release: the YAML at the head of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.columns import ClassLabel, Column, List, Struct, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.release.content import Content

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def metadata(content: Content) -> dict[str, Any]:
    """
    The card's YAML.

    Each config carries the version and a digest of the content: both enter the key of the cache
    that ``load_dataset`` keeps of a local directory, which would return an older release otherwise.
    """
    config = content.corpus.config
    kinds = {one.task_category for tally in content.tallies for one in tally.project.schema.fields}
    rows = sum(sum(one.rows.values()) for one in content.tables if one.main)
    default = next(one.name for one in content.tables if one.main)
    return {
        "pretty_name": config.title,
        "language": list(config.languages),
        "license": config.license,
        "task_categories": sorted(kind for kind in kinds if kind),
        "size_categories": [next((name for limit, name in SIZES if rows < limit), "n>1M")],
        "tags": ["corpus-kit"],
        "configs": [
            {
                "config_name": one.name,
                "version": content.version,
                "description": f"sha256-{content.digest}",
                **({"default": True} if one.name == default else {}),
                "data_files": [
                    {"split": split, "path": f"data/{one.name}/{split}-*.parquet"}
                    for split in one.splits
                ],
            }
            for one in content.tables
        ],
        "dataset_info": [
            {"config_name": one.name, "features": features(one.columns)} for one in content.tables
        ],
    }


def features(columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    """The columns as ``dataset_info`` writes features, in the form that old readers know too."""
    return [{"name": name, **_feature(column)} for name, column in columns.items()]


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
