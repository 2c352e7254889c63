"""One row: the JSON Schema's findings, or else those of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.checks.answers import QUESTION_NOT_ASKED
from corpus_kit.model import Fault
from corpus_kit.validate.schema import schema_faults
from corpus_kit.words import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.former import Former
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema


def row_faults(row: Row, schema: RowSchema, former: Former | None = None) -> Iterator[Fault]:
    """
    What is wrong in one row.

    The row is JSON as a parser gives it. Fields are asked only where the schema has no complaint.
    `former` knows the labels that there were.
    """
    found = schema_faults(row, schema, former)
    yield from found
    if not found:
        for field in schema.fields:
            if field.asked.name in row:
                yield from field.faults(row[field.asked.name], row)
        yield from _not_asked(row, schema)


def _not_asked(row: Row, schema: RowSchema) -> Iterator[Fault]:
    """Answers to questions that follow from another answer than was given."""
    for name, condition in schema.conditions.items():
        if name in row and row[name] != [] and not condition.met(row):
            wanted = " or ".join(map(short, condition.values)) or "answered"
            message = f"{name!r} is only asked where {condition.on!r} is {wanted}"
            yield Fault(QUESTION_NOT_ASKED, f"/{name}", message)
