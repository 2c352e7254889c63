"""
Spans: labelled stretches of an input, such as named entities.

In the row ``{"id": "12-25-PER", "start": 12, "end": 25, "label": "PER", "text": "Kim Jong Un"}``;
the id follows from the rest, so that the same answer is the same value for every annotator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import OFFSET, TEXT, ClassLabel, List, Struct
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.options import Option, options
from corpus_kit.fields.protocol import gathered, result
from corpus_kit.model import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row

VOCABULARY = "urn:corpus-kit:spans"
ON = "corpus-kit:on"

# Okabe and Ito's palette, distinguishable with any colour vision, then lighter relatives.
COLORS = ("#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#D55E00", "#0072B2", "#F0E442", "#999999")

# Label Studio writes these differently into a region's text; only its offsets are authoritative.
STUDIO_TEXT = str.maketrans({"\r": "\\n", "\n": "\\n", "\t": " "})


@dataclass(frozen=True)
class Spans:
    """Spans of the input `on`, each with one of `labels`."""

    kind: ClassVar = "spans"
    example: ClassVar = (
        f'{{"$ref": "{VOCABULARY}", "items": {{"properties": {{"label": {{"enum": ["PER"]}}}}}}}}'
    )
    task_category: ClassVar[str | None] = "token-classification"
    result_type: ClassVar = "labels"
    keywords: ClassVar[frozenset[str]] = frozenset({ON})
    placement: ClassVar[Literal["above", "below"]] = "above"

    asked: Property
    on: str
    labels: tuple[Option, ...]

    @property
    def column(self) -> List:
        """A list of structs, the label as ClassLabel in the order of the schema."""
        label = ClassLabel(tuple(option.value for option in self.labels))
        return List(
            Struct({"id": TEXT, "start": OFFSET, "end": OFFSET, "label": label, "text": TEXT})
        )

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A reference to the vocabulary's spans."""
        if asked.schema.get("$ref") != VOCABULARY:
            return None
        return cls(asked, _input(asked), _labels(asked))

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Labels to choose before marking the text."""
        element = Element("Labels", {"name": self.asked.name, "toName": self.on})
        element.extend(
            label.element("Label", hotkeys, background=COLORS[i % len(COLORS)])
            for i, label in enumerate(self.labels)
        )
        return element

    def value(self, results: Sequence[Result], row: Row) -> list[dict[str, Any]]:
        """The spans by place, each once; empty where nothing was marked."""
        text = row.get(self.on)
        spans = (span for one in results for span in _spans(one, text))
        return sorted({span["id"]: span for span in spans}.values(), key=_place)

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:
        """Offsets in UTF-16 units, and spans that an editor's draft brought twice."""
        text, seen = row.get(self.on), set()
        for one in results:
            spans = list(_spans(one, text))
            place = (spans[0]["start"], spans[0]["end"])
            if place != (one["value"].get("start"), one["value"].get("end")):
                yield "offsets in UTF-16 units were converted"
            for span in spans:
                if span["id"] in seen:
                    yield "the same span stood twice"
                seen.add(span["id"])

    def results(self, value: Sequence[Mapping[str, Any]], row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One region for each span."""
        return [
            result(
                self,
                {
                    "start": span["start"],
                    "end": span["end"],
                    "text": span["text"].translate(STUDIO_TEXT),
                    "labels": [span["label"]],
                },
                id=_id(span["start"], span["end"], span["label"]),
            )
            for span in value
        ]

    def faults(self, value: Sequence[Mapping[str, Any]], row: Row) -> Iterator[Fault]:
        """Offsets outside the text or reversed, text unlike its slice, ids, order."""
        text = row.get(self.on, "")
        for i, span in enumerate(value):
            if fault := _fault(span, text):
                yield Fault(fault[0], f"/{self.asked.name}/{i}", fault[1])
        if list(value) != sorted(value, key=_place):
            message = "spans stand in the order of the text"
            yield Fault("spans-out-of-order", f"/{self.asked.name}", message)


def _fault(span: Mapping[str, Any], text: str) -> tuple[str, str] | None:
    start, end = span["start"], span["end"]
    if not (isinstance(start, int) and isinstance(end, int)):
        return "span-offset-decimal", f"offsets are whole numbers: write {start:g} and {end:g}"
    if end <= start:
        return "span-ends-before-start", f"the span ends at {end}, before or at its start {start}"
    if end > len(text):
        return (
            "span-outside-text",
            f"the span ends at {end}, but the text has {len(text)} characters",
        )
    if span["text"] != text[start:end]:
        return (
            "span-text-differs",
            f"the span says {span['text']!r}, but at {start}:{end} is {text[start:end]!r}",
        )
    if span.get("id") != (wanted := _id(start, end, span["label"])):
        return "span-id-differs", f"the id follows from place and label: write {wanted!r}"
    return None


def _spans(region: Result, text: object) -> Iterator[dict[str, Any]]:
    start, end, said = _place_and_text(region, text)
    for label in gathered([region], "labels") or [""]:
        yield {
            "id": _id(start, end, label),
            "start": start,
            "end": end,
            "label": label,
            "text": said,
        }


def _place_and_text(region: Result, text: object) -> tuple[Any, Any, Any]:
    """
    Offsets and text of a region.

    Offsets are believed where the region's text says the same, or nothing. Old servers counted
    UTF-16 units: where only that reading gives the region's text, it is taken. Otherwise what was
    said is kept, for validation to find.
    """
    start, end = region["value"].get("start"), region["value"].get("end")
    said = region["value"].get("text", "")
    if isinstance(text, str) and isinstance(start, int) and isinstance(end, int):
        if _says(said, text, start, end):
            return start, end, text[start:end]
        first, last = _code_points(text, start, end)
        if _says(said, text, first, last):
            return first, last, text[first:last]
    return start, end, said


def _says(said: object, text: str, start: int, end: int) -> bool:
    """Whether a region's text is what stands there, or nothing."""
    if not 0 <= start < end <= len(text):
        return False
    part = text[start:end]
    return said in ("", part) or said == part.translate(STUDIO_TEXT)


def _code_points(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in UTF-16 units as offsets in code points; out of the text where they are no such."""
    if not 0 <= start < end:
        return -1, -1
    units = text.encode("utf-16-le", "surrogatepass")
    try:
        first, last = (len(units[: 2 * at].decode("utf-16-le")) for at in (start, end))
    except UnicodeDecodeError:  # within a character
        return -1, -1
    return first, last


def _id(start: object, end: object, label: object) -> str:
    return f"{start}-{end}-{label}"


def _place(span: Mapping[str, Any]) -> tuple[bool, int, int, str]:
    """Sort key: by place; what has no place comes last."""
    start, end = span["start"], span["end"]
    if isinstance(start, int) and isinstance(end, int):
        return False, start, end, str(span["label"])
    return True, 0, 0, str(span["id"])


def _input(asked: Property) -> str:
    on = asked.schema.get(ON)
    if not asked.inputs:
        raise InvalidSchema(
            asked.pointer,
            "spans have no text to stand on",
            'add a property such as "text": {"type": "string", "readOnly": true}',
        )
    if on is None and len(asked.inputs) == 1:
        return asked.inputs[0]
    if on not in asked.inputs:
        known = " or ".join(f'"{name}"' for name in asked.inputs)
        raise InvalidSchema(
            asked.pointer,
            f"spans do not say which input they stand on (found {on!r})",
            f'write "{ON}": {known}',
        )
    return str(on)


def _labels(asked: Property) -> tuple[Option, ...]:
    label: Any = asked.schema
    for key in ("items", "properties", "label"):
        label = label.get(key) if isinstance(label, Mapping) else None
    found = options(label, f"{asked.pointer}/items/properties/label")
    if not found:
        raise InvalidSchema(
            asked.pointer,
            "spans do not say which labels there are",
            'write "items": {"properties": {"label": {"enum": ["PER", "ORG"]}}}',
        )
    return found
