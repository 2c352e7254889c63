"""Questions about each span: the further properties of the items, each of a kind of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.boolean import Boolean
from corpus_kit.fields.choice import Choice
from corpus_kit.fields.choices import Choices
from corpus_kit.fields.date import Date
from corpus_kit.fields.number import Number
from corpus_kit.fields.protocol import Property, control_of
from corpus_kit.fields.rating import Rating
from corpus_kit.fields.text import Text
from corpus_kit.words import readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from corpus_kit.fields.protocol import Field, Result
    from corpus_kit.inputs import Input
    from corpus_kit.model import Row

ABOUT: Sequence[type[Field]] = (Choices, Boolean, Choice, Rating, Number, Date, Text)
"""What can be asked about a span."""


def questions(asked: Property, shown: Input, own: Collection[str]) -> dict[str, Field]:
    """
    The questions about the spans of `shown`, by name; `own` are what spans say by themselves.

    Raises: InvalidSchema where a property is of no kind that can be asked.
    """
    items = asked.schema["items"]
    made: dict[str, Field] = {}
    for name, schema in items["properties"].items():
        if name in own:
            continue
        question = Property(
            f"{asked.name}_{name}",
            {"title": readable(name), **schema},
            f"{asked.pointer}/items/properties/{name}",
            name in items.get("required", ()),
            (shown,),
        )
        found = next(filter(None, (kind.of(question) for kind in ABOUT)), None)
        if found is None:
            known = ", ".join(kind.kind for kind in ABOUT)
            instead = f"ask one of these: {known}"
            raise InvalidSchema(question.pointer, "this cannot be asked about a span", instead)
        made[name] = found
    return made


def answers(
    asked: Mapping[str, Field], results: Iterable[Result], row: Row
) -> dict[str, dict[str, Any]]:
    """What was answered about each region, by the region's id and then by the question's name."""
    by_question: dict[tuple[str, str], list[Result]] = {}
    names = {control: name for name, one in asked.items() for control in one.reads}
    for one in results:
        if name := names.get(control_of(one)):
            by_question.setdefault((str(one.get("id", "")), name), []).append(one)
    found: dict[str, dict[str, Any]] = {}
    for (region, name), some in by_question.items():
        if (said := asked[name].value(some, row)) is not None:
            found.setdefault(region, {})[name] = said
    return found
