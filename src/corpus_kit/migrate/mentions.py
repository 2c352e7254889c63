"""
What a schema says of labels beside listing them: in conditions, defaults, examples and pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corpus_kit.fields import PREFIX
from corpus_kit.fields.relations import Relations
from corpus_kit.schema.labels import ANY
from corpus_kit.schema.references import token
from corpus_kit.schema.source import BY_NAME, DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.schema import RowSchema
    from corpus_kit.schema.labels import Path

PAIRS = "corpus-kit:pairs"
ITEMS = frozenset({"contains", "items", "prefixItems"})
SAME = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "not"})
SAMPLES = frozenset({"default", "examples"})

How = Literal["only", "listed", "sample", "within", "name"]


class Mention(NamedTuple):
    """
    A text in a schema that may be a label, and the paths of the answers that it would be in.

    It is the ``only`` value that answers may have, one that is ``listed`` with others, a ``sample``
    of an answer or a text ``within`` a larger one, or the ``name`` of a member. `paths` is None
    where nothing says whose label it is.
    """

    pointer: str
    text: str
    how: How
    paths: tuple[Path, ...] | None


def mentions(schema: RowSchema) -> Iterator[Mention]:
    """All of them, those in lists of labels among them."""
    yield from _schema(schema.source, "", ())
    for field in schema.fields:
        if isinstance(field, Relations) and PAIRS in field.asked.schema:
            yield from _pairs(field)


def _schema(one: Any, pointer: str, path: Path | None) -> Iterator[Mention]:  # noqa: ANN401
    if isinstance(one, list):
        for i, part in enumerate(one):
            yield from _schema(part, f"{pointer}/{i}", path)
    if not isinstance(one, Mapping):
        return
    for key, value in one.items():
        place = f"{pointer}/{token(key)}"
        if key in DATA:
            yield from _data(key, value, place, path)
        elif key in SAME or key in ITEMS:
            yield from _schema(value, place, path if key in SAME else _below(path, ANY))
        elif key in BY_NAME and isinstance(value, Mapping):
            for name, part in value.items():
                below = _below(path, name) if key == "properties" else None
                yield from _schema(part, f"{place}/{token(name)}", below)
        elif not key.startswith(PREFIX):
            yield from _schema(value, place, None)


def _below(path: Path | None, key: str) -> Path | None:
    return None if path is None else (*path, key)


def _data(key: str, value: Any, place: str, path: Path | None) -> Iterator[Mention]:  # noqa: ANN401
    if key in {"const", "default"}:
        how: How = "sample" if key in SAMPLES else "only"
        yield from _instance(value, place, path, how)
    elif isinstance(value, list):
        how = "sample" if key in SAMPLES else "listed"
        for i, one in enumerate(value):
            yield from _instance(one, f"{place}/{i}", path, how)


def _instance(value: Any, pointer: str, path: Path | None, how: How) -> Iterator[Mention]:  # noqa: ANN401
    """The texts in an answer, or a part of one."""
    if isinstance(value, str):
        yield Mention(pointer, value, how, None if path is None else (path,))
        return
    inner: How = how if how == "sample" and not isinstance(value, Mapping) else "within"
    if isinstance(value, list):
        for i, one in enumerate(value):
            yield from _instance(one, f"{pointer}/{i}", _below(path, ANY), inner)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _instance(one, f"{pointer}/{token(key)}", _below(path, key), inner)


def _pairs(field: Relations) -> Iterator[Mention]:
    """Which spans a relation may join: ``{"born_in": {"head": ["PER"], "tail": ["LOC"]}}``."""
    own: Path = (field.asked.name, ANY, "label")
    spans = tuple((one.asked.name, ANY, "label") for one in field.between)
    pairs = field.asked.schema[PAIRS]
    for name, ends in pairs.items() if isinstance(pairs, Mapping) else ():
        pointer = f"{field.asked.pointer}/{PAIRS}/{token(name)}"
        yield Mention(pointer, name, "name", (own,))
        for end, labels in ends.items() if isinstance(ends, Mapping) else ():
            for i, label in enumerate(labels if isinstance(labels, list) else ()):
                if isinstance(label, str):
                    yield Mention(f"{pointer}/{token(end)}/{i}", label, "listed", spans)
