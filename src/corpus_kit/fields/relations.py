"""
Relations: labelled arrows between the spans of a field, or of two.

In the row ``{"head": "0-13-PER", "tail": "23-34-LOC", "label": "born_in", "directed": true}``, head
and tail by the spans' ids. Where a relation has no direction, the head is the span further up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.checks.answers import RELATIONS_OUT_OF_ORDER
from corpus_kit.columns import TEXT, ClassLabel, Column, List, Struct, Value
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.options import Option, described, labels
from corpus_kit.fields.pairs import PAIRS, Pairs
from corpus_kit.fields.protocol import Question
from corpus_kit.fields.related import twice, wrong
from corpus_kit.fields.spans import VOCABULARY as SPANS
from corpus_kit.fields.spans import Spans
from corpus_kit.inputs import Described
from corpus_kit.model import Fault, Fix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.pairs import Relation
    from corpus_kit.fields.protocol import Control, Property, Result
    from corpus_kit.model import Row

VOCABULARY = "urn:corpus-kit:relations"
BETWEEN = "corpus-kit:between"
FIELDS = 2
"""Spans of as many fields can be related."""


@dataclass(frozen=True)
class Relations(Question):
    """
    Relations between the spans of the fields `between`, each with one of `labels`, if any.

    `pairs` say which labels of spans they go with.
    """

    kind: ClassVar = "relations"
    example: ClassVar = (
        f'{{"$ref": "{VOCABULARY}", "items": {{"properties": {{"label": {{"enum": ["part_of"]}}}}}}'
        f', "{BETWEEN}": ["entities"]}}'
    )
    result_type: ClassVar = "relation"
    keywords: ClassVar[frozenset[str]] = frozenset({BETWEEN, PAIRS})

    between: tuple[Spans, ...]
    labels: tuple[Option, ...]
    pairs: Pairs

    @property
    def reads(self) -> frozenset[Control]:
        """Label Studio's one list of relations, which has no name; and the spans, for their ids."""
        return frozenset({("", self.result_type)}).union(*(one.reads for one in self.between))

    @property
    def column(self) -> List:
        """A list of structs, the label as ClassLabel in the order of the schema."""
        columns: dict[str, Column] = {"head": TEXT, "tail": TEXT}
        if self.labels:
            columns["label"] = ClassLabel(tuple(one.value for one in self.labels))
        return List(Struct({**columns, "directed": Value("bool")}))

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A reference to the vocabulary's relations."""
        if asked.schema.get("$ref") != VOCABULARY:
            return None
        same = [one.name for one in asked.others if one.schema.get("$ref") == VOCABULARY]
        if same[1:]:
            found = (
                f"{' and '.join(same)} are both relations, and Label Studio has one list of them"
            )
            raise InvalidSchema(asked.pointer, found, "make them one, with labels to tell")
        between, known = _between(asked), labels(asked) or ()
        return cls(asked, between, known, Pairs.of(asked, between, known))

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """The labels of arrows; they are between all spans there are."""
        if control.tag != "Relations":
            return None
        tags = control.findall("Relation")
        items = {"items": {"properties": {"label": described(tags)}}} if tags else {}
        return Described({"$ref": VOCABULARY, **items})

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """The labels to choose from, once an arrow is drawn."""
        element = Element("Relations")
        for label in self.labels:
            attributes = {"value": label.value}
            attributes |= {"hint": label.help} if label.help else {}
            element.append(Element("Relation", attributes))
        return element

    def value(self, results: Sequence[Result], row: Row) -> list[dict[str, Any]]:
        """The relations by the places of their spans, each once; empty where none was drawn."""
        spans = self._spans(results, row)
        row = {**row, **{one.asked.name: one.value(results, row) for one in self.between}}
        found = {
            repr(one): one
            for result in results
            if result.get("type") == self.result_type
            for one in self._read(result, spans)
        }
        return sorted(found.values(), key=self._order(row))

    def completed(self, value: Any, row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """The order of the relations follows from that of their spans."""
        if not isinstance(value, list) or not all(map(_is_relation, value)):
            return value
        names = [one.asked.name for one in self.between]
        spans = [one.completed(row.get(one.asked.name), row) for one in self.between]
        known = [found if isinstance(found, list) else [] for found in spans]
        return sorted(value, key=self._order({**row, **dict(zip(names, known, strict=True))}))

    def results(self, value: Sequence[Relation], row: Row) -> Iterable[Result]:
        """One arrow for each pair of spans and direction, with all its labels."""
        regions = {
            span["id"]: field.region_id(span["id"])
            for field in self.between
            for span in row.get(field.asked.name, ())
        }
        arrows: dict[tuple[str, str, bool], list[str]] = {}
        for one in value:
            arrow = (one["head"], one["tail"], one["directed"])
            arrows.setdefault(arrow, []).extend([one["label"]] if "label" in one else [])
        return [
            {
                "from_id": regions.get(head, head),
                "to_id": regions.get(tail, tail),
                "type": self.result_type,
                "direction": "right" if directed else "bi",
                **({"labels": said} if said else {}),
            }
            for (head, tail, directed), said in arrows.items()
        ]

    def faults(self, value: Sequence[Relation], row: Row) -> Iterator[Fault]:
        """Spans that are not there or have another label, doubles, order."""
        pointer = f"/{self.asked.name}"
        labels = {
            span["id"]: span["label"]
            for field in self.between
            for span in row.get(field.asked.name, ())
        }
        for i, one in enumerate(value):
            yield from wrong(one, labels, self.pairs, f"{pointer}/{i}")
        yield from twice(value, pointer)
        wanted = sorted(value, key=self._order(row))
        if list(value) != wanted:
            message = "relations stand in the order of their spans"
            yield Fault(RELATIONS_OUT_OF_ORDER, pointer, message, Fix(pointer, wanted))

    def _spans(self, results: Sequence[Result], row: Row) -> dict[str, list[str]]:
        """The ids of the spans that a region is, by the region's id."""
        found: dict[str, list[str]] = {}
        for field in self.between:
            for region, spans in field.regions(results, row):
                found.setdefault(region, []).extend(spans)
        return found

    def _read(self, result: Result, spans: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
        """A relation for each label, and each of the spans that a region is."""
        ends = [str(result.get(key)) for key in ("from_id", "to_id")]
        ends = ends[::-1] if result.get("direction") == "left" else ends
        directed = result.get("direction") != "bi"
        said = result.get("labels") or ([""] if self.labels else [None])
        for label in said if isinstance(said, list) else [said]:
            for head in spans.get(ends[0], ends[:1]):
                for tail in spans.get(ends[1], ends[1:]):
                    first, last = (head, tail) if directed else sorted((head, tail), key=_place)
                    named = {} if label is None else {"label": label}
                    yield {"head": first, "tail": last, **named, "directed": directed}

    def _order(self, row: Row) -> Any:  # noqa: ANN401 - a key for sorting
        ranks = {
            span["id"]: i
            for i, span in enumerate(
                span for field in self.between for span in row.get(field.asked.name, ())
            )
            if isinstance(span, Mapping) and isinstance(span.get("id"), str)
        }

        def place(one: Relation) -> tuple[Any, ...]:
            ends = [(ranks.get(one[end], len(ranks)), str(one[end])) for end in ("head", "tail")]
            return *ends, str(one.get("label", "")), one["directed"]

        return place


def _is_relation(one: object) -> bool:
    return (
        isinstance(one, Mapping)
        and all(isinstance(one.get(end), str) for end in ("head", "tail"))
        and isinstance(one.get("directed"), bool)
    )


def _place(span: str) -> tuple[int, int, str]:
    """A span's place, which its id begins with."""
    start, _, rest = span.partition("-")
    end = rest.partition("-")[0]
    return (int(start), int(end), span) if start.isdigit() and end.isdigit() else (0, 0, span)


def _between(asked: Property) -> tuple[Spans, ...]:
    """The fields whose spans are related."""
    spans = {one.name: one for one in asked.others if one.schema.get("$ref") == SPANS}
    names = asked.schema.get(BETWEEN, list(spans))
    known = ", ".join(f'"{name}"' for name in spans) or "none"
    if not isinstance(names, list) or not 1 <= len(names) <= FIELDS or not {*names} <= {*spans}:
        raise InvalidSchema(
            f"{asked.pointer}/{BETWEEN}" if BETWEEN in asked.schema else asked.pointer,
            f"relations are between one or two fields of spans (there are: {known})",
            f'write "{BETWEEN}": ["NAME"]',
        )
    made = tuple(filter(None, (Spans.of(spans[name]) for name in dict.fromkeys(names))))
    shared = set.intersection(*({label.value for label in one.labels} for one in made))
    if made[1:] and shared:
        raise InvalidSchema(
            asked.pointer,
            f"{' and '.join(names)} share the label {min(shared)!r}, so ids would not tell their "
            "spans apart",
            "give it another name in one of them",
        )
    return made
