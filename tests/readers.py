"""Readers of what was published that know nothing of how it was: by git's means, by an index."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hub import Repository


def tagged(found: Repository, tag: str) -> dict[str, Any]:
    """
    The manifest of what is tagged on a hub, every file of it checked.

    Nothing but the release, and what the hub itself put there, is in that tree.
    """
    manifest: dict[str, Any] = json.loads(found.read(tag, "manifest.json")[0])
    for path, said in manifest["files"].items():
        assert hashlib.sha256(found.read(tag, path)[0]).hexdigest() == said["sha256"]
    names = {one["path"] for one in found.tree(tag) if one["type"] == "file"}
    own = {"manifest.json", "manifest.sha256", ".gitattributes"}
    assert names == manifest["files"].keys() | own
    return manifest


def listed(read: Callable[[str], bytes | None]) -> dict[str, str]:
    """The digests of the versions that an index names, every file of them read and checked."""
    index = read("index.json")
    versions = json.loads(index)["versions"] if index is not None else {}
    for version, said in versions.items():
        manifest = read(f"{version}/manifest.json")
        assert manifest is not None
        assert f"sha256-{hashlib.sha256(manifest).hexdigest()}" == said["manifest"]
        for name, one in json.loads(manifest)["files"].items():
            data = read(f"{version}/{name}")
            assert data is not None
            assert hashlib.sha256(data).hexdigest() == one["sha256"]
    return {version: said["digest"] for version, said in versions.items()}


def in_directory(path: Path) -> dict[str, str]:
    """What the index in a directory names."""
    return listed(lambda name: (path / name).read_bytes() if (path / name).exists() else None)
