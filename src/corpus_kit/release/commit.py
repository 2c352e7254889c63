"""The commit that a corpus is at, where it is kept in git; and the corpus as it was at one."""

from __future__ import annotations

import subprocess
import tarfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILES = ("corpus.toml", "withdrawn.jsonl", "splits.jsonl", "card.md", "guidelines.md")
SOURCES = (*FILES, "seeds", "schema", "annotations")
"""What a release is made of."""


def commit(root: Path) -> dict[str, Any] | None:
    """
    The commit's hash, the corpus's directory in the repository, and whether it is `clean`.

    It is clean where all that a release is made of is as it was committed. None without git.
    """
    at = _git(root, "rev-parse", "HEAD")
    prefix = _git(root, "rev-parse", "--show-prefix")
    if at is None or prefix is None:
        return None
    changed = _git(root, "status", "--porcelain", "--", *SOURCES)
    return {"commit": at, "directory": prefix.rstrip("/"), "clean": changed == ""}


def unchanged(root: Path, at: Mapping[str, Any] | None) -> bool:
    """
    Whether all that a release is made of is as it was at a clean commit.

    False also where that cannot be told. What an export itself writes does not count.
    """
    if not at or not at["clean"]:
        return False
    made = [name for name in SOURCES if name != "splits.jsonl"]
    return (
        _git(root, "diff", "--quiet", str(at["commit"]), "--", *made) is not None
        and _git(root, "status", "--porcelain", "--", *made) == ""
    )


def check_out(root: Path, at: Mapping[str, Any], into: Path) -> Path | None:
    """The corpus of a commit, written below a directory; None where git does not have it."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None:
        return None
    command = ["git", "-C", top, "archive", "--format=tar", str(at["commit"])]
    command += ["--", at["directory"]] if at["directory"] else []
    with subprocess.Popen(  # noqa: S603 - of this module
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
                archive.extractall(into, filter="data")
        except tarfile.ReadError:
            return None
    return into / at["directory"] if process.returncode == 0 else None


def _git(root: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
