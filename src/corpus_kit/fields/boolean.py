"""Boolean: yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from corpus_kit.columns import Value
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.choice import choices_element
from corpus_kit.fields.options import Option, Titles, distinct, option, value_of
from corpus_kit.fields.protocol import Question, gathered, result, single
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

# What Label Studio stores; with "true" and "false" its page stays empty.
WORDS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Boolean(Question):
    """True or false; `options` are the words for them."""

    kind: ClassVar = "boolean"
    example: ClassVar = '{"type": "boolean"}'
    task_category: ClassVar[str | None] = "text-classification"
    result_type: ClassVar = "choices"

    options: tuple[Option, ...]

    @property
    def column(self) -> Value:
        """A boolean."""
        return Value("bool")

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A boolean, maybe with a ``oneOf`` that titles true and false."""
        if asked.schema.get("type") != "boolean":
            return None
        titled = asked.schema.get("oneOf", ({"const": True}, {"const": False}))
        said = [one.get("const") if isinstance(one, dict) else None for one in titled]
        if len(said) != len(WORDS) or said[0] is not True or said[1] is not False:
            raise InvalidSchema(
                f"{asked.pointer}/oneOf",
                "a boolean is true, then false",
                'write "oneOf": [{"const": true, "title": "Po"}, {"const": false, "title": "Jo"}]',
            )
        words = zip(titled, WORDS, ("Yes", "No"), strict=True)
        places = [
            (place, option({"title": title, **one, "const": word}, place))
            for i, (one, word, title) in enumerate(words)
            for place in (f"{asked.pointer}/oneOf/{i}",)
        ]
        return cls(asked, distinct(places))

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """Choices between what Label Studio stores for a boolean."""
        tags = list(control.iter("Choice"))
        single = control.tag == "Choices" and control.get("choice") != "multiple"
        if not single or [value_of(tag) for tag in tags] != list(WORDS):
            return None
        titled = [
            {"const": WORDS[value_of(tag)], "title": tag.get("value")}
            | ({"description": tag.get("hint")} if tag.get("hint") else {})
            for tag in tags
        ]
        return Described({"type": "boolean", "oneOf": titled})

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Choices, of which one can be taken."""
        return choices_element(self.asked, self.options, hotkeys, choice="single-radio")

    @cached_property
    def titles(self) -> Titles:
        """What answers may hold in the place of the words."""
        return Titles.of(self.options)

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:  # noqa: ARG002
        """Titles."""
        return self.titles.mended(gathered(results, "choices"))

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """True or false."""
        found = self.titles.value(single(results, "choices"))
        return WORDS.get(found, found) if isinstance(found, str) else found

    def results(self, value: bool, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with one choice."""
        return [result(self, {"choices": ["yes" if value else "no"]})]
