"""Rating: a number of stars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import Value
from corpus_kit.fields.protocol import Question, result, single
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row


LARGEST = 10
"""More stars than that do not fit on a line, and nobody tells them apart."""


@dataclass(frozen=True)
class Rating(Question):
    """A whole number from 1 to `most`."""

    kind: ClassVar = "rating"
    example: ClassVar = '{"type": "integer", "minimum": 1, "maximum": 5}'
    result_type: ClassVar = "rating"

    # Label Studio's stars are hardly seen, least those that nobody clicked yet.
    style: ClassVar[str] = (
        ".ant-rate { margin: 4px 0 } "
        ".ant-rate-star-full .anticon { color: #e69f00 } "
        ".ant-rate-star-zero .anticon { color: var(--color-neutral-border-bolder, #a8a498) }"
    )

    most: int

    @property
    def column(self) -> Value:
        """A small whole number."""
        return Value("int32")

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """An integer from 1 to 10 at the most."""
        most = asked.schema.get("maximum")
        whole = asked.schema.get("type") == "integer" and asked.schema.get("minimum") == 1
        if not (whole and isinstance(most, int) and 1 < most <= LARGEST):
            return None
        return cls(asked, most)

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """Stars, five where no number is given."""
        if control.tag != "Rating":
            return None
        most = control.get("maxRating", "5")
        if not most.isdecimal() or not 1 < int(most) <= LARGEST:
            return Described(None, (f"it has {most} stars, and there can be 2 to {LARGEST}",))
        return Described({"type": "integer", "minimum": 1, "maximum": int(most)})

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """Stars to click."""
        return Element(
            "Rating",
            {"name": self.asked.name, "toName": self.on, "maxRating": str(self.most)},
        )

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The number of stars."""
        found = single(results, "rating")
        return int(found) if isinstance(found, float) and found.is_integer() else found

    def results(self, value: int, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with the number."""
        return [result(self, {"rating": value})]
