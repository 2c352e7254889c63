"""What can only be meant one way is put right in a row, and nothing else is changed."""

from __future__ import annotations

import copy
import unicodedata
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sound
from corpus_kit import answers, validate
from corpus_kit.checks.about import TEXT_CHANGED, TEXT_NOT_NORMALISED
from corpus_kit.checks.spans import SPAN_ID_DIFFERS, SPANS_OUT_OF_ORDER
from corpus_kit.fields.span import by_place, id_of
from corpus_kit.model import REMOVED, Annotation, Change, Fault, Fix, Row
from corpus_kit.repair import repaired, undone
from corpus_kit.repair.pointer import NotProvable, found, put, taken_out, tokens
from corpus_kit.schema import RowSchema
from damage import DAMAGES, Damaged, Unfit
from small import SPANS, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SCHEMA = RowSchema.of(
    {
        "type": "object",
        "required": ["text", "entities", "links"],
        "properties": {
            "text": TEXT,
            "entities": SPANS,
            "links": {
                "$ref": "urn:corpus-kit:relations",
                "items": {"properties": {"label": {"enum": ["knows", "in"]}}},
                "corpus-kit:between": ["entities"],
            },
        },
    }
)
LAST = 7
"""The number of a span that nothing is wrong with."""

WORDS = ("Ana", "shkoi", "në", "Tiranë", "çfarë", "👨‍👩‍👧", "ë", "مرحبا", "\n", "Durrës")


def annotation(row: Row, **more: Any) -> Annotation:
    """An answer with a row."""
    time = "2026-11-24T00:00:00.000000Z"
    return Annotation("d#1", "ana", "submitted", "human", time, time, 1.0, row, **more)


def span(text: str, start: int, end: int, label: str) -> dict[str, Any]:
    """A span as it belongs."""
    said = {"start": start, "end": end, "label": label, "text": text[start:end]}
    return {"id": id_of(start, end, label), **said}


