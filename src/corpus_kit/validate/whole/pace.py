"""Annotators who are much faster than the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.checks.corpus import TOO_FAST
from corpus_kit.model import Fault
from corpus_kit.validate.whole.found import Found
from corpus_kit.validate.whole.middle import mid, middle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from corpus_kit.corpus import Project

TABLES = ("CREATE TABLE took (annotator TEXT, seconds REAL)",)
INSERT = "INSERT INTO took VALUES (?, ?)"
FEWEST = 10
"""Answers with a time, below which an annotator's median says nothing."""
SHARE = 3
"""An annotator is fast whose median is less than this part of the others'."""

_TIMED = "SELECT annotator FROM took GROUP BY annotator HAVING count(*) >= ? ORDER BY annotator"


Fact = tuple[str, float]
"""An annotator, and the seconds that an answer took."""


def found(database: Connection, _: Project) -> Iterator[Found]:
    """Each such annotator; the others' time is the median of their medians."""
    database.execute("CREATE INDEX by_annotator ON took (annotator, seconds)")
    names = [name for (name,) in database.execute(_TIMED, (FEWEST,))]
    usual = {name: middle(database, "took", "annotator", name, "seconds") for name in names}
    for name, own in usual.items():
        others = [one for other, one in usual.items() if other != name]
        if others and own * SHARE < (theirs := mid(others)):
            message = f"the median answer takes {own:g} seconds, and {theirs:g} with the others"
            yield Found(Fault(TOO_FAST, "", message), "", name, 1)
