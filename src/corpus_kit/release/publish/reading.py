"""
Releases read by ``index.json``, wherever fsspec reads: a directory, a store, a web page.

What no index names is no release, be it on its way or left by a run that was killed.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus_kit.errors import CannotRead, CorpusError, NotPublished
from corpus_kit.release.publish.index import INDEX
from corpus_kit.release.publish.protocol import Files
from corpus_kit.release.version import among

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fsspec import AbstractFileSystem

    from corpus_kit.release.version import Version

_CHUNK = 1 << 20
_LONGEST = 1 << 24
"""Of an index; one entry has some 200 bytes."""

_DIGEST = re.compile(r"sha256-([0-9a-f]{64})", re.ASCII)


def indexed(
    fs: AbstractFileSystem, path: str, place: str, version: Version, name: str | None
) -> Files:
    """
    The files of a release below `path`, or below its directory `name`.

    Raises: NotPublished, CannotRead.
    """
    for below in ("", f"/{name}") if name else ("",):
        home = f"{path.rstrip('/')}{below}"
        with reaching(place, CannotRead):
            found = _small(fs, f"{home}/{INDEX}")
        if found is not None:
            return _files(fs, home, f"{place}{below}", version, found)
    where = f"{place} or {place}/{name}" if name else place
    raise CannotRead(place, f"there is no {INDEX} in {where}")


@contextmanager
def reaching(
    place: str, fault: Callable[[str, str], CorpusError], *but: type[Exception]
) -> Iterator[None]:
    """What fails there as an error of ours, `but` for some."""
    try:
        yield
    except Exception as error:  # Each of the packages has a tree of errors of its own.
        if isinstance(error, (CorpusError, *but)):
            raise
        raise fault(place, f"{type(error).__name__}: {error}".split("\n", 1)[0]) from error


def _files(fs: AbstractFileSystem, home: str, place: str, version: Version, index: bytes) -> Files:
    try:
        versions = json.loads(index)["versions"]
        known = tuple(map(str, among(versions)))
        digest = _DIGEST.fullmatch(versions.get(str(version), {"manifest": ""})["manifest"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CannotRead(place, f"its {INDEX} is none") from error
    if digest is None:
        raise NotPublished(place, str(version), known)
    at = f"{home}/{version}"
    with reaching(place, CannotRead):
        others = _names(fs, at)

    def read(one: str) -> Iterator[bytes]:
        with reaching(place, CannotRead, FileNotFoundError):
            yield from chunks(fs, f"{at}/{one}")

    return Files(f"{place}/{version}", read, digest[1], others)


def chunks(fs: AbstractFileSystem, path: str) -> Iterator[bytes]:
    """A file's bytes, some at a time."""
    with fs.open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _small(fs: AbstractFileSystem, path: str) -> bytes | None:
    try:
        with fs.open(path, "rb") as file:
            return bytes(file.read(_LONGEST))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _names(fs: AbstractFileSystem, at: str) -> frozenset[str] | None:
    """All that is there; None on web pages, which have no lists."""
    protocols = {fs.protocol} if isinstance(fs.protocol, str) else set(fs.protocol)
    if protocols & {"http", "https"}:
        return None
    start = f"{fs._strip_protocol(at)}/"  # noqa: SLF001 - fsspec's own way to say what find() will
    return frozenset(str(one).removeprefix(start) for one in fs.find(at))
