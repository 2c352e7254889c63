"""Number: one that the annotator types, such as a year or a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import Value
from corpus_kit.fields.protocol import Below, result, single

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row


@dataclass(frozen=True)
class Number(Below):
    """A number; a whole one where `whole`."""

    kind: ClassVar = "number"
    example: ClassVar = '{"type": "number"}'
    result_type: ClassVar = "number"

    whole: bool

    @property
    def column(self) -> Value:
        """64 bits, whole or not."""
        return Value("int64" if self.whole else "float64")

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A number or an integer without labels."""
        kind = asked.schema.get("type")
        return cls(asked, kind == "integer") if kind in ("number", "integer") else None

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """A box that takes a number within the bounds."""
        element = Element("Number", {"name": self.asked.name, "toName": self.on})
        bounds = {"min": "minimum", "max": "maximum", "step": "multipleOf"}
        for attribute, keyword in bounds.items():
            if keyword in self.asked.schema:
                element.set(attribute, f"{self.asked.schema[keyword]}")
        return element

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The number; one that JSON wrote as 7.0 is 7 where a whole one is asked."""
        found = single(results, "number")
        return int(found) if self.whole and _is_whole(found) else found

    def results(self, value: float, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with the number."""
        return [result(self, {"number": value})]


def _is_whole(number: object) -> bool:
    return isinstance(number, float) and number.is_integer()
