"""
An object store by its URL: the manifest claims the version, files follow, the index comes last.

Only stores whose puts are atomic are here; fsspec speaks to them. A run that was killed leaves
files that no index names, and the claim, so that no other content can take their version.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from corpus_kit import files
from corpus_kit.errors import (
    CannotRead,
    InvalidTarget,
    MissingPackage,
    NotAsPublished,
    TargetFault,
    VersionPublished,
)
from corpus_kit.release.publish.index import INDEX, index
from corpus_kit.release.publish.protocol import Files, Plan, Published, names
from corpus_kit.release.publish.reading import chunks, indexed, reaching
from corpus_kit.release.stored import MANIFEST, SUM
from corpus_kit.release.version import Version, among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fsspec import AbstractFileSystem

    from corpus_kit.release.stored import Stored

PACKAGES = {"s3": "s3fs", "gs": "gcsfs", "az": "adlfs"}
"""The schemes of URLs, and the package that each needs."""

# No user name, no pattern, no chain of file systems (a::b), no way up.
_URL = re.compile(r"[a-z0-9]+://[\w.-]+(:\d+)?(/[\w.=-]+)*/?", re.ASCII)


@dataclass(frozen=True)
class Store:
    """``URL/NAME/VERSION/…`` and ``URL/NAME/index.json``."""

    url: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Raises: InvalidTarget."""
        if not _URL.fullmatch(url) or ".." in url:
            instead = "write SCHEME://BUCKET/PATH with letters, digits and '.', '-', '_', '='"
            # What it says may be a key.
            given = f"{url.partition(':')[0]}://…"
            raise InvalidTarget(given, f"{instead}; keys are taken from the environment")
        return cls(url.rstrip("/"))

    def plan(self, release: Stored) -> Plan:
        """What `publish` would do."""
        with self._home(release) as home:
            version = str(release.version)
            home.claimed(release)
            send = {
                f"{version}/{name}": (release.directory / name).stat().st_size
                for name in home.lacking(release, names(release))
            }
            ours = (release.directory / MANIFEST).read_bytes()
            due = index(home.name, {**home.manifests(), release.version: ours})
            if home.read(INDEX) != due:
                send[INDEX] = len(due)
            return Plan(home.place, version, release.digest, send)

    def publish(self, release: Stored) -> Published:
        """Bring the release there."""
        with self._home(release) as home:
            version, sent = str(release.version), 0
            if not home.claimed(release):
                home.claim(release)
                sent += 1
            data = [name for name in names(release) if name not in {MANIFEST, SUM}]
            for some in (data, [SUM]):
                lacking = home.lacking(release, some)
                for name in lacking:
                    home.put(release, name)
                if left := home.lacking(release, lacking):
                    raise NotAsPublished(home.place, f"{version}/{left[0]} is not what was sent")
                sent += len(lacking)
            found: Mapping[Version, bytes] = {}
            while found != (found := home.manifests()):  # Whoever writes last has seen all others'.
                home.write(INDEX, index(home.name, found))
            copy = f"{home.name}-{version}"
            scheme, _, path = f"{home.place}/{version}/".partition("://")
            load = (
                f'fsspec.filesystem("{scheme}").get("{path}", "{copy}/", recursive=True); '
                f'load_dataset("{copy}")'
            )
            return Published(home.place, version, release.digest, sent, load, home.place)

    @contextmanager
    def reading(self, version: Version, name: str | None = None) -> Iterator[Files]:
        """The files of a release."""
        with reaching(self.url, CannotRead):
            fs, path = _opened(self.url)
        yield indexed(fs, path, self.url, version, name)

    @contextmanager
    def _home(self, release: Stored) -> Iterator[_Home]:
        """Where all versions are; what fails there as our errors."""
        place = f"{self.url}/{release.directory.parent.name}"
        with reaching(place, TargetFault):
            yield _Home(*_opened(place), place)


def _opened(url: str) -> tuple[AbstractFileSystem, str]:
    """
    What speaks to the store, and the path there.

    Raises: MissingPackage.
    """
    import fsspec

    try:
        fs, path = fsspec.url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
    except ImportError as error:
        scheme = url.partition(":")[0]
        raise MissingPackage(url, PACKAGES.get(scheme, f"for {scheme}://")) from error
    return fs, str(path)


@dataclass(frozen=True)
class _Home:
    """The directory of a dataset in a store."""

    fs: AbstractFileSystem
    path: str
    place: str

    @property
    def name(self) -> str:
        """The dataset's."""
        return self.path.rpartition("/")[2]

    def read(self, name: str) -> bytes | None:
        """The bytes of a small file; None where there is none."""
        try:
            return bytes(self.fs.cat_file(f"{self.path}/{name}"))
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes, **more: Any) -> None:  # noqa: ANN401 - fsspec's
        """Put a small file, by one request."""
        self.fs.pipe_file(f"{self.path}/{name}", data, **more)

    def put(self, release: Stored, name: str) -> None:
        """Send a file of the release."""
        self.fs.put_file(str(release.directory / name), f"{self.path}/{release.version}/{name}")

    def claimed(self, release: Stored) -> bool:
        """Whether the version is ours; raises VersionPublished where it is another's."""
        found = self.read(f"{release.version}/{MANIFEST}")
        if found is not None and found != (release.directory / MANIFEST).read_bytes():
            raise VersionPublished(self.place, str(release.version))
        return found is not None

    def claim(self, release: Stored) -> None:
        """Make the version ours, unless somebody was faster; raises VersionPublished."""
        ours = (release.directory / MANIFEST).read_bytes()
        try:
            self.write(f"{release.version}/{MANIFEST}", ours, mode="create")
        except FileExistsError:
            self.claimed(release)

    def lacking(self, release: Stored, chosen: list[str]) -> list[str]:
        """Those files of the release that are not there with the same bytes, which are read."""
        at = f"{self.path}/{release.version}"
        there = self.fs.find(at, detail=True) if chosen else {}
        sizes = {path.removeprefix(f"{at}/"): one["size"] for path, one in there.items()}
        return [
            name
            for name in chosen
            if sizes.get(name) != (release.directory / name).stat().st_size
            or self._digest(f"{at}/{name}") != files.digest(release.directory / name)
        ]

    def manifests(self) -> dict[Version, bytes]:
        """The manifests of the versions whose last file is there."""
        there = self.fs.find(self.path)
        ends = f"/{SUM}"
        whole = (one.removesuffix(ends).rpartition("/")[2] for one in there if one.endswith(ends))
        found = {one: self.read(f"{one}/{MANIFEST}") for one in among(whole)}
        return {one: manifest for one, manifest in found.items() if manifest is not None}

    def _digest(self, path: str) -> str:
        made = hashlib.sha256()
        for chunk in chunks(self.fs, path):
            made.update(chunk)
        return made.hexdigest()
