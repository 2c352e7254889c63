"""Text: words that the annotator writes, such as a translation or a summary; one, or several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import TEXT, List, Value
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.protocol import Question, gathered, result, single
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

LINES = "corpus-kit:lines"
HEIGHT = 4
"""Lines, where the schema does not say."""


@dataclass(frozen=True)
class Text(Question):
    """A string, or a list of them where `several`; `lines` is the height of the box."""

    kind: ClassVar = "text"
    example: ClassVar = '{"type": "string"}'
    result_type: ClassVar = "textarea"
    keywords: ClassVar[frozenset[str]] = frozenset({LINES})

    style: ClassVar[str] = (
        ".lsf-text-area [class*=input-content] { padding: 0 } "
        ".lsf-text-area textarea { margin: 4px 0; padding: 8px 12px; font-size: 16px; "
        "line-height: 1.6 }"
    )

    lines: int
    several: bool

    @property
    def column(self) -> Value | List:
        """A string, or a list of strings."""
        return List(TEXT) if self.several else TEXT

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A string without a format, or an array of such."""
        several = asked.schema.get("type") == "array"
        one = asked.schema.get("items") if several else asked.schema
        if not isinstance(one, dict) or one.get("type") != "string" or "format" in one:
            return None
        lines = asked.schema.get(LINES, HEIGHT)
        if type(lines) is not int or lines < 1:
            raise InvalidSchema(
                f"{asked.pointer}/{LINES}", f"{lines!r} lines", "write a whole number from 1"
            )
        return cls(asked, lines, several)

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """A box to write in; several answers where not just one may be submitted."""
        if control.tag != "TextArea":
            return None
        left = ("it is empty at first, not filled in",) if control.get("value") else ()
        lines = control.get("rows", "")
        height = {LINES: int(lines)} if lines.isdecimal() and int(lines) not in (0, HEIGHT) else {}
        most = control.get("maxSubmissions", "")
        if most == "1":
            return Described({"type": "string", **height}, left)
        limit = {"maxItems": int(most)} if most.isdecimal() and int(most) else {}
        return Described({"type": "array", "items": {"type": "string"}, **limit, **height}, left)

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """A box to write in, for one answer or for one after the other."""
        element = Element(
            "TextArea",
            {
                "name": self.asked.name,
                "toName": self.on,
                "rows": str(self.lines),
                "editable": "true",
            },
        )
        if self.several:
            most = self.asked.schema.get("maxItems")
            element.attrib |= {"maxSubmissions": str(most)} if most else {}
        else:
            element.attrib |= {"maxSubmissions": "1", "showSubmitButton": "false"}
        return element

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """What was written, in its order; a list too where several answers were and one is due."""
        return gathered(results, "text") if self.several else single(results, "text")

    def results(self, value: Any, row: Row) -> Iterable[Result]:  # noqa: ANN401, ARG002
        """One result with all texts; none for no answer."""
        texts = list(value) if self.several else [value]
        return [result(self, {"text": texts})] if texts else []
