"""
An old text beside new ones: where each of its units is now, and where a span of it lies.

Pure: texts in, places out. Offsets count code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpus_kit.rebase.match import matches
from corpus_kit.rebase.units import Units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEAREST = 8.0
"""What a gap in the new text costs at the most, in matched words; a word in it costs half of one.

So a word that happens to stand far away is no part of what the old text became, and ten words in a
row are, however much was put in between.
"""

ENOUGH = 3
"""
Words in a row by which a text is a part of what the old one became, beside the main one; or half of
its words, whatever stands between.
"""

CHANGED = "its text changed"
SPLIT = "it is split between two segments"
AMBIGUOUS = "its text stands in several places that it may be"

Unit = tuple[int, int]
"""Which of the new texts, and which unit there."""


class Place(NamedTuple):
    """``news[new].text[start:end]``; `why` a person has to look at it, if so."""

    new: int
    start: int
    end: int
    why: str = ""


@dataclass(frozen=True)
class Alignment:
    """Where the units of `old` are in `news`, if anywhere; `sure` is whether it is the only way."""

    old: Units
    news: Mapping[int, Units]
    there: Sequence[Unit | None]
    sure: Sequence[bool]

    @property
    def similarity(self) -> float:
        """The part of the old text's words that are in the new ones, from 0 to 1."""
        found = sum(self.found.values())
        return found / self.old.words if self.old.words else float(self.old.text == "")

    @cached_property
    def found(self) -> dict[int, int]:
        """How many words of the old text each of the new ones has, where it has any."""
        counts: dict[int, int] = {}
        for unit, is_word in zip(self.there, self.old.is_word, strict=True):
            if unit is not None and is_word:
                counts[unit[0]] = counts.get(unit[0], 0) + 1
        return counts

    def moved(self, start: int, end: int) -> Place | None:
        """Where ``old.text[start:end]`` lies now; None where nothing remains of it."""
        units = self.old.within(start, end)
        found = [self.there[i] for i in units]
        whole = [one for one in found if one is not None]
        if len(whole) == len(units) and all(b == (a[0], a[1] + 1) for a, b in pairwise(whole)):
            new, first = whole[0]
            at = self.news[new].starts[first] + start - self.old.starts[units[0]]
            why = "" if all(self.sure[i] for i in units) else AMBIGUOUS
            return Place(new, at, at + end - start, why)
        return self._nearest(units)

    def _nearest(self, units: range) -> Place | None:
        """What stands in the new text where the units stood that are not there as they were."""
        found = [(i, unit) for i in units if (unit := self.there[i]) is not None]
        news = [new for i, (new, _) in found if self.old.is_word[i]]
        if not news:
            return self._instead(units)
        new = max(sorted({*news}), key=news.count)
        inside = [(i, unit[1]) for i, unit in found if unit[0] == new]
        (i, first), (k, last) = inside[0], inside[-1]
        before, behind = self._beside(units, new)
        first -= self._taken(new, range(first - 1, before, -1), self._words(units[0], i))
        last += self._taken(new, range(last + 1, behind), self._words(k + 1, units[-1] + 1))
        why = SPLIT if len({*news}) > 1 else CHANGED
        return self._trimmed(new, first, last + 1, why)

    def _instead(self, units: range) -> Place | None:
        """As many words as there were, from between what stood before and behind."""
        sides = (range(units[0] - 1, -1, -1), range(units[-1] + 1, len(self.old)))
        near = [next((one for i in side if (one := self.there[i])), None) for side in sides]
        known = [one for one in near if one is not None]
        if not known or (known[0][0] != known[-1][0]):
            return None
        new = known[0][0]
        before, behind = self._beside(units, new)
        words = self._words(units[0], units[-1] + 1)
        if near[0] is None:
            first = behind - self._taken(new, range(behind - 1, before, -1), words)
            return self._trimmed(new, first, behind, CHANGED)
        last = before + self._taken(new, range(before + 1, behind), words)
        return self._trimmed(new, before + 1, last + 1, CHANGED)

    def _beside(self, units: range, new: int) -> tuple[int, int]:
        """The units of a new text that stand nearest before and behind, or its edges."""
        before = (one[1] for i in range(units[0] - 1, -1, -1) if (one := self._in(i, new)))
        behind = (one[1] for i in range(units[-1] + 1, len(self.old)) if (one := self._in(i, new)))
        return next(before, -1), next(behind, len(self.news[new]))

    def _in(self, i: int, new: int) -> Unit | None:
        unit = self.there[i]
        return unit if unit is not None and unit[0] == new else None

    def _words(self, first: int, end: int) -> int:
        return self.old.before[end] - self.old.before[first]

    def _taken(self, new: int, units: range, words: int) -> int:
        """How many of the units, in their order, hold so many words; white space counts too."""
        is_word, number = self.news[new].is_word, 0
        for j in units:
            words -= is_word[j]
            if words < 0:
                break
            number += 1
        return number

    def _trimmed(self, new: int, first: int, end: int, why: str) -> Place | None:
        is_word, starts = self.news[new].is_word, self.news[new].starts
        while first < end and not is_word[first]:
            first += 1
        while first < end and not is_word[end - 1]:
            end -= 1
        return Place(new, starts[first], starts[end], why) if first < end else None


