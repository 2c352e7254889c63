"""
Spans: labelled stretches of an input, such as named entities, and questions about each of them.

In the row ``{"id": "12-25-PER", "start": 12, "end": 25, "label": "PER", "text": "Kim Jong Un"}``;
the id follows from the rest, so that the same answer is the same value for every annotator. Answers
to questions about the span stand behind the text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import OFFSET, TEXT, ClassLabel, List, Struct
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.about import answers, questions
from corpus_kit.fields.among import out_of_order, overlapping, twice
from corpus_kit.fields.following import Following
from corpus_kit.fields.marked import Marked
from corpus_kit.fields.options import Option, Titles, described, labels, value_of
from corpus_kit.fields.policy import EDGES, OVERLAP, Policy
from corpus_kit.fields.protocol import Property, Question, control_of, gathered, result
from corpus_kit.fields.span import OWN, all_whole, by_place, completed, id_of, is_placed
from corpus_kit.inputs import INPUTS, Described
from corpus_kit.model import Fault, Fix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corpus_kit.fields.protocol import Control, Field, Result
    from corpus_kit.fields.span import Span
    from corpus_kit.inputs import Input, Place
    from corpus_kit.model import Row

VOCABULARY = "urn:corpus-kit:spans"
ON = "corpus-kit:on"
# Okabe and Ito's palette, distinguishable with any colour vision, then lighter relatives.
COLORS = ("#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#D55E00", "#0072B2", "#F0E442", "#999999")


@dataclass(frozen=True)
class Spans(Question):
    """Spans of `input`, each with one of `labels`; `nested` are the questions about each."""

    kind: ClassVar = "spans"
    example: ClassVar = (
        f'{{"$ref": "{VOCABULARY}", "items": {{"properties": {{"label": {{"enum": ["PER"]}}}}}}}}'
    )
    task_category: ClassVar[str | None] = "token-classification"
    keywords: ClassVar[frozenset[str]] = frozenset({ON, OVERLAP, EDGES})
    placement: ClassVar[Literal["above", "below"]] = "above"

    input: Input
    labels: tuple[Option, ...]
    questions: Mapping[str, Field]
    policy: Policy

    @property
    def result_type(self) -> str:
        """It depends on the kind of input."""
        return self.input.marking[1]

    @property
    def on(self) -> str:
        """The input that is marked."""
        return self.input.name

    @property
    def nested(self) -> tuple[Field, ...]:
        """The questions about each span."""
        return tuple(self.questions.values())

    @property
    def makes(self) -> frozenset[str]:
        """The questions' controls."""
        return frozenset(one.asked.name for one in self.nested)

    @cached_property
    def reads(self) -> frozenset[Control]:
        """Its own control, and those of the questions."""
        own = frozenset({(self.asked.name, self.result_type)})
        return own.union(*(one.reads for one in self.nested))

    @property
    def column(self) -> List:
        """A list of structs, the label as ClassLabel in the order of the schema."""
        label = ClassLabel(tuple(option.value for option in self.labels))
        return List(
            Struct(
                {
                    "id": TEXT,
                    "start": OFFSET,
                    "end": OFFSET,
                    "label": label,
                    "text": TEXT,
                    **self.input.place_columns,
                    **{name: one.column for name, one in self.questions.items()},
                }
            )
        )

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A reference to the vocabulary's spans."""
        if asked.schema.get("$ref") != VOCABULARY:
            return None
        shown, found = _input(asked), labels(asked)
        if not found:
            raise InvalidSchema(
                asked.pointer,
                "spans do not say which labels there are",
                'write "items": {"properties": {"label": {"enum": ["PER", "ORG"]}}}',
            )
        own = (*OWN, *shown.place_columns)
        return cls(asked, shown, found, questions(asked, shown, own), Policy.of(asked))

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:
        """Labels to choose before marking a text."""
        if control.tag not in {kind.marking[0] for kind in INPUTS}:
            return None
        tags = list(control.iter("Label"))
        if not tags or control.get("value"):
            return Described(None, ("its labels stand in the tasks, not here",))
        most = [value_of(tag) for tag in tags if tag.get("maxUsage") or control.get("maxUsage")]
        left = tuple(f"{label!r} can be used any number of times" for label in most)
        on = {ON: inputs[0]} if inputs else {}
        label = {"label": described(tags)}
        return Described({"$ref": VOCABULARY, **on, "items": {"properties": label}}, left)

    def control(self, hotkeys: Iterator[str]) -> Element:
        """Labels to choose before marking the text."""
        element = Element(self.input.marking[0], {"name": self.asked.name, "toName": self.on})
        element.extend(
            label.element("Label", hotkeys, background=COLORS[i % len(COLORS)])
            for i, label in enumerate(self.labels)
        )
        return element

    def value(self, results: Sequence[Result], row: Row) -> list[dict[str, Any]]:
        """The spans by place, each once; empty where nothing was marked."""
        about = answers(self.questions, results, row)
        found: dict[str, dict[str, Any]] = {}
        for region, spans in self._regions(results, row):
            for span in spans:
                said = {**found.get(span["id"], {}), **about.get(region, {})}
                found[span["id"]] = span | {
                    name: said[name] for name in self.questions if name in said
                }
        return sorted(found.values(), key=by_place)

    @cached_property
    def titles(self) -> Titles:
        """What answers may hold in the place of the labels."""
        return Titles.of(self.labels)

    def moved(self, results: Sequence[Result], before: Row, after: Row) -> Sequence[Result]:
        """Regions follow their text."""
        following = Following.of(self.input, before.get(self.on), after.get(self.on))
        if following is None:
            return results
        own = (self.asked.name, self.result_type)
        return [following.region(one) if control_of(one) == own else one for one in results]

    def regions(self, results: Iterable[Result], row: Row) -> Iterator[tuple[str, list[str]]]:
        """The id of each region, and the ids of the spans that it is: one for each label."""
        for region, spans in self._regions(results, row):
            yield region, [span["id"] for span in spans]

    def region_id(self, span: str) -> str:
        """
        The id of the region that `results` makes of a span with an id.

        It has the field's name, since another may mark the same place alike; and letters, digits
        and hyphens only, since Label Studio colours a region by a CSS class of its id.
        """
        return f"{self.asked.name}-{hashlib.sha256(span.encode()).hexdigest()[:12]}"

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:
        """Offsets in UTF-16 units, titles, and spans that an editor's draft brought twice."""
        seen = set()
        for question in self.nested:
            about = [one for one in results if control_of(one) in question.reads]
            yield from question.mended(about, row)
        for one in self._own(results):
            if self._place(one, row).converted:
                yield "offsets in UTF-16 units were converted"
            yield from self.titles.mended(gathered([one], self.result_type))
            for span in self._spans(one, row):
                if span["id"] in seen:
                    yield "the same span stood twice"
                seen.add(span["id"])

    def completed(self, value: Any, row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """Ids, texts and the order of the spans follow from their places and labels."""
        if not isinstance(value, list):
            return value
        made = [completed(one, self.input, row.get(self.on)) for one in value]
        return sorted(made, key=by_place) if all(map(is_placed, made)) else made

    def results(self, value: Sequence[Span], row: Row) -> Iterable[Result]:
        """One region for each span, and one more for each answer about it."""
        for span in value:
            region = self.input.region(row.get(self.on), span["start"], span["end"])
            number = self.region_id(id_of(span["start"], span["end"], span["label"]))
            yield result(self, {**region, self.result_type: [span["label"]]}, id=number)
            for name, question in self.questions.items():
                for one in question.results(span[name], row) if name in span else ():
                    yield {**one, "id": number, "value": {**region, **one["value"]}}

    def faults(self, value: Sequence[Span], row: Row) -> Iterator[Fault]:
        """Spans that are wrong by themselves or beside each other, and answers about them."""
        pointer = f"/{self.asked.name}"
        shown = row.get(self.on)
        closely = self.policy.words or self.input.place_columns
        if closely or not all_whole(value, self.input.text(shown)):
            yield from self._wrong(value, Marked(self.input, shown, self.policy.words), pointer)
        yield from overlapping(value, pointer, self.policy.overlap)
        for i, span in enumerate(value if self.questions else ()):
            for name, question in self.questions.items():
                for one in question.faults(span[name], row) if name in span else ():
                    there = f"{pointer}/{i}/{name}"
                    fix = replace(one.fix, pointer=there) if one.fix else None
                    yield replace(one, pointer=there, fix=fix)

    def _wrong(self, value: Sequence[Span], marked: Marked, pointer: str) -> Iterator[Fault]:
        for i, span in enumerate(value):
            for check, message, whole in marked.wrong(span):
                fix = Fix(f"{pointer}/{i}", whole) if whole else None
                yield Fault(check, f"{pointer}/{i}", message, fix)
        yield from twice(value, pointer)
        yield from out_of_order(value, pointer)

    def _own(self, results: Iterable[Result]) -> Iterator[Result]:
        control = (self.asked.name, self.result_type)
        return (one for one in results if control_of(one) == control)

    def _regions(
        self, results: Iterable[Result], row: Row
    ) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for one in self._own(results):
            yield str(one.get("id", "")), list(self._spans(one, row))

    def _place(self, region: Result, row: Row) -> Place:
        return self.input.place(row.get(self.on), region["value"])

    def _spans(self, region: Result, row: Row) -> Iterator[dict[str, Any]]:
        start, end, text, _ = self._place(region, row)
        more = {}
        if self.input.place_columns and isinstance(start, int) and isinstance(end, int):
            more = dict(self.input.more(row.get(self.on), start, end))
        for said in gathered([region], self.result_type) or [""]:
            label = self.titles.value(said)
            yield {
                "id": id_of(start, end, label),
                "start": start,
                "end": end,
                "label": label,
                "text": text,
            } | more


def _input(asked: Property) -> Input:
    on = asked.schema.get(ON)
    if not asked.inputs:
        raise InvalidSchema(
            asked.pointer,
            "spans have no text to stand on",
            'add a property such as "text": {"type": "string", "readOnly": true}',
        )
    if on is None and len(asked.inputs) == 1:
        return asked.inputs[0]
    for one in asked.inputs:
        if one.name == on:
            return one
    known = " or ".join(f'"{one.name}"' for one in asked.inputs)
    raise InvalidSchema(
        asked.pointer,
        f"spans do not say which input they stand on (found {on!r})",
        f'write "{ON}": {known}',
    )
