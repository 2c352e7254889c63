"""
A Label Studio labelling config, read: what it shows, what it asks, and what stands around each.

The names in it become names of columns, the same ones wherever a config or an export is read: see
`Labelling.shown` and `Labelling.asked`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from corpus_kit.errors import InvalidInterface
from corpus_kit.inputs import INPUTS
from corpus_kit.schema.properties import column_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from corpus_kit.inputs import Input

LOOK = frozenset({"Style", "Filter"})
"""Tags that change how others look, or which options of theirs are seen for now."""

LAYOUT = frozenset({"View", "Collapse", "Panel"})
"""Tags that hold others, and are nothing but their place."""

QUESTIONS = frozenset(
    {"Choices", "DateTime", "Number", "Pairwise", "Rating", "Relations", "Taxonomy", "TextArea"}
)
"""Tags that ask even where they do not say about what."""

HELP = "help"
"""The class of the view around help, in what we derive."""


@dataclass(frozen=True)
class Tag:
    """
    A tag that shows or asks something.

    `headers` stand directly before it, the words of each with `HELP` where they are; `seen` are the
    tags, itself first, that say when it is seen.
    """

    element: Element
    headers: tuple[tuple[str, str], ...]
    seen: tuple[Element, ...]

    @property
    def kind(self) -> str:
        """The tag, such as ``Choices``."""
        return self.element.tag

    @property
    def name(self) -> str:
        """Its name; relations have none."""
        return self.element.get("name", "relations" if self.kind == "Relations" else "")

    @property
    def to(self) -> tuple[str, ...]:
        """The names of the tags that it is about."""
        return tuple(filter(None, self.element.get("toName", "").replace(" ", "").split(",")))

    @property
    def input(self) -> type[Input] | None:
        """The kind of input that it shows."""
        return next((kind for kind in INPUTS if kind.described(self.element)), None)

    @property
    def variable(self) -> str | None:
        """The key of a task's data that it shows, or None where it shows the same for all tasks."""
        if not self.element.get("value", "").startswith("$"):
            return None
        return (self.input or INPUTS[-1]).variable(self.element) or None

    @property
    def prompt(self) -> str | None:
        """The words directly above."""
        return next((words for words, place in reversed(self.headers) if place != HELP), None)

    @property
    def help(self) -> str | None:
        """The words of help below the prompt."""
        return next((words for words, place in self.headers if place == HELP), None)

    @property
    def per_region(self) -> bool:
        """Whether it asks about each region."""
        return self.element.get("perRegion", "").lower() == "true"

    @property
    def required(self) -> bool:
        """Whether it has to be answered."""
        return self.element.get("required", "").lower() == "true"


@dataclass(frozen=True)
class Labelling:
    """A config: `objects` show something, `controls` ask; in the order of the config."""

    objects: tuple[Tag, ...]
    controls: tuple[Tag, ...]

    @classmethod
    def of(cls, config: str | bytes) -> Self:
        """
        Read a config.

        Raises: InvalidInterface where it is no XML, or XML that a reader should not follow; where a
        name stands twice; where a tag is about one that is not there.
        """
        try:
            tags = tuple(_tags(_read(config)))
        except RecursionError as error:
            raise InvalidInterface("it is nested too deeply", "write it flatter") from error
        _check_names(tags)
        controls = tuple(tag for tag in tags if _asks(tag))
        return cls(tuple(tag for tag in tags if tag not in controls), controls)

    @cached_property
    def shown(self) -> Mapping[str, str]:
        """The column of each key of a task's data that is shown."""
        made: dict[str, str] = {}
        for tag in self.objects:
            if tag.variable and tag.variable not in made:
                made[tag.variable] = column_name(tag.variable, made.values(), ending="text")
        return made

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """The column of each control, by its name; the one of a span's where it is about spans."""
        made: dict[str, str] = {}
        taken_of: dict[str, set[str]] = {}
        for tag in sorted(self.controls, key=lambda one: one.per_region):
            owner = self.owner(tag) if tag.per_region else None
            if owner is None:
                taken = {*self.shown.values(), *made.values()}
                made[tag.name] = column_name(tag.name, taken)
            else:
                short = tag.name.removeprefix(f"{owner.name}_") or tag.name
                taken = taken_of.setdefault(owner.name, set(OF_SPANS))
                made[tag.name] = column_name(short, taken)
                taken.add(made[tag.name])
        return made

    def about(self, tag: Tag) -> tuple[Tag, ...]:
        """What a control is about; the first object where it does not say."""
        named = {one.name: one for one in self.objects}
        return tuple(named[name] for name in tag.to if name in named) or self.objects[:1]

    def owner(self, tag: Tag) -> Tag | None:
        """The labels of the regions that a control is about, where they are certain."""
        labels = [
            one
            for one in self.controls
            if one.element.find(".//Label") is not None and set(one.to) & set(tag.to)
        ]
        if said := [one.get("whenTagName") for one in tag.seen if _by_region(one)]:
            labels = [one for one in labels if one.name in said]
        return labels[0] if len(labels) == 1 else None


