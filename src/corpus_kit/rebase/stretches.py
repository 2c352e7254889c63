"""Spans on their way: where each is now, and how those of a new segment are put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus_kit.fields.span import by_place, id_of
from corpus_kit.fields.spans import Spans
from corpus_kit.validate.excerpt import marked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from corpus_kit.model import Row
    from corpus_kit.rebase.align import Alignment, Place
    from corpus_kit.schema import RowSchema

GONE = "nothing of it is left in the text"
ELSEWHERE = "its text stands in a segment that has an answer of its own"
BEFORE = "it was to be looked at before"
SAME = "two spans are one now"


@dataclass(frozen=True)
class Stretch:
    """
    A span of the field `name`, and its place now, if it has one.

    `home` is the number of the segment that it moves to, or that hears of its end; `why` it has to
    be looked at, if so. `before` is an excerpt of the old text.
    """

    name: str
    span: Mapping[str, Any]
    place: Place | None
    home: int
    why: str
    before: str

    @property
    def id(self) -> str:
        """The id it has now; empty where it has no place."""
        if self.place is None:
            return ""
        return id_of(self.place.start, self.place.end, self.span["label"])


class Said(NamedTuple):
    """What is told of a span of one of several answers: its number, and the rest as in `Flag`."""

    number: int
    pointer: str
    why: str
    before: str
    after: str


def stretches(
    row: Row,
    schema: RowSchema,
    alignments: Mapping[str, Alignment],
    into: Sequence[int],
    review: Collection[str],
) -> Iterator[Stretch]:
    """The spans of a row, which is valid; `review` are pointers to what was to be looked at."""
    for field in schema.fields:
        if not isinstance(field, Spans):
            continue
        name = field.asked.name
        text = field.input.text(row.get(field.on))
        for i, span in enumerate(row.get(name, ())):
            start, end = span["start"], span["end"]
            place = alignments[field.on].moved(start, end)
            why = place.why if place else GONE
            if place and place.new not in into:
                place, why = None, ELSEWHERE
            if not why and any(f"{one}/".startswith(f"/{name}/{i}/") for one in review):
                why = BEFORE
            home = place.new if place else into[0]
            yield Stretch(name, span, place, home, why, marked(text, start, end))


def gathered(
    field: Spans,
    found: Sequence[tuple[int, Stretch]],
    shown: Any,  # noqa: ANN401 - any JSON value
) -> tuple[list[dict[str, Any]], list[Said]]:
    """The spans of a new segment, each once, and what is told; `why` is empty of those kept."""
    text = field.input.text(shown)
    name = field.asked.name
    spans: dict[str, dict[str, Any]] = {}
    for _, one in found:
        if one.place and one.id not in spans:
            spans[one.id] = _span(field, one, one.place, shown, text)
    ordered = sorted(spans.values(), key=by_place)
    at = {span["id"]: i for i, span in enumerate(ordered)}
    told: list[Said] = []
    met: set[str] = set()
    for number, one in found:
        if one.place is None:
            told.append(Said(number, f"/{name}", one.why, one.before, ""))
            continue
        why = SAME if one.id in met else one.why
        met.add(one.id)
        after = marked(text, one.place.start, one.place.end)
        told.append(Said(number, f"/{name}/{at[one.id]}", why, one.before, after))
    return ordered, told


def _span(
    field: Spans,
    one: Stretch,
    place: Place,
    shown: Any,  # noqa: ANN401 - any JSON value
    text: str,
) -> dict[str, Any]:
    start, end = place.start, place.end
    own = {"id": one.id, "start": start, "end": end, "text": text[start:end]}
    return {**one.span, **own, **field.input.more(shown, start, end)}
