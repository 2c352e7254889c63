"""A schema's source: read from bytes, and checked as the JSON Schema that it is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpus_kit.errors import InvalidSchema
from corpus_kit.fields import PREFIX
from corpus_kit.fields.options import check_words
from corpus_kit.schema.references import resolved, token
from corpus_kit.schema.vocabulary import vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BY_NAME = frozenset(
    {"$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies"}
)
DATA = frozenset({"const", "default", "enum", "examples"})


def parsed(data: bytes) -> Mapping[str, Any]:
    """
    The schema in a file's bytes.

    Raises: InvalidSchema where they are not JSON, or JSON but no object.
    """
    try:
        source = json.loads(
            data, object_pairs_hook=_distinct, parse_constant=_refused, parse_float=_finite
        )
    except UnicodeDecodeError as error:
        raise InvalidSchema("", f"byte {error.start} is not UTF-8", "save it as UTF-8") from error
    except json.JSONDecodeError as error:
        found = f"line {error.lineno} is not JSON ({error.msg.lower()})"
        raise InvalidSchema("", found, "mend it there") from error
    except ValueError as error:
        raise InvalidSchema("", "a number in it is too long", "write a shorter one") from error
    except RecursionError as error:
        raise InvalidSchema("", "it is nested too deeply", "write it flatter") from error
    if not isinstance(source, dict):
        raise InvalidSchema("", "a row is a JSON object", 'write {"type": "object", …}')
    return source


def check(source: Mapping[str, Any]) -> None:
    """
    Refuse what is no valid JSON Schema, or says what we would not understand.

    Raises: InvalidSchema with the JSON Pointer and what to write instead.
    """
    try:
        _check_dialect(source)
        check_words(source, "")
        _check_definitions(source.get("$defs", {}))
        for pointer, key, value in keywords(source):
            _check_keyword(source, pointer, key, value)
    except RecursionError as error:
        raise InvalidSchema("", "it is nested too deeply", "write it flatter") from error


def _check_dialect(source: Mapping[str, Any]) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if source.get("$schema", DIALECT) != DIALECT:
        raise InvalidSchema("/$schema", f"{source['$schema']!r} is not known", f'write "{DIALECT}"')
    try:
        Draft202012Validator.check_schema(source)
    except SchemaError as error:
        pointer = "".join(f"/{token(str(part))}" for part in error.absolute_path)
        raise InvalidSchema(
            pointer, error.message, "see json-schema.org for the keyword"
        ) from error
    if source.get("type") != "object":
        raise InvalidSchema("/type", "a row is an object", 'write "type": "object"')


def keywords(source: Any, pointer: str = "") -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401
    """Every keyword of the schema and of the schemas in it: its pointer, its name, its value."""
    if isinstance(source, list):
        for i, one in enumerate(source):
            yield from keywords(one, f"{pointer}/{i}")
    if not isinstance(source, Mapping):
        return
    for key, value in source.items():
        place = f"{pointer}/{token(key)}"
        yield place, key, value
        if key in BY_NAME and isinstance(value, Mapping):
            for name, one in value.items():
                yield from keywords(one, f"{place}/{token(name)}")
        elif key not in DATA:
            yield from keywords(value, place)


def _check_keyword(source: Mapping[str, Any], pointer: str, key: str, value: Any) -> None:  # noqa: ANN401
    """Refuse our own keywords but on a property, and references that lead nowhere."""
    if key.startswith(PREFIX) and not re.fullmatch(r"/properties/[^/]+/[^/]+", pointer):
        raise InvalidSchema(pointer, f"{key!r} means nothing here", "take it out")
    if key == "$dynamicRef":
        raise InvalidSchema(pointer, f"{key!r} is not supported", 'use "$ref"')
    if key in {"$id", "$ref", "$schema"} and not isinstance(value, str):
        raise InvalidSchema(pointer, f"{key!r} is no text", "write an address, or take it out")
    if key in {"$id", "$schema"}:
        _check_inside(pointer, key, value)
    if key == "$ref" and value not in vocabulary():
        resolved({"$ref": value}, source, pointer.removesuffix("/$ref"))


def _check_inside(pointer: str, key: str, value: str) -> None:
    """Refuse what would make references lead out of this file, but in definitions of our own."""
    if pointer == f"/{key}":
        if value in vocabulary():
            raise InvalidSchema(pointer, f"{value!r} is the id of a definition", "write another")
    elif not any(pointer == f"/$defs/{uri}/{key}" for uri in vocabulary()):
        raise InvalidSchema(pointer, f"{key!r} stands inside a schema", "take it out")


def _check_definitions(found: Mapping[str, Any]) -> None:
    """A schema that was bundled has our definitions inside, and they are what we know."""
    for uri, known in vocabulary().items():
        if found.get(uri, known) != known:
            said = f"{uri!r} is defined otherwise than by corpus-kit"
            raise InvalidSchema(f"/$defs/{uri}", said, "take it out")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidSchema("", f"the key {twice!r} stands twice in one object", "keep one of them")
    return made


def _finite(number: str) -> float:
    if math.isinf(float(number)):
        _refused(number)
    return float(number)


def _refused(constant: str) -> None:
    raise InvalidSchema("", f"{constant} is not JSON", "write a number")
