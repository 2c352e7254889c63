"""Texts that annotators wrote which are much shorter than other answers to their question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.checks.corpus import NEAR_EMPTY
from corpus_kit.model import Fault
from corpus_kit.validate.whole.found import Found
from corpus_kit.validate.whole.middle import middle
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from corpus_kit.corpus import Project

_WRITTEN = """
CREATE TABLE written
(question TEXT, length INTEGER, segment TEXT, annotator TEXT, line INTEGER)
"""
TABLES = (_WRITTEN,)
INSERT = "INSERT INTO written VALUES (?, ?, ?, ?, ?)"
SHARE = 10
"""A text is short that is less than this part of the median."""

_SHORT = """
SELECT length, segment, annotator, line FROM written WHERE question = ? AND length * ? < ?
ORDER BY rowid
"""


Fact = tuple[str, int, str, str, int]
"""A question, the code points written in answer to it, the segment, the annotator, the line."""


def found(database: Connection, _: Project) -> Iterator[Found]:
    """Each such text, question by question."""
    database.execute("CREATE INDEX by_length ON written (question, length)")
    names = database.execute("SELECT DISTINCT question FROM written ORDER BY question").fetchall()
    for (name,) in names:
        usual = middle(database, "written", "question", name, "length")
        for length, segment, annotator, line in database.execute(_SHORT, (name, SHARE, usual)):
            message = f"{counted(length, 'character')}; the median of its question is {usual:g}"
            yield Found(Fault(NEAR_EMPTY, f"/{name}", message), segment, annotator, line)
