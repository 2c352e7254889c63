"""Sequences of words: which of the old ones are which of the new ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 400_000_000
"""Cells in the table of an alignment, a bit each: 50 MB, or 20,000 words by as many."""

GRAM = 4
"""Words in a row by which texts beyond that are parted."""

PART = 5_000
"""Words in a part, at least."""


class Matches(NamedTuple):
    """
    For each old word the new one, or -1, in one of the longest common subsequences.

    `sure` is whether there is one, and no other in any of them.
    """

    there: list[int]
    sure: list[bool]


def matches(old: Sequence[str], new: Sequence[str]) -> Matches:
    """
    Match two sequences of words.

    >>> matches(["a", "b", "c"], ["a", "x", "c"])
    Matches(there=[0, -1, 2], sure=[True, False, True])
    >>> matches(["a"], ["a", "x", "a"]).sure
    [False]
    """
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(one, len(numbers)) for one in old]
    second = [numbers.setdefault(one, len(numbers)) for one in new]
    there, sure = [-1] * len(old), [False] * len(old)
    for a, b, c, d in _parts(first, second):
        if (b - a) * (d - c) > MOST:
            continue
        found, *others = _ways(first[a:b], second[c:d])
        for i, j in found.items():
            there[a + i] = c + j
            sure[a + i] = all(other.get(i) == j for other in others)
    return Matches(there, sure)


def _ways(old: list[int], new: list[int]) -> Iterator[dict[int, int]]:
    """
    A longest common subsequence, as new places by old ones, in four ways.

    Of several the library takes one. Of the reversed sequences, and of the second beside the first,
    it takes others: what lies alike in the four of them lies alike in all there are, as the tests
    see by trying all.
    """
    last, end = len(old) - 1, len(new) - 1
    yield dict(_common(old, new))
    yield {i: j for j, i in _common(new, old)}
    old, new = old[::-1], new[::-1]
    yield {last - i: end - j for i, j in _common(old, new)}
    yield {last - i: end - j for j, i in _common(new, old)}


def _common(old: list[int], new: list[int]) -> Iterator[tuple[int, int]]:
    """
    The pairs of a longest common subsequence.

    What is put around both keeps the library from matching beginnings and ends by themselves.
    """
    from rapidfuzz.distance import LCSseq

    for one in LCSseq.opcodes([-1, *old, -2], [-3, *new, -4]):
        if one.tag == "equal":
            yield from zip(
                range(one.src_start - 1, one.src_end - 1),
                range(one.dest_start - 1, one.dest_end - 1),
                strict=True,
            )


def _parts(old: list[int], new: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """Both as they are; very long ones in parts that begin with words which stand once in each."""
    a, c = 0, 0
    if len(old) * len(new) > MOST:
        for b, d in _anchors(old, new):
            if b - a >= PART:
                yield a, b, c, d
                a, c = b, d
    yield a, len(old), c, len(new)


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """The longest row of places of words in a row that stand once in each, in both orders."""
    places = _once(new)
    pairs = [(i, places[gram]) for gram, i in _once(old).items() if gram in places]
    ends: list[int] = []
    steps: list[tuple[int, int]] = []
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j, key=lambda one: pairs[one][1])
        steps.append((k, ends[at - 1] if at else -1))
        ends[at : at + 1] = [k]
    found, k = [], ends[-1] if ends else -1
    while k >= 0:
        found.append(pairs[k])
        k = steps[k][1]
    return found[::-1]


def _once(sequence: list[int]) -> dict[tuple[int, ...], int]:
    grams = [*zip(*(sequence[k:] for k in range(GRAM)), strict=False)]
    counts = Counter(grams)
    return {gram: i for i, gram in enumerate(grams) if counts[gram] == 1}
