"""One annotation put right: step by step, each of them validated before it counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from corpus_kit.model import Change
from corpus_kit.repair.following import encoded, same
from corpus_kit.repair.pointer import NotProvable
from corpus_kit.repair.row import step
from corpus_kit.repair.worse import is_worse, moves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus_kit.model import Annotation, Fault, Row
    from corpus_kit.schema import RowSchema

    Checked = Callable[[Annotation], Sequence[Fault]]
    """What is wrong with an annotation."""

    Wanted = Callable[[Fault], bool]

BY = "repair"
"""Who changed it, in the history of an annotation."""

STEPS = 100
"""More are not taken of one annotation in a run; few need more than three."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """
    What came of an annotation.

    `done` are the faults that are gone, as they were when their turn came; `refused` those whose
    fix would leave an error where there was none; `left` is all that is wrong now.
    """

    annotation: Annotation
    done: tuple[Fault, ...]
    refused: tuple[Fault, ...]
    left: tuple[Fault, ...]


def repaired(
    annotation: Annotation,
    check: Checked,
    schema: RowSchema,
    *,
    wanted: Wanted = lambda _: True,
    is_error: Wanted = lambda fault: fault.check.severity == "error",
) -> Repaired:
    """
    The annotation with all that is `wanted` put right, as far as `check` offers a fix.

    What that uncovers is put right, too. What a step changes is checked again; it counts unless an
    error is where none was, or `review` would lead to something else. The history says what was
    changed.
    """
    now = _Steps(annotation, check, schema, is_error)
    while now.number < STEPS and now.step(wanted):
        pass
    row = now.annotation.row
    one = _remembered(annotation, row, now.done) if now.done else annotation
    return Repaired(one, tuple(now.done), tuple(now.refused), tuple(now.faults))


class _Steps:
    """An annotation on the way."""

    def __init__(
        self, annotation: Annotation, check: Checked, schema: RowSchema, is_error: Wanted
    ) -> None:
        self.annotation = annotation
        self.faults = check(annotation)
        self.done: list[Fault] = []
        self.refused: list[Fault] = []
        self.number = 0
        self._check, self._schema, self._is_error = check, schema, is_error
        self._seen = {encoded(annotation.row)}

    def step(self, wanted: Wanted) -> bool:
        """Take a step, or refuse what cannot be one; says whether there was anything to do."""
        self.number += 1
        faults = self.faults
        offered = [one for one in faults if one.fix and wanted(one) and one not in self.refused]
        while offered and not self._taken(offered):
            if len(offered) == 1:
                self.refused += offered
                break
            offered = offered[: len(offered) // 2]
        return bool(offered)

    def _taken(self, offered: list[Fault]) -> bool:
        row = self.annotation.row
        try:
            one = step(row, offered, self._schema)
        except NotProvable:
            return False
        if not one.done or encoded(one.row) in self._seen:
            return False
        if moves(self.annotation.review, row, one):
            return False
        after = msgspec.structs.replace(self.annotation, row=one.row)
        found = self._check(after)
        if is_worse(_errors(self.faults, self._is_error), _errors(found, self._is_error), row, one):
            return False
        self._seen.add(encoded(one.row))
        self.done += [*one.done, *self._along(one.done, found)]
        self.annotation, self.faults = after, found
        self.refused = []  # what stood in its way may be gone
        return True

    def _along(self, done: Sequence[Fault], found: Sequence[Fault]) -> Iterator[Fault]:
        """What else is gone, such as another fault of the same span, or the order of a list."""
        told, left = {id(one) for one in done}, Counter(one.check for one in found)
        for one in self.faults:
            if id(one) not in told:
                if not left[one.check]:
                    yield one
                left[one.check] -= left[one.check] > 0


def _errors(faults: Sequence[Fault], is_error: Wanted) -> list[Fault]:
    return [one for one in faults if is_error(one)]


def undone(annotation: Annotation) -> Annotation | None:
    """The annotation before its last repair; None where something else, or nothing, came last."""
    if not annotation.history or annotation.history[-1].by != BY:
        return None
    *earlier, last = annotation.history
    whole = last.row.keys() >= annotation.row.keys()
    row = last.row if whole else {**annotation.row, **last.row}
    return msgspec.structs.replace(annotation, row=row, history=tuple(earlier))


def _remembered(before: Annotation, row: Row, done: Sequence[Fault]) -> Annotation:
    """
    With the change in its history.

    Where a property is gone all are kept, in their order, so that it comes back in its place.
    """
    lost = before.row.keys() - row.keys()
    old = {name: one for name, one in before.row.items() if lost or not same(before.row, row, name)}
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    change = Change(BY, now, tuple(sorted({one.check.code for one in done})), row=old)
    return msgspec.structs.replace(before, row=row, history=(*before.history, change))
