"""A JSON Schema read as a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidSchema, MissingFile, MissingInput, UnfitInput
from corpus_kit.fields import Field, field
from corpus_kit.schema.conditions import conditions
from corpus_kit.schema.properties import check_complete, check_distinct, properties
from corpus_kit.schema.quick import quick
from corpus_kit.schema.source import check, parsed
from corpus_kit.schema.vocabulary import bundled, registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jsonschema.protocols import Validator

    from corpus_kit.columns import Column
    from corpus_kit.inputs import Input
    from corpus_kit.model import Row, Segment
    from corpus_kit.schema.conditions import Condition


@dataclass(frozen=True)
class RowSchema:
    """
    A JSON Schema read as a row.

    `inputs` are the readOnly properties, `fields` the questions, each in order. `conditions` say of
    some, by name, when they are asked.
    """

    source: Mapping[str, Any]
    inputs: tuple[Input, ...]
    fields: tuple[Field, ...]
    conditions: Mapping[str, Condition]

    @classmethod
    def load(cls, path: Path) -> RowSchema:
        """
        Read a schema file.

        Raises: MissingFile; InvalidSchema with the file, the JSON Pointer and what to write.
        """
        try:
            return cls.of(parsed(path.read_bytes()))
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
        check(source)
        inputs, asked = properties(source)
        fields = tuple(map(field, asked))
        check_complete(inputs, asked)
        check_distinct(inputs, fields)
        return cls(source, inputs, fields, conditions(source))

    @property
    def title(self) -> str | None:
        """The title that the schema gives itself."""
        return self.source.get("title")

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The row's columns, in the order of the schema."""
        asked = {one.asked.name: one.column for one in self.fields}
        shown = {one.name: one.column for one in self.inputs}
        return {name: (asked | shown)[name] for name in self.source["properties"]}

    @cached_property
    def validator(self) -> Validator:
        """The reference validator of a row; formats are checked."""
        from jsonschema import Draft202012Validator

        return Draft202012Validator(
            self.source,
            registry=registry(),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )

    @cached_property
    def passes(self) -> Callable[[Row], bool | None]:
        """Whether a row fits, as far as `schema.quick` may say; None where `validator` decides."""
        return quick(self.bundled())

    def bundled(self) -> dict[str, Any]:
        """The schema with the vocabulary it refers to inside, for any validator."""
        return bundled(self.source)

    def shown(self, segment: Segment) -> dict[str, Any]:
        """
        The inputs of a segment's row.

        A structured seed gives them by name. A segment of a text is the first of them, and the
        document's metadata are the others.

        Raises: MissingInput where the schema requires one that the seed does not have; UnfitInput
        where the seed has something else in its place.
        """
        given = segment.given
        if given is None:
            given = {**segment.metadata, self.inputs[0].name: segment.text}
        for one in self.inputs:
            if one.name not in given:
                if one.name in self.source.get("required", ()):
                    raise MissingInput(segment.place, one.name)
            elif fault := one.fault(given[one.name]):
                raise UnfitInput(segment.place, one.name, fault)
        return {one.name: given[one.name] for one in self.inputs if one.name in given}

    def arranged(self, row: Row) -> dict[str, Any]:
        """The row with its properties in the order of the schema, unknown ones last."""
        known = [name for name in self.source["properties"] if name in row]
        return {name: row[name] for name in [*known, *sorted(set(row) - set(known))]}
