"""The same inputs in several segments, answered differently."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from corpus_kit.checks.corpus import SAME_TEXT_DIFFERS
from corpus_kit.model import Fault
from corpus_kit.validate.whole.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from sqlite3 import Connection

    from corpus_kit.corpus import Project

_GIVEN = """
CREATE TABLE given
(shown BLOB, segment TEXT, annotator TEXT, line INTEGER, said BLOB, at INTEGER PRIMARY KEY)
"""
_DIFFERING = """
CREATE TABLE differing
(at INTEGER, segment TEXT, annotator TEXT, line INTEGER, other TEXT, place INTEGER)
"""
TABLES = (_GIVEN, _DIFFERING)
INSERT = "INSERT INTO given (shown, segment, annotator, line, said) VALUES (?, ?, ?, ?, ?)"

_REPEATED = """
SELECT * FROM given
WHERE shown IN (SELECT shown FROM given GROUP BY shown HAVING min(segment) <> max(segment))
ORDER BY shown, at
"""
_IN_ORDER = "SELECT segment, annotator, line, other, place FROM differing ORDER BY at, other"


Fact = tuple[bytes, str, str, int, bytes]
"""An answer without an error, as `Given` has it."""


class Given(NamedTuple):
    """An answer: the digests of what was shown and of what was said; `at` counts all of them."""

    shown: bytes
    segment: str
    annotator: str
    line: int
    said: bytes
    at: int


Pair = tuple[Given, Given]
"""An answer, and one before it to the same that differs."""


def found(database: Connection, project: Project) -> Iterator[Found]:
    """Each answer to the same that differs, beside the one before; in the order of documents."""
    rows = map(Given._make, database.execute(_REPEATED))
    pairs = (
        (one.at, one.segment, one.annotator, one.line, other.annotator, other.line)
        for _, same in groupby(rows, key=lambda one: one.shown)
        for one, other in differing(same)
    )
    database.executemany("INSERT INTO differing VALUES (?, ?, ?, ?, ?, ?)", pairs)
    for segment, annotator, line, other, number in database.execute(_IN_ORDER):
        who = "its annotator" if other == annotator else other
        path = project.path(other).relative_to(project.corpus.root)
        message = f"{who} answered the same otherwise in {path}:{number}"
        yield Found(Fault(SAME_TEXT_DIFFERS, "", message), segment, annotator, line)


def differing(answers: Iterable[Given]) -> Iterator[Pair]:
    """
    The pairs among answers to the same inputs, which come segment by segment.

    An annotator's answer is put beside their last one; the answer on which all annotators of a
    segment agree beside that of the segment before with such a one, where the two have none in
    common.
    """
    last: dict[str, Given] = {}
    decided: list[Given] = []
    for _, some in groupby(answers, key=lambda one: one.segment):
        here = list(some)
        for one in here:
            if (other := last.get(one.annotator)) and other.said != one.said:
                yield one, other
        last |= {one.annotator: one for one in here}
        if len({one.said for one in here}) == 1:
            if decided and decided[0].said != here[0].said and not _common(decided, here):
                yield here[0], decided[0]
            decided = here


def _common(some: list[Given], others: list[Given]) -> set[str]:
    return {one.annotator for one in some} & {one.annotator for one in others}
