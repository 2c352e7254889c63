"""Items of lists in a row, such as spans, on their way to other labels."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus_kit.fields.span import id_of, is_placed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Item(NamedTuple):
    """An item of a list, and the indices that it had."""

    indices: tuple[int, ...]
    value: Any


def index(order: Sequence[Any], item: Item) -> int:
    """Where the very value of an item stands; equal ones may stand elsewhere."""
    return next(i for i, one in enumerate(order) if one is item.value)


def key_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What makes a span or a relation the one that it is."""
    if is_placed(value):
        return id_of(value["start"], value["end"], value["label"])
    return repr(value)


def upright(relation: Mapping[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Where a relation has no direction, its head stays the span further up."""
    ends = [relation.get("head"), relation.get("tail")], [new.get("head"), new.get("tail")]
    if relation.get("directed") is False and all(isinstance(end, str) for end in chain(*ends)):
        old, now = ([_place(str(end)) for end in some] for some in ends)
        if old == sorted(old) and now != sorted(now):
            new["head"], new["tail"] = new["tail"], new["head"]
    return new


def is_sorted(said: Sequence[Any], key: Callable[[Any], Any]) -> bool:
    """Whether items stand in the order of a key."""
    return all(key(a) <= key(b) for a, b in pairwise(said))


def _place(span: str) -> tuple[int, int, str]:
    """A span's place, which its id begins with."""
    start, _, rest = span.partition("-")
    end = rest.partition("-")[0]
    return (int(start), int(end), span) if start.isdecimal() and end.isdecimal() else (0, 0, span)
