"""
Releases on their way out: to a hub, a directory, an object store.

Whatever stops it, a reader sees a whole release or none, and the same command goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.errors import InvalidTarget, NotARelease, VersionUnknown
from corpus_kit.release.publish.directory import Directory
from corpus_kit.release.publish.hub import Hub
from corpus_kit.release.publish.protocol import Plan, Published, Target
from corpus_kit.release.publish.store import PACKAGES, Store
from corpus_kit.release.stored import Stored, latest
from corpus_kit.release.verify import faults
from corpus_kit.release.version import Version, released

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus

__all__ = ["Plan", "Published", "Target", "target", "whole"]


def target(name: str, *, private: bool = False, gated: bool = False) -> Target:
    """
    Where to publish: ``hub:ORG/NAME``, ``dir:PATH``, ``s3://BUCKET/PATH`` and its like.

    `private` and `gated` are a hub's.

    Raises: InvalidTarget.
    """
    kind, _, rest = name.partition(":")
    if kind == "hub":
        return Hub.of(rest, private=private, gated=gated)
    if private or gated:
        found = "only a hub can make a dataset private or gated"
        raise InvalidTarget(name, f"{found}; elsewhere, say at the place itself who may read it")
    if kind == "dir" and rest:
        return Directory.of(rest)
    if kind in PACKAGES and rest.startswith("//"):
        return Store.of(name)
    stores = ", ".join(f"{one}://BUCKET/PATH" for one in PACKAGES)
    raise InvalidTarget(name, f"write hub:ORG/NAME, dir:PATH or a store: {stores}")


def whole(corpus: Corpus, version: str | None = None) -> Stored:
    """
    A release in ``dist/``, else the latest, every byte of it checked.

    Raises: InvalidVersion, VersionUnknown; NotARelease where it is damaged.
    """
    if version is None:
        found = latest(corpus)
    else:
        known = released(corpus)
        wanted = Version.parse(version)
        found = Stored.open(corpus.releases / version) if wanted in known else None
    if found is None:
        raise VersionUnknown(version or "latest", tuple(map(str, released(corpus))))
    if wrong := next(faults(found), None):
        raise NotARelease(found.directory, wrong)
    return found
