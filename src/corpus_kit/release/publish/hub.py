"""
A hub of Hugging Face's kind: one commit, then its tag, then proof by loading it.

The tag is what makes a release public: before it, ``revision="vX.Y.Z"`` does not exist; once there,
it never moves. Content is compared by digests alone, so a run that finds the commit of an earlier
one tags that. The address is HF_ENDPOINT's, the token HF_TOKEN's or that of ``hf auth login``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from corpus_kit import files
from corpus_kit.errors import (
    CorpusError,
    HubRefused,
    InvalidTarget,
    LaterPublished,
    NotAsPublished,
    NoToken,
    OfflineMode,
    PublishedMeanwhile,
    TargetFault,
    VersionPublished,
)
from corpus_kit.release.publish.proof import prove
from corpus_kit.release.publish.protocol import Plan, Published, names
from corpus_kit.release.stored import MANIFEST
from corpus_kit.release.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from huggingface_hub import GitRefs, HfApi

    from corpus_kit.release.stored import Stored

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_TAG = re.compile(r"v(\d+\.\d+\.\d+)", re.ASCII)
_MAIN = "main"


@dataclass(frozen=True)
class _Found:
    """What the hub has, and what of the release it lacks."""

    there: bool
    head: str | None
    commit: str | None
    """A commit that holds the release."""

    tagged: bool
    send: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hub:
    """A dataset repository."""

    name: str
    private: bool = False
    gated: bool = False

    @classmethod
    def of(cls, name: str, *, private: bool, gated: bool) -> Self:
        """Raises: InvalidTarget."""
        if not _NAME.fullmatch(name) or ".." in name or "--" in name:
            raise InvalidTarget(f"hub:{name}", "write hub:ORG/NAME, with letters, digits, '-', '_'")
        return cls(name, private, gated)

    def plan(self, release: Stored) -> Plan:
        """What `publish` would do."""
        with self._faults() as (api, place):
            found = self._found(api, release, place)
            return Plan(
                place,
                str(release.version),
                release.digest,
                {name: (release.directory / name).stat().st_size for name in found.send},
                found.delete,
                None if found.tagged else _tag(release),
                tuple(self._steps(api, found)),
            )

    def publish(self, release: Stored) -> Published:
        """Bring the release there."""
        with self._faults() as (api, place):
            found = self._found(api, release, place)
            if list(self._steps(api, found)):
                self._set_up(api)
            if not found.there:
                found = self._found(api, release, place)
            if not found.tagged:
                commit = found.commit or self._committed(api, release, place, found)
                self._tag(api, release, place, commit)
            prove(release, place, self.name, _tag(release))
            load = f'load_dataset("{self.name}", revision="{_tag(release)}")'
            return Published(place, str(release.version), release.digest, len(found.send), load)

    def _found(self, api: HfApi, release: Stored, place: str) -> _Found:
        """Raises: VersionPublished, LaterPublished."""
        refs = self._refs(api)
        if refs is None:
            return _Found(False, None, None, False, tuple(names(release)))
        heads = {one.name: one.target_commit for one in refs.branches}
        head, tags = heads.get(_MAIN), {one.name for one in refs.tags}
        if _tag(release) in tags:
            if _lacking(release, self._tree(api, _tag(release))):
                raise VersionPublished(place, str(release.version))
            return _Found(True, head, None, True)
        tree = self._tree(api, head) if head else {}
        if head and (commit := self._commit(api, release, head, tree)):
            return _Found(True, head, commit, False)
        versions = [Version.parse(one[1]) for tag in tags if (one := _TAG.fullmatch(tag))]
        if versions and (last := max(versions)) > release.version:
            raise LaterPublished(place, str(release.version), str(last))
        old = self._old(api, head) if MANIFEST in tree else set()
        extra = sorted((old & tree.keys()) - set(names(release)))
        return _Found(True, head, None, False, _lacking(release, tree), tuple(extra))

    def _refs(self, api: HfApi) -> GitRefs | None:
        from huggingface_hub.errors import RepositoryNotFoundError

        try:
            return api.list_repo_refs(self.name, repo_type="dataset")
        except RepositoryNotFoundError:
            api.whoami()  # A hub hides what a token may not see; a wrong one fails here, as itself.
            return None

    def _tree(self, api: HfApi, revision: str) -> Mapping[str, str]:
        """The files at a revision: what git, or for large files LFS, calls their content."""
        from huggingface_hub.hf_api import RepoFile

        found = api.list_repo_tree(
            self.name, recursive=True, revision=revision, repo_type="dataset"
        )
        return {
            one.path: one.lfs.sha256 if one.lfs else one.blob_id
            for one in found
            if isinstance(one, RepoFile)
        }

    def _commit(
        self, api: HfApi, release: Stored, head: str, tree: Mapping[str, str]
    ) -> str | None:
        """The commit of an earlier run that did not come to tag it."""
        if not _lacking(release, tree):
            return head
        for one in api.list_repo_commits(self.name, repo_type="dataset"):
            named = one.title == _title(release)
            if named and not _lacking(release, self._tree(api, one.commit_id)):
                return str(one.commit_id)
        return None

    def _old(self, api: HfApi, head: str | None) -> set[str]:
        """The files of the release at the head of the branch."""
        with tempfile.TemporaryDirectory(prefix="corpus-kit-") as cache:
            path = api.hf_hub_download(
                self.name, MANIFEST, repo_type="dataset", revision=head, cache_dir=cache
            )
            try:
                with open(path, "rb") as file:  # noqa: PTH123 - a path as text
                    return set(json.load(file)["files"])
            except (ValueError, TypeError, LookupError, RecursionError):
                return set()  # Somebody else's file of that name; nothing of theirs is deleted.

    def _steps(self, api: HfApi, found: _Found) -> Iterator[str]:
        if not found.there:
            yield "the dataset is made, " + ("private" if self.private else "as the hub's default")
            if self.gated:
                yield "it asks readers for their names (gated)"
            return
        if self.private or self.gated:
            info = api.dataset_info(self.name)
            if self.private and not info.private:
                yield "the dataset becomes private"
            if self.gated and not info.gated:
                yield "it asks readers for their names (gated)"

    def _set_up(self, api: HfApi) -> None:
        """Make the repository, and who may read it, before anything is in it."""
        api.create_repo(self.name, repo_type="dataset", private=self.private or None, exist_ok=True)
        if self.private or self.gated:
            api.update_repo_settings(
                self.name,
                repo_type="dataset",
                private=True if self.private else None,
                gated="auto" if self.gated else None,
            )

    def _committed(self, api: HfApi, release: Stored, place: str, found: _Found) -> str:
        """
        The commit made of the release.

        Raises: PublishedMeanwhile, NotAsPublished.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete
        from huggingface_hub.errors import HfHubHTTPError

        add = [CommitOperationAdd(name, release.directory / name) for name in found.send]
        delete = [CommitOperationDelete(name, is_folder=False) for name in found.delete]
        try:
            made = api.create_commit(
                self.name,
                [*add, *delete],
                repo_type="dataset",
                commit_message=_title(release),
                commit_description=release.digest,
                parent_commit=found.head,
            ).oid
        except HfHubHTTPError as error:
            if error.response.status_code not in {409, 412}:
                raise
            # Whoever was faster may have published this very release.
            again = self._found(api, release, place)
            if again.commit is None:
                raise PublishedMeanwhile(place, str(release.version)) from error
            return again.commit
        if lacking := _lacking(release, self._tree(api, made)):
            raise NotAsPublished(place, f"its commit does not have our {lacking[0]}")
        return made

    def _tag(self, api: HfApi, release: Stored, place: str, commit: str) -> None:
        """Raises: VersionPublished where somebody else was faster with another content."""
        from huggingface_hub.errors import HfHubHTTPError

        try:
            api.create_tag(
                self.name,
                repo_type="dataset",
                tag=_tag(release),
                tag_message=f"{_title(release)}\n\n{release.digest}",
                revision=commit,
            )
        except HfHubHTTPError as error:
            taken = error.response.status_code == 409  # noqa: PLR2004 - Conflict
            if not (taken and self._found(api, release, place).tagged):
                raise

    @contextmanager
    def _faults(self) -> Iterator[tuple[HfApi, str]]:
        """The hub and its address; what fails there as our errors."""
        os.environ.setdefault("HF_HUB_DISABLE_XET", "1")  # Other hubs speak LFS only.
        from huggingface_hub import HfApi, constants, get_token
        from huggingface_hub.utils.tqdm import disable_progress_bars

        if (shown := _shown(constants.ENDPOINT)) is None:
            instead = "HF_ENDPOINT is no address; write http:// or https://, the host and the port"
            raise InvalidTarget(f"hub:{self.name}", instead)
        place = f"{shown}/datasets/{self.name}"
        if constants.HF_HUB_OFFLINE:
            raise OfflineMode(place)
        if not (token := get_token()):
            raise NoToken(place)
        if not (token.isascii() and token.isprintable()):
            raise HubRefused(place, "it holds a character that no token has")
        disable_progress_bars()
        try:
            yield HfApi(token=True), place
        except CorpusError:
            raise
        except Exception as error:
            if (known := _fault(place, error)) is None:
                raise
            raise known from error


def _fault(place: str, error: BaseException) -> CorpusError | None:
    """What a failed request means; None where no request failed."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, HfHubHTTPError):
            status = chain.response.status_code
            said = str(chain.server_message or chain.response.reason_phrase).strip()
            if status in {401, 403}:
                return HubRefused(place, said)
            return TargetFault(place, f"it answered {status}: {said}")
        if isinstance(chain, httpx2.HTTPError | ConnectionError | TimeoutError):
            return TargetFault(place, f"no answer: {chain}")
        if isinstance(chain, json.JSONDecodeError):
            return TargetFault(place, "it does not answer as a hub does")
        chain = chain.__cause__ or chain.__context__
    return None


def _lacking(release: Stored, tree: Mapping[str, str]) -> tuple[str, ...]:
    """The files of the release that are not among those with these digests."""
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


def _title(release: Stored) -> str:
    return f"Release {release.version}"


def _tag(release: Stored) -> str:
    return f"v{release.version}"


def _shown(endpoint: str) -> str | None:
    """An address without what may be secret in it; None where it is none."""
    try:
        parts = urlsplit(endpoint)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
