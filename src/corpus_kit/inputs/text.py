"""Text: a string, shown as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import TEXT
from corpus_kit.inputs.protocol import STUDIO_TEXT, Described, Place, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.columns import Column


@dataclass(frozen=True)
class Text(Shown):
    """A string; what offsets count is its code points."""

    kind: ClassVar = "text"
    example: ClassVar = '{"type": "string", "readOnly": true}'
    column: ClassVar[Column] = TEXT
    marking: ClassVar[tuple[str, str]] = ("Labels", "labels")

    @classmethod
    def of(cls, name: str, schema: Mapping[str, Any]) -> Self | None:
        """A string."""
        return cls._of(name, schema) if schema.get("type") == "string" else None

    @classmethod
    def described(cls, tag: Element) -> Described | None:
        """A text, or a header that says what stands in the task."""
        if tag.tag not in ("Text", "Header"):
            return None
        return described_text(tag, {"type": "string", "readOnly": True})

    def element(self) -> Element:
        """A text."""
        return Element("Text", {"name": self.name, "value": f"${self.name}"})

    def fault(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """Anything but a string."""
        return None if isinstance(value, str) else "it is a text"

    def text(self, value: Any) -> str:  # noqa: ANN401 - any JSON value
        """The string itself."""
        return value if isinstance(value, str) else ""

    def place(self, value: Any, region: Mapping[str, Any]) -> Place:  # noqa: ANN401 - any JSON value
        """
        Offsets are believed where the region's text says the same, or nothing.

        Old servers counted UTF-16 units: where only that reading gives the region's text, it is
        taken. Otherwise what was said is kept.
        """
        start, end, said = region.get("start"), region.get("end"), region.get("text", "")
        if isinstance(value, str) and isinstance(start, int) and isinstance(end, int):
            if (part := _slice(value, start, end)) and _same(said, part):
                return Place(start, end, part)
            first, last = code_points(value, start, end)
            if (part := _slice(value, first, last)) and _same(said, part):
                return Place(first, last, part, converted=True)
        return Place(start, end, said)

    def region(self, value: Any, start: int, end: int) -> Mapping[str, Any]:  # noqa: ANN401
        """Offsets and text."""
        return {"start": start, "end": end, "text": _studio(self.text(value)[start:end])}


def described_text(tag: Element, schema: Mapping[str, Any]) -> Described:
    """The schema, unless the task holds an address or a code in the place of the text."""
    if tag.get("valueType", "text") != "text" or tag.get("encoding", "none") != "none":
        return Described(None, ("its tasks hold an address or a code, not the text",))
    return Described(schema)


def _slice(text: str, start: int, end: int) -> str:
    return text[start:end] if 0 <= start < end <= len(text) else ""


def _same(said: object, part: str) -> bool:
    """Whether a region's text is what stands there, or nothing."""
    return said in ("", part) or said == _studio(part)


def _studio(text: str) -> str:
    return text.translate(STUDIO_TEXT)


def code_points(text: str, start: int, end: int) -> tuple[int, int]:
    """
    Offsets in UTF-16 units as offsets in code points; -1, -1 where they are no such.

    >>> code_points("🎉 Ana", 3, 6)
    (2, 5)
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= start < end <= len(units) // 2:
        return -1, -1
    try:
        first, last = (len(units[: 2 * at].decode("utf-16-le")) for at in (start, end))
    except UnicodeDecodeError:  # within a character
        return -1, -1
    return first, last
