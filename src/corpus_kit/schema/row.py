"""A JSON Schema read as a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import TEXT, Column
from corpus_kit.errors import InvalidSchema, MissingFile, MissingInput
from corpus_kit.fields import Field, field
from corpus_kit.schema.properties import check_complete, properties
from corpus_kit.schema.quick import quick
from corpus_kit.schema.source import check, parsed
from corpus_kit.schema.vocabulary import bundled, registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jsonschema.protocols import Validator

    from corpus_kit.model import Row, Segment


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
