"""
The schema is the row: one JSON Schema (2020-12) describes one row of the dataset to be published.

Properties that are ``readOnly`` are what annotators see; all others are what they are asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import TEXT, Column
from corpus_kit.errors import InvalidSchema, MissingFile, MissingInput
from corpus_kit.fields import PREFIX, Field, Property, field
from corpus_kit.fields.options import check_words

if TYPE_CHECKING:
    from pathlib import Path

    from jsonschema.protocols import Validator
    from referencing import Registry

    from corpus_kit.model import Row, Segment

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RESERVED = frozenset(
    {"id", "segment", "document", "document_start", "document_end", "metadata", "split"}
    | {"annotator", "annotators", "origin", "created", "updated", "seconds"}
)
"""Columns that a release has by itself."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
_BY_NAME = frozenset({"$defs", "properties", "patternProperties", "dependentSchemas"})
_DATA = frozenset({"const", "default", "enum", "examples"})


@dataclass(frozen=True)
class RowSchema:
    """
    A JSON Schema read as a row.

    `inputs` are the names of the readOnly properties: the first holds a segment's text, the others
    are filled from the document's metadata. `fields` are the questions, in order.
    """

    source: Mapping[str, Any]
    inputs: tuple[str, ...]
    fields: tuple[Field, ...]

    @classmethod
    def load(cls, path: Path) -> RowSchema:
        """
        Read a schema file.

        Raises: MissingFile; InvalidSchema with the file, the JSON Pointer and what to write.
        """
        try:
            return cls.of(_parsed(path.read_bytes()))
        except FileNotFoundError as error:
            instead = "write it, or copy one from 'corpus-kit init'"
            raise MissingFile(path, "the schema", instead) from error
        except InvalidSchema as error:
            raise replace(error, path=path) from error.__cause__

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> RowSchema:
        """
        Read a schema.

        Raises: InvalidSchema where it is not valid JSON Schema, or cannot be a row.
        """
        _check_dialect(source)
        check_words(source, "")
        for pointer, key, value in _keywords(source):
            _check_keyword(source, pointer, key, value)
        properties = _properties(source)
        required = _required(source, properties)
        shown = {name: one for name, one in properties.items() if one.get("readOnly") is True}
        _check_inputs(shown)
        inputs = tuple(shown)
        asked = [
            Property(name, one, f"/properties/{_token(name)}", name in required, inputs)
            for name, one in properties.items()
            if name not in shown
        ]
        fields = tuple(map(field, asked))
        _check_complete(inputs, fields)
        return cls(source, inputs, fields)

    @property
    def title(self) -> str | None:
        """The title that the schema gives itself."""
        return self.source.get("title")

    @property
    def columns(self) -> Mapping[str, Column]:
        """The row's columns, in the order of the schema."""
        asked = {one.asked.name: one.column for one in self.fields}
        return {name: asked.get(name, TEXT) for name in self.source["properties"]}

    @cached_property
    def validator(self) -> Validator:
        """The reference validator of a row; formats are checked."""
        from jsonschema import Draft202012Validator

        return Draft202012Validator(
            self.source,
            registry=_registry(),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )

    def bundled(self) -> dict[str, Any]:
        """The schema with the vocabulary it refers to inside, for any validator."""
        embedded = {uri: _vocabulary()[uri] for uri in sorted(_references(self.source))}
        if not embedded:
            return dict(self.source)
        return {**self.source, "$defs": {**self.source.get("$defs", {}), **embedded}}

    def shown(self, segment: Segment) -> dict[str, str]:
        """
        The inputs of a segment's row: its text, then metadata by name.

        Raises: MissingInput where the schema requires one that the document does not have.
        """
        first, *others = self.inputs
        for name in others:
            if name in self.source.get("required", ()) and name not in segment.metadata:
                raise MissingInput(segment.document, name)
        given = {name: segment.metadata[name] for name in others if name in segment.metadata}
        return {first: segment.text, **given}

    def arranged(self, row: Row) -> dict[str, Any]:
        """The row with its properties in the order of the schema, unknown ones last."""
        known = [name for name in self.source["properties"] if name in row]
        return {name: row[name] for name in [*known, *sorted(set(row) - set(known))]}


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        source = json.loads(data, object_pairs_hook=_distinct, parse_constant=_refused)
    except UnicodeDecodeError as error:
        raise InvalidSchema("", f"byte {error.start} is not UTF-8", "save it as UTF-8") from error
    except json.JSONDecodeError as error:
        found = f"line {error.lineno} is not JSON ({error.msg.lower()})"
        raise InvalidSchema("", found, "mend it there") from error
    except RecursionError as error:
        raise InvalidSchema("", "it is nested too deeply", "write it flatter") from error
    if not isinstance(source, dict):
        raise InvalidSchema("", "a row is a JSON object", 'write {"type": "object", …}')
    return source


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidSchema("", f"the key {twice!r} stands twice in one object", "keep one of them")
    return made


def _refused(constant: str) -> None:
    raise InvalidSchema("", f"{constant} is not JSON", "write a number")


def _check_dialect(source: Mapping[str, Any]) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if source.get("$schema", DIALECT) != DIALECT:
        raise InvalidSchema("/$schema", f"{source['$schema']!r} is not known", f'write "{DIALECT}"')
    try:
        Draft202012Validator.check_schema(source)
    except SchemaError as error:
        pointer = "".join(f"/{_token(str(part))}" for part in error.absolute_path)
        raise InvalidSchema(
            pointer, error.message, "see json-schema.org for the keyword"
        ) from error
    if source.get("type") != "object":
        raise InvalidSchema("/type", "a row is an object", 'write "type": "object"')


