"""
Answers that are too many for memory while they are read: on disk, in a temporary database.

Answers on their way into files, one for each annotator and segment, come in any order and leave in
that of the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corpus_kit import answers
from corpus_kit.index import disk, temporary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus_kit.model import Annotation, Change, Status

_TABLE = """
CREATE TABLE answers (
    annotator TEXT, segment TEXT, updated TEXT, status TEXT, line BLOB,
    PRIMARY KEY (annotator, segment)
)
"""
_PUT = """
INSERT INTO answers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET updated = excluded.updated, status = excluded.status, line = excluded.line
WHERE {}
"""
_STANDS = "(excluded.status, excluded.updated) >= (status, updated)"
"""An answer counts before a skip: ``submitted`` is the greater word."""
_IS_LATER = "excluded.updated > updated"
_IS_NOT_EARLIER = "excluded.updated >= updated"
_MOVED = "DELETE FROM answers WHERE annotator = ? AND segment = ? AND updated = ?"
_FOUND = "SELECT line FROM answers WHERE annotator = ? AND segment = ?"
_REMEMBER = "UPDATE answers SET line = ? WHERE annotator = ? AND segment = ?"
_COUNT = "SELECT count(*) FROM answers WHERE annotator = ? AND status = ?"
_LINES = "SELECT line FROM answers WHERE annotator = ? ORDER BY segment"


class Spool:
    """
    Answers in a temporary database, which is gone when it is closed or its process is killed.

    Its methods raise OSError where the disk takes no more.
    """

    def __init__(self) -> None:
        self._database = temporary(_TABLE, page=16_384)

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()

    def add(self, found: Iterable[Annotation]) -> int:
        """
        Take answers in; of two by one annotator to one segment the later counts, but no skip.

        Returns: how many of them stood beside another.
        """
        number = 0
        for number, one in enumerate(found, 1):  # noqa: B007 - counted
            self._put(one.annotator, one, _STANDS)
        with disk():
            kept = self._database.execute("SELECT count(*) FROM answers").fetchone()[0]
        return number - int(kept)

    def leave_out(self, annotator: str, found: Iterable[Annotation]) -> int:
        """
        Let go of what was moved to other segments since, as the history of answers in a file says.

        Returns: how many those were. One that was given anew after that stays.
        """
        number = 0
        with disk():
            for one in found:
                for change in filter(_moves, one.history):
                    then = (annotator, change.segment, change.updated or one.updated)
                    number += self._database.execute(_MOVED, then).rowcount
        return number

    def keep(self, annotator: str, found: Iterable[Annotation]) -> None:
        """
        Take in those of an annotator's answers that are later than the ones here, or alone.

        One with a history stands before itself without: what was changed here stays so. Where
        another was given after it, that one remembers which answers were moved to its segment.
        """
        for one in found:
            changed = bool(one.history and one.updated)  # of no time, which answer it was is open
            self._put(annotator, one, _IS_NOT_EARLIER if changed else _IS_LATER)
            if any(map(_moves, one.history)):
                self._remember(annotator, one)

    def annotators(self) -> list[str]:
        """Whose answers are here, sorted."""
        with disk():
            found = self._database.execute("SELECT DISTINCT annotator FROM answers ORDER BY 1")
            return [name for (name,) in found]

    def count(self, annotator: str, status: Status) -> int:
        """How many of an annotator's answers are of a status."""
        with disk():
            return int(self._database.execute(_COUNT, (annotator, status)).fetchone()[0])

    def lines(self, annotator: str) -> Iterator[bytes]:
        """The lines of an annotator's file."""
        with disk():
            yield from (line for (line,) in self._database.execute(_LINES, (annotator,)))

    def _remember(self, annotator: str, old: Annotation) -> None:
        with disk():
            key = (annotator, old.segment)
            (line,) = self._database.execute(_FOUND, key).fetchone()
            if (found := answers.of(line)).updated > old.updated:
                moves = [
                    msgspec.structs.replace(one, updated=one.updated or old.updated, row={})
                    for one in filter(_moves, old.history)
                ]
                made = msgspec.structs.replace(found, history=(*moves, *found.history))
                self._database.execute(_REMEMBER, (answers.line(made), *key))

    def _put(self, annotator: str, one: Annotation, counts: str) -> None:
        with disk():
            self._database.execute(
                _PUT.format(counts),
                (annotator, one.segment, one.updated, one.status, answers.line(one)),
            )


def _moves(change: Change) -> bool:
    """Whether a change made an answer one about another segment."""
    return bool(change.segment)
