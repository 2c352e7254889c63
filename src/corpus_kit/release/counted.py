"""What is counted of answers and texts: labels by the place they stand in, lengths in bins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import label_lists
from corpus_kit.fields.boolean import Boolean
from corpus_kit.fields.rating import Rating
from corpus_kit.fields.taxonomy import Taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.fields import Field
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

SHORT = 100
"""Below this every length is counted by itself, above it by its first two digits."""

BINS = 12
"""Bars of a histogram, at most; one more holds all that is far longer than the rest."""


def scales(schema: RowSchema) -> dict[str, tuple[str, ...]]:
    """
    What can be answered where the schema lists it, by path, in the order of the schema.

    A path is the name of a column, with those inside it after dots: ``entities.label``.
    """
    listed = {one.asked.name: _listed(one) for one in schema.fields}
    found: dict[str, tuple[str, ...]] = {}
    for name, column in schema.columns.items():
        if names := listed.get(name):
            found[name] = names
        else:
            found.update(label_lists(name, column, "."))
    return found


def occurring(row: Row, path: str) -> list[str]:
    """
    The answers that stand at a path in a row, each as often as it does.

    >>> occurring({"spans": [{"label": "PER"}, {"label": "LOC"}], "sure": True}, "spans.label")
    ['PER', 'LOC']
    """
    found: list[Any] = [row]
    for name in path.split("."):
        found = _flat([one.get(name) for one in found])
    return [one if type(one) is str else word(one) for one in found]


def _flat(values: list[Any]) -> list[Any]:
    """The values that are there, and in place of each list what is in it."""
    flat: list[Any] = []
    for one in values:
        if type(one) is list:
            flat += _flat(one)
        elif one is not None:
            flat.append(one)
    return flat


def word(value: object) -> str:
    """An answer as a scale has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(one: Field) -> tuple[str, ...]:
    match one:
        case Boolean():
            return ("true", "false")
        case Rating(most=most):
            return tuple(str(i) for i in range(1, most + 1))
        case Taxonomy(nodes=nodes):
            return tuple(str(node.value) for node in nodes)
    return ()


@dataclass
class Lengths:
    """
    How long texts are, in characters, counted in memory that does not grow with their number.

    >>> lengths = Lengths()
    >>> lengths.add({3: 1, 7: 1, 41: 1, 44: 1})
    >>> lengths.count, lengths.least, lengths.mean, lengths.most
    (4, 3, 23.75, 44)
    >>> lengths.bins()[:3]
    [(0, 4, 1), (5, 9, 1), (10, 14, 0)]
    """

    count: int = 0
    total: int = 0
    least: int = 0
    most: int = 0
    _counts: Counter[int] = field(default_factory=Counter)

    def add(self, found: Mapping[int, int]) -> None:
        """Count texts: how many there are of each length."""
        if found:
            self.least = min(found) if not self.count else min(self.least, *found)
            self.most = max(self.most, *found)
        for length, count in found.items():
            self.count += count
            self.total += length * count
            self._counts[length // _step(length) * _step(length)] += count

    def take(self, others: Lengths) -> None:
        """Count the texts that were counted there, too."""
        if others.count:
            self.least = min(self.least, others.least) if self.count else others.least
            self.most = max(self.most, others.most)
            self.count += others.count
            self.total += others.total
            self._counts.update(others._counts)

    @property
    def mean(self) -> float:
        """Of all texts; there has to be one."""
        return self.total / self.count

    def bins(self) -> list[tuple[int, int, int]]:
        """
        Bars of one width that hold all texts: the first length, the last, and how many there are.

        Where a few are far longer than the others, the last bar reaches to the longest.
        """
        least, top = min(self._counts), self._usual()
        width = next(one for one in _widths(_step(top)) if top // one - least // one < BINS)
        first, last = least // width, top // width
        held: Counter[int] = Counter()
        for length, count in self._counts.items():
            held[min(length // width, last + 1)] += count
        found = [(i * width, i * width + width - 1, held[i]) for i in range(first, last + 1)]
        return (
            [*found, ((last + 1) * width, self.most, held[last + 1])] if held[last + 1] else found
        )

    def _usual(self) -> int:
        """The length that 99 of 100 do not pass; the longest, if it is not far from that."""
        passed = 0
        for length in sorted(self._counts):
            passed += self._counts[length]
            if passed * 100 >= self.count * 99:
                break
        return max(self._counts) if self.most <= 2 * length else length


def _step(length: int) -> int:
    """How far apart lengths of this size are counted."""
    return 10 ** (len(str(length)) - 2) if length >= SHORT else 1


def _widths(width: int) -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …, from a step on, so that bars end where lengths are counted apart."""
    while True:
        yield from (width, 2 * width, 5 * width)
        width *= 10
