"""Names by what they are of, too many for memory: in a temporary database on disk."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Index:
    """
    Names by what they are of, such as segments by their content, in a temporary database.

    Its methods raise OSError where the disk takes no more.
    """

    def __init__(self) -> None:
        self._database = temporary(
            "CREATE TABLE names (of BLOB PRIMARY KEY, name TEXT) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()

    def add(self, of: bytes, name: str) -> bool:
        """Take a name in, unless there is one; says whether it did."""
        with disk():
            sql = "INSERT OR IGNORE INTO names VALUES (?, ?)"
            return self._database.execute(sql, (of, name)).rowcount > 0

    def get(self, of: bytes) -> str | None:
        """The name, if there is one."""
        with disk():
            found = self._database.execute("SELECT name FROM names WHERE of = ?", (of,)).fetchone()
        return str(found[0]) if found else None

    def items(self) -> Iterator[tuple[bytes, str]]:
        """All names, in the order of what they are of."""
        with disk():
            yield from self._database.execute("SELECT of, name FROM names ORDER BY of")


def temporary(*tables: str, page: int = 4_096, cache: int = 2_000) -> sqlite3.Connection:
    """
    A database with tables, in a file without a name. Nothing is ever taken back: no journal.

    `page` is in bytes: large ones suit lines, small ones keys in no order. `cache` is in KB.
    """
    database = sqlite3.connect("")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute(f"PRAGMA page_size = {page}")
    database.execute(f"PRAGMA cache_size = {-cache}")
    for table in tables:
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
