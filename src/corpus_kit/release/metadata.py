"""What Hugging Face reads of a release: the YAML at the head of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.release.features import features

if TYPE_CHECKING:
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
