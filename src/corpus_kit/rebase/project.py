"""
All answers of a project that are about an older text, document by document, on all cores.

Documents and the lines about them are read side by side, and what comes in the place of lines waits
on disk, so memory holds neither.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import answers, files
from corpus_kit.chunks import chunks
from corpus_kit.corpus import Corpus
from corpus_kit.index import disk, temporary
from corpus_kit.parallel import ordered
from corpus_kit.rebase.document import Outcome, rebased
from corpus_kit.rebase.told import Told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from corpus_kit.chunks import Given
    from corpus_kit.corpus import Project

LEAST = 0.6
"""
The part of a text's words that has to be in the new one, or its answers are refused.

A correction of seeds changes words here and there; where four of ten are others, what was read is
not what is there, and an answer to all of it, such as a topic, may no longer be true.
"""

_TABLES = (
    "CREATE TABLE told (line BLOB)",
    "CREATE TABLE gone (path TEXT, number INTEGER, PRIMARY KEY (path, number)) WITHOUT ROWID",
    "CREATE TABLE come (path TEXT, segment TEXT, line BLOB)",
)
_TOLD = "SELECT line FROM told ORDER BY rowid"
_CHANGED = "SELECT DISTINCT path FROM gone ORDER BY path"
_GOES = "SELECT 1 FROM gone WHERE path = ? AND number = ?"
_COMES = "SELECT segment, line FROM come WHERE path = ? ORDER BY segment, rowid"

_DECODER = msgspec.json.Decoder(Told, dec_hook=lambda _, value: Path(value))


@dataclass(frozen=True)
class Rebase:
    """
    What becomes of a project's answers about older texts; made by `plan`.

    The files are as they were until `write`.
    """

    project: Project
    _database: sqlite3.Connection

    def told(self) -> Iterator[Told]:
        """Of each what becomes of it, in the order of documents, and there by file and line."""
        with disk():
            yield from (_DECODER.decode(line) for (line,) in self._database.execute(_TOLD))

    def write(self) -> list[Path]:
        """
        Put the new answers into the place of the old ones, file by file; returns those it changed.

        Raises: OSError.
        """
        with disk():
            changed = {path for (path,) in self._database.execute(_CHANGED)}
        return [
            path
            for path in self.project.files()
            if str(path) in changed and files.write(path, self._lines(path))
        ]

    def _lines(self, path: Path) -> Iterator[bytes]:
        stay = (
            (one.segment, one.data if one.data.endswith(b"\n") else one.data + b"\n")
            for one in answers.unread(path)
            if not self._goes(path, one.number)
        )
        with disk():
            come = self._database.execute(_COMES, (str(path),))
            yield from (data for _, data in merge(stay, come, key=lambda one: one[0]))

    def _goes(self, path: Path, number: int) -> bool:
        found = self._database.execute(_GOES, (str(path), number)).fetchone()
        return found is not None


@contextmanager
def plan(project: Project, least: float = LEAST) -> Iterator[Rebase]:
    """
    The rebase of a project, of which nothing is done yet.

    Answers are refused of whose text less than `least` is left, from 0 to 1.

    Raises: InvalidSeeds; MissingInput; UnfitInput; WorkerKilled; OSError where the disk is full.
    """
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    work = partial(_Worker, project.corpus.root, project.name, at, least)
    with closing(temporary(*_TABLES, page=16_384)) as database:
        for made in ordered(work, chunks(project.corpus, [project])):
            _keep(made, database)
        yield Rebase(project, database)


def _keep(made: Outcome, database: sqlite3.Connection) -> None:
    with disk():
        database.executemany(
            "INSERT INTO told VALUES (?)",
            [(msgspec.json.encode(one, enc_hook=str),) for one in made.told],
        )
        database.executemany(
            "INSERT INTO gone VALUES (?, ?)", [(str(one.path), one.number) for one in made.gone]
        )
        database.executemany(
            "INSERT INTO come VALUES (?, ?, ?)",
            [(str(line.path), one.segment, answers.line(one)) for line, one in made.come],
        )


class _Worker:
    """What is done with a chunk, in a process that opened the corpus by itself."""

    def __init__(self, root: Path, name: str, at: str, least: float) -> None:
        self._project = Corpus.open(root).project(name)
        self._at, self._least = at, least

    def __call__(self, chunk: list[Given]) -> Outcome:
        whole = Outcome()
        for document, (lines,) in chunk:
            made = rebased(self._project, document, lines, self._at, self._least)
            whole.told += made.told
            whole.gone += made.gone
            whole.come += made.come
        return whole
