"""
The definitions that the package carries, such as ``urn:corpus-kit:spans``, resolved offline.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from referencing import Registry


@cache
def vocabulary() -> Mapping[str, Any]:
    """The definitions by URI."""
    found = {}
    for file in resources.files("corpus_kit").joinpath("vocabulary").iterdir():
        contents = json.loads(file.read_text(encoding="utf-8"))
        found[contents["$id"]] = contents
    return found


def registry() -> Registry[Any]:
    """The definitions as `jsonschema` looks them up."""
    from referencing import Registry, Resource

    return Registry().with_resources(
        (uri, Resource.from_contents(contents)) for uri, contents in vocabulary().items()
    )


def bundled(source: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the definitions it refers to inside, for any validator."""
    embedded = {uri: vocabulary()[uri] for uri in sorted(_references(source))}
    if not embedded:
        return dict(source)
    return {**source, "$defs": {**source.get("$defs", {}), **embedded}}


def _references(source: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    if isinstance(source, Mapping):
        own = (
            {source["$ref"]} & vocabulary().keys() if isinstance(source.get("$ref"), str) else set()
        )
        return own.union(*(_references(value) for value in source.values()))
    if isinstance(source, list):
        return set().union(*map(_references, source))
    return set()
