"""Names by what they are of, too many for memory: in a temporary database on disk."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Index:
    """
    Names by what they are of, such as segments by their content, in a temporary database.

    Its methods raise OSError where the disk takes no more.
    """

    def __init__(self) -> None:
        self._database = temporary("CREATE TABLE names (of BLOB PRIMARY KEY, name) WITHOUT ROWID")

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()

    def add(self, of: bytes, name: str | bytes) -> bool:
        """Take a name in, unless there is one; says whether it did."""
        with disk():
            sql = "INSERT OR IGNORE INTO names VALUES (?, ?)"
            return self._database.execute(sql, (of, name)).rowcount > 0

    def add_all(self, of: Sequence[bytes], name: str | bytes) -> None:
        """Take a name in for each of them that has none."""
        with disk():
            sql = "INSERT OR IGNORE INTO names VALUES (?, ?)"
            self._database.executemany(sql, [(one, name) for one in of])

    def get(self, of: bytes) -> str | None:
        """The name, if there is one."""
        found = self.value(of)
        return None if found is None else str(found)

    def value(self, of: bytes) -> str | bytes | None:
        """The name as it was taken in, if there is one."""
        with disk():
            found = self._database.execute("SELECT name FROM names WHERE of = ?", (of,)).fetchone()
        return found[0] if found else None

    def all_of(self, of: Sequence[bytes]) -> dict[bytes, str]:
        """The names there are of these."""
        with disk():
            marks = ",".join("?" * len(of))
            sql = f"SELECT of, name FROM names WHERE of IN ({marks})"  # noqa: S608 - marks only
            return dict(self._database.execute(sql, of))

    def items(self) -> Iterator[tuple[bytes, str]]:
        """All names, in the order of what they are of."""
        with disk():
            yield from self._database.execute("SELECT of, name FROM names ORDER BY of")


def temporary(table: str) -> sqlite3.Connection:
    """A database with a table, in a file without a name. Nothing is ever taken back: no journal."""
    database = sqlite3.connect("")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA page_size = 16384")  # some lines a page
    database.execute(table)
    return database


@contextmanager
def disk() -> Iterator[None]:
    """The database's one failure, as that of the disk it is."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        number = errno.ENOSPC if full else errno.EIO
        raise OSError(number, str(error), "the directory of temporary files (TMPDIR)") from error
