"""A schema's properties as the columns of a row: what is shown, and what is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from corpus_kit.errors import InvalidSchema
from corpus_kit.fields import PREFIX, Property
from corpus_kit.inputs import shown
from corpus_kit.schema.references import token, unfolded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from corpus_kit.fields import Field
    from corpus_kit.inputs import Input

RESERVED = frozenset(
    {"id", "segment", "document", "document_start", "document_end", "metadata", "split"}
    | {"annotator", "annotators", "agreement", "votes", "decided_by"}
    | {"origin", "created", "updated", "seconds"}
)
"""Columns that a release has by itself."""

UNSEEN = frozenset({"source"})
"""Names that Label Studio has something of its own for: it would show the whole task, as JSON."""

LONGEST = 63
"""Characters of a name."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")


def column_name(name: str, taken: Collection[str] = (), *, ending: str = "answer") -> str:
    """
    A name that can be a column, and is none of `taken`, made of any name.

    It gets an ending where it has a meaning of its own, and a number where it stands already.

    >>> column_name("my-label"), column_name("2nd"), column_name("Çfarë?"), column_name("split")
    ('my_label', 'x2nd', 'Cfare_', 'split_answer')
    >>> column_name("source", ending="text"), column_name("topic", {"topic", "topic_answer"})
    ('source_text', 'topic_answer_2')
    """
    plain = "".join(letter for letter in normalize("NFKD", name) if not combining(letter))
    made = re.sub(r"[^A-Za-z0-9_]", "_", plain)
    made = made if made[:1].isalpha() else f"x{made}"
    made = made[:LONGEST]
    others = (
        f"{made[: LONGEST - 12]}_{ending}{f'_{n}' if n else ''}" for n in range(1000) if n != 1
    )
    return next(one for one in chain((made,), others) if _free(one, taken))


def _free(name: str, taken: Collection[str]) -> bool:
    return name not in RESERVED and name not in UNSEEN and name not in taken


def properties(source: Mapping[str, Any]) -> tuple[tuple[Input, ...], tuple[Property, ...]]:
    """
    The inputs, and the properties that are asked, each in order.

    Raises: InvalidSchema where one could be no column.
    """
    found = _named(source)
    required = _required(source, found)
    inputs = tuple(
        _input(name, one, f"/properties/{token(name)}")
        for name, one in found.items()
        if one.get("readOnly") is True
    )
    asked = tuple(
        Property(name, one, f"/properties/{token(name)}", name in required, inputs)
        for name, one in found.items()
        if one.get("readOnly") is not True
    )
    return inputs, tuple(replace(one, others=asked) for one in asked)


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


def _input(name: str, one: Mapping[str, Any], pointer: str) -> Input:
    if name in UNSEEN:
        found = f"Label Studio cannot show an input called {name!r}"
        raise InvalidSchema(pointer, found, f"call it {name}_text")
    for keyword in one:
        if keyword.startswith(PREFIX):
            found = f"{keyword!r} means nothing on what annotators only see"
            raise InvalidSchema(f"{pointer}/{token(keyword)}", found, "take it out")
    return shown(name, one, pointer)


def check_distinct(inputs: Collection[Input], fields: Collection[Field]) -> None:
    """Raise InvalidSchema where a property has the name that another's control or data takes."""
    made = (*(one.makes for one in inputs), *(one.makes for one in fields))
    taken = [name for some in made for name in sorted(some)]
    names = {*(one.name for one in inputs), *(one.asked.name for one in fields)}
    for i, name in enumerate(taken):
        if name in names or name in taken[:i]:
            found = f"the name {name!r} is taken by what Label Studio is told of another property"
            raise InvalidSchema(f"/properties/{token(name)}", found, "choose another name")


def check_complete(inputs: tuple[Input, ...], asked: tuple[Property, ...]) -> None:
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
