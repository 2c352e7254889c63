"""A schema of rows in which some questions are not answered yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus_kit.schema.source import BY_NAME, DATA

DEMANDS = frozenset({"dependentRequired", "required"})
CONDITIONS = frozenset({"if", "not"})
"""What a row is asked there is not demanded of it."""


def partial(source: Any) -> Any:  # noqa: ANN401 - any JSON value
    """
    The same schema, which demands nothing; what is there has to fit all the same.

    >>> partial({"required": ["topic"], "properties": {"required": {"enum": ["yes"]}}})
    {'properties': {'required': {'enum': ['yes']}}}
    """
    if isinstance(source, list):
        return [partial(one) for one in source]
    if not isinstance(source, Mapping):
        return source
    return {key: _partial(key, value) for key, value in source.items() if key not in DEMANDS}


def _partial(key: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if key in BY_NAME and isinstance(value, Mapping):
        return {name: partial(one) for name, one in value.items()}
    return value if key in DATA | CONDITIONS else partial(value)
