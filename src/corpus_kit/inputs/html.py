"""
HTML: a string of markup, of which annotators see the text as a browser renders it.

The row keeps the source. Offsets count the rendered text, and spans say beside them where they are
in the source. Label Studio is given clean HTML without scripts, attributes and addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import OFFSET, TEXT
from corpus_kit.inputs.protocol import STUDIO_TEXT, Described, Place, Shown, says
from corpus_kit.inputs.rendered import rendered
from corpus_kit.inputs.text import code_points, described_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.columns import Column, Value

MEDIA_TYPE = "text/html"


@dataclass(frozen=True)
class Html(Shown):
    """A string of HTML."""

    kind: ClassVar = "html"
    example: ClassVar = '{"type": "string", "contentMediaType": "text/html", "readOnly": true}'
    column: ClassVar[Column] = TEXT
    marking: ClassVar[tuple[str, str]] = ("HyperTextLabels", "hypertextlabels")
    # Its letters are black in the dark too.
    style: ClassVar[str] = "iframe.lsf-htx-richtext { background: #fff; border-radius: 4px }"
    place_columns: ClassVar[Mapping[str, Value]] = {"source_start": OFFSET, "source_end": OFFSET}

    @classmethod
    def of(cls, name: str, schema: Mapping[str, Any]) -> Self | None:
        """A string that says it is HTML."""
        return cls._of(name, schema) if schema.get("contentMediaType") == MEDIA_TYPE else None

    @classmethod
    def described(cls, tag: Element) -> Described | None:
        """A hypertext."""
        if tag.tag != "HyperText":
            return None
        schema = {"type": "string", "contentMediaType": MEDIA_TYPE, "readOnly": True}
        return described_text(tag, schema)

    @classmethod
    def variable(cls, tag: Element) -> str:
        """What stands behind the ``$``; our own tag shows what is made of the source."""
        shown = super().variable(tag)
        return tag.get("name", "") if shown == f"{tag.get('name')}_shown" else shown

    @property
    def _key(self) -> str:
        return f"{self.name}_shown"

    @property
    def makes(self) -> frozenset[str]:
        """The clean HTML."""
        return frozenset({self._key})

    def element(self) -> Element:
        """The rendered page."""
        return Element("HyperText", {"name": self.name, "value": f"${self._key}"})

    def data(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
        """The clean HTML."""
        return {self._key: rendered(value).shown}

    def fault(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """Anything but a string with text in it."""
        if not isinstance(value, str):
            return "it is a text"
        return None if rendered(value).text.strip() else "there is no text in its HTML"

    def text(self, value: Any) -> str:  # noqa: ANN401 - any JSON value
        """The rendered text."""
        return rendered(value).text if isinstance(value, str) else ""

    def place(self, value: Any, region: Mapping[str, Any]) -> Place:  # noqa: ANN401 - any JSON value
        """
        Label Studio's ``globalOffsets`` count the rendered text's code points.

        Old ones counted UTF-16 units: taken where only that reading gives the region's text.
        """
        places = region.get("globalOffsets", region)  # or plain offsets, as predictions may have
        places = places if isinstance(places, dict) else {}
        start, end = places.get("start"), places.get("end")
        said = region.get("text", "")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            text = self.text(value)
            if says(region, part := text[start:end]):
                return Place(start, end, part)
            first, last = code_points(text, start, end)
            if first >= 0 and says(region, part := text[first:last]):
                return Place(first, last, part, converted=True)
        return Place(start, end, said)

    def region(self, value: Any, start: int, end: int) -> Mapping[str, Any]:  # noqa: ANN401
        """Offsets in the rendered text; Label Studio needs empty paths to go by them."""
        text = self.text(value)[start:end].translate(STUDIO_TEXT)
        paths = {"start": "", "startOffset": 0, "end": "", "endOffset": 0}
        return {**paths, "globalOffsets": {"start": start, "end": end}, "text": text}

    def more(self, value: Any, start: int, end: int) -> dict[str, Any]:  # noqa: ANN401
        """Where it is in the source."""
        found = rendered(value if isinstance(value, str) else "")
        if not 0 <= start < end <= len(found.text):
            return {"source_start": None, "source_end": None}
        return {"source_start": found.starts[start], "source_end": found.ends[end - 1]}