def _keywords(source: Any, pointer: str = "") -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401
    """Every keyword of the schema and of the schemas in it: its pointer, its name, its value."""
    if isinstance(source, list):
        for i, one in enumerate(source):
            yield from _keywords(one, f"{pointer}/{i}")
    if not isinstance(source, Mapping):
        return
    for key, value in source.items():
        place = f"{pointer}/{_token(key)}"
        yield place, key, value
        if key in _BY_NAME and isinstance(value, Mapping):
            for name, one in value.items():
                yield from _keywords(one, f"{place}/{_token(name)}")
        elif key not in _DATA:
            yield from _keywords(value, place)


def _check_keyword(source: Mapping[str, Any], pointer: str, key: str, value: Any) -> None:  # noqa: ANN401
    """Refuse our own keywords but on a property, and references that lead nowhere."""
    if key.startswith(PREFIX) and not re.fullmatch(r"/properties/[^/]+/[^/]+", pointer):
        raise InvalidSchema(pointer, f"{key!r} means nothing here", "take it out")
    if key == "$dynamicRef":
        raise InvalidSchema(pointer, f"{key!r} is not supported", 'use "$ref"')
    if key == "$ref" and value not in _vocabulary():
        _target(source, value, pointer)


def _properties(source: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for name, one in source.get("properties", {}).items():
        pointer = f"/properties/{_token(name)}"
        if not _NAME.fullmatch(name):
            raise InvalidSchema(
                pointer,
                f"{name!r} cannot name a column",
                "use letters a-z, digits and _, a letter first, 63 at most",
            )
        if name in RESERVED:
            raise InvalidSchema(
                pointer, f"{name!r} is a column that every release has", "choose another name"
            )
        found[name] = _resolved(one, source, pointer)
    return found


def _resolved(one: Any, source: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:  # noqa: ANN401
    """The property's schema with its ``$ref`` into this file, if any, merged in."""
    seen: set[str] = set()
    while isinstance(one, Mapping) and (reference := one.get("$ref")) is not None:
        if reference in _vocabulary():
            return one
        if reference in seen:
            raise InvalidSchema(
                f"{pointer}/$ref", f"{reference!r} leads to itself", "end the circle"
            )
        seen.add(reference)
        others = {key: value for key, value in one.items() if key != "$ref"}
        one = {**_target(source, reference, f"{pointer}/$ref"), **others}
    if not isinstance(one, Mapping):
        raise InvalidSchema(pointer, f"{one!r} describes no column", "write an object")
    return one


def _target(source: Any, reference: str, pointer: str) -> Mapping[str, Any]:  # noqa: ANN401
    """What a reference into this file leads to."""
    found = source
    for token in reference.removeprefix("#/").split("/") if reference.startswith("#/") else [""]:
        key = token.replace("~1", "/").replace("~0", "~")
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        known = ", ".join(sorted(_vocabulary()))
        raise InvalidSchema(
            pointer,
            f"{reference!r} leads nowhere",
            f"refer to an object in this file (#/$defs/…) or to one of: {known}",
        )
    return found


def _required(source: Mapping[str, Any], properties: Mapping[str, Any]) -> frozenset[str]:
    for i, name in enumerate(source.get("required", ())):
        if name not in properties:
            raise InvalidSchema(
                f"/required/{i}", f"no property is named {name!r}", "add it, or take it out here"
            )
    return frozenset(source.get("required", ()))


def _check_inputs(shown: Mapping[str, Mapping[str, Any]]) -> None:
    for name, one in shown.items():
        for keyword in one:
            if keyword.startswith(PREFIX):
                pointer = f"/properties/{_token(name)}/{_token(keyword)}"
                found = f"{keyword!r} means nothing on what annotators only see"
                raise InvalidSchema(pointer, found, "take it out")
        if one.get("type") != "string":
            raise InvalidSchema(
                f"/properties/{_token(name)}/type",
                "what annotators see is a string",
                'write "type": "string"',
            )


def _check_complete(inputs: tuple[str, ...], fields: tuple[Field, ...]) -> None:
    if not inputs:
        raise InvalidSchema(
            "/properties",
            "annotators would see nothing",
            'mark the text they see: "text": {"type": "string", "readOnly": true}',
        )
    if not fields:
        raise InvalidSchema(
            "/properties",
            "annotators would be asked nothing: every property is readOnly",
            'add a question, such as "topic": {"enum": ["politics", "sport"]}',
        )


def _references(source: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    if isinstance(source, Mapping):
        own = (
            {source["$ref"]} & _vocabulary().keys()
            if isinstance(source.get("$ref"), str)
            else set()
        )
        return own.union(*(_references(value) for value in source.values()))
    if isinstance(source, list):
        return set().union(*map(_references, source))
    return set()


def _vocabulary() -> dict[str, Any]:
    """The definitions that the package carries, by URI."""
    if not _carried:
        for file in resources.files("corpus_kit").joinpath("vocabulary").iterdir():
            contents = json.loads(file.read_text(encoding="utf-8"))
            _carried[contents["$id"]] = contents
    return _carried


_carried: dict[str, Any] = {}


def _registry() -> Registry[Any]:
    from referencing import Registry, Resource

    return Registry().with_resources(
        (uri, Resource.from_contents(contents)) for uri, contents in _vocabulary().items()
    )


def _token(name: str) -> str:
    """A reference token of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
