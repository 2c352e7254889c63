"""
A hub of Hugging Face's kind: one commit, then its tag, then proof by loading it.

The tag is what makes a release public: before it, ``revision="vX.Y.Z"`` does not exist; once there,
it never moves.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from corpus_kit.errors import (
    CannotRead,
    InvalidTarget,
    NotAsPublished,
    NotPublished,
    PublishedMeanwhile,
)
from corpus_kit.release.publish import repository
from corpus_kit.release.publish.connection import connected, shown
from corpus_kit.release.publish.proof import prove
from corpus_kit.release.publish.protocol import Files, Plan, Published
from corpus_kit.release.publish.repository import Found, tag, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.release.publish.connection import Connection
    from corpus_kit.release.stored import Stored
    from corpus_kit.release.version import Version

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Hub:
    """A dataset repository; `endpoint` is its hub's, where it was named."""

    name: str
    private: bool = False
    gated: bool = False
    endpoint: str | None = None

    @classmethod
    def of(cls, name: str, *, private: bool = False, gated: bool = False) -> Self:
        """
        That of ``ORG/NAME`` or ``https://HUB/ORG/NAME``.

        Raises: InvalidTarget.
        """
        endpoint, short = None, name
        if "://" in name:
            address, _, last = name.rpartition("/")
            address, _, first = address.rpartition("/")
            endpoint, short = shown(address), f"{first}/{last}"
            if endpoint != address:
                raise InvalidTarget("hub:…", "write hub:https://HUB/ORG/NAME, without a user name")
        if not _NAME.fullmatch(short) or ".." in short or "--" in short:
            raise InvalidTarget(f"hub:{name}", "write hub:ORG/NAME, with letters, digits, '-', '_'")
        return cls(short, private, gated, endpoint)

    def plan(self, release: Stored) -> Plan:
        """What `publish` would do."""
        with connected(self.name, self.endpoint, writing=True) as hub:
            found = repository.found(hub, release)
            return Plan(
                hub.place,
                str(release.version),
                release.digest,
                {name: (release.directory / name).stat().st_size for name in found.send},
                found.delete,
                None if found.tagged else tag(release.version),
                tuple(self._steps(hub, found)),
            )

    def publish(self, release: Stored) -> Published:
        """Bring the release there."""
        with connected(self.name, self.endpoint, writing=True) as hub:
            found = repository.found(hub, release)
            if list(self._steps(hub, found)):
                self._set_up(hub)
            if not found.there:
                found = repository.found(hub, release)
            commit = found.commit or _committed(hub, release, found)
            if not found.tagged:
                _tag(hub, release, commit)
            prove(release, hub.place, self.name, tag(release.version))
            load = f'load_dataset("{self.name}", revision="{tag(release.version)}")'
            return Published(
                hub.place,
                str(release.version),
                release.digest,
                len(found.send),
                load,
                hub.target,
                tag(release.version),
                commit,
            )

    @contextmanager
    def reading(self, version: Version, _: str | None = None) -> Iterator[Files]:
        """The files of a release."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with connected(self.name, self.endpoint, writing=False) as hub:
            try:
                refs = hub.api.list_repo_refs(self.name, repo_type="dataset")
            except RepositoryNotFoundError as error:
                found = "no dataset has that name, or it is one that this token may not see"
                raise CannotRead(hub.place, found) from error
            there = repository.versions_of({one.name: one.target_commit for one in refs.tags})
            if version not in there:
                raise NotPublished(hub.place, str(version), tuple(map(str, sorted(there))))
            at = f"{hub.place} at {tag(version)}"
            yield Files(at, lambda name: _chunks(hub, there[version], name))

    def _steps(self, hub: Connection, found: Found) -> Iterator[str]:
        if not found.there:
            yield "the dataset is made, " + ("private" if self.private else "as the hub's default")
            if self.gated:
                yield "it asks readers for their names (gated)"
            return
        if self.private or self.gated:
            info = hub.api.dataset_info(self.name)
            if self.private and not info.private:
                yield "the dataset becomes private"
            if self.gated and not info.gated:
                yield "it asks readers for their names (gated)"

    def _set_up(self, hub: Connection) -> None:
        """Make the repository, and who may read it, before anything is in it."""
        api, private = hub.api, self.private or None
        api.create_repo(self.name, repo_type="dataset", private=private, exist_ok=True)
        if self.private or self.gated:
            api.update_repo_settings(
                self.name,
                repo_type="dataset",
                private=private,
                gated="auto" if self.gated else None,
            )


def _committed(hub: Connection, release: Stored, found: Found) -> str:
    """
    The commit made of the release.

    Raises: PublishedMeanwhile, NotAsPublished.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete
    from huggingface_hub.errors import HfHubHTTPError

    add = [CommitOperationAdd(name, release.directory / name) for name in found.send]
    delete = [CommitOperationDelete(name, is_folder=False) for name in found.delete]
    try:
        made = hub.api.create_commit(
            hub.name,
            [*add, *delete],
            repo_type="dataset",
            commit_message=title(release),
            commit_description=release.digest,
            parent_commit=found.head,
        ).oid
    except HfHubHTTPError as error:
        if error.response.status_code not in {409, 412}:
            raise
        # Whoever was faster may have published this very release.
        again = repository.found(hub, release)
        if again.commit is None:
            raise PublishedMeanwhile(hub.place, str(release.version)) from error
        return again.commit
    if lacking := repository.lacking(hub, release, made):
        raise NotAsPublished(hub.place, f"its commit does not have our {lacking[0]}")
    return str(made)


def _tag(hub: Connection, release: Stored, commit: str) -> None:
    """Raises: VersionPublished where somebody else was faster with another content."""
    from huggingface_hub.errors import HfHubHTTPError

    try:
        hub.api.create_tag(
            hub.name,
            repo_type="dataset",
            tag=tag(release.version),
            tag_message=f"{title(release)}\n\n{release.digest}",
            revision=commit,
        )
    except HfHubHTTPError as error:
        taken = error.response.status_code == 409  # noqa: PLR2004 - Conflict
        if not (taken and repository.found(hub, release).tagged):
            raise


def _chunks(hub: Connection, commit: str, name: str) -> Iterator[bytes]:
    """
    A file's bytes as they come: the hub's client would take as many as it is given.

    Raises: FileNotFoundError.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError
    from huggingface_hub.utils._headers import build_hf_headers
    from huggingface_hub.utils._http import hf_raise_for_status, http_stream_backoff

    url = hf_hub_url(hub.name, name, repo_type="dataset", revision=commit)
    headers = build_hf_headers(token=hub.api.token, headers={"Accept-Encoding": "identity"})
    with http_stream_backoff("GET", url, headers=headers) as response:
        try:
            hf_raise_for_status(response)
        except EntryNotFoundError:
            raise FileNotFoundError(name) from None
        yield from response.iter_bytes(_CHUNK)
