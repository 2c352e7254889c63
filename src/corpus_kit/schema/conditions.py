"""
Which questions are asked only after a certain answer: ``if``/``then`` and ``dependentRequired``.

Validation enforces all of JSON Schema's conditions. Those read here are the ones that an interface
can show: a question is required once another has one of certain answers, or any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_kit.model import Row


@dataclass(frozen=True, slots=True)
class Condition:
    """The question `on` has to be answered, with one of `values` where there are any."""

    on: str
    values: tuple[Any, ...] = ()

    def met(self, row: Row) -> bool:
        """
        Whether a row has such an answer.

        >>> Condition("topic", ("sport",)).met({"topic": ["culture", "sport"]})
        True
        """
        if self.on not in row or not self.values:
            return self.on in row
        said = row[self.on]
        return any(one in self.values for one in (said if isinstance(said, list) else [said]))


def conditions(source: Mapping[str, Any]) -> dict[str, Condition]:
    """
    The condition of each question that has one.

    >>> conditions({"if": {"properties": {"spam": {"const": True}}, "required": ["spam"]},
    ...             "then": {"required": ["why"]}})
    {'why': Condition(on='spam', values=(True,))}
    >>> conditions({"dependentRequired": {"topic": ["subtopic"]}})
    {'subtopic': Condition(on='topic', values=())}
    """
    found: dict[str, list[Condition]] = {}
    for name, condition in _all(source):
        found.setdefault(name, []).append(condition)
    always = source.get("required", ())
    return {name: some[0] for name, some in found.items() if len(some) == 1 and name not in always}


def _all(source: Mapping[str, Any]) -> Iterator[tuple[str, Condition]]:
    """Every question that is due under a condition, and that."""
    for on, names in source.get("dependentRequired", {}).items():
        yield from ((name, Condition(on)) for name in names)
    for one in (source, *source.get("allOf", ())):
        if not isinstance(one, Mapping) or not isinstance(one.get("then"), Mapping):
            continue
        if condition := _condition(one.get("if")):
            yield from ((name, condition) for name in one["then"].get("required", ()))


def _condition(schema: object) -> Condition | None:
    """What ``if`` says, where it is about the answer to one question."""
    if not isinstance(schema, Mapping) or schema.keys() - {"properties", "required"}:
        return None
    properties = schema.get("properties", {})
    names = list(properties) or list(schema.get("required", ()))
    if len(names) != 1 or list(schema.get("required", ())) != names:
        return None
    if not properties:
        return Condition(names[0])
    values = _values(properties[names[0]])
    return Condition(names[0], values) if values else None


def _values(schema: object) -> tuple[Any, ...]:
    """The answers that a schema takes: ``const``, ``enum``, or ``contains`` one of those."""
    if not isinstance(schema, Mapping) or len(schema) != 1:
        return ()
    if "const" in schema:
        return (schema["const"],)
    if "enum" in schema:
        return tuple(schema["enum"])
    return _values(schema.get("contains"))
