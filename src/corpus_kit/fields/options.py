"""The options of a choice and the labels of spans: ``enum``, or ``oneOf`` of ``const``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from xml.etree.ElementTree import Element

from corpus_kit.checks.answers import OPTIONS_OUT_OF_ORDER
from corpus_kit.errors import InvalidSchema
from corpus_kit.model import Fault, Fix
from corpus_kit.words import short

if TYPE_CHECKING:
    from corpus_kit.fields.protocol import Property

# Control characters, lone surrogates, and what XML cannot hold.
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Label Studio 1.23 reads these as booleans in an alias or a hint, and then fails on them.
BREAKING = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the value in the data, what annotators read, and what it means."""

    value: str
    title: str
    help: str | None = None

    def element(self, tag: str, hotkeys: Iterator[str], **more: str) -> Element:
        """Its Label Studio tag; the exported value is `value`, whatever the title."""
        attributes = {"value": self.title, **more}
        if self.title != self.value:
            attributes["alias"] = self.value
        if key := next(hotkeys, None):
            attributes["hotkey"] = key
        if self.help:
            attributes["hint"] = self.help
        return Element(tag, attributes)


def described(tags: Iterable[Element]) -> dict[str, Any]:
    """The options that Label Studio's tags stand for; the inverse of `Option.element`."""
    entries = [_entry(tag) for tag in tags]
    if all(entry.keys() == {"const"} for entry in entries):
        return {"enum": [entry["const"] for entry in entries]}
    return {"oneOf": entries}


@dataclass(frozen=True, slots=True)
class Titles:
    """
    The values of options that are shown by another title, by that title; none that is a value too.

    Answers hold titles where they were given before the options had values of their own.
    """

    values: Mapping[str, str]

    @classmethod
    def of(cls, found: Sequence[Option]) -> Self:
        """Those of some options."""
        values = {one.value for one in found}
        return cls({one.title: one.value for one in found if one.title not in values})

    def value(self, said: Any) -> Any:  # noqa: ANN401 - exports hold anything
        """The value that a title stands for, and anything else as it is."""
        return self.values.get(said, said) if isinstance(said, str) else said

    def mended(self, said: Iterable[Any]) -> Iterator[str]:
        """What `value` puts right, a few words for each time."""
        for one in said:
            if isinstance(one, str) and one in self.values:
                yield "titles in the place of values were understood"


def value_of(tag: Element) -> str:
    """What answers hold for an option's tag."""
    return str(tag.get("alias") or tag.get("value", ""))


def _entry(tag: Element) -> dict[str, str]:
    entry = {"const": value_of(tag)}
    if (title := tag.get("value", "")) != entry["const"]:
        entry["title"] = title
    if hint := tag.get("hint"):
        entry["description"] = hint
    return entry


def options(schema: object, pointer: str) -> tuple[Option, ...] | None:
    """
    The options that `schema` lists, or None where it lists none.

    Raises: InvalidSchema for an option that no interface or dataset could carry.
    """
    if not isinstance(schema, Mapping):
        return None
    if "enum" in schema:
        places = [(f"{pointer}/enum/{i}", {"const": one}) for i, one in enumerate(schema["enum"])]
    else:
        places = [(f"{pointer}/oneOf/{i}", one) for i, one in enumerate(schema.get("oneOf", ()))]
        if not places or not all(map(_has_const, places)):
            return None
    if not places:
        raise InvalidSchema(f"{pointer}/enum", "there is no option in it", "list them")
    return distinct([(place, option(entry, place)) for place, entry in places])


def labels(asked: Property) -> tuple[Option, ...] | None:
    """
    The labels of things in an array, each an object with a ``label``; None where there are none.

    Raises: as `options`.
    """
    label: Any = asked.schema
    for key in ("items", "properties", "label"):
        label = label.get(key) if isinstance(label, Mapping) else None
    return options(label, f"{asked.pointer}/items/properties/label")


def _has_const(place: tuple[str, object]) -> bool:
    return isinstance(place[1], Mapping) and "const" in place[1]


def option(entry: Mapping[str, Any], pointer: str) -> Option:
    """Raises: InvalidSchema for one that no interface or dataset could carry."""
    value = entry["const"]
    if not isinstance(value, str):
        raise InvalidSchema(pointer, f"label {value!r} is not a string", f'write "{value}"')
    title = entry.get("title", value)
    for text in (value, title):
        _check(text, pointer)
    check_words(entry, pointer)
    if entry.get("description") in BREAKING or (value in BREAKING and title != value):
        found = 'with "true" or "false" there, Label Studio\'s page stays empty'
        raise InvalidSchema(pointer, found, "use other words, or ask a boolean")
    return Option(value, title, entry.get("description"))


def check_words(schema: Mapping[str, Any], pointer: str) -> None:
    """Refuse what no page could show in a title or description."""
    for key in ("const", "title", "description"):
        text = schema.get(key)
        if not isinstance(text, str):
            continue
        if bad := _UNSHOWABLE.search(text):
            found = f"{text!r} holds a control character, {bad[0]!r}"
            raise InvalidSchema(f"{pointer}/{key}", found, "take it out")


def _check(text: str, pointer: str) -> None:
    if not text or text != text.strip():
        raise InvalidSchema(
            pointer,
            f"label {text!r} is empty or begins or ends with white space",
            "write it without",
        )
    if text.startswith("$"):
        raise InvalidSchema(
            pointer,
            f"label {text!r} begins with '$', which Label Studio reads as a variable",
            "begin it with another character",
        )


def distinct(places: Sequence[tuple[str, Option]]) -> tuple[Option, ...]:
    """Raises: InvalidSchema where two have one value, or one title."""
    for attribute in ("value", "title"):
        seen: set[str] = set()
        for pointer, one in places:
            text = getattr(one, attribute)
            if text in seen:
                raise InvalidSchema(pointer, f"label {text!r} stands twice", "keep one of them")
            seen.add(text)
    return tuple(one for _, one in places)


def in_order(taken: Iterable[Any], found: Sequence[Option]) -> list[Any]:
    """Options that were taken as the schema lists them; what is none comes last."""
    order = [one.value for one in found]
    return sorted(taken, key=lambda one: order.index(one) if one in order else len(order))


def out_of_order(taken: Sequence[str], found: Sequence[Option], pointer: str) -> Iterator[Fault]:
    """What is wrong with options that stand otherwise than the schema lists them."""
    if list(taken) != (wanted := in_order(taken, found)):
        message = f"options stand in the order of the schema: write {short(wanted)}"
        yield Fault(OPTIONS_OUT_OF_ORDER, pointer, message, Fix(pointer, wanted))
