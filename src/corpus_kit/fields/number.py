"""Number: one that the annotator types, such as a year or a score."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.checks.answers import NUMBER_OUT_OF_RANGE
from corpus_kit.columns import Value
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.protocol import Question, result, single
from corpus_kit.inputs import Described
from corpus_kit.model import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row


BOUNDS = {"min": "minimum", "max": "maximum", "step": "multipleOf"}
"""The schema's keywords by Label Studio's attributes."""


@dataclass(frozen=True)
class Number(Question):
    """A number; a whole one where `whole`."""

    kind: ClassVar = "number"
    example: ClassVar = '{"type": "number"}'
    result_type: ClassVar = "number"

    style: ClassVar[str] = ".lsf-number { margin: 4px 0 } .lsf-number input { font-size: 16px }"

    whole: bool

    @property
    def column(self) -> Value:
        """64 bits, whole or not."""
        return Value("int64" if self.whole else "float64")

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A number or an integer without labels."""
        kind = asked.schema.get("type")
        step = asked.schema.get("multipleOf", 1)
        if kind in ("number", "integer") and step != int(step):
            found = f"0.3 is no multiple of 0.1 to a computer, so {step} cannot be checked"
            raise InvalidSchema(f"{asked.pointer}/multipleOf", found, "use a whole number, or none")
        return cls(asked, kind == "integer") if kind in ("number", "integer") else None

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """A box for a number, whole where its steps are."""
        if control.tag != "Number":
            return None
        bounds = {
            keyword: number
            for attribute, keyword in BOUNDS.items()
            if (number := _number(control.get(attribute))) is not None
        }
        left: tuple[str, ...] = ()
        if not float(bounds.get("multipleOf", 1)).is_integer() or bounds.get("multipleOf", 1) <= 0:
            left = (f"steps of {bounds.pop('multipleOf')} are left out",)
        whole = "multipleOf" in bounds and float(bounds.get("minimum", 0)).is_integer()
        return Described({"type": "integer" if whole else "number", **bounds}, left)

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """A box that takes a number within the bounds."""
        element = Element("Number", {"name": self.asked.name, "toName": self.on})
        for attribute, keyword in BOUNDS.items():
            if keyword in self.asked.schema:
                element.set(attribute, f"{self.asked.schema[keyword]}")
        return element

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The number; 7 and 7.0 are the same, and written as what is asked."""
        found = single(results, "number")
        if type(found) not in (int, float) or not fits(found, whole=self.whole):
            return found
        return int(found) if self.whole else float(found)

    def results(self, value: float, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with the number."""
        return [result(self, {"number": value})]

    def faults(self, value: float, row: Row) -> Iterator[Fault]:  # noqa: ARG002
        """Numbers that 64 bits cannot hold, or not exactly."""
        if not fits(value, whole=self.whole):
            message = f"{value} does not fit into 64 bits exactly"
            yield Fault(NUMBER_OUT_OF_RANGE, f"/{self.asked.name}", message)


def fits(number: float, *, whole: bool) -> bool:
    """
    Whether 64 bits hold the number exactly.

    >>> fits(2**53 + 1, whole=True), fits(2**53 + 1, whole=False), fits(2.5, whole=True)
    (True, False, False)
    """
    if whole:
        return number == int(number) and -(2**63) <= number < 2**63
    try:
        return int(float(number)) == int(number)
    except OverflowError:
        return False


def _number(text: str | None) -> float | None:
    """A bound as it is written; None where there is none, or no number."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() else number
