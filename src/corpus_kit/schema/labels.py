"""
Where a schema lists labels, and whose answers they are in.

A *path* leads to a label in a row: ``("topic",)``, ``("tags", "*")``,
``("entities", "*", "label")``, with ``*`` for any item of a list. Several questions may share one
list of labels by ``$ref``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus_kit.fields.choice import Choice
from corpus_kit.fields.choices import Choices
from corpus_kit.fields.relations import Relations
from corpus_kit.fields.spans import Spans
from corpus_kit.fields.taxonomy import Taxonomy
from corpus_kit.schema.references import target, token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus_kit.fields import Field
    from corpus_kit.fields.options import Option
    from corpus_kit.schema.row import RowSchema

Path = tuple[str, ...]

ANY = "*"
"""Stands in a path for any item of a list."""


@dataclass(frozen=True)
class LabelList:
    """
    The labels that an ``enum`` or ``oneOf`` at `pointer` lists, and the paths to answers.

    Those of a tree are paths of nodes, with `joint` between them.
    """

    pointer: str
    values: tuple[str, ...]
    paths: tuple[Path, ...]
    joint: str = ""

    def below(self, label: str) -> tuple[str, ...]:
        """The labels that stand below one in a tree."""
        above = label + self.joint
        return tuple(one for one in self.values if self.joint and one.startswith(above))

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions, as `question` calls them."""
        return tuple(map(question, self.paths))


def question(path: Path) -> str:
    """
    What the question is called whose answers a path leads into.

    >>> question(("entities", "*", "label")), question(("entities", "*", "sense")), question(("a",))
    ('entities', 'entities.sense', 'a')
    """
    named = [part for part in path if part != ANY]
    return named[0] if named[1:] in ([], ["label"]) else ".".join(named)


def label_lists(schema: RowSchema) -> list[LabelList]:
    """All lists of labels, in the order of the questions."""
    found: dict[str, LabelList] = {}
    for path, keys, options, joint in _all(schema):
        pointer = _located(schema.source, keys)
        before = found[pointer].paths if pointer in found else ()
        values = tuple(one.value for one in options)
        found[pointer] = LabelList(pointer, values, (*before, path), joint)
    return list(found.values())


Listed = tuple[Path, tuple[str, ...], "Sequence[Option]", str]
"""The path to answers, the keys that lead to a label's schema, the labels, and a tree's joint."""


def _all(schema: RowSchema) -> Iterator[Listed]:
    for field in schema.fields:
        name = field.asked.name
        keys = ("properties", name)
        yield from _of(field, (name,), keys)
        if isinstance(field, Spans):
            for key, one in field.questions.items():
                yield from _of(one, (name, ANY, key), (*keys, "items", "properties", key))


def _of(field: Field, path: Path, keys: tuple[str, ...]) -> Iterator[Listed]:
    match field:
        case Choice():
            yield path, keys, field.options, ""
        case Choices():
            yield (*path, ANY), (*keys, "items"), field.options, ""
        case Taxonomy():
            yield (*path, ANY), (*keys, "items"), field.nodes, field.joint
        case Spans() | Relations() if field.labels:
            inner = (*keys, "items", "properties", "label")
            yield (*path, ANY, "label"), inner, field.labels, ""


def _located(source: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The pointer to the ``enum`` or ``oneOf``, wherever references lead."""
    one, pointer = source, ""
    for key in keys:
        one, pointer = _with(one, pointer, key, source)
        one, pointer = one[key], f"{pointer}/{token(key)}"
    for key in ("enum", "oneOf"):
        found, at = _with(one, pointer, key, source)
        if key in found:
            return f"{at}/{key}"
    raise AssertionError(pointer)  # a field found options there


def _with(
    one: Mapping[str, Any], pointer: str, key: str, source: Mapping[str, Any]
) -> tuple[Mapping[str, Any], str]:
    """The schema that says `key`: this one, or one that it refers to in this file."""
    while key not in one and str(one.get("$ref", "")).startswith("#"):
        reference = one["$ref"]
        one, pointer = target(source, reference, pointer), _plain(reference)
    return one, pointer


def _plain(reference: str) -> str:
    """The pointer of a reference into this file, however it is escaped there."""
    names = (one.replace("~1", "/").replace("~0", "~") for one in reference.split("/")[1:])
    return "".join(f"/{token(name)}" for name in names)
