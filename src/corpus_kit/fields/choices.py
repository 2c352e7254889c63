"""Choices: any number of several options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from corpus_kit.columns import ClassLabel, List
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.choice import choices_element
from corpus_kit.fields.options import Option, options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Fault, Row


@dataclass(frozen=True)
class Choices:
    """Any of `options`, in their order; ``["crime", "courts"]`` in the row."""

    kind: ClassVar = "choices"
    example: ClassVar = '{"type": "array", "uniqueItems": true, "items": {"enum": ["a", "b"]}}'
    task_category: ClassVar = "text-classification"
    keywords: ClassVar = frozenset[str]()
    placement: ClassVar = "below"

    asked: Property
    options: tuple[Option, ...]

    @property
    def on(self) -> str:
        """The input that it is about: the first."""
        return self.asked.inputs[0]

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
        return found and cls(asked, found)

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Choices, of which any number can be taken."""
        return choices_element(self.asked, self.options, hotkeys, choice="multiple")

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The options taken, in the order of the schema; empty where none was."""
        taken = [choice for result in results for choice in result["value"]["choices"]]
        order = {option.value: i for i, option in enumerate(self.options)}
        return sorted(taken, key=lambda choice: order.get(choice, len(order)))

    def results(self, value: Sequence[str], row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with all choices; none for an empty answer."""
        return [self.asked.result("choices", {"choices": list(value)})] if value else []

    def faults(self, value: Sequence[str], row: Row) -> Iterator[Fault]:  # noqa: ARG002
        """None: the schema sees all there is."""
        return iter(())
