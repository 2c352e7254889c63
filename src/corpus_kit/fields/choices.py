"""Choices: any number of several options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from corpus_kit.columns import ClassLabel, List
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.choice import choices_element, described_choices
from corpus_kit.fields.options import (
    Option,
    Titles,
    in_order,
    options,
    out_of_order,
)
from corpus_kit.fields.protocol import Question, gathered, result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.inputs import Described
    from corpus_kit.model import Fault, Row


@dataclass(frozen=True)
class Choices(Question):
    """Any of `options`, in their order; ``["crime", "courts"]`` in the row."""

    kind: ClassVar = "choices"
    example: ClassVar = '{"type": "array", "uniqueItems": true, "items": {"enum": ["a", "b"]}}'
    task_category: ClassVar[str | None] = "text-classification"
    result_type: ClassVar = "choices"

    options: tuple[Option, ...]

    @property
    def column(self) -> List:
        """A list of ClassLabels in the order of the schema."""
        return List(ClassLabel(tuple(option.value for option in self.options)))

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """An array whose items have options of their own."""
        items = asked.schema.get("items")
        if asked.schema.get("type") != "array" or not isinstance(items, dict):
            return None
        found = options(items, f"{asked.pointer}/items")
        if found and asked.schema.get("uniqueItems") is not True:
            raise InvalidSchema(
                asked.pointer,
                "an array of options may hold one of them twice",
                'write "uniqueItems": true beside "items"',
            )
        return cls(asked, found) if found else None

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """Choices, of which any number can be taken."""
        if control.tag != "Choices" or control.get("choice") != "multiple":
            return None
        found = described_choices(control)
        if found.schema is None:
            return found
        return replace(found, schema={"type": "array", "uniqueItems": True, "items": found.schema})

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Choices, of which any number can be taken."""
        return choices_element(self.asked, self.options, hotkeys, choice="multiple")

    @cached_property
    def titles(self) -> Titles:
        """What answers may hold in the place of the options."""
        return Titles.of(self.options)

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:  # noqa: ARG002
        """Titles."""
        return self.titles.mended(gathered(results, "choices"))

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The options taken, in the order of the schema; empty where none was."""
        taken = [self.titles.value(one) for one in gathered(results, "choices")]
        return in_order(taken, self.options)

    def results(self, value: Sequence[str], row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with all choices; none for an empty answer."""
        return [result(self, {"choices": list(value)})] if value else []

    def faults(self, value: Sequence[str], row: Row) -> Iterator[Fault]:  # noqa: ARG002
        """Another order than the schema's."""
        return out_of_order(value, self.options, f"/{self.asked.name}")
