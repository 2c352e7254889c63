"""
Ways to damage a valid row, each named after what it does, with the codes of which one is due.

Each changes the row it is given, and raises `Unfit` where there is nothing that it could damage.
"""

# ruff: noqa: D103 - each is named after what it does

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from corpus_kit.fields.boolean import Boolean
from corpus_kit.fields.characters import splits_character, splits_word
from corpus_kit.fields.choice import Choice
from corpus_kit.fields.choices import Choices
from corpus_kit.fields.date import Date
from corpus_kit.fields.number import Number
from corpus_kit.fields.ranking import Ranking
from corpus_kit.fields.rating import Rating
from corpus_kit.fields.relations import Relations
from corpus_kit.fields.spans import Spans
from corpus_kit.fields.taxonomy import Taxonomy
from corpus_kit.fields.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from corpus_kit.fields import Field
    from corpus_kit.schema import RowSchema

    Row = dict[str, Any]


class Unfit(Exception):
    """There is nothing in the row that could be damaged so."""


@dataclass(frozen=True)
class Damaged:
    """A row to damage, its schema, and chance."""

    schema: RowSchema
    row: Row
    random: Random

    def field(self, *kinds: type[Field]) -> Any:
        """A field of one of these kinds that is answered."""
        return self.one(
            [
                one
                for one in self.schema.fields
                if isinstance(one, kinds) and self.row.get(one.asked.name) not in (None, [])
            ]
        )

    def one(self, some: Sequence[Any]) -> Any:
        """One of some things, or Unfit where there are none."""
        if not some:
            raise Unfit
        return self.random.choice(some)

    def answer(self, *kinds: type[Field]) -> Any:
        """The answer to a question of one of these kinds."""
        return self.row[self.field(*kinds).asked.name]

    def put(self, value: object, *kinds: type[Field]) -> None:
        """Answer a question of one of these kinds so."""
        self.row[self.field(*kinds).asked.name] = value

    def spans(self, **policy: object) -> tuple[list[Row], str]:
        """The spans of a field of which the schema asks this, and the text they stand on."""
        field = self.one(
            [
                one
                for one in self.schema.fields
                if isinstance(one, Spans)
                and self.row.get(one.asked.name)
                and policy.items() <= vars(one.policy).items()
            ]
        )
        return self.row[field.asked.name], field.input.text(self.row.get(field.on))

    def span(self, **policy: object) -> tuple[Row, str]:
        """One of them."""
        spans, text = self.spans(**policy)
        return self.one(spans), text


@dataclass(frozen=True)
class Damage:
    """
    Something that is done to a row, and the codes of which one has to be found then.

    Where it is `mended`, fixes lead back to the row as it was.
    """

    act: Callable[[Damaged], None]
    codes: frozenset[str]
    mended: bool

    @property
    def name(self) -> str:
        """What is done."""
        return self.act.__name__


DAMAGES: list[Damage] = []


def due(
    *codes: str, mended: bool = False
) -> Callable[[Callable[[Damaged], None]], Callable[[Damaged], None]]:
    """Take a function up into the list."""

    def taken(act: Callable[[Damaged], None]) -> Callable[[Damaged], None]:
        DAMAGES.append(Damage(act, frozenset(codes), mended))
        return act

    return taken


def place(span: Row, start: float, end: float, text: str | None = None) -> None:
    """Put a span elsewhere, with the id that follows, and with a text or its own."""
    span.update(id=f"{start}-{end}-{span['label']}", start=start, end=end)
    if text is not None:
        span["text"] = text[int(start) : int(end)]


def units(text: str, at: int) -> int:
    """An offset in UTF-16 units."""
    return len(text[:at].encode("utf-16-le")) // 2


def fit(condition: object) -> None:
    """Raise Unfit where something does not hold."""
    if not condition:
        raise Unfit


@due("CK108", mended=True)
def offsets_counted_in_utf_16(on: Damaged) -> None:
    span, text = on.span()
    start, end = units(text, span["start"]), units(text, span["end"])
    fit(end <= len(text) and text[start:end] != span["text"])
    place(span, start, end)


@due("CK101", mended=True)
def offsets_counted_in_utf_16_behind_the_end(on: Damaged) -> None:
    span, text = on.span()
    fit(units(text, span["end"]) > len(text))
    place(span, units(text, span["start"]), units(text, span["end"]))


@due("CK103", "CK108")
def span_shifted(on: Damaged) -> None:
    span, text = on.span()
    by = on.random.choice([-3, -2, -1, 1, 2, 3])
    start, end = span["start"] + by, span["end"] + by
    fit(start >= 0 and end <= len(text) and text[start:end] != span["text"])
    place(span, start, end)


