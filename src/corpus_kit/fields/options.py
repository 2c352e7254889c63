"""The options of a choice and the labels of spans: ``enum``, or ``oneOf`` of ``const``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from corpus_kit.errors import InvalidSchema


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


def options(schema: Mapping[str, Any], pointer: str) -> tuple[Option, ...] | None:
    """
    The options that `schema` lists, or None where it lists none.

    Raises: InvalidSchema for an option that no interface or dataset could carry.
    """
    if "enum" in schema:
        places = [
            (f"{pointer}/enum/{i}", {"const": value}) for i, value in enumerate(schema["enum"])
        ]
    elif isinstance(schema.get("oneOf"), Sequence):
        places = [(f"{pointer}/oneOf/{i}", entry) for i, entry in enumerate(schema["oneOf"])]
    else:
        return None
    if any("const" not in entry for _, entry in places):
        return None
    return _distinct([(place, _option(entry, place)) for place, entry in places])


def _option(entry: Mapping[str, Any], pointer: str) -> Option:
    value = entry["const"]
    if not isinstance(value, str):
        raise InvalidSchema(pointer, f"label {value!r} is not a string", f'write "{value}"')
    title = entry.get("title", value)
    for text in (value, title):
        _check(text, pointer)
    check_words(entry, pointer)
    return Option(value, title, entry.get("description"))


def check_words(schema: Mapping[str, Any], pointer: str) -> None:
    """Refuse what no page could show in a title or description."""
    for key in ("const", "title", "description"):
        text = schema.get(key, "")
        if bad := next((c for c in text if unicodedata.category(c) in {"Cc", "Cs"}), None):
            raise InvalidSchema(
                f"{pointer}/{key}", f"{text!r} holds a control character, {bad!r}", "take it out"
            )


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


def _distinct(places: Sequence[tuple[str, Option]]) -> tuple[Option, ...]:
    for attribute in ("value", "title"):
        seen: set[str] = set()
        for pointer, option in places:
            text = getattr(option, attribute)
            if text in seen:
                raise InvalidSchema(pointer, f"label {text!r} stands twice", "keep one of them")
            seen.add(text)
    return tuple(option for _, option in places)
