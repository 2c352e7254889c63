"""
A labelling config to the JSON Schema of a row, as far as text goes.

What the schema cannot carry is named, tag by tag; what it does carry is asked in the same way by
the interface that is derived from it, or else it is named too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidInterface, InvalidSchema, MissingFile, NoSuchProject
from corpus_kit.fields import PREFIX, kinds
from corpus_kit.fields.options import value_of
from corpus_kit.schema import RowSchema
from corpus_kit.schema.source import DIALECT
from corpus_kit.studio.client import ONCE, connected, understood
from corpus_kit.studio.interface import interface
from corpus_kit.studio.labelling import Labelling
from corpus_kit.studio.signature import Signature, condition, control, differences, path, signature
from corpus_kit.words import readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus_kit.studio.access import Access
    from corpus_kit.studio.labelling import Tag

Property = dict[str, Any]
NOT_FOUND = 404


@dataclass(frozen=True)
class Left:
    """What of a tag the schema does not carry: all of it, or `when` it is asked, or this."""

    tag: str
    name: str
    why: str
    whole: bool = False
    when: bool = False

    def __str__(self) -> str:
        what = f"{self.tag} {self.name!r}" if self.name else self.tag
        return f"{what} {'is left out' if self.whole else 'is changed'}: {self.why}"


def from_config(
    config: str | bytes, *, title: str | None = None
) -> tuple[dict[str, Any], tuple[Left, ...]]:
    """
    The schema of what a config shows and asks, and what of it is left.

    Raises: InvalidInterface where it is no config, or nothing of it can be a row.
    """
    reader = _Reader(Labelling.of(config), title)
    schema = reader.schema()
    return schema, reader.named


def of_file(file: Path) -> tuple[dict[str, Any], tuple[Left, ...]]:
    """
    `from_config` of a file.

    Raises: as that, with the file; MissingFile.
    """
    try:
        return from_config(file.read_bytes())
    except FileNotFoundError as error:
        raise MissingFile(file, "the labelling config", "check the name") from error
    except InvalidInterface as error:
        raise replace(error, path=file) from error.__cause__


def of_server(access: Access, project: int) -> tuple[dict[str, Any], tuple[Left, ...]]:
    """
    `from_config` of a project on a server, whose title it gets.

    Raises: as that; ServiceError; NoSuchProject where the server has no such project.
    """
    from label_studio_sdk.core.api_error import ApiError

    with connected(access) as client:
        try:
            with understood(access):
                found = client.projects.get(project, request_options=ONCE)
                config, title = str(found.label_config), str(found.title)
        except ApiError as error:
            if error.status_code != NOT_FOUND:
                raise
            raise NoSuchProject(access.url, project) from None
    return from_config(config, title=title)


class _Reader:
    """Gathers properties, and what is left out on the way."""

    def __init__(self, labelling: Labelling, title: str | None) -> None:
        self.labelling = labelling
        self.title = title
        self.left: list[Left] = []
        self.inputs: dict[str, Property] = {}
        self.asked: dict[str, Property] = {}
        self.required: dict[str, None] = {}
        self.conditions: dict[str, tuple[str, ...]] = {}

    @property
    def named(self) -> tuple[Left, ...]:
        """What is left, each once; of a tag that is left out, only that it is."""
        gone = {one.name for one in self.left if one.whole}
        return tuple(dict.fromkeys(one for one in self.left if one.whole or one.name not in gone))

    def schema(self) -> dict[str, Any]:
        for tag in self.labelling.objects:
            self._show(tag)
        if not self.inputs:
            raise self._nothing("it shows no text")
        order = {"Relations": 1}  # between spans, so after them
        for tag in sorted(self.labelling.controls, key=lambda one: order.get(one.kind, 0)):
            if not tag.per_region:
                self._ask(tag)
        for tag in self.labelling.controls:
            if tag.per_region:
                self._ask_of_spans(tag)
        for tag in self.labelling.controls:
            self._condition(tag)
        if not self.asked:
            raise self._nothing("it asks nothing about a text")
        return self._whole(self.asked)

    def _whole(self, asked: Mapping[str, Property]) -> dict[str, Any]:
        order = [self.labelling.asked[tag.name] for tag in self.labelling.controls]
        return {
            "$schema": DIALECT,
            **({"title": self.title} if self.title else {}),
            "type": "object",
            "required": [name for name in (*self.inputs, *asked) if name in self.required],
            "additionalProperties": False,
            "properties": {**self.inputs, **{name: asked[name] for name in order if name in asked}},
            **self._rules(),
        }

    def _rules(self) -> dict[str, Any]:
        """Which questions are due after which answers, as JSON Schema writes it."""
        after_any: dict[str, list[str]] = {}
        rules = []
        for name, (on, *said) in self.conditions.items():
            if said:
                rules.append(self._rule(name, on, said))
            else:
                after_any.setdefault(on, []).append(name)
        found: dict[str, Any] = {"dependentRequired": after_any} if after_any else {}
        return found | (rules[0] if len(rules) == 1 else {"allOf": rules} if rules else {})

    def _show(self, tag: Tag) -> None:
        made = tag.input.described(tag.element) if tag.input else None
        if made is None:
            self._leave(tag, "this is nothing that annotators of text see")
        elif tag.variable is None:
            self._leave(tag, "it shows the same words in every task")
        elif made.schema is None:
            self._leave(tag, *made.left)
        elif (column := self.labelling.shown[tag.variable]) not in self.inputs:
            self.inputs[column] = _worded(made.schema, column, tag)
            self.required[column] = None
            self._note(tag, *made.left)
            if column != tag.variable:
                self._note(tag, f"{tag.variable!r} of its tasks is the column {column!r}")

    def _ask(self, tag: Tag) -> None:
        if (schema := self._described(tag)) is None:
            return
        column = self.labelling.asked[tag.name]
        schema = _worded(schema, column, tag)
        is_list = schema.get("type") == "array" or "$ref" in schema
        if is_list and tag.required:
            schema["minItems"] = 1
        if why := self._unfit(tag, {**self.asked, column: schema}):
            self._leave(tag, why)
            return
        self.asked[column] = schema
        if tag.required or is_list:
            self.required[column] = None
        if column != tag.name:
            self._note(tag, f"its answers are the column {column!r}")

    def _ask_of_spans(self, tag: Tag) -> None:
        owner = self.labelling.owner(tag)
        spans = self.asked.get(self.labelling.asked[owner.name]) if owner else None
        if owner is None or spans is None:
            self._leave(tag, "it asks about regions, and which ones of a text is not certain")
            return
        if (schema := self._described(tag)) is None:
            return
        column = self.labelling.asked[tag.name]
        plain = {key: said for key, said in schema.items() if not key.startswith(PREFIX)}
        schema = _worded(plain, column, tag)
        items = spans["items"]
        more = {**items, "properties": {**items["properties"], column: schema}}
        if tag.required:
            more["required"] = [*items.get("required", ()), column]
        of = self.labelling.asked[owner.name]
        if why := self._unfit(tag, {**self.asked, of: {**spans, "items": more}}):
            self._leave(tag, why)
            return
        spans["items"] = more
        if any(one.get("whenLabelValue") for one in tag.seen):
            self._note(tag, "it is asked about spans of all labels")

    def _described(self, tag: Tag) -> Mapping[str, Any] | None:
        about = [one for one in self.labelling.about(tag) if one.variable is not None]
        shown = {one.name: self.labelling.shown[one.variable or ""] for one in about}
        inputs = list(shown.values())
        found = next(filter(None, (kind.described(tag.element, inputs) for kind in kinds())), None)
        if found is None:
            self._leave(tag, "there is no such question about a text")
            return None
        if found.schema is None:
            self._leave(tag, *found.left)
            return None
        if missing := [name for name, column in shown.items() if column not in self.inputs]:
            self._leave(tag, f"it is about {' and '.join(missing)}, which is left out")
            return None
        self._note(tag, *found.left)
        return found.schema

    def _unfit(self, tag: Tag, asked: Mapping[str, Property]) -> str | None:
        """Why the schema would be none with this, or would ask it in another way."""
        try:
            derived = interface(RowSchema.of(self._whole(asked)))
        except InvalidSchema as error:
            return error.found
        due = path(self.labelling, tag)
        there = signature(Labelling.of(derived)).controls.get(due)
        here = replace(control(self.labelling, tag), when=())
        got = {due: there} if there else {}
        return next(differences(Signature({}, {due: here}), Signature({}, got)), None)

    def _condition(self, tag: Tag) -> None:
        """When it is asked: carried where it is due then, and the choice is known."""
        column = self.labelling.asked[tag.name]
        said = [one for one in tag.seen if one.get("visibleWhen") != "region-selected"]
        if not said or any(one.name == tag.name and one.whole for one in self.left):
            return
        due = () if tag.per_region else condition(self.labelling, tag)
        why = None
        if len(said) > 1 or not due or not self._is_known(*due):
            why = "it is asked whatever else was answered"
        elif column not in self.required:
            why = "it is asked whatever else was answered, since it is not required"
        if why:
            self.left.append(Left(tag.kind, tag.name, why, when=True))
        else:
            del self.required[column]
            self.conditions[column] = due

    def _is_known(self, on: str, *said: str) -> bool:
        """Whether it is a choice that is asked too, and has the options."""
        tag = next(one for one in self.labelling.controls if self.labelling.asked[one.name] == on)
        known = {value_of(one) for one in tag.element.iter("Choice")}
        return tag.kind == "Choices" and on in self.asked and known >= {*said}

    def _rule(self, name: str, on: str, said: list[str]) -> dict[str, Any]:
        schema = self.asked[on]
        values = [one == "yes" for one in said] if schema.get("type") == "boolean" else said
        test: Property = {"const": values[0]} if len(values) == 1 else {"enum": values}
        test = {"contains": test} if schema.get("type") == "array" else test
        return {
            "if": {"properties": {on: test}, "required": [on]},
            "then": {"required": [name]},
        }

    def _leave(self, tag: Tag, *why: str) -> None:
        self.left += [Left(tag.kind, tag.name, one, whole=True) for one in why]

    def _note(self, tag: Tag, *why: str) -> None:
        self.left += [Left(tag.kind, tag.name, one) for one in why]

    def _nothing(self, found: str) -> InvalidInterface:
        said = "".join(f"\n  {one}" for one in self.named)
        return InvalidInterface(found, f"there is nothing to write as a schema{said}")


def _worded(schema: Mapping[str, Any], column: str, tag: Tag) -> Property:
    """The schema with the words above the tag."""
    words = {"title": tag.prompt, "description": tag.help}
    known = (column, readable(column))
    return {**{key: said for key, said in words.items() if said and said not in known}, **schema}
