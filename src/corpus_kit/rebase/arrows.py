"""Relations that follow their spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus_kit.fields.relations import Relations
    from corpus_kit.model import Row
    from corpus_kit.rebase.stretches import Stretch

GONE = "a relation is left out: {} has no place any more"
PARTED = "a relation is left out: {} and {} are in different segments"
ONE = "a relation is left out: {} and {} are one span now"


def arrows(
    field: Relations, row: Row, found: Sequence[Stretch], here: int, main: int
) -> tuple[list[dict[str, Any]], list[str]]:
    """
    The relations of a row that lead from span to span of the new segment `here`.

    And why others are left out, of which that segment hears, or else the `main` one.
    """
    names = {one.asked.name for one in field.between}
    spans = {one.span["id"]: one for one in found if one.name in names}
    made: list[dict[str, Any]] = []
    lost: list[str] = []
    for one in row.get(field.asked.name, ()):
        ends = [spans[one["head"]], spans[one["tail"]]]
        placed = [end for end in ends if end.place]
        if (placed[0].home if placed else main) != here:
            continue
        if why := _why_not(ends):
            lost.append(why)
        else:
            made.append(_arrow(one, ends))
    return made, lost


def _why_not(ends: Sequence[Stretch]) -> str:
    said = [repr(end.span["text"]) for end in ends]
    for end, text in zip(ends, said, strict=True):
        if end.place is None:
            return GONE.format(text)
    if ends[0].home != ends[1].home:
        return PARTED.format(*said)
    return ONE.format(*said) if ends[0].id == ends[1].id else ""


def _arrow(one: dict[str, Any], ends: Sequence[Stretch]) -> dict[str, Any]:
    """Where it has no direction, the head is the span further up."""
    if not one["directed"]:
        ends = sorted(ends, key=lambda end: (end.place or (), end.id))
    return {**one, "head": ends[0].id, "tail": ends[1].id}
