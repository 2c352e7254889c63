"""One label in an answer, or several, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus_kit.model import REMOVED
from corpus_kit.schema.labels import ANY, label_lists

if TYPE_CHECKING:
    from corpus_kit.schema import RowSchema
    from corpus_kit.schema.labels import Path

New = Mapping[str, str | None]
Order = Mapping["Path", Mapping[str, int]]
DROPPED = REMOVED
"""What becomes of an answer that goes."""


class Unmapped(NamedTuple):
    """What in a row cannot be mapped: a JSON Pointer to it, and why."""

    pointer: str
    message: str


@dataclass(frozen=True)
class Mapper:
    """
    What labels become, by the paths to answers, from one schema to another.

    With `remove`, what has a dropped label goes from answers, and what rests on it.
    """

    before: RowSchema
    after: RowSchema
    new: Mapping[Path, New]
    remove: bool = False

    @cached_property
    def orders(self) -> tuple[Order, Order]:
        """The place of each label in its list, before and after, by the paths to answers."""
        return _order(self.before), _order(self.after)

    def answer(self, said: Any, path: Path, pointer: str, unmapped: list[Unmapped]) -> Any:  # noqa: ANN401
        """
        What becomes of an answer that is a label or a list of them; DROPPED where it goes.

        What cannot be mapped stays as it is, and is added to `unmapped`.
        """
        if isinstance(said, str) and (new := self.new.get(path)):
            return self._label(said, new, pointer, unmapped)
        path = (*path, ANY)
        if not isinstance(said, list) or not (new := self.new.get(path)):
            return said
        found = self._labels(said, new, pointer, unmapped)
        before, after = (one.get(path, {}) for one in self.orders)
        places = [before.get(one, -1) if isinstance(one, str) else -1 for one in said]
        if -1 in places or places != sorted(places) or not after.keys() >= {*found}:
            return found
        return sorted(found, key=after.__getitem__)

    def _labels(self, said: list[Any], new: New, pointer: str, unmapped: list[Unmapped]) -> Any:  # noqa: ANN401
        """Of labels that have become the same, one."""
        found: list[Any] = []
        changed: set[str] = set()
        for i, one in enumerate(said):
            made = self._label(one, new, f"{pointer}/{i}", unmapped)
            if made is DROPPED or (isinstance(made, str) and made in changed):
                continue
            if made != one:
                if made in found:
                    continue
                changed.add(made)
            found.append(made)
        return found

    def _label(self, said: Any, new: New, pointer: str, unmapped: list[Unmapped]) -> Any:  # noqa: ANN401
        if not isinstance(said, str) or said not in new:
            return said
        if (made := new[said]) is not None:
            return made
        if self.remove:
            return DROPPED
        unmapped.append(Unmapped(pointer, f"{said!r} is dropped, and stands here"))
        return said


def _order(schema: RowSchema) -> Order:
    return {
        path: {label: i for i, label in enumerate(one.values)}
        for one in label_lists(schema)
        for path in one.paths
    }
