"""References inside a schema, and JSON Pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus_kit.errors import InvalidSchema
from corpus_kit.schema.vocabulary import vocabulary


def token(name: str) -> str:
    """
    A name as a token of a JSON Pointer.

    >>> token("a/b~c")
    'a~1b~0c'
    """
    return name.replace("~", "~0").replace("/", "~1")


def target(source: Any, reference: str, pointer: str) -> Mapping[str, Any]:  # noqa: ANN401
    """
    What a reference into this file leads to; `pointer` is where it stands.

    Raises: InvalidSchema where it leads nowhere.
    """
    found = source
    for token in reference.removeprefix("#/").split("/") if reference.startswith("#/") else [""]:
        key = token.replace("~1", "/").replace("~0", "~")
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        known = ", ".join(sorted(vocabulary()))
        raise InvalidSchema(
            pointer,
            f"{reference!r} leads nowhere",
            f"refer to an object in this file (#/$defs/…) or to one of: {known}",
        )
    return found


def resolved(one: Any, source: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:  # noqa: ANN401
    """
    The schema `one` at `pointer` with its ``$ref`` into this file, if any, merged in.

    Raises: InvalidSchema where it leads nowhere, in a circle, or to no object.
    """
    seen: set[str] = set()
    while isinstance(one, Mapping) and (reference := one.get("$ref")) is not None:
        if reference in vocabulary():
            return one
        if reference in seen:
            raise InvalidSchema(
                f"{pointer}/$ref", f"{reference!r} leads to itself", "end the circle"
            )
        seen.add(reference)
        others = {key: value for key, value in one.items() if key != "$ref"}
        one = {**target(source, reference, f"{pointer}/$ref"), **others}
    if not isinstance(one, Mapping):
        raise InvalidSchema(pointer, f"{one!r} describes no column", "write an object")
    return one


def unfolded(one: Any, source: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:  # noqa: ANN401
    """
    `one` resolved, with its items and their properties, where kinds look for options.

    Raises: as `resolved`.
    """
    found = dict(resolved(one, source, pointer))
    if isinstance(found.get("items"), Mapping):
        found["items"] = unfolded(found["items"], source, f"{pointer}/items")
    if pointer.endswith("/items") and isinstance(inner := found.get("properties"), Mapping):
        places = (
            (name, part, f"{pointer}/properties/{token(name)}") for name, part in inner.items()
        )
        found["properties"] = {name: unfolded(part, source, at) for name, part, at in places}
    return found
