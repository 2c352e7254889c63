"""One row: the JSON Schema's findings, or else those of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.checks.about import LABEL_STALE
from corpus_kit.checks.rows import BY_KEYWORD, SCHEMA_OTHER, VALIDATORS_DISAGREE
from corpus_kit.model import Fault
from corpus_kit.schema.labels import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from corpus_kit.former import Former
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

LONG, SHORT = 200, 60
"""Characters of a message, and of a value in it."""


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


def schema_faults(row: Row, schema: RowSchema, former: Former | None = None) -> list[Fault]:
    """What `jsonschema` finds; it is asked only where the quick validator does not pass the row."""
    if passed := schema.passes(row):
        return []
    found = [_fault(error, former) for error in schema.validator.iter_errors(row)]
    if not found and passed is False:
        found = [Fault(VALIDATORS_DISAGREE, "", "jsonschema-rs refuses the row, jsonschema not")]
    return sorted(found, key=lambda fault: fault.pointer)


def _fault(error: ValidationError, former: Former | None) -> Fault:
    pointer = "".join(f"/{part}" for part in error.absolute_path)
    if former and isinstance(error.instance, str) and _constants(error) is not None:
        path = tuple(part if isinstance(part, str) else ANY for part in error.absolute_path)
        if told := former.told(error.instance, path):
            return Fault(LABEL_STALE, pointer, told)
    return Fault(BY_KEYWORD.get(str(error.validator), SCHEMA_OTHER), pointer, _message(error))


def _message(error: ValidationError) -> str:
    """The validator's message, or a shorter one where it would print the whole row."""
    known = _constants(error)
    if known is not None:
        return f"{_short(error.instance)} is not one of {', '.join(map(str, known))}"
    if error.validator == "required":
        return error.message.replace("is a required property", "is not answered")
    return error.message if len(error.message) <= LONG else f"does not fit {error.validator!r}"


def _constants(error: ValidationError) -> list[Any] | None:
    said: Any = error.validator_value
    if error.validator == "enum":
        return list(said)
    if error.validator == "oneOf" and all(isinstance(one, dict) and "const" in one for one in said):
        return [one["const"] for one in said]
    return None


def _short(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = repr(value)
    return text if len(text) <= SHORT else f"{text[: SHORT - 3]}…"
