"""
Answers put right, as far as it is provable what was meant: what checks offer a `Fix` for.

`repaired` looks at one annotation; `planned` goes through a project, and `perform` writes what it
found. An annotation's history says what was changed, and `taken_back` undoes it.
"""

from corpus_kit.repair.annotation import Repaired, repaired, undone
from corpus_kit.repair.line import Mender, Repair
from corpus_kit.repair.pieces import Piece, pieces
from corpus_kit.repair.project import Found, perform, planned, taken_back

__all__ = [
    "Found",
    "Mender",
    "Piece",
    "Repair",
    "Repaired",
    "perform",
    "pieces",
    "planned",
    "repaired",
    "taken_back",
    "undone",
]
