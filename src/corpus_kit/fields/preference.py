"""Preference: which of two inputs is the better one, with or without a tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.fields.choice import Choice
from corpus_kit.fields.protocol import result, single
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

SIDES = ("left", "right")


@dataclass(frozen=True)
class Preference(Choice):
    """
    A choice of one of two inputs, or a third option where neither is better; ``"response_a"``.

    Two inputs are clicked themselves. A third option, or titles, make it choices below the two.
    """

    kind: ClassVar = "preference"
    example: ClassVar = '{"enum": ["response_a", "response_b"]}'
    style: ClassVar[str] = (
        ".beside { display: grid; grid-template-columns: 1fr 1fr; gap: 16px } "
        ".beside .lsf-htx-richtext { min-height: 120px; padding: 12px 16px; border-radius: 8px; "
        "border: 1px solid var(--color-neutral-border-bold, #ccc8bd) } "
        ".beside .lsf-object { padding: 0; border: 0 }"
    )

    @property
    def beside(self) -> frozenset[str]:
        """The two inputs."""
        return frozenset(self._sides)

    @property
    def on(self) -> str:
        """
        The first of the two.

        Label Studio's page says that a pair is about itself, but its check of predictions does not
        take that; the page takes either.
        """
        return self._sides[0] if self._pairwise else super().on

    @property
    def result_type(self) -> str:
        """That of pairs, or of choices."""
        return "pairwise" if self._pairwise else super().result_type

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A choice between the names of two inputs, and maybe one more option."""
        made = super().of(asked)
        if made is None or len(made.beside) != len(SIDES) or len(made.options) > len(SIDES) + 1:
            return None
        return made

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
        if not self._pairwise:
            return super().control(hotkeys)
        return Element("Pairwise", {"name": self.asked.name, "toName": ",".join(self._sides)})

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401
        """The name of the better input, or the third option."""
        if not self._pairwise:
            return super().value(results, row)
        side = single(results, "selected")
        return self._sides[SIDES.index(side)] if side in SIDES else side

    def results(self, value: str, row: Row) -> Iterable[Result]:
        """One result."""
        if not self._pairwise:
            return super().results(value, row)
        return [result(self, {"selected": SIDES[self._sides.index(value)]})]

    @property
    def _sides(self) -> tuple[str, ...]:
        names = {one.name for one in self.asked.inputs}
        return tuple(option.value for option in self.options if option.value in names)

    @property
    def _pairwise(self) -> bool:
        return [option.title for option in self.options] == [*self._sides]
