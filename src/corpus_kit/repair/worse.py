"""Whether a step leaves an error where there was none, or moves what a person has to look at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from corpus_kit.checks.rows import BY_KEYWORD, SCHEMA_OTHER, VALIDATORS_DISAGREE
from corpus_kit.repair.following import encoded, listed, same
from corpus_kit.repair.pointer import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from corpus_kit.model import Check, Fault, Row
    from corpus_kit.repair.row import Step

Item = int | None
"""The number of an item of a list; None for all of a property."""

_OF_SCHEMA = {*BY_KEYWORD.values(), SCHEMA_OTHER, VALIDATORS_DISAGREE}


def is_worse(before: Iterable[Fault], after: Iterable[Fault], row: Row, step: Step) -> bool:
    """
    Whether there are errors `after` a step where there were none `before`, in `row`.

    That is in more places of a property; or on an item that had none, unless the item is the same
    and the error is about it and another, of which either may be told. While the schema complains
    fields are not asked: what they find once it does not was there before.
    """
    before, after = [*before], [*after]
    if any(one.check in _OF_SCHEMA for one in before):
        before, after = ([one for one in some if _of_schema(one)] for some in (before, after))
    old, new = _places(before), _places(after)
    if any(len(items) > len(old.get(name, ())) for name, items in new.items()):
        return True
    grown = _kinds(after) - _kinds(before)
    origins = {name: _origins(name, row, step) for name in new}
    for one in after:
        name, item = _place(one)
        was = origins[name].get(item) if item is not None else None
        if was is not None and was not in old[name]:
            changed = encoded(row[name][was]) != encoded(step.row[name][item])
            if changed or grown[name, one.check]:
                return True
    return False


def moves(review: Iterable[str], row: Row, step: Step) -> bool:
    """Whether pointers to what a person has to look at again lead elsewhere after a step."""
    for name, *rest in filter(None, map(tokens, review)):
        if rest and rest[0].isdecimal() and not same(row, step.row, name):
            item = int(rest[0])
            if _origins(name, row, step).get(item) != item:
                return True
    return False


def _of_schema(fault: Fault) -> bool:
    """Whether a fault is the schema's, or of nothing in the row."""
    return fault.check in _OF_SCHEMA or not fault.pointer


def _place(fault: Fault) -> tuple[str, Item]:
    """The property that an error is in, and the item."""
    name, *rest = tokens(fault.pointer) or ("",)
    return name, int(rest[0]) if rest and rest[0].isdecimal() else None


def _places(faults: Iterable[Fault]) -> dict[str, set[Item]]:
    """Where errors are, by property."""
    found: dict[str, set[Item]] = {}
    for name, item in map(_place, faults):
        found.setdefault(name, set()).add(item)
    return found


def _kinds(faults: Iterable[Fault]) -> Counter[tuple[str, Check]]:
    return Counter((_place(one)[0], one.check) for one in faults)


def _origins(name: str, row: Row, step: Step) -> Mapping[int, int]:
    """By the number of an item of a list after a step, the one it had, as far as it is known."""
    whole = name in step.whole
    known: Callable[[Any], Any] = encoded if whole else id
    old = listed((row if whole else step.middle).get(name))
    numbers = {known(one): i for i, one in enumerate(old)}
    found = enumerate(map(known, listed(step.row.get(name))))
    return {i: numbers[one] for i, one in found if one in numbers}
