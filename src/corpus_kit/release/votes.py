"""
How the answers to a segment are spread: of each question the answers given, and how many alike.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import OFFSET, TEXT, Column, List, Struct, Value
from corpus_kit.release.counted import occurring, scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus_kit.model import Row
    from corpus_kit.release.rows import DatasetRow
    from corpus_kit.schema import RowSchema

SHARE = Value("float64")

VOTES = List(Struct({"question": TEXT, "answer": TEXT, "count": OFFSET}))


def votable(schema: RowSchema) -> list[str]:
    """The questions whose answers can be counted: those that choose from what the schema lists."""
    return [name for name in scales(schema) if "." not in name]


def vote_columns(schema: RowSchema) -> dict[str, Column]:
    """``agreement`` and, where a question has answers to count, ``votes``."""
    shares = Struct({one.asked.name: SHARE for one in schema.fields})
    return {"agreement": shares, **({"votes": VOTES} if votable(schema) else {})}


def agreement(name: str, kept: Sequence[DatasetRow]) -> float:
    """
    The share of the pairs of annotators, two at least, who gave the same answer to a question.

    >>> agreement("topic", [{"topic": 0}, {"topic": 0}, {"topic": 1}])
    0.3333333333333333
    """
    pairs = [bool(one[name] == other[name]) for one, other in combinations(kept, 2)]
    return sum(pairs) / len(pairs)


def votes(name: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """
    The answers to a question, each with how many gave it, the most frequent first.

    Of questions with several answers each is counted by itself.

    >>> votes("topic", [{"topic": "sport"}, {"topic": "culture"}, {"topic": "sport"}, {}])[0]
    {'question': 'topic', 'answer': 'sport', 'count': 2}
    """
    found = Counter(answer for row in rows for answer in occurring(row, name))
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"question": name, "answer": answer, "count": count} for answer, count in ranked]
