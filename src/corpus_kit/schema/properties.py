"""A schema's properties as the columns of a row: what is shown, and what is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidSchema
from corpus_kit.fields import PREFIX, Property
from corpus_kit.schema.references import token, unfolded

if TYPE_CHECKING:
    from collections.abc import Mapping

RESERVED = frozenset(
    {"id", "segment", "document", "document_start", "document_end", "metadata", "split"}
    | {"annotator", "annotators", "origin", "created", "updated", "seconds"}
)
"""Columns that a release has by itself."""

UNSEEN = frozenset({"source"})
"""Names that Label Studio has something of its own for: it would show the whole task, as JSON."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")


def properties(source: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[Property, ...]]:
    """
    The names of the inputs, and the properties that are asked, each in order.

    Raises: InvalidSchema where one could be no column.
    """
    found = _named(source)
    required = _required(source, found)
    inputs = tuple(name for name, one in found.items() if one.get("readOnly") is True)
    asked = tuple(
        Property(name, one, f"/properties/{token(name)}", name in required, inputs)
        for name, one in found.items()
        if name not in inputs
    )
    for name in inputs:
        _check_input(name, found[name], f"/properties/{token(name)}")
    return inputs, asked


def _named(source: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for name, one in source.get("properties", {}).items():
        pointer = f"/properties/{token(name)}"
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
        found[name] = unfolded(one, source, pointer)
    return found


def _required(source: Mapping[str, Any], properties: Mapping[str, Any]) -> frozenset[str]:
    for i, name in enumerate(source.get("required", ())):
        if name not in properties:
            raise InvalidSchema(
                f"/required/{i}", f"no property is named {name!r}", "add it, or take it out here"
            )
    return frozenset(source.get("required", ()))


def _check_input(name: str, one: Mapping[str, Any], pointer: str) -> None:
    if name in UNSEEN:
        found = f"Label Studio cannot show an input called {name!r}"
        raise InvalidSchema(pointer, found, f"call it {name}_text")
    if one.get("type") != "string":
        found = "what annotators see is a string"
        raise InvalidSchema(f"{pointer}/type", found, 'write "type": "string"')
    for keyword in one:
        if keyword.startswith(PREFIX):
            found = f"{keyword!r} means nothing on what annotators only see"
            raise InvalidSchema(f"{pointer}/{token(keyword)}", found, "take it out")


def check_complete(inputs: tuple[str, ...], asked: tuple[Property, ...]) -> None:
    """Raise InvalidSchema where nothing is shown or nothing is asked."""
    if not inputs:
        raise InvalidSchema(
            "/properties",
            "annotators would see nothing",
            'mark the text they see: "text": {"type": "string", "readOnly": true}',
        )
    if not asked:
        raise InvalidSchema(
            "/properties",
            "annotators would be asked nothing: every property is readOnly",
            'add a question, such as "topic": {"enum": ["politics", "sport"]}',
        )
