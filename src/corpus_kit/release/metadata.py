"""What Hugging Face reads of a release: the YAML at the head of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from corpus_kit.release.features import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus_kit.release.content import Content

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


class Subset(Protocol):
    """What is said of a subset."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def main(self) -> bool:
        """Whether it has decided rows."""

    @property
    def splits(self) -> Sequence[str]:
        """The splits that have rows."""


def configs(version: str, digest: str, subsets: Iterable[Subset]) -> list[dict[str, Any]]:
    """
    What makes ``load_dataset`` find the files of each subset; the first decided one is the default.

    Each config carries the version and a digest of the content: both enter the key of the cache
    that ``load_dataset`` keeps of a local directory, which would return an older release otherwise.
    """
    found = list(subsets)
    default = next(one.name for one in found if one.main)
    return [
        {
            "config_name": one.name,
            "version": version,
            "description": digest,
            **({"default": True} if one.name == default else {}),
            "data_files": [
                {"split": split, "path": f"data/{one.name}/{split}-*.parquet"}
                for split in one.splits
            ],
        }
        for one in found
    ]


def metadata(content: Content) -> dict[str, Any]:
    """The card's YAML."""
    config = content.corpus.config
    kinds = {one.task_category for tally in content.tallies for one in tally.project.schema.fields}
    rows = sum(sum(one.rows.values()) for one in content.tables if one.main)
    return {
        "pretty_name": config.title,
        "language": list(config.languages),
        "license": config.license,
        "task_categories": sorted(kind for kind in kinds if kind),
        "size_categories": [next((name for limit, name in SIZES if rows < limit), "n>1M")],
        "tags": ["corpus-kit"],
        "configs": configs(content.version, f"sha256-{content.digest}", content.tables),
        "dataset_info": [
            {"config_name": one.name, "features": features(one.columns)} for one in content.tables
        ],
    }