def ordered(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its relations in order, each once."""
    (links,) = (field for field in SCHEMA.fields if field.asked.name == "links")
    once = {msgspec.json.encode(one): one for one in row["links"]}
    return {**row, "links": links.completed([*once.values()], row)}


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """Valid rows: words, some of them marked, some of those related."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=8))
    text = " ".join(words)
    starts = [len(" ".join(words[:i])) + (i > 0) for i in range(len(words))]
    places = [(at, at + len(word)) for at, word in zip(starts, words, strict=True) if word != "\n"]
    assume(places)
    marked = draw(st.lists(st.sampled_from(places), unique=True, min_size=1))
    spans = [span(text, *place, draw(st.sampled_from(["PER", "LOC"]))) for place in marked]
    spans.sort(key=by_place)
    ids = [one["id"] for one in spans]
    links = []
    for _ in range(draw(st.integers(0, 4)) if ids[1:] else 0):
        head, tail = draw(st.permutations(ids))[:2]
        directed = draw(st.booleans())
        if not directed:
            head, tail = sorted((head, tail), key=ids.index)
        label = draw(st.sampled_from(["knows", "in"]))
        links.append({"head": head, "tail": tail, "label": label, "directed": directed})
    return ordered({"text": text, "entities": spans, "links": links})


def other_ids(draw: st.DrawFn, row: dict[str, Any]) -> None:
    """Some spans have other ids, by which relations know them."""
    for one in row["entities"]:
        if draw(st.booleans()):
            was, one["id"] = one["id"], f"region-{one['id']}"
            for link in row["links"]:
                link.update({end: one["id"] for end in ("head", "tail") if link[end] == was})


def decimals(draw: st.DrawFn, row: dict[str, Any]) -> None:
    """Some offsets have a decimal point."""
    for one in row["entities"]:
        for edge in ("start", "end"):
            if draw(st.booleans()):
                one[edge] = float(one[edge])


def doubles(draw: st.DrawFn, row: dict[str, Any]) -> None:
    """Some spans stand twice."""
    row["entities"] += [dict(draw(st.sampled_from(row["entities"]))) for _ in range(2)]


def shuffled(name: str) -> Callable[[st.DrawFn, dict[str, Any]], None]:
    """A list stands in another order."""

    def damage(draw: st.DrawFn, row: dict[str, Any]) -> None:
        row[name] = list(draw(st.permutations(row[name])))

    return damage


DAMAGE = (other_ids, decimals, doubles, shuffled("entities"), shuffled("links"))


@st.composite
def damaged(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A row as it belongs, and the same damaged in several ways."""
    row = draw(rows())
    other = msgspec.json.decode(msgspec.json.encode(row))
    for damage in draw(st.lists(st.sampled_from(DAMAGE), min_size=1, max_size=4)):
        damage(draw, other)
    return row, other


def fix(fault: Fault, row: Row) -> Fix | None:  # noqa: PLR0911 - one for each check
    """What a check of each code offers; `fields/` may offer it by themselves."""
    name, *rest = tokens(fault.pointer) or ("",)
    value = row.get(name)
    at = f"/{name}/{rest[0]}" if rest else f"/{name}"
    match fault.check.code:
        case "CK104":
            one = found(row, (name, rest[0]))
            return Fix(at, {**one, "id": id_of(one["start"], one["end"], one["label"])})
        case "CK106":
            one = found(row, (name, rest[0]))
            return Fix(at, {**one, "start": int(one["start"]), "end": int(one["end"])})
        case "CK101" | "CK103":
            one, text = found(row, (name, rest[0])), row["text"]
            if text.count(one["text"]) == 1:
                start = text.find(one["text"])
                return Fix(at, span(text, start, start + len(one["text"]), one["label"]))
        case "CK105":
            return Fix(at, sorted(value or [], key=by_place))
        case "CK203":
            return Fix(at, ordered(dict(row))["links"])
        case "CK421":
            items = [
                msgspec.json.encode([*one.values()]).replace(b".0", b"") for one in value or []
            ]
            return Fix(
                f"{at}/{next(i for i, one in enumerate(items) if one in items[:i])}", REMOVED
            )
    return None


def check(one: Annotation) -> list[Fault]:
    """What is really wrong with a row, with a fix for all that these tests damage."""
    return [
        replace(fault, fix=fault.fix or fix(fault, one.row))
        for fault in validate.row_faults(one.row, SCHEMA)
    ]


@given(damaged())
def test_what_has_a_fix_is_put_right_and_can_be_taken_back(
    both: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """The row is as it belongs then, a second repair changes nothing, undoing gives the bytes."""
    row, other = both
    before = annotation(other)
    done = repaired(before, check, SCHEMA)
    assert answers.line(msgspec.structs.replace(done.annotation, history=())) == answers.line(
        annotation(row)
    )
    assert (done.left, done.refused) == ((), ())
    again = repaired(done.annotation, check, SCHEMA)
    assert again.annotation is done.annotation
    if answers.line(before) == answers.line(annotation(row)):
        assert (done.annotation, done.done) == (before, ())
        return
    (change,) = done.annotation.history
    assert change.by == "repair"
    assert change.checks == tuple(sorted({fault.check.code for fault in done.done}))
    assert (back := undone(done.annotation))
    assert answers.line(back) == answers.line(before)


@given(rows(), st.data())
def test_whatever_is_offered_inputs_stay_and_nothing_gets_worse(
    row: dict[str, Any], data: st.DataObject
) -> None:
    """Fixes that make no sense are not applied."""
    pointers = ["", "/text", "/entities", "/links", "/entities/0", "/entities/9/id", "/nothing"]
    pointers += ["/entities/0/id", "/entities/0/start", "/links/0", "/links/0/head", "/text/0"]
    offers = st.builds(
        Fix, st.sampled_from(pointers), st.sampled_from([REMOVED, None, 3, "x", [], {}])
    )
    fixes = data.draw(st.lists(offers, max_size=5))

    def offered(one: Annotation) -> list[Fault]:
        note = replace(SPANS_OUT_OF_ORDER, severity="note")
        made = [Fault(note, fix.pointer, "", fix) for fix in fixes]
        return [*validate.row_faults(one.row, SCHEMA), *made]

    done = repaired(annotation(row), offered, SCHEMA)
    assert done.annotation.row["text"] == row["text"]
    assert [*validate.row_faults(done.annotation.row, SCHEMA)] == []
    assert row.keys() == done.annotation.row.keys()
    if done.annotation.history:
        assert (back := undone(done.annotation))
        assert answers.line(back) == answers.line(annotation(row))


NAMES = st.sampled_from(["id", "start", "end", "label", "text", "head", "tail", "directed", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats(0, 9) | st.sampled_from("aë/~"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=12,
)


@given(st.data())
def test_nothing_that_is_no_row_stops_it(data: st.DataObject) -> None:
    """Answers are whatever somebody put into the file, and fixes whatever a plugin offers."""
    text = "me\u0308 mua"
    row = {"text": text, "entities": data.draw(JSON), "links": data.draw(JSON)}
    places = st.lists(NAMES | st.sampled_from("0123"), max_size=3)
    pointers = st.tuples(st.sampled_from(["text", "entities", "links"]), places)
    offers = st.builds(
        lambda place, value: Fix("/".join(["", place[0], *place[1]]), value),
        pointers,
        JSON | st.just(REMOVED),
    )
    fixes = [Fix("/text", "më mua"), *data.draw(st.lists(offers, max_size=4))]

    def offered(one: Annotation) -> list[Fault]:
        made = [Fault(TEXT_NOT_NORMALISED, fix.pointer, "", fix) for fix in fixes]
        return [*validate.row_faults(one.row, SCHEMA), *made]

    done = repaired(annotation(row), offered, SCHEMA)
    assert done.annotation.row["text"] in {text, "më mua"}
    if done.done:
        assert (back := undone(done.annotation))
        assert answers.line(back) == answers.line(annotation(row))


def decomposed(row: dict[str, Any], ends: str) -> dict[str, Any]:
    """The row as a program stored it that decomposes letters, with other line ends."""

    def stored(text: str) -> str:
        return unicodedata.normalize("NFD", text).replace("\n", ends)

    made = [
        span(
            stored(row["text"]),
            len(stored(row["text"][: one["start"]])),
            len(stored(row["text"][: one["end"]])),
            one["label"],
        )
        for one in row["entities"]
    ]
    ids = {was["id"]: now["id"] for was, now in zip(row["entities"], made, strict=True)}
    links = [{**one, "head": ids[one["head"]], "tail": ids[one["tail"]]} for one in row["links"]]
    return {"text": stored(row["text"]), "entities": made, "links": links}


def about(text: str) -> Callable[[Annotation], list[Fault]]:
    """What is wrong with answers about a text."""

    def wrong(one: Annotation) -> list[Fault]:
        made = []
        if one.row["text"] != text:
            made.append(Fault(TEXT_NOT_NORMALISED, "/text", "", Fix("/text", text)))
        return [*made, *check(one)]

    return wrong


@given(rows(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_text_that_is_only_written_otherwise_becomes_the_segments(
    row: dict[str, Any], ends: str
) -> None:
    """Spans follow it, and relations the spans."""
    before = annotation(decomposed(row, ends))
    done = repaired(before, about(row["text"]), SCHEMA)
    assert answers.line(msgspec.structs.replace(done.annotation, history=())) == answers.line(
        annotation(row)
    )
    back = undone(done.annotation) if done.done else before
    assert back is not None
    assert answers.line(back) == answers.line(before)


def test_damage_of_all_kinds_at_once_is_repaired_as_far_as_there_are_fixes() -> None:
    """Hardly any is refused; what was shown stays; it can be taken back."""
    random = Random(17)  # noqa: S311 - for tests
    many = refused = 0
    for _ in range(1_000):
        schema, row = sound.schema("none", "words"), sound.row(random, nested=False)
        kinds = random.sample(DAMAGES, random.randint(1, 5))
        for damage in kinds:
            whole = copy.deepcopy(row)
            try:
                damage.act(Damaged(schema, row, random))
            except (Unfit, LookupError, TypeError, ValueError, DeprecationWarning):
                row = whole  # what was damaged before cannot be damaged so

        def wrong(one: Annotation, schema: RowSchema = schema) -> list[Fault]:
            return [*validate.row_faults(one.row, schema)]

        before = annotation(row)
        done = repaired(before, wrong, schema)
        names = [one.name for one in kinds]
        assert not [one for one in done.left if one.fix and one not in done.refused], names
        refused += len(done.refused)
        shown = [{one.name: some.get(one.name) for one in schema.inputs}
                 for some in (done.annotation.row, row)]  # fmt: skip
        assert shown[0] == shown[1], names
        assert repaired(done.annotation, wrong, schema).annotation is done.annotation
        if done.done:
            many += 1
            assert (back := undone(done.annotation))
            assert answers.line(back) == answers.line(before), names
    assert many > 300
    assert refused < 10  # a span that would be where another is, which says something else


class TestTexts:
    """Inputs are what annotators were shown."""

    TEXT = "mëmë Ana"

    def test_spans_that_count_the_segments_text_already_stay(self) -> None:
        """Only the stored copy of the text was decomposed."""
        row = {
            "text": unicodedata.normalize("NFD", self.TEXT),
            "entities": [span(self.TEXT, 0, 4, "PER"), span(self.TEXT, 5, 8, "PER")],
            "links": [],
        }
        wrong = about(self.TEXT)
        assert len(wrong(annotation(row))) == 3  # "Ana" would be found in this text, too
        done = repaired(annotation(row), wrong, SCHEMA)
        assert done.annotation.row == {**row, "text": self.TEXT}
        assert done.left == ()

    def test_a_text_is_left_where_a_span_could_be_in_two_places(self) -> None:
        """One counts the one text, one the other."""
        old = unicodedata.normalize("NFD", self.TEXT)
        spans = [span(self.TEXT, 5, 8, "PER"), span(old, 7, 10, "PER")]
        row = {"text": old, "entities": spans, "links": []}

        def wrong(one: Annotation) -> list[Fault]:
            return [fault for fault in about(self.TEXT)(one) if fault.check == TEXT_NOT_NORMALISED]

        done = repaired(annotation(row), wrong, SCHEMA)
        assert done.annotation.row == row
        assert [fault.check for fault in done.refused] == [TEXT_NOT_NORMALISED]

    def test_spans_of_a_dialogue_say_their_turns(self) -> None:
        """The places in the turns follow, too."""
        schema = RowSchema.of(
            {
                "type": "object",
                "properties": {
                    "talk": {"$ref": "urn:corpus-kit:dialogue", "readOnly": True},
                    "names": SPANS,
                },
            }
        )
        (shown,) = schema.inputs
        texts = ["Mirë, Zanë!", "Si je, Bënë?\nMirë."]
        talk = [{"author": "ë", "text": text} for text in texts]
        old = [{"author": "e\u0308", "text": unicodedata.normalize("NFD", one)} for one in texts]

        def row(turns: list[dict[str, str]], *words: str) -> dict[str, Any]:
            text = shown.text(turns)
            places = [(text.find(word), text.find(word) + len(word)) for word in words]
            spans = [{**span(text, *at, "PER"), **shown.more(turns, *at)} for at in places]
            return {"talk": turns, "names": spans}

        before = annotation(row(old, "Zane\u0308", "Be\u0308ne\u0308", "Mire\u0308."))

        def wrong(one: Annotation) -> list[Fault]:
            fault = Fault(TEXT_NOT_NORMALISED, "/talk", "", Fix("/talk", talk))
            made = [fault] if one.row["talk"] != talk else []
            return [*made, *validate.row_faults(one.row, schema)]

        assert [fault.check for fault in wrong(before)] == [TEXT_NOT_NORMALISED]
        done = repaired(before, wrong, schema)
        assert done.annotation.row == row(talk, "Zanë", "Bënë", "Mirë.")
        assert done.left == ()

    @pytest.mark.parametrize("check", [TEXT_CHANGED, TEXT_NOT_NORMALISED])
    def test_another_text_is_never_put_there(self, check: Any) -> None:
        """Whoever offers it."""
        row = {"text": self.TEXT, "entities": [], "links": []}
        fault = Fault(check, "/text", "", Fix("/text", "mëmë Eva"))
        done = repaired(annotation(row), lambda _: [fault], SCHEMA)
        assert done.annotation.row is row
        assert done.refused == (fault,)


class TestRelations:
    """They are about spans, by their ids."""

    TEXT = "Ana Ana Ana"

    def _row(self, *ids: str, **link: Any) -> dict[str, Any]:
        spans = [span(self.TEXT, 4 * i, 4 * i + 3, "PER") for i in range(3)]
        spans = [{**one, "id": said or one["id"]} for one, said in zip(spans, ids, strict=True)]
        links = [{"head": "x", "tail": "8-11-PER", "label": "in", "directed": True, **link}]
        return {"text": self.TEXT, "entities": spans, "links": links}

    def test_one_that_may_be_about_either_of_two_spans_keeps_both_as_they_are(self) -> None:
        """Both have the id, and would have another each."""
        row = self._row("x", "x", "")
        done = repaired(annotation(row), check, SCHEMA)
        assert done.annotation.row == row
        assert {fault.check.code for fault in done.refused} == {"CK104"}
        assert len(done.left) == 2

    def test_one_without_direction_begins_further_up(self) -> None:
        """The order of its ends follows from the spans."""
        row = self._row("", "", "x", head="0-3-PER", tail="x", directed=False)
        row["links"][0].update(head="x", tail="0-3-PER")
        done = repaired(annotation(row), check, SCHEMA)
        (link,) = done.annotation.row["links"]
        assert (link["head"], link["tail"]) == ("0-3-PER", "8-11-PER")

    def test_two_that_become_one_are_one(self) -> None:
        """Two spans were the same."""
        row = self._row("", "", "")
        one = row["entities"][0]
        row["entities"].insert(1, {**one, "id": "y"})
        row["links"] = [{**row["links"][0], "head": head} for head in (one["id"], "y")]
        done = repaired(annotation(row), check, SCHEMA)
        assert [link["head"] for link in done.annotation.row["links"]] == [one["id"]]
        assert done.left == ()

    def test_a_span_that_becomes_another_is_that_one(self) -> None:
        """Two had been marked for one; what was related to the slip is related to the other."""
        row = self._row("", "", "", head="4-7-PER")
        slip = {**row["entities"][0], "end": 4, "text": "Ana ", "id": "0-4-PER"}
        row["entities"].insert(1, slip)
        row["links"].append({**row["links"][0], "head": "0-4-PER"})

        def wrong(one: Annotation) -> list[Fault]:
            places = enumerate(one.row["entities"])
            at = next((f"/entities/{i}" for i, one in places if one["text"] == "Ana "), None)
            fixed = Fix(at or "", span(self.TEXT, 0, 3, "PER"))
            note = replace(SPANS_OUT_OF_ORDER, severity="warning")
            trimmed = [Fault(note, at, "", fixed)] if at else []
            return [*trimmed, *(one for one in check(one) if one.check.severity == "error")]

        done = repaired(annotation(row), wrong, SCHEMA)
        ids = ["0-3-PER", "4-7-PER", "8-11-PER"]
        assert [one["id"] for one in done.annotation.row["entities"]] == ids
        assert [one["head"] for one in done.annotation.row["links"]] == ["0-3-PER", "4-7-PER"]
        assert (done.left, done.refused) == ((), ())

    def test_a_span_that_something_is_related_to_does_not_go(self) -> None:
        """Nothing would be left at the relation's end."""
        row = self._row("", "", "", head="0-3-PER")
        fault = Fault(SPANS_OUT_OF_ORDER, "/entities/0", "", Fix("/entities/0", REMOVED))
        done = repaired(annotation(row), lambda _: [fault], SCHEMA)
        assert (done.annotation.row, done.refused) == (row, (fault,))


class TestFixes:
    """What is offered together."""

    def test_a_bad_one_does_not_keep_the_good_from_being_applied(self) -> None:
        """Of many only it is refused."""
        text = "a b c d e f g h"
        spans = [span(text, i, i + 1, "PER") for i in range(0, 15, 2)]
        ids = [f"x{i}" if i < LAST else one["id"] for i, one in enumerate(spans)]
        spans = [{**one, "id": said} for one, said in zip(spans, ids, strict=True)]
        row = {"text": text, "entities": spans, "links": []}

        def wrong(one: Annotation) -> list[Fault]:
            bad = Fix(f"/entities/{LAST}/end", 99)
            return [
                replace(fault, fix=bad) if fault.pointer == "/entities/5" else fault
                for fault in check(one)
            ]

        done = repaired(annotation(row), wrong, SCHEMA)
        assert len(done.done) == LAST - 1
        assert [fault.pointer for fault in done.refused] == ["/entities/5"]
        assert [fault.pointer for fault in done.left] == ["/entities/5"]

    def test_only_what_is_wanted(self) -> None:
        """The rest stays as it is, and is left."""
        spans = [{**span("a b", 2, 3, "PER"), "id": "x"}, {**span("a b", 0, 1, "PER"), "end": 1.0}]
        row = {"text": "a b", "entities": spans, "links": []}
        done = repaired(
            annotation(row), check, SCHEMA, wanted=lambda fault: fault.check == SPAN_ID_DIFFERS
        )
        assert {one["id"] for one in done.annotation.row["entities"]} == {"2-3-PER", "0-1-PER"}
        assert "CK106" in {fault.check.code for fault in done.left}
        assert not {fault.check for fault in done.left} & {SPAN_ID_DIFFERS}

    @pytest.mark.parametrize(("review", "ids"), [("/entities/0", "2 0"), ("/links", "0 2")])
    def test_what_a_person_has_to_look_at_stays_where_it_is(self, review: str, ids: str) -> None:
        """A pointer to it would lead to something else."""
        spans = [span("a b", 2, 3, "PER"), span("a b", 0, 1, "PER")]
        row = {"text": "a b", "entities": spans, "links": []}
        done = repaired(annotation(row, review=(review,)), check, SCHEMA)
        starts = [str(one["start"]) for one in done.annotation.row["entities"]]
        assert " ".join(starts) == ids
        assert len(done.refused) == (ids == "2 0")

    def test_the_order_of_a_list_comes_along(self) -> None:
        """And is told, whatever was asked for."""
        spans = [{**span("a b", 2, 3, "PER"), "id": "x"}, span("a b", 0, 1, "PER")]
        row = {"text": "a b", "entities": spans, "links": []}
        done = repaired(
            annotation(row), check, SCHEMA, wanted=lambda fault: fault.check == SPAN_ID_DIFFERS
        )
        assert [one["id"] for one in done.annotation.row["entities"]] == ["0-1-PER", "2-3-PER"]
        assert {fault.check for fault in done.done} == {SPAN_ID_DIFFERS, SPANS_OUT_OF_ORDER}

    def test_one_that_goes_round_in_a_circle_comes_to_an_end(self) -> None:
        """Each of two values asks for the other."""
        row = {"text": "a", "entities": [span("a", 0, 1, "PER")], "links": []}

        def wrong(one: Annotation) -> Iterator[Fault]:
            other = "y" if one.row["entities"][0]["id"] == "x" else "x"
            yield Fault(SPAN_ID_DIFFERS, "/entities/0", "", Fix("/entities/0/id", other))

        done = repaired(annotation(row), lambda one: [*wrong(one)], SCHEMA)
        assert len(done.done) < 3

    def test_removed_items_go_by_the_numbers_they_had(self) -> None:
        """However many, in whatever order they are named."""
        row: Row = {"a": [0, 1, 2, 3], "b": [[0, 1], [2]]}
        assert taken_out(row, ["/a/0", "/a/2", "/b/0/1", "/a/0"]) == {"a": [1, 3], "b": [[0], [2]]}
        assert put(row, [Fix("/b/1/0", 9), Fix("/a/3", {})]) == {
            "a": [0, 1, 2, {}],
            "b": [[0, 1], [9]],
        }
        assert row == {"a": [0, 1, 2, 3], "b": [[0, 1], [2]]}

    @pytest.mark.parametrize("pointer", ["/a/4", "/a/-1", "/a/x", "/c/0", "/a/0/b", "/a/²"])
    def test_a_pointer_to_nothing_is_told(self, pointer: str) -> None:
        """Nothing is made up on the way."""
        with pytest.raises(NotProvable):
            put({"a": [0, 1, 2, 3]}, [Fix(pointer, 1)])


class TestUndoing:
    """What came last can be taken back."""

    def test_a_property_that_went_comes_back_in_its_place(self) -> None:
        """So that the line is the same byte for byte."""
        row: Row = {"text": "a", "mood": None, "entities": [], "links": []}
        fault = Fault(SPANS_OUT_OF_ORDER, "/mood", "", Fix("/mood", REMOVED))
        before = annotation(row)
        done = repaired(before, lambda one: [fault] if "mood" in one.row else [], SCHEMA)
        assert "mood" not in done.annotation.row
        assert (back := undone(done.annotation))
        assert answers.line(back) == answers.line(before)

    @pytest.mark.parametrize(
        "history",
        [(), (Change("repair", ""), Change("rebase", ""))],
        ids=["nothing", "something else last"],
    )
    def test_there_is_nothing_to_undo(self, history: Sequence[Change]) -> None:
        """Only a repair, and only where nothing came after it."""
        assert undone(annotation({"text": "a"}, history=tuple(history))) is None
