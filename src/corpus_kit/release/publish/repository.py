"""
What a dataset's repository on a hub has, by the digests of its files alone.

A run that finds the commit of an earlier one, which was killed before it came to tag it, goes on
from that.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.errors import LaterPublished, VersionPublished
from corpus_kit.release.publish.protocol import names
from corpus_kit.release.stored import MANIFEST
from corpus_kit.release.version import Version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from huggingface_hub import GitRefs

    from corpus_kit.release.publish.connection import Connection
    from corpus_kit.release.stored import Stored

MAIN = "main"
_TAG = re.compile(r"v(\d{1,9}\.\d{1,9}\.\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Found:
    """What the hub has, and what of the release it lacks."""

    there: bool
    head: str | None = None
    commit: str | None = None
    """A commit that holds the release."""

    tagged: bool = False
    send: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()


def found(hub: Connection, release: Stored) -> Found:
    """Raises: VersionPublished, LaterPublished."""
    refs = _refs(hub)
    if refs is None:
        return Found(False, send=tuple(names(release)))
    heads = {one.name: one.target_commit for one in refs.branches}
    head, tags = heads.get(MAIN), {one.name: one.target_commit for one in refs.tags}
    if commit := tags.get(tag(release.version)):
        if lacking(hub, release, tag(release.version)):
            raise VersionPublished(hub.place, str(release.version))
        return Found(True, head, str(commit), True)
    tree = _tree(hub, head) if head else {}
    if head and (commit := _commit(hub, release, head, tree)):
        return Found(True, head, commit, False)
    if (versions := versions_of(tags)) and (last := max(versions)) > release.version:
        raise LaterPublished(hub.place, str(release.version), str(last))
    old = _old(hub, head) if MANIFEST in tree else set()
    extra = sorted((old & tree.keys()) - set(names(release)))
    return Found(True, head, None, False, _lacking(release, tree), tuple(extra))


def versions_of(tags: Mapping[str, str]) -> dict[Version, str]:
    """The released versions among tags, each with its commit."""
    numbers = {tag: one[1] for tag in tags if (one := _TAG.fullmatch(tag))}
    return {Version.parse(number): tags[tag] for tag, number in numbers.items()}


def lacking(hub: Connection, release: Stored, revision: str) -> tuple[str, ...]:
    """The files of the release that the revision does not have with the same content."""
    return _lacking(release, _tree(hub, revision))


def title(release: Stored) -> str:
    """Of its commit."""
    return f"Release {release.version}"


def tag(version: Version) -> str:
    """
    What a hub calls a version.

    >>> tag(Version(1, 1, 0))
    'v1.1.0'
    """
    return f"v{version}"


def _refs(hub: Connection) -> GitRefs | None:
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        return hub.api.list_repo_refs(hub.name, repo_type="dataset")
    except RepositoryNotFoundError:
        hub.api.whoami()  # A hub hides what a token may not see; a wrong one fails here, as itself.
        return None


def _tree(hub: Connection, revision: str) -> Mapping[str, str]:
    """The files at a revision: what git, or for large files LFS, calls their content."""
    from huggingface_hub.hf_api import RepoFile

    listed = hub.api.list_repo_tree(
        hub.name, recursive=True, revision=revision, repo_type="dataset"
    )
    return {
        one.path: one.lfs.sha256 if one.lfs else one.blob_id
        for one in listed
        if isinstance(one, RepoFile)
    }


def _commit(hub: Connection, release: Stored, head: str, tree: Mapping[str, str]) -> str | None:
    """The commit of an earlier run that did not come to tag it."""
    if not _lacking(release, tree):
        return head
    for one in hub.api.list_repo_commits(hub.name, repo_type="dataset"):
        if one.title == title(release) and not lacking(hub, release, one.commit_id):
            return str(one.commit_id)
    return None


def _old(hub: Connection, head: str | None) -> set[str]:
    """The files of the release at the head of the branch."""
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as cache:
        path = hub.api.hf_hub_download(
            hub.name, MANIFEST, repo_type="dataset", revision=head, cache_dir=cache
        )
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a path as text
                return set(json.load(file)["files"])
        except (ValueError, TypeError, LookupError, RecursionError):
            return set()  # Somebody else's file of that name; nothing of theirs is deleted.


def _lacking(release: Stored, tree: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        name
        for name in names(release)
        if name not in tree or tree[name] != _digest(release.directory / name, tree[name])
    )


def _digest(path: Path, like: str) -> str:
    """What LFS, or for small files git, calls the content of a file; the kind is told by `like`."""
    if len(like) == len(hashlib.sha256().hexdigest()):
        return files.digest(path)
    head = b"blob %d\0" % path.stat().st_size
    made = hashlib.sha1(head, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            made.update(chunk)
    return made.hexdigest()