OF_SPANS = frozenset({"start", "end", "label", "text", "source_start", "source_end"})
"""What spans say by themselves."""


def _by_region(element: Element) -> bool:
    return element.get("visibleWhen") == "region-selected" and bool(element.get("whenTagName"))


def _read(config: str | bytes) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        read: Element = fromstring(config, forbid_dtd=True)
    except ParseError as error:
        line, _ = error.position
        found = f"it is not XML ({str(error).partition(':')[0]})"
        raise InvalidInterface(found, "mend it there", line=line) from error
    except DefusedXmlException as error:
        found = "it has a document type or entities, which could name files and addresses"
        raise InvalidInterface(found, "take them out and write the words themselves") from error
    except (LookupError, ValueError) as error:
        found = "it is in an encoding that cannot be read"
        raise InvalidInterface(found, "save it as UTF-8") from error
    return read


def _tags(root: Element) -> Iterator[Tag]:
    """All tags but layout, in order, with the headers above each."""
    headers: list[tuple[str, str]] = []

    def walked(one: Element, seen: tuple[Element, ...], place: str) -> Iterator[Tag]:
        seen = (one, *seen) if one.get("visibleWhen") else seen
        if one.tag == "Header" and not one.get("value", "").startswith("$"):
            headers.extend((words, place) for words in [_words(one)] if words)
        elif one.tag in LAYOUT:
            kind = one.get("className", "").partition(" ")[0]
            for inner in one:
                yield from walked(inner, seen, kind if kind == HELP else "")
        elif one.tag not in LOOK:
            within = [(words, "") for inner in one.findall(".//Header") if (words := _words(inner))]
            tag = Tag(one, (), seen)
            yield replace(tag, headers=(*headers, *within))
            headers.clear()

    yield from walked(root, (), "")


def _words(header: Element) -> str:
    """What it says, without what keeps a leading ``$`` from being read."""
    return " ".join((header.get("value") or header.text or "").removeprefix("\u200b").split())


def _asks(tag: Tag) -> bool:
    """A tag that is about another asks, and so does a named one without anything to show."""
    about = [name for name in tag.to if name != tag.name]
    return bool(about) or tag.kind in QUESTIONS


def _check_names(tags: tuple[Tag, ...]) -> None:
    seen: set[str] = set()
    for tag in tags:
        if tag.name in seen and tag.kind != "Header":
            found = f"the name {tag.name!r} stands twice"
            raise InvalidInterface(found, "give each tag a name of its own")
        seen |= {tag.name} if tag.name and tag.kind != "Header" else set()
    for tag in tags:
        if tag.to and not tag.name:
            found = f"a {tag.kind} has no name"
            raise InvalidInterface(found, "name it, as its answers will be called")
        for name in tag.to:
            if name not in seen:
                found = f"{tag.kind} {tag.name!r} is about {name!r}, and there is no such tag"
                raise InvalidInterface(found, "put the name of what it is about into toName")
