"""
Where the tasks about segments are in Label Studio, as the last push or pull saw them.

Kept in ``.corpus-kit/studio``, for those who ask without a network. An address holds no key.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.studio import credentials
from corpus_kit.studio.project import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus_kit.corpus import Project

_TABLES = """
CREATE TABLE project (url TEXT);
CREATE TABLE tasks (segment TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;
"""


@contextmanager
def noting(project: Project, url: str) -> Iterator[Callable[[str, int], object]]:
    """
    What to tell segments and the numbers of their tasks, in the Label Studio project at `url`.

    They take the place of those of before when the block ends well.
    """
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as directory:
        aside = Path(directory) / "tasks.sqlite"
        with closing(sqlite3.connect(aside)) as database, database:
            database.executescript(_TABLES)
            database.execute("INSERT INTO project VALUES (?)", (url,))
            yield lambda *task: database.execute("INSERT OR REPLACE INTO tasks VALUES (?, ?)", task)
        with aside.open("rb") as file:
            files.write(_path(project), iter(lambda: file.read(1 << 20), b""), mode=files.PRIVATE)


class Links:
    """The addresses of a project's tasks; they are looked up as they are asked for."""

    def __init__(self, project: Project) -> None:
        self._project: str | None = None
        self._database: sqlite3.Connection | None = None
        if not project.corpus.state.exists():  # nothing is made by looking
            return
        if last := remembered(project):
            self._project = last[0]
        if (path := _path(project)).exists():
            self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            found = self._one("SELECT url FROM project", ())
            self._project = str(found) if found else self._project

    def __call__(self, segment: str) -> str | None:
        """The task about a segment, or else all of the project; None where it was not pushed."""
        if not self._project:
            return None
        number = self._one("SELECT id FROM tasks WHERE segment = ?", (segment,))
        return f"{self._project}/data{f'?task={number}' if number else ''}"

    def _one(self, sql: str, said: tuple[str, ...]) -> object:
        """What is there; a damaged file knows nothing, and the next push writes another."""
        if self._database is None:
            return None
        try:
            found = self._database.execute(sql, said).fetchone()
        except sqlite3.DatabaseError:
            return None
        return found and found[0]


def _path(project: Project) -> Path:
    return credentials.directory(project.corpus) / "tasks" / f"{project.name}.sqlite"
