"""Any file with a JSON value a line against a JSON Schema; no corpus is needed."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit.answers import UNREADABLE
from corpus_kit.checks.files import NOT_AN_ANNOTATION
from corpus_kit.checks.rows import SCHEMA_OTHER
from corpus_kit.errors import InvalidSchema, MissingFile
from corpus_kit.inspection.place import Place
from corpus_kit.model import Fault
from corpus_kit.parallel import ordered
from corpus_kit.schema import RowSchema
from corpus_kit.schema.source import parsed
from corpus_kit.schema.vocabulary import registry
from corpus_kit.validate import row_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jsonschema.protocols import Validator

    from corpus_kit.model import Issue

OURS = b"corpus-kit:"
"""What stands in our keywords and in the addresses of our definitions."""

CHUNK = 800_000
"""Bytes of lines that are handed out together."""

Lines = list[tuple[int, bytes]]


class AnySchema(RowSchema):
    """A JSON Schema that need not describe a row of ours, of any draft."""

    @cached_property
    def validator(self) -> Validator:
        """That of its draft; formats are checked."""
        from jsonschema import Draft202012Validator
        from jsonschema.validators import validator_for

        kind = validator_for(self.source, default=Draft202012Validator)
        return kind(self.source, registry=registry(), format_checker=kind.FORMAT_CHECKER)

    def passes(self, _: Any) -> None:  # noqa: ANN401
        """Always the reference is asked: the quick one is for the schemas of rows."""


def schema_of(path: Path) -> RowSchema:
    """
    A schema of rows, with its checks of spans and the like; or else one of any kind.

    One that says our words has to be a schema of rows: it would ask for less than it says.

    Raises: MissingFile; InvalidSchema.
    """
    try:
        return RowSchema.load(path)
    except InvalidSchema:
        if OURS in path.read_bytes():
            raise
        return _any_schema(path)


def _any_schema(path: Path) -> AnySchema:
    from jsonschema.exceptions import SchemaError

    try:
        made = AnySchema(parsed(path.read_bytes()), (), (), {})
        type(made.validator).check_schema(dict(made.source))
    except InvalidSchema as error:
        raise InvalidSchema(error.pointer, error.found, error.instead, path) from error
    except SchemaError as error:
        pointer = "".join(f"/{part}" for part in error.absolute_path)
        instead = "see json-schema.org for the keyword"
        raise InvalidSchema(pointer, error.message, instead, path) from error
    return made


def issues(path: Path, schema: Path) -> Iterator[Issue]:
    """
    What is wrong with each line.

    Raises: MissingFile; InvalidSchema.
    """
    if not schema.is_file():
        raise MissingFile(schema, "the schema", "name one that is")
    schema_of(schema)
    for some in ordered(partial(_Checker, path, schema), _chunks(path)):
        yield from some


def _chunks(path: Path) -> Iterator[Lines]:
    chunk: Lines = []
    size = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            chunk.append((number, line))
            size += len(line)
            if size > CHUNK:
                yield chunk
                chunk, size = [], 0
    yield chunk


class _Checker:
    """What is done with lines, in a process that read the schema by itself."""

    def __init__(self, path: Path, schema: Path) -> None:
        from referencing.exceptions import Unresolvable

        self._path = path
        self._named = schema
        self._schema = schema_of(schema)
        self._decode = msgspec.json.Decoder().decode
        self._unresolvable = Unresolvable

    def __call__(self, lines: Lines) -> list[Issue]:
        return [issue for number, data in lines for issue in self._issues(number, data)]

    def _issues(self, number: int, data: bytes) -> Iterable[Issue]:
        place = partial(Place, self._path, number)
        try:
            row = self._decode(data)
        except UNREADABLE as error:
            fault = Fault(NOT_AN_ANNOTATION, "", f"not JSON ({error})")
            return place().issues([fault], {}, self._schema)
        try:
            found = [*row_faults(row, self._schema)]
        except RecursionError:
            found = [Fault(SCHEMA_OTHER, "", "it is nested too deeply to be checked")]
        except self._unresolvable as error:
            instead = "a schema has all that it refers to inside"
            said = f"{error.ref!r} leads nowhere"
            raise InvalidSchema("", said, instead, self._named) from error
        shown = row if isinstance(row, dict) else {}
        return place().issues(found, shown, self._schema) if found else ()
