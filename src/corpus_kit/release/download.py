"""
A release brought from its place into a directory: no byte more than its manifest says.

What comes is not believed: names that lead out of the directory are refused, files are cut where
they are longer than they should be, and whether it is the release, `faults` says of what came.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import NoRoom, NotARelease, NotAsPublished
from corpus_kit.release.stored import MANIFEST, SUM, Stored
from corpus_kit.release.verify import faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corpus_kit.release.publish.protocol import Files
    from corpus_kit.release.version import Version

_LONGEST = 1 << 26
"""Of a manifest; a document that was withdrawn takes some 100 bytes of it."""

_SUM = len(hashlib.sha256().hexdigest()) + len(f"  {MANIFEST}\n")


@dataclass(frozen=True)
class Remote:
    """A release at its place, of which the manifest was read."""

    files: Files
    raw: bytes
    said: Mapping[str, Any]

    @classmethod
    def of(cls, files: Files, version: Version) -> Remote:
        """Raises: NotAsPublished where its manifest is none, or is that of another version."""
        try:
            raw = b"".join(_bounded(files, MANIFEST, _LONGEST))
            said = json.loads(raw)
            made = cls(files, raw, said)
            sizes, number = made.sizes, said["version"]
        except FileNotFoundError as error:
            raise NotAsPublished(files.place, f"it has no {MANIFEST}") from error
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise NotAsPublished(files.place, f"its {MANIFEST} is none") from error
        if number != str(version):
            raise NotAsPublished(files.place, f"it says that it is version {number!r}")
        for name in (*sizes, *made.read):
            if not _safe(name, sizes):
                fault = f"its {MANIFEST} names a file {name!r}, which no release has"
                raise NotAsPublished(files.place, fault)
        return made

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """The bytes of its files, but for the manifest's own."""
        return {name: max(0, int(one["bytes"])) for name, one in self.said["files"].items()}

    @cached_property
    def read(self) -> list[str]:
        """The files that its subsets are read from."""
        return [
            f"data/{name}/{split}-00000-of-00001.parquet"
            for name, one in self.said["subsets"].items()
            for split in one["rows"]
        ]

    def bring(self, directory: Path, below: str = "") -> Stored:
        """
        Write its files, or those `below` a directory of it; what is not there stays away.

        Raises: NotAsPublished; NoRoom; CannotRead.
        """
        due = {SUM: _SUM, **self.sizes}
        wanted = {name: size for name, size in due.items() if name.startswith(below)}
        if (free := shutil.disk_usage(directory).free) < sum(wanted.values()):
            raise NoRoom(directory, sum(wanted.values()), free)
        (directory / MANIFEST).write_bytes(self.raw)
        for name, size in wanted.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("wb") as file:
                    file.writelines(_bounded(self.files, name, size))
            except FileNotFoundError:
                path.unlink()
        try:
            return Stored.open(directory)
        except NotARelease as error:
            raise NotAsPublished(self.files.place, error.found) from error

    def faults(self, brought: Stored) -> Iterator[str]:
        """All that is not as it should be in what was brought, and what is there beside it."""
        if self.files.digest not in {None, hashlib.sha256(self.raw).hexdigest()}:
            yield f"{MANIFEST} is not the one that index.json names"
        yield from faults(brought)
        for name in sorted((self.files.others or set()) - self.sizes.keys() - {MANIFEST, SUM}):
            yield f"{name} is not in {MANIFEST}"


def _bounded(files: Files, name: str, most: int) -> Iterator[bytes]:
    """The bytes of a file; one more than `most` is enough to see that it is another."""
    left = most + 1
    for chunk in files.chunks(name):
        yield chunk[:left]
        left -= len(chunk[:left])
        if not left:
            return


def _safe(name: str, others: Mapping[str, int]) -> bool:
    r"""
    Whether a name stays within a directory, and is that of a file of a release.

    >>> [_safe(one, {}) for one in ("data/default/a.parquet", "README.md", "figures/ë-1.svg")]
    [True, True, True]
    >>> hostile = ("../x", "/x", "a//b", "a/.", ".x", "a\\b", "a\0", "", "c:x", "manifest.json")
    >>> any(_safe(one, {"a": 1}) for one in (*hostile, "a/b"))
    False
    """
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and "/".join(path.parts) == name
        and name.isprintable()
        and not any(one.startswith(".") or set(one) & set('\\:*?"<>|') for one in path.parts)
        and not any(str(one) in others for one in path.parents)
        and name not in {MANIFEST, SUM}
    )
