"""Ranking: several inputs in an order, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element, SubElement

from corpus_kit.checks.answers import RANKING_INCOMPLETE
from corpus_kit.columns import TEXT, List
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.options import Option, options
from corpus_kit.fields.protocol import Question, control_of, result
from corpus_kit.inputs import Described
from corpus_kit.model import Fault
from corpus_kit.words import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

VOCABULARY = "urn:corpus-kit:ranking"


@dataclass(frozen=True)
class Ranking(Question):
    """All of `items`, which are inputs, in an order; ``["response_b", "response_a"]``."""

    kind: ClassVar = "ranking"
    example: ClassVar = (
        f'{{"$ref": "{VOCABULARY}", "items": {{"enum": ["response_a", "response_b"]}}}}'
    )
    result_type: ClassVar = "ranker"
    # Cards without frames around them all, dark in the dark; the last line of a card is its id.
    style: ClassVar[str] = (
        "[class*=board--], .htx-ranker-column { padding: 0; border: 0 } "
        ".htx-ranker-column [class*=columnTitle--] { display: none } "
        ".htx-ranker-item { padding: 12px 16px; border-radius: 8px; "
        "border-color: var(--color-neutral-border, #e1ded5); "
        "background: var(--color-neutral-emphasis, #f0efeb) } "
        ".htx-ranker-item p { white-space: pre-wrap; font-size: 17px; line-height: 1.7; "
        "unicode-bidi: plaintext; text-align: start } "
        ".htx-ranker-item p:last-child { display: none }"
    )

    items: tuple[Option, ...]

    @property
    def on(self) -> str:
        """The list that its control orders."""
        return f"{self.asked.name}_items"

    @property
    def makes(self) -> frozenset[str]:
        """The list."""
        return frozenset({self.on})

    @property
    def showing(self) -> frozenset[str]:
        """The inputs that are ranked stand in the list."""
        return frozenset(item.value for item in self.items)

    @property
    def column(self) -> List:
        """A list of the inputs' names, the best first."""
        return List(TEXT)

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A reference to the vocabulary's ranking."""
        if asked.schema.get("$ref") != VOCABULARY:
            return None
        found = options(asked.schema.get("items"), f"{asked.pointer}/items") or ()
        texts = [one.name for one in asked.inputs if one.kind == "text"]
        if not found[1:] or not {item.value for item in found} <= {*texts}:
            known = ", ".join(texts)
            raise InvalidSchema(
                f"{asked.pointer}/items",
                f"a ranking orders two texts that annotators see, or more (they see: {known})",
                'write "enum": ["response_a", "response_b"] with their names',
            )
        return cls(asked, found)

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """Nothing that a schema could say: which texts there are stands in the tasks."""
        if control.tag != "Ranker":
            return None
        found = f"the texts that it orders stand in the tasks, not here; write them: {cls.example}"
        return Described(None, (found,))

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """Cards to drag into order."""
        view = Element("View")
        SubElement(view, "List", {"name": self.on, "value": f"${self.on}"})
        SubElement(view, "Ranker", {"name": self.asked.name, "toName": self.on})
        return view

    def data(self, row: Row) -> Mapping[str, Any]:
        """The cards."""
        return {
            self.on: [
                {"id": item.value, "title": self._title(item), "body": row[item.value]}
                for item in self.items
                if item.value in row
            ]
        }

    def _title(self, item: Option) -> str:
        """What the ranking calls it, or else the title that it has as an input, or its name."""
        if item.title != item.value:
            return item.title
        titles = {one.name: one.title for one in self.asked.inputs}
        return titles[item.value] or readable(item.value)

    def given(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The texts of the cards."""
        return {
            name: str(card.get("body") or card.get("title") or "")
            for name, card in self._cards(data).items()
        }

    def moved(self, results: Sequence[Result], before: Row, after: Row) -> Sequence[Result]:  # noqa: ARG002
        """Cards are called by the inputs that they show."""
        names = {card["id"]: name for name, card in self._cards(before).items()}
        if not names:
            return results
        return [
            {**one, "value": {"ranker": [names.get(str(card), card) for card in order]}}
            if control_of(one) in self.reads and isinstance(order := self._order(one), list)
            else one
            for one in results
        ]

    def _cards(self, data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """
        The cards of a task made elsewhere, by the inputs that they are.

        By their ids where these are the inputs' names, else in the order they stand in.
        """
        names = [item.value for item in self.items]
        lists = [one for one in data.values() if _is_cards(one)]
        if len(lists) != 1 or len(lists[0]) > len(names):
            return {}
        by_id = {card["id"]: card for card in lists[0]}
        return by_id if by_id.keys() <= {*names} else dict(zip(names, lists[0], strict=False))

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The inputs' names, the best first; they stand under the control's name."""
        return next((self._order(one) for one in reversed(results)), None)

    @staticmethod
    def _order(found: Result) -> Any:  # noqa: ANN401 - any JSON value
        said = found["value"].get("ranker")
        return next(iter(said.values()), None) if _is_single(said) else said

    def results(self, value: Sequence[str], row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with the order."""
        return [result(self, {"ranker": {self.asked.name: list(value)}})]

    def faults(self, value: Sequence[str], row: Row) -> Iterator[Fault]:
        """Items that are left out, or that the row does not have."""
        due = [item.value for item in self.items if item.value in row]
        if sorted(value) != sorted(due):
            message = f"a ranking holds each once of: {', '.join(due)}"
            yield Fault(RANKING_INCOMPLETE, f"/{self.asked.name}", message)


def _is_cards(found: Any) -> bool:  # noqa: ANN401 - any JSON value
    return (
        isinstance(found, list)
        and bool(found)
        and all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in found)
    )


def _is_single(said: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(said, dict) and len(said) == 1
