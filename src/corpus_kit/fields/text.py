"""Text: words that the annotator writes, such as a translation or a summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import TEXT, Value
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.protocol import Below, result, single

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

LINES = "corpus-kit:lines"


@dataclass(frozen=True)
class Text(Below):
    """A string; `lines` is the height of the box."""

    kind: ClassVar = "text"
    example: ClassVar = '{"type": "string"}'
    result_type: ClassVar = "textarea"
    keywords: ClassVar[frozenset[str]] = frozenset({LINES})

    lines: int

    @property
    def column(self) -> Value:
        """A string."""
        return TEXT

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A string without a format."""
        if asked.schema.get("type") != "string" or "format" in asked.schema:
            return None
        lines = asked.schema.get(LINES, 4)
        if type(lines) is not int or lines < 1:
            raise InvalidSchema(
                f"{asked.pointer}/{LINES}", f"{lines!r} lines", "write a whole number from 1"
            )
        return cls(asked, lines)

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """A box to write in, for one answer."""
        return Element(
            "TextArea",
            {
                "name": self.asked.name,
                "toName": self.on,
                "rows": str(self.lines),
                "maxSubmissions": "1",
                "editable": "true",
                "showSubmitButton": "false",
            },
        )

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """What was written; a list where several answers were."""
        return single(results, "text")

    def results(self, value: str, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with one text."""
        return [result(self, {"text": [value]})]
