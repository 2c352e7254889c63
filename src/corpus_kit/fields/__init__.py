"""
The kinds of question, one file each. To add one, write its file and name it in `KINDS`.

Another package adds one with an entry point of the group ``corpus_kit.fields``, naming the class.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from corpus_kit.errors import BrokenPlugin, InvalidSchema
from corpus_kit.fields.boolean import Boolean
from corpus_kit.fields.choice import Choice
from corpus_kit.fields.choices import Choices
from corpus_kit.fields.date import Date
from corpus_kit.fields.number import Number
from corpus_kit.fields.options import check_words
from corpus_kit.fields.preference import Preference
from corpus_kit.fields.protocol import Field, Property, Result, control_of
from corpus_kit.fields.ranking import Ranking
from corpus_kit.fields.rating import Rating
from corpus_kit.fields.relations import Relations
from corpus_kit.fields.spans import Spans
from corpus_kit.fields.taxonomy import Taxonomy
from corpus_kit.fields.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.metadata import EntryPoint

__all__ = ["KINDS", "PREFIX", "Field", "Property", "Result", "control_of", "field", "kinds"]

KINDS: Sequence[type[Field]] = (
    Spans,
    Relations,
    Ranking,
    Taxonomy,
    Choices,
    Boolean,
    Preference,
    Choice,
    Rating,
    Number,
    Date,
    Text,
)
"""In the order in which a property is offered to them."""

GROUP = "corpus_kit.fields"
PREFIX = "corpus-kit:"
"""What our own keywords in a schema begin with."""


@cache
def kinds() -> tuple[type[Field], ...]:
    """
    All kinds: those of other packages, by name, then our own.

    Raises: BrokenPlugin where one cannot be imported.
    """
    others = sorted(entry_points(group=GROUP), key=lambda one: one.name)
    return (*map(_loaded, others), *KINDS)


def field(asked: Property) -> Field:
    """
    The field that a property describes.

    Raises: InvalidSchema where no kind takes it, or one does and finds it wrong.
    """
    check_words(asked.schema, asked.pointer)
    for kind in kinds():
        if made := kind.of(asked):
            _check_keywords(asked, made)
            return made
    known = ", ".join(f"{kind.kind} {kind.example}" for kind in kinds())
    raise InvalidSchema(asked.pointer, "this is no kind of question", f"write one of: {known}")


def _check_keywords(asked: Property, made: Field) -> None:
    for keyword in asked.schema:
        if keyword.startswith(PREFIX) and keyword not in made.keywords:
            known = ", ".join(sorted(made.keywords)) or "none"
            raise InvalidSchema(
                f"{asked.pointer}/{keyword}",
                f"{keyword!r} means nothing to a {made.kind} field (it knows {known})",
                "take it out",
            )


def _loaded(one: EntryPoint) -> type[Field]:
    try:
        kind: type[Field] = one.load()
    except Exception as error:
        package = one.dist.name if one.dist else one.value
        raise BrokenPlugin(package, one.name, f"{type(error).__name__}: {error}") from error
    return kind
