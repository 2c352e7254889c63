"""
Splits by document, which stay as they are: a document that was released in a split is never moved.

Documents that belong together go together: those with the same value of ``splits.group_by``, and
near-duplicates. Otherwise a document goes where the labels of ``splits.stratify`` are missed most,
or else where a hash of its name falls. ``splits.jsonl`` remembers where each one went.
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Self

import msgspec

from corpus_kit import files
from corpus_kit.errors import InvalidSplits
from corpus_kit.index import Index
from corpus_kit.release.similar import Similar
from corpus_kit.splits import Frozen, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corpus_kit.config import Splits
    from corpus_kit.corpus import Corpus

SPLITS = ("train", "validation", "test")

FROZEN, NAMED, TOGETHER, ALIKE, BALANCED, HASHED = (
    "it was there before",
    "splits.sets names it",
    "with the others of its group",
    "with a near-duplicate of it",
    "where its labels were missed most",
    "by a hash of its name",
)


class Facts(msgspec.Struct, frozen=True):
    """
    What decides where a document goes.

    `group` is what it has in common with others, `signature` the MinHash of its words, and `labels`
    are those of its decided rows that are balanced.
    """

    document: str
    group: str
    signature: bytes
    labels: dict[str, int]


class Placed(msgspec.Struct, frozen=True, array_like=True):
    """The split of a document, and why it is that."""

    split: str
    why: str


_PLACED = msgspec.json.Decoder(Placed)


@dataclass
class Assignment:
    """
    The split of each document of a corpus, on disk.

    `before` are those of splits.jsonl. `leaks` counts near-duplicates in other splits, of which the
    first are named.
    """

    placed: Index = field(default_factory=Index)
    before: Index = field(default_factory=Index)
    leaks: int = 0
    named: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.placed.close()
        self.before.close()

    def of(self, document: str) -> Placed:
        """Where a document of the corpus is."""
        found = self.placed.get(document.encode())
        return _PLACED.decode(found) if found else Placed("train", "")

    def put(self, document: str, placed: Placed) -> None:
        """Place a document."""
        self.placed.add(document.encode(), msgspec.json.encode(placed).decode())

    def all(self) -> Iterator[Frozen]:
        """Each document and its split by name, also of those that are gone."""
        now = ((name, _PLACED.decode(found).split) for name, found in self.placed.items())
        both = merge(now, self.before.items(), key=lambda one: one[0])
        for name, found in groupby(both, key=lambda one: one[0]):
            yield Frozen(name.decode(), next(found)[1])


def ordered(names: Iterable[str]) -> list[str]:
    """Splits in the usual order, those that corpora name last."""
    found = set(names)
    return [*(one for one in SPLITS if one in found), *sorted(found.difference(SPLITS))]


def assign(corpus: Corpus, found: Iterable[Facts]) -> Assignment:
    """
    Place every document: first those that were placed before, then the new ones, in their order.

    Raises: InvalidSplits where splits.jsonl is damaged, or corpus.toml wants another split for a
    document that was released.
    """
    with ExitStack() as undo, ExitStack() as stack:
        made = undo.enter_context(Assignment())
        first = True
        for one in read(corpus.splits):
            made.before.add(one.document.encode(), one.split)
            first = False
        groups = stack.enter_context(closing(Index()))
        similar = stack.enter_context(closing(Similar()))
        waiting = stack.enter_context(TemporaryFile(prefix="corpus-kit-"))
        chooser = _Chooser(corpus.config.splits, made, groups, similar)
        for facts in found:
            there = made.before.get(facts.document.encode())
            if there or first:
                chooser.place(facts, there)
            else:
                waiting.write(msgspec.json.encode(facts) + b"\n")
        waiting.seek(0)
        for line in waiting:
            chooser.place(msgspec.json.decode(line, type=Facts), None)
        undo.pop_all()  # it is the caller's now
        return made


def freeze(corpus: Corpus, assignment: Assignment) -> None:
    """Remember where each document is; those that are gone stay where they were."""
    files.write(corpus.splits, (msgspec.json.encode(one) + b"\n" for one in assignment.all()))


class _Chooser:
    """Chooses splits, one document after the other."""

    def __init__(self, settings: Splits, made: Assignment, groups: Index, similar: Similar) -> None:
        self._settings = settings
        self._made = made
        self._groups = groups
        self._similar = similar
        self._released: set[str] = set()
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in SPLITS}

    def place(self, facts: Facts, before: str | None) -> None:
        """Choose a document's split; `before` is where it was released."""
        alike = self._similar.meet(facts.document, facts.signature)
        placed = self._chosen(facts, before, alike)
        self._made.put(facts.document, placed)
        if facts.group:
            self._groups.add(facts.group.encode(), placed.split)
        for other in alike:
            if self._made.of(other).split != placed.split:
                self._made.leaks += 1
                self._made.named.append((facts.document, other))
                del self._made.named[5:]
                break
        self._counts.setdefault(placed.split, Counter()).update(_balanced(facts))
        if before is not None:
            self._released.add(before)

    def _chosen(self, facts: Facts, before: str | None, alike: list[str]) -> Placed:
        wanted = next(
            (
                name
                for name, patterns in self._settings.sets.items()
                if any(fnmatch.fnmatchcase(facts.document, one) for one in patterns)
            ),
            None,
        )
        if before is not None:
            if wanted not in (None, before):
                raise InvalidSplits(
                    f"document {facts.document!r} was released in {before}, and splits.sets of "
                    f"corpus.toml puts it into {wanted}"
                )
            return Placed(before, FROZEN)
        if wanted is not None:
            return Placed(wanted, NAMED)
        there = self._groups.get(facts.group.encode()) if facts.group else None
        if there and self._is_open(there):
            return Placed(there, TOGETHER)
        for other in alike:
            if self._is_open(there := self._made.of(other).split):
                return Placed(there, ALIKE)
        return self._by_labels(facts) or Placed(self._by_hash(facts), HASHED)

    def _is_open(self, split: str) -> bool:
        """Whether new documents may go there."""
        return split not in self._settings.fixed or split not in self._released

    def _shares(self) -> Mapping[str, float]:
        shares = {name: getattr(self._settings, name) for name in SPLITS}
        kept = {name: one for name, one in shares.items() if one and self._is_open(name)}
        return kept or shares

    def _by_labels(self, facts: Facts) -> Placed | None:
        if not self._settings.stratify:
            return None
        own, shares = _balanced(facts), self._shares()
        missed = {
            name: sum(
                count * (share * (total + count) - self._counts[name][label]) / (total + count)
                for label, count in own.items()
                for total in (sum(one[label] for one in self._counts.values()),)
            )
            for name, share in shares.items()
        }
        most = max(missed.values())
        return Placed(next(name for name, one in missed.items() if one == most), BALANCED)

    def _by_hash(self, facts: Facts) -> str:
        return split(facts.group or facts.document, self._settings, self._shares())


def _balanced(facts: Facts) -> Mapping[str, int]:
    """What is balanced: the labels of a document, or else that it is one."""
    return facts.labels or {"": 1}


def split(name: str, splits: Splits, shares: Mapping[str, float] | None = None) -> str:
    """Where the `place` of a name falls among the shares, test before the others."""
    shares = shares or {one: getattr(splits, one) for one in SPLITS}
    at = place(name, splits) * sum(shares.values())
    for one in reversed(SPLITS):
        at -= shares.get(one, 0)
        if at < 0:
            return one
    return next(one for one in SPLITS if shares.get(one))


def place(name: str, splits: Splits) -> float:
    """A hash of a name, in [0, 1)."""
    digest = hashlib.sha256(f"{splits.seed}\0{name}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
