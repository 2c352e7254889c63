"""
``index.json``: the releases that are whole at a place, each by the digest of its manifest.

A reader goes from here to a manifest, and from there to files, checking each by its digest. It is
made anew of what is there, so an entry that a killed or a concurrent run lost comes back.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.errors import NotAsPublished
from corpus_kit.release.stored import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.release.version import Version

INDEX = "index.json"


def index(name: str, manifests: Mapping[Version, bytes]) -> bytes:
    """
    The index of the releases with these manifests.

    Raises: NotAsPublished where one is no manifest.

    >>> from corpus_kit.release.version import Version
    >>> print(index("a", {Version(1, 0, 0): b'{"digest": "sha256-00"}'}).decode())
    {
      "name": "a",
      "latest": "1.0.0",
      "versions": {
        "1.0.0": {
          "digest": "sha256-00",
          "manifest": "sha256-b45278464bfc871ecd7a3298b2c470a252c3676a10fe51034e650812c64bd257"
        }
      }
    }
    <BLANKLINE>
    """
    versions = sorted(manifests)
    return files.pretty(
        {
            "name": name,
            "latest": str(versions[-1]),
            "versions": {str(one): _entry(one, manifests[one]) for one in versions},
        }
    )


def _entry(version: Version, manifest: bytes) -> dict[str, Any]:
    try:
        digest = json.loads(manifest)["digest"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        fault = f"{version}/{MANIFEST} is no manifest"
        raise NotAsPublished(str(version), fault) from error
    return {
        "digest": digest,
        "manifest": f"sha256-{hashlib.sha256(manifest).hexdigest()}",
    }
