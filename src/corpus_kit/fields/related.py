"""What is wrong with a relation by itself, and with two that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.checks.answers import (
    RELATION_LABELS,
    RELATION_TO_ITSELF,
    RELATION_TWICE,
    RELATION_WITHOUT_SPAN,
)
from corpus_kit.fields.pairs import ENDS
from corpus_kit.model import REMOVED, Fault, Fix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus_kit.fields.pairs import Pairs, Relation


def wrong(one: Relation, labels: Mapping[str, str], pairs: Pairs, pointer: str) -> Iterator[Fault]:
    """Spans that are not there, or are one, or do not go with it; `labels` are theirs by id."""
    missing = [end for end in ENDS if one[end] not in labels]
    for end in missing:
        message = f"there is no span {one[end]!r}"
        yield Fault(RELATION_WITHOUT_SPAN, f"{pointer}/{end}", message)
    if one["head"] == one["tail"]:
        yield Fault(RELATION_TO_ITSELF, pointer, "head and tail are the same span")
    elif not missing and (unlike := pairs.fault(one, labels)):
        yield Fault(RELATION_LABELS, pointer, unlike)


def twice(relations: Sequence[Relation], pointer: str) -> Iterator[Fault]:
    """Relations that say what one further up says; one that says nothing more can go."""
    seen: dict[tuple[object, ...], tuple[int, Relation]] = {}
    for i, one in enumerate(relations):
        ends = (one["head"], one["tail"])
        ends = ends if one["directed"] else (min(ends), max(ends))
        number, first = seen.setdefault((*ends, one.get("label"), one["directed"]), (i, one))
        if number != i:
            there = f"{pointer}/{i}"
            same = {**first, "head": "", "tail": ""} == {**one, "head": "", "tail": ""}
            message = f"the same relation stands in {pointer}/{number} already"
            yield Fault(RELATION_TWICE, there, message, Fix(there, REMOVED) if same else None)
