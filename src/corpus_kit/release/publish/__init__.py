"""
Releases on their way out, and where they are then: a hub, a directory, an object store.

Whatever stops it, a reader sees a whole release or none, and the same command goes on.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kit import ledger
from corpus_kit.errors import InvalidTarget, NotARelease, NotFetched, VersionUnknown
from corpus_kit.release.publish.connection import DEFAULT
from corpus_kit.release.publish.directory import Directory
from corpus_kit.release.publish.hub import Hub
from corpus_kit.release.publish.protocol import Plan, Published, Target
from corpus_kit.release.publish.store import PACKAGES, Store
from corpus_kit.release.stored import Stored, latest
from corpus_kit.release.verify import faults
from corpus_kit.release.version import Version, released

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus

__all__ = ["Plan", "Published", "Target", "named", "place", "publish", "target", "whole"]


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


def place(name: str, root: Path | None = None) -> Target:
    """
    Where releases are read: a `target`, ``ORG/NAME`` of a hub, or another URL that fsspec reads.

    With a `root` it is what a corpus's ledger says: paths begin there, and it names targets only.

    Raises: InvalidTarget.
    """
    kind, colon, rest = name.partition(":")
    if root is None and not colon:
        return Hub.of(name)
    if kind == "dir" and rest:
        return Directory.of(rest, root)
    if root is not None and kind == "hub" and "://" not in rest:
        return Hub.of(f"{DEFAULT}/{rest}")  # Here HF_ENDPOINT does not change what is meant.
    if root is None and rest.startswith("//") and _readable(kind):
        return Store.of(name)
    return target(name)


def _readable(scheme: str) -> bool:
    from fsspec import available_protocols

    return scheme in available_protocols()


def named(name: str) -> tuple[Target, Version]:
    """
    What ``PLACE@VERSION`` names; the version may begin with a v.

    Raises: InvalidTarget, InvalidVersion.
    """
    where, at, version = name.rpartition("@")
    if not at:
        raise InvalidTarget(name, "write PLACE@VERSION, such as hub:ORG/NAME@1.0.0")
    return place(where), Version.parse(version.removeprefix("v"))


def publish(corpus: Corpus, there: Target, release: Stored) -> Published:
    """
    Bring a release of the corpus to a place, and remember in published.jsonl that it is there.

    Raises: as ``Target.publish``; InvalidLedger.
    """
    ledger.read(corpus.ledger)  # A damaged one is told before anything is sent.
    done = there.publish(release)
    made = ledger.Publication(
        done.version,
        _from_corpus(corpus, there, done.target),
        done.digest,
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        done.tag,
        done.commit,
    )
    ledger.record(corpus.ledger, made)
    return done


def _from_corpus(corpus: Corpus, there: Target, target: str) -> str:
    """The place as the ledger names it: it is read on other machines, and maybe by everybody."""
    if not isinstance(there, Directory):
        return target
    path = Path(target.removeprefix("dir:"))
    if there.relative or path.is_relative_to(corpus.root):
        return f"dir:{Path(os.path.relpath(path, corpus.root)).as_posix()}"
    if path.is_relative_to(Path.home()):
        return f"dir:~/{path.relative_to(Path.home()).as_posix()}"
    return f"dir:{path}"


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
        lacks = version or (corpus.published[-1].version if corpus.published else None)
        if lacks and (places := corpus.places(lacks)):
            raise NotFetched(lacks, places)
        raise VersionUnknown(version or "latest", tuple(map(str, released(corpus))))
    if wrong := next(faults(found), None):
        raise NotARelease(found.directory, wrong)
    return found