@due("CK103")
def text_of_a_span_typed_wrongly(on: Damaged) -> None:
    span, _ = on.span()
    at = on.random.randrange(len(span["text"]))
    span["text"] = f"{span['text'][:at]}§{span['text'][at + 1 :]}"


@due("CK109", mended=True)
def text_of_a_span_decomposed(on: Damaged) -> None:
    span, _ = on.span()
    said = normalize("NFD", span["text"])
    fit(said != span["text"])
    span["text"] = said


@due("CK101")
def end_behind_the_text(on: Damaged) -> None:
    span, text = on.span()
    place(span, span["start"], len(text) + on.random.randint(1, 99))


@due("CK102")
def end_before_the_start(on: Damaged) -> None:
    span, _ = on.span()
    start, end = span["start"], span["end"]
    fit(start > 0)
    place(span, end, on.random.randint(1, start))


@due("CK102")
def end_at_the_start(on: Damaged) -> None:
    span, _ = on.span()
    place(span, span["end"], span["end"])


@due("CK410")
def start_before_the_text(on: Damaged) -> None:
    span, _ = on.span()
    place(span, -on.random.randint(1, 9), span["end"])


@due("CK106", mended=True)
def offset_with_a_decimal_point(on: Damaged) -> None:
    span, _ = on.span()
    key = on.random.choice(["start", "end"])
    span[key] = float(span[key])


@due("CK409")
def offset_written_as_a_text(on: Damaged) -> None:
    span, _ = on.span()
    key = on.random.choice(["start", "end"])
    span[key] = str(span[key])


@due("CK104")
def label_changed_and_not_the_id(on: Damaged) -> None:
    field = on.field(Spans)
    span = on.one(on.row[field.asked.name])
    labels = [one.value for one in field.labels if one.value != span["label"]]
    span["label"] = on.one(labels)


@due("CK403", "CK405")
def label_that_the_schema_does_not_know(on: Damaged) -> None:
    span, _ = on.span()
    span["label"] = on.random.choice(["GPE", "per", "", "PËR", "PER "])


@due("CK401")
def label_lost(on: Damaged) -> None:
    span, _ = on.span()
    del span["label"]


@due("CK105", mended=True)
def spans_in_another_order(on: Damaged) -> None:
    spans, _ = on.spans()
    fit(len(spans) > 1)
    at = on.random.randrange(len(spans) - 1)
    spans[at], spans[at + 1] = spans[at + 1], spans[at]


@due("CK421", mended=True)
def span_twice(on: Damaged) -> None:
    spans, _ = on.spans()
    spans.insert(on.random.randint(0, len(spans)), dict(on.one(spans)))


@due("CK113", mended=True)
def span_twice_with_another_id(on: Damaged) -> None:
    spans, _ = on.spans()
    at = on.random.randrange(len(spans))
    spans.insert(at + 1, {**spans[at], "id": "x"})


@due("CK110", mended=True)
def white_space_at_an_edge_of_a_span(on: Damaged) -> None:
    span, text = on.span()
    start, end = span["start"], span["end"]
    before, behind = text[:start], text[end:]
    start -= len(before) - len(before.rstrip())
    end += len(behind) - len(behind.lstrip())
    fit(span["text"] != text[start:end])
    fit(not splits_character(text, start) and not splits_character(text, end))
    place(span, start, end, text)


@due("CK111")
def character_split_by_an_edge(on: Damaged) -> None:
    span, text = on.span()
    start, end = span["start"], span["end"]
    place(
        span, start, on.one([i for i in range(start + 1, end) if splits_character(text, i)]), text
    )


@due("CK112")
def word_split_by_an_edge(on: Damaged) -> None:
    span, text = on.span(words=True)
    start, end = span["start"], span["end"]
    inside = [i for i in range(start + 1, end) if splits_word(text, i)]
    place(span, start, on.one([i for i in inside if not splits_character(text, i)]), text)


@due("CK114")
def overlap_where_none_may_be(on: Damaged) -> None:
    spans, text = on.spans(overlap="none")
    span = dict(on.one(spans))
    span["label"] = "LOC" if span["label"] == "PER" else "PER"
    place(span, span["start"], span["end"], text)
    spans.append(span)


@due("CK114")
def crossing_where_spans_may_nest(on: Damaged) -> None:
    spans, text = on.spans(overlap="nested")
    longest = max(spans, key=lambda one: one["end"] - one["start"])
    fit(longest["end"] < len(text))
    inside = range(longest["start"] + 1, longest["end"])
    start = on.one([i for i in inside if text[i - 1] == " "])
    end = text.find(" ", longest["end"] + 1)
    span = {"label": "ORG"}
    place(span, start, end if end > 0 else len(text), text)
    spans.append(span)


@due("CK107", mended=True)
def place_in_the_source_of_a_page_changed(on: Damaged) -> None:
    span, _ = on.span()
    fit("source_start" in span)
    key = on.random.choice(["source_start", "source_end"])
    span[key] += on.random.randint(1, 9)


