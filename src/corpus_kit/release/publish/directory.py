"""
A directory, maybe on a shared disk: a release is copied aside and put in its place by one rename.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus_kit import files
from corpus_kit.errors import NotARelease, NotAsPublished, VersionPublished
from corpus_kit.release.publish.index import INDEX, index
from corpus_kit.release.publish.protocol import Files, Plan, Published, names
from corpus_kit.release.publish.reading import indexed
from corpus_kit.release.stored import MANIFEST, Stored
from corpus_kit.release.verify import faults
from corpus_kit.release.version import Version, among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Directory:
    """
    ``PATH/NAME/VERSION/…`` and ``PATH/NAME/index.json``.

    `relative` says that it was named by its way from the current directory.
    """

    path: Path
    relative: bool = False

    @classmethod
    def of(cls, path: str, root: Path | None = None) -> Self:
        """The directory of that path, from `root` or the current one."""
        given = Path(path).expanduser()
        made = given if root is None else root / given
        # No link is followed: what it leads to is its owner's to change.
        return cls(Path(os.path.abspath(made)), not given.is_absolute())  # noqa: PTH100

    def plan(self, release: Stored) -> Plan:
        """What `publish` would do."""
        version, home = str(release.version), self._home(release)
        send = {}
        if not self._there(release):
            for name in names(release):
                send[f"{version}/{name}"] = (release.directory / name).stat().st_size
        ours = (release.directory / MANIFEST).read_bytes()
        due = index(home.name, {**_manifests(home), release.version: ours})
        if not (home / INDEX).is_file() or (home / INDEX).read_bytes() != due:
            send[INDEX] = len(due)
        return Plan(str(home), version, release.digest, send)

    def publish(self, release: Stored) -> Published:
        """Bring the release there."""
        home = self._home(release)
        place, sent = home / str(release.version), 0
        if not self._there(release):
            with files.aside(place) as aside:
                for name in names(release):
                    (aside / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(release.directory / name, aside / name)
                if wrong := next(faults(Stored.open(aside)), None):
                    raise NotAsPublished(str(place), wrong)
                try:
                    files.into_place(aside, place)
                    sent = len(names(release))
                except FileExistsError:  # Somebody was faster; with the same content, that is well.
                    self._there(release)
        found: Mapping[Version, bytes] = {}
        while found != (found := _manifests(home)):  # Whoever writes last has seen all others'.
            files.write(home / INDEX, [index(home.name, found)])
        load = f'load_dataset("{place}")'
        return Published(str(home), str(release.version), release.digest, sent, load, f"dir:{home}")

    @contextmanager
    def reading(self, version: Version, name: str | None = None) -> Iterator[Files]:
        """The files of a release."""
        from fsspec.implementations.local import LocalFileSystem

        yield indexed(LocalFileSystem(), str(self.path), str(self.path), version, name)

    def _home(self, release: Stored) -> Path:
        return self.path / release.directory.parent.name

    def _there(self, release: Stored) -> bool:
        """Raises: VersionPublished; NotAsPublished where what is there is damaged."""
        place = self._home(release) / str(release.version)
        if not place.exists():
            return False
        try:
            found = Stored.open(place)
            wrong = next(faults(found), None)
        except NotARelease as error:
            raise NotAsPublished(str(place), error.found) from error
        if wrong:
            raise NotAsPublished(str(place), wrong)
        if files.digest(place / MANIFEST) != files.digest(release.directory / MANIFEST):
            raise VersionPublished(str(place.parent), str(release.version))
        return True


def _manifests(home: Path) -> dict[Version, bytes]:
    """The manifests of what is there; other directories are none of ours."""
    versions = among(path.parent.name for path in home.glob(f"*/{MANIFEST}"))
    return {one: (home / str(one) / MANIFEST).read_bytes() for one in versions}
