"""Texts of test, validation and other splits that stand in train too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kit.checks.corpus import TEST_ALSO_IN_TRAIN
from corpus_kit.model import Fault
from corpus_kit.validate.whole.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from corpus_kit.corpus import Project

TABLES = ("CREATE TABLE stands (text BLOB, split TEXT, segment TEXT, path TEXT, line INTEGER)",)
INSERT = "INSERT INTO stands VALUES (?, ?, ?, ?, ?)"

_LEAKS = """
SELECT one.split, one.segment, one.path, one.line, other.path, other.line
FROM (SELECT text, min(rowid) AS at FROM stands WHERE split = 'train' GROUP BY text) AS first
JOIN stands AS one ON one.text = first.text AND one.split <> 'train'
JOIN stands AS other ON other.rowid = first.at
ORDER BY one.rowid
"""


Fact = tuple[bytes, str, str, str, int]
"""A text's digest and where it stands: a document, a segment, a seed and the line of it."""


def found(database: Connection, project: Project) -> Iterator[Found]:
    """Each segment with such a text, beside the first of train that has it."""
    for split, segment, path, line, other, number in database.execute(_LEAKS):
        there = Path(other).relative_to(project.corpus.root)
        message = f"its document is in {split}, and {there}:{number}, in train, has this text"
        yield Found(Fault(TEST_ALSO_IN_TRAIN, "", message), segment, "", line, Path(path))