@due("CK201")
def relation_to_a_span_that_is_not_there(on: Damaged) -> None:
    on.one(on.answer(Relations))[on.random.choice(["head", "tail"])] = "900-903-PER"


@due("CK202")
def relation_to_itself(on: Damaged) -> None:
    link = on.one(on.answer(Relations))
    link["tail"] = link["head"]


@due("CK203", mended=True)
def relations_in_another_order(on: Damaged) -> None:
    links = on.answer(Relations)
    fit(len(links) > 1)
    at = on.random.randrange(len(links) - 1)
    links[at], links[at + 1] = links[at + 1], links[at]


@due("CK204", mended=True)
def relation_without_direction_there_and_back(on: Damaged) -> None:
    links = on.answer(Relations)
    link = on.one([one for one in links if not one["directed"]])
    links.append({**link, "head": link["tail"], "tail": link["head"]})


@due("CK205")
def relation_turned_round(on: Damaged) -> None:
    field = on.field(Relations)
    fit("born_in" in field.pairs.allowed)
    link = on.one([one for one in on.row[field.asked.name] if one["label"] == "born_in"])
    fit(link["directed"])
    link.update(head=link["tail"], tail=link["head"])


@due("CK421", mended=True)
def relation_twice(on: Damaged) -> None:
    links = on.answer(Relations)
    links.append(dict(on.one(links)))


@due("CK211")
def number_of_more_than_64_bits(on: Damaged) -> None:
    field = on.field(Number)
    fit("maximum" not in field.asked.schema and "multipleOf" not in field.asked.schema)
    on.row[field.asked.name] = 2 ** on.random.randint(64, 99) + 1


@due("CK212")
def ranking_that_leaves_one_out(on: Damaged) -> None:
    order = on.answer(Ranking)
    fit(len(order) > 2)
    order.remove(on.one(order))


@due("CK213")
def answer_to_a_question_that_is_not_asked(on: Damaged) -> None:
    fit("why" in on.schema.conditions)
    on.row.update(real=True, why="sepse")


@due("CK214", mended=True)
def line_end_behind_a_time(on: Damaged) -> None:
    field = on.field(Date)
    fit(field.timed)
    on.row[field.asked.name] += "\n"


@due("CK215", mended=True)
def options_in_another_order(on: Damaged) -> None:
    taken = on.answer(Choices, Taxonomy)
    fit(len(taken) > 1)
    taken.reverse()


@due("CK401")
def answer_lost(on: Damaged) -> None:
    names = [*{*on.schema.source.get("required", ())} & on.row.keys()]
    del on.row[on.one(sorted(names))]


@due("CK402")
def property_that_nobody_asked_for(on: Damaged) -> None:
    on.row["mood"] = "good"


@due("CK403", "CK405")
def option_that_there_is_not(on: Damaged) -> None:
    on.put(on.random.choice(["weather", "SPORT", "", "spórt"]), Choice)


@due("CK421", mended=True)
def option_twice(on: Damaged) -> None:
    taken = on.answer(Choices, Taxonomy)
    taken.append(on.one(taken))


@due("CK409")
def list_in_the_place_of_a_text(on: Damaged) -> None:
    field = on.field(Text)
    fit(not field.several)
    on.row[field.asked.name] = [on.row[field.asked.name]]


@due("CK409", "CK403", "CK405")
def null_in_the_place_of_an_answer(on: Damaged) -> None:
    on.row[on.one([one.asked.name for one in on.schema.fields])] = None


@due("CK409")
def word_in_the_place_of_yes_or_no(on: Damaged) -> None:
    on.put(on.random.choice(["yes", "true", 1]), Boolean)


@due("CK411")
def more_stars_than_there_are(on: Damaged) -> None:
    field = on.field(Rating)
    on.row[field.asked.name] = field.most + on.random.randint(1, 9)


@due("CK410")
def no_star(on: Damaged) -> None:
    on.put(-on.random.randint(0, 3), Rating)


@due("CK418")
def day_that_is_in_no_calendar(on: Damaged) -> None:
    field = on.field(Date)
    day = on.random.choice(["2023-02-29", "2023-02-30", "2023-13-01", "2023-04-31", "20230401"])
    on.row[field.asked.name] = f"{day}T10:00:00Z" if field.timed else day


@due("CK416")
def text_longer_than_it_may_be(on: Damaged) -> None:
    field = on.field(Text)
    most = field.asked.schema.get("maxLength")
    fit(most)
    on.row[field.asked.name] = "ë" * (most + on.random.randint(1, 9))


@due("CK415")
def text_shorter_than_it_may_be(on: Damaged) -> None:
    field = on.field(Text)
    fit(field.asked.schema.get("minLength"))
    on.row[field.asked.name] = ""