def direct(old: str, new: str, number: int = 0) -> Alignment:
    """An old text beside the one that it is known to be now; all that is common counts."""
    one, other = Units.of(old), Units.of(new)
    there, sure = matches(one.keys, other.keys)
    units = [(number, j) if j >= 0 else None for j in there]
    return Alignment(one, {number: other}, units, sure)


def aligned(
    olds: Sequence[Units], news: Mapping[int, Units], among: Sequence[int], far: Sequence[int]
) -> list[Alignment]:
    """
    Old texts, in their order, beside those of the new ones that are `among`.

    No new unit is that of two old ones. `far` is how many words stand before each new text.
    """
    flat = [(k, j) for k in among for j in range(len(news[k]))]
    there, sure = matches(
        [key for one in olds for key in one.keys], [key for k in among for key in news[k].keys]
    )
    made, at = [], 0
    for one in olds:
        units = [flat[j] if j >= 0 else None for j in there[at : at + len(one)]]
        kept = _together(one, units, [far[k] + news[k].before[j] for k, j in flat], there[at:])
        made.append(Alignment(one, news, _clear(one, news, kept), sure[at : at + len(one)]))
        at += len(one)
    return made


def _together(
    old: Units, units: list[Unit | None], place: list[int], there: list[int]
) -> list[Unit | None]:
    """Without what stands far from the rest: the stretch is kept that is worth most."""
    best, score, begin, last = (0.0, 0, 0), 0.0, 0, -1
    for i, unit in enumerate(units):
        if unit is None or not old.is_word[i]:
            continue
        now = place[there[i]]
        score -= min(max(now - last - 1, 0) / 2, DEAREST) if last >= 0 else 0.0
        if score <= 0:
            score, begin = 0.0, i
        score, last = score + 1, now
        best = max(best, (score, begin, i + 1), key=lambda one: one[0])
    return [unit if best[1] <= i < best[2] else None for i, unit in enumerate(units)]


def _clear(old: Units, news: Mapping[int, Units], units: list[Unit | None]) -> list[Unit | None]:
    """Without the new texts that have a word or two in common with the old one, but the main."""
    runs: dict[int, list[int]] = {}
    last: Unit | None = None
    words = (unit for i, unit in enumerate(units) if old.is_word[i])
    for unit in words:
        if unit is not None:
            counts = runs.setdefault(unit[0], [])
            if last is not None and last[0] == unit[0] and _follows(news[unit[0]], last, unit):
                counts[-1] += 1
            else:
                counts.append(1)
        last = unit
    main = max(sorted(runs), key=lambda new: sum(runs[new]), default=-1)
    clear = {
        new
        for new, one in runs.items()
        if max(one) >= min(ENOUGH, news[new].words) or sum(one) >= max(2, news[new].words / 2)
    }
    return [one if one is not None and one[0] in clear | {main} else None for one in units]


def _follows(new: Units, one: Unit, other: Unit) -> bool:
    return new.before[other[1]] == new.before[one[1]] + 1
