"""A row against its JSON Schema."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corpus_kit.checks.about import LABEL_STALE
from corpus_kit.checks.rows import BY_KEYWORD, SCHEMA_OTHER, VALIDATORS_DISAGREE
from corpus_kit.fields.ranking import Ranking
from corpus_kit.model import REMOVED, Fault, Fix
from corpus_kit.schema.labels import ANY
from corpus_kit.words import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from corpus_kit.former import Former
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

LONG = 200
"""Characters of a message."""


def schema_faults(row: Row, schema: RowSchema, former: Former | None = None) -> list[Fault]:
    """What `jsonschema` finds; it is asked only where the quick validator does not pass the row."""
    if passed := schema.passes(row):
        return []
    errors = schema.validator.iter_errors(row)
    found = [fault for error in errors for fault in _faults(error, schema, former)]
    if not found and passed is False:
        found = [Fault(VALIDATORS_DISAGREE, "", "jsonschema-rs refuses the row, jsonschema not")]
    return sorted(found, key=lambda fault: fault.pointer)


def _faults(error: ValidationError, schema: RowSchema, former: Former | None) -> Iterator[Fault]:
    path = [*error.absolute_path]
    pointer = "".join(f"/{part}" for part in path)
    if told := _former(error, former):
        yield Fault(LABEL_STALE, pointer, told)
        return
    check = BY_KEYWORD.get(str(error.validator), SCHEMA_OTHER)
    fault = Fault(check, pointer, _message(error))
    unranked = {one.asked.name for one in schema.fields if not isinstance(one, Ranking)}
    doubles = _doubles(error.instance) if error.validator == "uniqueItems" else []
    yield from (
        replace(
            fault,
            message=f"the same stands in {pointer}/{first} and {pointer}/{i}",
            fix=Fix(f"{pointer}/{i}", REMOVED) if {*path[:1]} <= unranked else None,
        )
        for first, i in doubles
    )
    if not doubles:
        yield fault


def _former(error: ValidationError, former: Former | None) -> str | None:
    """What is known of a label that there was, where the error is that there is none such."""
    if not former or not isinstance(error.instance, str) or _constants(error) is None:
        return None
    path = tuple(part if isinstance(part, str) else ANY for part in error.absolute_path)
    return former.told(error.instance, path) if path else None  # of a property's name there is none


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
