"""New lines of files of answers, on disk until all are known; then file by file in their places."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from corpus_kit import answers, files
from corpus_kit.errors import ChangedMeanwhile
from corpus_kit.index import disk, temporary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.repair.line import Repair

_TABLE = """
CREATE TABLE lines (
    path TEXT, number INTEGER, before BLOB, after BLOB, PRIMARY KEY (path, number)
)
"""


class Rewriting:
    """
    Lines in a temporary database, which is gone when it is closed or its process is killed.

    Its methods raise OSError where the disk takes no more.
    """

    def __init__(self) -> None:
        self._database = temporary(_TABLE, page=16_384)
        self._count: Counter[Path] = Counter()
        self._moved: set[Path] = set()

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()

    def add(self, one: Repair) -> None:
        """Take in what is done to a line."""
        if not one.changes:
            return
        self._count[one.path] += 1
        self._moved.update([one.path] if one.moves else ())
        row = (str(one.path), one.line, sha256(one.before).digest(), one.after)
        with disk():
            self._database.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", row)

    def write(self) -> Iterator[Path]:
        """
        Write the files, each once it is whole on disk; yields those that changed.

        Raises: ChangedMeanwhile, before the file is another.
        """
        for path in sorted(self._count):
            if files.write(path, self._lines(path, sort=path in self._moved)):
                yield path

    def _lines(self, path: Path, *, sort: bool) -> Iterator[bytes]:
        met = 0
        for number, data in _numbered(path, sort=sort):
            before, after = self._line(path, number) or (None, data)
            if before is not None and before != sha256(data).digest():
                raise ChangedMeanwhile(path)
            met += before is not None
            if after is not None:
                yield after if after.endswith(b"\n") else after + b"\n"
        if met < self._count[path]:
            raise ChangedMeanwhile(path)

    def _line(self, path: Path, number: int) -> tuple[bytes, bytes | None] | None:
        with disk():
            found = self._database.execute(_ONE, (str(path), number)).fetchone()
        return (found[0], found[1]) if found else None


_ONE = "SELECT before, after FROM lines WHERE path = ? AND number = ?"


def _numbered(path: Path, *, sort: bool) -> Iterator[tuple[int, bytes]]:
    if sort:
        yield from ((one.number, one.data) for one in answers.unread(path))
    else:
        with path.open("rb") as file:
            yield from enumerate(file, 1)
