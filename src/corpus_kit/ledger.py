"""
Where releases were published: a line each in published.jsonl, written once it was proved there.

A clone of the corpus has no dist/; from here it knows what was released before, and where.
"""

from __future__ import annotations

import fcntl
import os
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec

from corpus_kit import files, lines
from corpus_kit.errors import InvalidLedger

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_VERSION = r"^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}\Z"
_DIGEST = r"^sha256-[0-9a-f]{64}\Z"


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    A line of the file: a release and its place, as commands take it.

    `digest` is that of the release's content, `published` an RFC 3339 time in UTC; a hub has the
    release at a `commit` with a `tag`. Directories stand as seen from the corpus.
    """

    version: Annotated[str, msgspec.Meta(pattern=_VERSION)]
    place: Annotated[str, msgspec.Meta(min_length=1)]
    digest: Annotated[str, msgspec.Meta(pattern=_DIGEST)]
    published: str
    tag: str | None = None
    commit: str | None = None

    @property
    def order(self) -> tuple[tuple[int, ...], str]:
        """Where it stands in the file: by version, then by place."""
        return tuple(map(int, self.version.split("."))), self.place


_DECODER = msgspec.json.Decoder(Publication)


def read(path: Path) -> list[Publication]:
    """
    What was published, by version; nothing where there is no file.

    Raises: InvalidLedger with the line.
    """
    found = lines.read(path, _DECODER.decode, partial(InvalidLedger, path))
    return sorted(found, key=lambda one: one.order)


def record(path: Path, made: Publication) -> None:
    """
    Add a line, in the place of what the file says of that version there; once is enough.

    Raises: InvalidLedger.
    """
    # Another run may add to it at this moment. The directory is the lock: no file is left of it.
    lock = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = read(path)
        if any(_same(one, made) for one in there):
            return
        others = [one for one in there if one.order != made.order]
        _write(path, [*others, made])
    finally:
        os.close(lock)


def _same(one: Publication, other: Publication) -> bool:
    """Whether they differ in their time at most."""
    return msgspec.structs.replace(one, published="") == msgspec.structs.replace(
        other, published=""
    )


def _write(path: Path, publications: Iterable[Publication]) -> None:
    found = sorted(publications, key=lambda one: one.order)
    files.write(path, (msgspec.json.encode(one, order="sorted") + b"\n" for one in found))
