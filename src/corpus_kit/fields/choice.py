"""Choice: exactly one of several options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import ClassLabel
from corpus_kit.fields.options import Option, Titles, described, options
from corpus_kit.fields.protocol import Question, gathered, result, single
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row


@dataclass(frozen=True)
class Choice(Question):
    """One of `options`; ``"politics"`` in the row."""

    kind: ClassVar = "choice"
    example: ClassVar = '{"enum": ["politics", "sport"]}'
    task_category: ClassVar[str | None] = "text-classification"

    options: tuple[Option, ...]

    @property
    def result_type(self) -> str:
        """Label Studio's name for choices."""
        return "choices"

    @property
    def column(self) -> ClassLabel:
        """A ClassLabel in the order of the schema."""
        return ClassLabel(tuple(option.value for option in self.options))

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A property with options of its own."""
        if asked.schema.get("type", "string") != "string":
            return None
        found = options(asked.schema, asked.pointer)
        return cls(asked, found) if found else None

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """Choices, of which one can be taken."""
        if control.tag != "Choices" or control.get("choice") == "multiple":
            return None
        return described_choices(control)

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Choices, of which one can be taken."""
        return choices_element(self.asked, self.options, hotkeys, choice="single-radio")

    @cached_property
    def titles(self) -> Titles:
        """What answers may hold in the place of the options."""
        return Titles.of(self.options)

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The option taken; a list where more than one was."""
        return self.titles.value(single(results, "choices"))

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:  # noqa: ARG002
        """Titles."""
        return self.titles.mended(gathered(results, "choices"))

    def results(self, value: str, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with one choice."""
        return [result(self, {"choices": [value]})]


def choices_element(
    asked: Property, found: tuple[Option, ...], hotkeys: Iterator[str], *, choice: str, **more: str
) -> Element:
    """The Choices tag, shared by the kinds that show options below a text."""
    element = Element(
        "Choices", {"name": asked.name, "toName": asked.inputs[0].name, "choice": choice, **more}
    )
    element.extend(option.element("Choice", hotkeys) for option in found)
    return element


def described_choices(control: Element) -> Described:
    """The options of a Choices tag, where they stand in it."""
    tags = list(control.iter("Choice"))
    if not tags or control.get("value"):
        return Described(None, ("its options stand in the tasks, not here",))
    if any(inner is not tag for tag in tags for inner in tag.iter("Choice")):
        return Described(None, ("its options stand within each other; a Taxonomy could hold them",))
    shown = any(tag.get("html") for tag in tags)
    left = ("its options are shown as words, without their HTML",) if shown else ()
    return Described(described(tags), left)
