"""
A release as ``load_dataset`` gives it to anybody: by a process of its own, with empty caches.

Run as a program, it prints how many rows the subsets have.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import NotAsPublished

if TYPE_CHECKING:
    from corpus_kit.release.stored import Stored


def prove(release: Stored, place: str, name: str, tag: str) -> None:
    """Raises: NotAsPublished where a hub's dataset has other rows at that tag than the release."""
    from huggingface_hub import constants

    due = {subset.name: dict(subset.rows) for subset in release.subsets.values()}
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as cache:
        environment = {
            **os.environ,
            "HF_ENDPOINT": constants.ENDPOINT,
            "HF_HUB_CACHE": cache,
            "HF_DATASETS_CACHE": cache,
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        }
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", __name__, name, tag, *due],
            env=environment,
            cwd=cache,  # Nothing there is called as the dataset.
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        said = (done.stderr.strip() or "it was killed").rpartition("\n")[2]
        said = said.replace(constants.ENDPOINT, place.partition("/datasets/")[0])  # no password
        raise NotAsPublished(place, f"load_dataset cannot read it ({said})")
    found = json.loads(done.stdout)
    for subset, rows in due.items():
        if found[subset] != rows:
            fault = f"load_dataset gives {found[subset]} rows of {subset}, not {rows}"
            raise NotAsPublished(place, fault)


def _rows(name: str, tag: str, subsets: list[str]) -> dict[str, Any]:
    """The rows of each split of each subset."""
    from datasets import load_dataset

    loaded = {one: load_dataset(name, one, revision=tag, token=True) for one in subsets}
    return {
        one: {str(split): table.num_rows for split, table in found.items()}
        for one, found in loaded.items()
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_rows(sys.argv[1], sys.argv[2], sys.argv[3:])))
