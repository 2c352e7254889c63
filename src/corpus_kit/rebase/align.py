"""
An old text beside new ones: where each of its units is now, and where a span of it lies.

Pure: texts in, places out. Offsets count code points.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpus_kit.rebase.match import matches
from corpus_kit.rebase.units import Units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NEAR = 8
"""So many words more than before may stand between two that belong together."""

DEAREST = 8.0
"""
What more than that costs at the most, in matched words; each costs half of one.

So a word that happens to stand far away is no part of what the old text became, and ten words in a
row are, however much was put in between.
"""

ENOUGH = 3
"""Words by which a text is a part of what an old one became, beside the main one; or all it has."""

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
    news = {number: Units.of(new)}
    (found,) = aligned([Units.of(old)], news, [number], {number: 0}, everything=True)
    return found


def aligned(
    olds: Sequence[Units],
    news: Mapping[int, Units],
    among: Sequence[int],
    far: Mapping[int, int],
    *,
    everything: bool = False,
) -> list[Alignment]:
    """
    Old texts, in their order, beside those of the new ones that are `among`.

    No new word is that of two old ones. `far` is how many words stand before each new text. What is
    common by chance, far from the rest, is left out, unless `everything` counts.
    """
    flat = [(k, j) for k in among for j, word in enumerate(news[k].is_word) if word]
    first, second = [_words(one) for one in olds], [_words(news[k]) for k in among]
    there, sure = matches([*chain(*first)], [*chain(*second)])
    place = [far[k] + news[k].before[j] for k, j in flat]
    made, at = [], 0
    for one in olds:
        found = there[at : at + one.words]
        words = [flat[n] if n >= 0 else None for n in found]
        if not everything:
            words = _clear(news, _together(words, [place[n] if n >= 0 else 0 for n in found]))
        made.append(_with_spaces(one, news, words, sure[at : at + one.words]))
        at += one.words
    return made


def _words(units: Units) -> list[str]:
    return [key for key, word in zip(units.keys, units.is_word, strict=True) if word]


def _with_spaces(
    old: Units, news: Mapping[int, Units], words: Sequence[Unit | None], sure: Sequence[bool]
) -> Alignment:
    """White space goes with the word before it, or else with the one behind."""
    said = iter(zip(words, sure, strict=True))
    units = [next(said) if word else (None, False) for word in old.is_word]
    made = [*units]
    for i, word in enumerate(old.is_word):
        for step in (-1, 1) if not word else ():
            unit, known = units[i + step] if 0 <= i + step < len(units) else (None, False)
            if made[i][0] is None and unit is not None:
                beside = unit[1] - step
                keys = news[unit[0]].keys
                if 0 <= beside < len(keys) and keys[beside] == old.keys[i]:
                    made[i] = (unit[0], beside), known
    return Alignment(old, news, [unit for unit, _ in made], [known for _, known in made])


def _together(words: Sequence[Unit | None], place: Sequence[int]) -> list[Unit | None]:
    """Without what stands far from the rest: the stretch is kept that is worth most."""
    best, score, begin, last = (0.0, 0, 0), 0.0, 0, -1
    for i, word in enumerate(words):
        if word is None:
            continue
        more = place[i] - place[last] - (i - last) - NEAR if last >= 0 else 0
        score -= min(max(more, 0) / 2, DEAREST)
        if score <= 0:
            score, begin = 0.0, i
        score, last = score + 1, i
        best = max(best, (score, begin, i + 1), key=lambda one: one[0])
    return [word if best[1] <= i < best[2] else None for i, word in enumerate(words)]


def _clear(news: Mapping[int, Units], words: Sequence[Unit | None]) -> list[Unit | None]:
    """Without the new texts that have a word or two in common with the old one, but the main."""
    counts = Counter(unit[0] for unit in words if unit is not None)
    main = max(sorted(counts), key=lambda new: counts[new], default=-1)
    clear = {new for new, one in counts.items() if one >= min(ENOUGH, news[new].words)} | {main}
    return [one if one is not None and one[0] in clear else None for one in words]
