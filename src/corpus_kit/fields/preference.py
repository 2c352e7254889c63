"""Preference: which of two inputs is the better one, with or without a tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import ClassLabel
from corpus_kit.fields.choice import choices_element
from corpus_kit.fields.options import Option, options
from corpus_kit.fields.protocol import Question, result, single
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

SIDES = ("left", "right")


@dataclass(frozen=True)
class Preference(Question):
    """
    One of two inputs, or a third option where neither is better; ``"response_a"`` in the row.

    Two inputs are clicked themselves; with a third option there are choices below them.
    """

    kind: ClassVar = "preference"
    example: ClassVar = '{"enum": ["response_a", "response_b"]}'

    options: tuple[Option, ...]
    sides: tuple[str, str]
    result_type: str

    @property
    def on(self) -> str:
        """Label Studio's pairs are about themselves."""
        return self.asked.name if self._pairwise else self.asked.inputs[0].name

    @property
    def beside(self) -> frozenset[str]:
        """The two inputs."""
        return frozenset(self.sides)

    @property
    def column(self) -> ClassLabel:
        """A ClassLabel in the order of the schema."""
        return ClassLabel(tuple(option.value for option in self.options))

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A choice between the names of two inputs, and maybe one more option."""
        if asked.schema.get("type", "string") != "string":
            return None
        found = options(asked.schema, asked.pointer) or ()
        names = {one.name for one in asked.inputs}
        sides = [option.value for option in found if option.value in names]
        if len(sides) != len(SIDES) or len(found) > len(SIDES) + 1:
            return None
        titled = any(option.title != option.value for option in found)
        pairwise = len(found) == len(SIDES) and not titled
        return cls(asked, found, (sides[0], sides[1]), "pairwise" if pairwise else "choices")

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:
        """Two texts of which one is clicked."""
        if control.tag != "Pairwise":
            return None
        if len(inputs) != len(SIDES):
            return Described(None, ("it does not compare two texts",))
        return Described({"enum": list(inputs)})

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Two texts of which one is clicked, or choices."""
        if self._pairwise:
            sides = ",".join(self.sides)
            return Element("Pairwise", {"name": self.asked.name, "toName": sides})
        return choices_element(self.asked, self.options, hotkeys, choice="single-radio")

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The name of the better input, or the third option."""
        if not self._pairwise:
            return single(results, "choices")
        found = single(results, "selected")
        return (
            dict(zip(SIDES, self.sides, strict=True)).get(found, found)
            if (isinstance(found, str))
            else found
        )

    def results(self, value: str, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result."""
        if not self._pairwise:
            return [result(self, {"choices": [value]})]
        return [result(self, {"selected": SIDES[self.sides.index(value)]})]

    @property
    def _pairwise(self) -> bool:
        return self.result_type == "pairwise"
