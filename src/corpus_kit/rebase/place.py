"""
Where the texts of a document's old segments lie among its new ones.

A text that stands there as it was lies there. Any other is looked for where its words are, those
first that stand in few segments; and two of them never become the same words.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING

from corpus_kit.rebase.align import aligned
from corpus_kit.rebase.units import Units

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corpus_kit.rebase.align import Alignment

LOOKED = 0.3
"""The part of a text's words that makes a segment worth a look, or of the segment's own."""


class Places:
    """The texts of a document's segments, in reading order, to find old ones among."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._news = dict(enumerate(map(Units.of, texts)))
        ends = accumulate((one.words for one in self._news.values()), initial=0)
        self._far = dict(enumerate(ends))

    def of(self, olds: Sequence[str], taken: Collection[int]) -> list[Alignment]:
        """
        Where each of the old texts lies, which are all of one annotator.

        Of the segments `taken` the annotator has answers: a text that one of them shows as it was
        stood in the document twice, and this is the other.
        """
        units = [*map(Units.of, olds)]
        open_ = [k for k in self._news if k not in taken]
        found: list[Alignment] = []
        for text, one in zip(olds, units, strict=True):
            same = [k for k in open_ if self._texts[k] == text]
            if same:
                open_.remove(same[0])
                found.append(self._aligned([one], same[:1])[0])
            else:
                found.append(
                    self._best(one, {k for k in taken if self._texts[k] == text}, {*taken})
                )
        return self._apart(found)

    def _best(self, old: Units, never: set[int], taken: set[int]) -> Alignment:
        """Among those that are free; or where one that has an answer is more like it, there."""
        free = self._sought(old, taken)
        if not taken - never:
            return free
        other = self._sought(old, never)
        main = max(other.found, key=lambda k: other.found[k], default=-1)
        return other if main in taken and other.similarity > free.similarity else free

    def _sought(self, old: Units, never: set[int]) -> Alignment:
        among = self._among(old, never)
        (found,) = self._aligned([old], among)
        if found.found and {*found.found} < {*among}:  # what is near is no longer in the way
            (found,) = self._aligned([old], sorted(found.found))
        return found

    def _aligned(self, olds: Sequence[Units], among: Sequence[int]) -> list[Alignment]:
        return aligned(olds, self._news, among, self._far)

    def _among(self, old: Units, never: set[int]) -> list[int]:
        """The segments that share enough with a text, and their neighbours."""
        said = self._weights(old)
        shared: dict[int, float] = {}
        for key in said:
            for k, weight in self._holding.get(key, {}).items():
                shared[k] = shared.get(k, 0.0) + min(weight, said[key])
        whole = sum(said.values())
        looked = {k for k, one in shared.items() if one >= LOOKED * min(whole, self._weight[k])}
        looked = looked - never or {*sorted({*shared} - never, key=lambda k: -shared[k])[:1]}
        beside = {k + step for k in looked for step in (-1, 1)} & {*self._news}
        return sorted(looked | (beside - never))

    def _weights(self, one: Units) -> dict[str, float]:
        """What each word of a text weighs: the less, the more segments hold it."""
        counts = Counter(key for key, word in zip(one.keys, one.is_word, strict=True) if word)
        return {key: count / max(self._segments[key], 1) for key, count in counts.items()}

    @cached_property
    def _segments(self) -> Counter[str]:
        """How many segments hold each word."""
        return Counter(key for one in self._news.values() for key in {*one.keys})

    @cached_property
    def _holding(self) -> dict[str, dict[int, float]]:
        found: dict[str, dict[int, float]] = {}
        for k, one in self._news.items():
            for key, weight in self._weights(one).items():
                found.setdefault(key, {})[k] = weight
        return found

    @cached_property
    def _weight(self) -> list[float]:
        return [sum(self._weights(one).values()) for one in self._news.values()]

    def _apart(self, found: list[Alignment]) -> list[Alignment]:
        """Those that lie in the same segments, aligned together, in the order of their places."""
        made = [*found]
        for group in _groups([{*one.found} for one in found]):
            if len(group) > 1:
                group.sort(key=lambda n: self._middle(found[n]))
                among = sorted({k for n in group for k in found[n].found})
                again = self._aligned([found[n].old for n in group], among)
                for n, one in zip(group, again, strict=True):
                    made[n] = one
        return made

    def _middle(self, one: Alignment) -> float:
        units = [unit for unit in one.there if unit is not None]
        return median(self._far[k] + self._news[k].before[j] for k, j in units)


def _groups(sets: Sequence[set[int]]) -> list[list[int]]:
    """The numbers of the sets that share something, directly or by others, together."""
    groups: list[tuple[set[int], list[int]]] = []
    for number, one in enumerate(sets):
        touched = [group for group in groups if group[0] & one]
        groups = [group for group in groups if not group[0] & one]
        held = one.union(*(group[0] for group in touched))
        groups.append((held, [*(n for group in touched for n in group[1]), number]))
    return [numbers for held, numbers in groups if held]
