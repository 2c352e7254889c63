"""One row: the JSON Schema's findings, or else those of its fields."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corpus_kit.checks.answers import QUESTION_NOT_ASKED
from corpus_kit.checks.rows import BY_KEYWORD, SCHEMA_OTHER, VALIDATORS_DISAGREE
from corpus_kit.fields.ranking import Ranking
from corpus_kit.model import REMOVED, Fault, Fix
from corpus_kit.words import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from corpus_kit.model import Check, Row
    from corpus_kit.schema import RowSchema

LONG = 200
"""Characters of a message."""


def row_faults(row: Row, schema: RowSchema) -> Iterator[Fault]:
    """
    What is wrong in one row.

    The row is JSON as a parser gives it. Fields are asked only where the schema has no complaint.
    """
    found = schema_faults(row, schema)
    yield from found
    if not found:
        for field in schema.fields:
            if field.asked.name in row:
                yield from field.faults(row[field.asked.name], row)
        yield from _not_asked(row, schema)


def schema_faults(row: Row, schema: RowSchema) -> list[Fault]:
    """What `jsonschema` finds; it is asked only where the quick validator does not pass the row."""
    if passed := schema.passes(row):
        return []
    errors = schema.validator.iter_errors(row)
    found = [fault for error in errors for fault in _faults(error, schema)]
    if not found and passed is False:
        found = [Fault(VALIDATORS_DISAGREE, "", "jsonschema-rs refuses the row, jsonschema not")]
    return sorted(found, key=lambda fault: fault.pointer)


def _not_asked(row: Row, schema: RowSchema) -> Iterator[Fault]:
    """Answers to questions that follow from another answer than was given."""
    for name, condition in schema.conditions.items():
        if name in row and row[name] != [] and not condition.met(row):
            wanted = " or ".join(map(short, condition.values)) or "answered"
            message = f"{name!r} is only asked where {condition.on!r} is {wanted}"
            yield Fault(QUESTION_NOT_ASKED, f"/{name}", message)


def _faults(error: ValidationError, schema: RowSchema) -> Iterator[Fault]:
    path = [*error.absolute_path]
    fault = Fault(_check(error), "".join(f"/{part}" for part in path), _message(error))
    unranked = {one.asked.name for one in schema.fields if not isinstance(one, Ranking)}
    doubles = _doubles(error.instance) if error.validator == "uniqueItems" else []
    yield from (
        replace(
            fault,
            message=f"the same stands in {fault.pointer}/{first} and {fault.pointer}/{i}",
            fix=Fix(f"{fault.pointer}/{i}", REMOVED) if {*path[:1]} <= unranked else None,
        )
        for first, i in doubles
    )
    if not doubles:
        yield fault


def _check(error: ValidationError) -> Check:
    return BY_KEYWORD.get(str(error.validator), SCHEMA_OTHER)


def _doubles(items: Any) -> list[tuple[int, int]]:  # noqa: ANN401 - a list
    """The places of things that stand in a list once more, each behind that of the first."""
    seen: dict[str, int] = {}
    written = (json.dumps(_plain(one), sort_keys=True) for one in items)
    found = ((seen.setdefault(one, i), i) for i, one in enumerate(written))
    return [(first, i) for first, i in found if first != i]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with 3.0 as 3: to JSON Schema they are the same."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _message(error: ValidationError) -> str:
    """The validator's message, or a shorter one where it would print the whole row."""
    known = _constants(error)
    if known is not None:
        return f"{short(error.instance)} is not one of {', '.join(map(str, known))}"
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
