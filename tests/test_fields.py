"""
What every kind of field keeps to, unasked: a new kind gains these tests by its name in KINDS.

Its values stand in ``cases/KIND/valid`` and ``cases/KIND/invalid``, one file each with the property
that asks (``answer``), what the schema has beside it (``also``) and at its top (``schema``), and a
row. What does not fit names the ``code`` of the check that finds it, and where that is certain the
answer that was meant (``fixed``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit.checks import CHECKS
from corpus_kit.columns import Column
from corpus_kit.fields import KINDS, Field, control_of
from corpus_kit.schema import RowSchema
from corpus_kit.validate import row_faults
from mending import mended

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus_kit.fields import Result
    from corpus_kit.model import Fault

CASES = Path(__file__).parent / "cases"
TEXT = {"type": "string", "readOnly": True}
ODD: Sequence[Any] = ([1, 2], [None], None, [[]], [["sport"]], {"a": 1}, 0.5, True, [{}], [""])
"""What no reader of results expects in the place of a list of strings."""

EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))


def _files(folder: str) -> list[Path]:
    return [path for kind in KINDS for path in sorted((CASES / kind.kind / folder).glob("*.json"))]


def _cases(folder: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", _files(folder), ids=lambda path: f"{path.parent.parent.name}-{path.stem}"
    )


class TestKinds:
    """Every kind, whatever it is asked."""

    @EVERY_KIND
    def test_it_has_cases(self, kind: type[Field]) -> None:
        """At least four answers that fit, and three that do not."""
        assert len(list((CASES / kind.kind / "valid").glob("*.json"))) >= 4
        assert len(list((CASES / kind.kind / "invalid").glob("*.json"))) >= 3

    @EVERY_KIND
    def test_its_example_is_of_this_kind(self, kind: type[Field]) -> None:
        """Errors offer it as what to write."""
        labels = {"items": {"properties": {"label": {"enum": ["PER"]}}}}
        also = {
            **dict.fromkeys(["response_a", "response_b"], TEXT),
            "entities": {"$ref": "urn:corpus-kit:spans", "corpus-kit:on": "text", **labels},
        }
        asked = {"corpus-kit:on": "text"} if kind.kind == "spans" else {}
        made = _schema({**json.loads(kind.example), **asked}, also).fields[-1]
        assert type(made) is kind
        assert made.asked.name == "answer"

    def test_names_are_distinct(self) -> None:
        """Errors and directories of cases tell kinds by their names."""
        assert len({kind.kind for kind in KINDS}) == len(KINDS)


class TestValid:
    """Answers that fit."""

    @_cases("valid")
    def test_there_are_no_faults(self, case: Path) -> None:
        """The property is of the kind that its directory names, and the row is fine."""
        made, row, schema = _read(case)
        assert made.kind == case.parent.parent.name
        assert list(row_faults(row, schema)) == []

    @_cases("valid")
    def test_results_say_the_same(self, case: Path) -> None:
        """From a value to results and back, also through JSON."""
        made, row, schema = _read(case)
        results = _wanted(made, row, schema)
        again = json.loads(json.dumps(results))
        assert made.value(results, row) == row["answer"]
        assert made.value(again, row) == row["answer"]
        assert again == results

    @_cases("valid")
    def test_results_are_label_studios(self, case: Path) -> None:
        """They name the control, the input and the type that they are read by."""
        made, row, _ = _read(case)
        for result in made.results(row["answer"], row):
            assert control_of(result) in made.reads
            if made.kind != "relations":
                assert result["to_name"] in {made.on, *row}
                assert result["value"]

    @_cases("valid")
    def test_reading_changes_nothing(self, case: Path) -> None:
        """The results that were read are as they were."""
        made, row, schema = _read(case)
        results = _wanted(made, row, schema)
        before = json.dumps(results)
        made.value(results, row)
        assert json.dumps(results) == before

    @_cases("valid")
    def test_the_column_is_known(self, case: Path) -> None:
        """A release can write it."""
        made, _, schema = _read(case)
        assert isinstance(made.column, Column)
        assert schema.columns["answer"] == made.column

    @_cases("valid")
    @pytest.mark.parametrize("hotkeys", ["", "1234567890qwerty"])
    def test_the_control_is_xml(self, case: Path, hotkeys: str) -> None:
        """Its name is the property, it is about the input, and no hotkey stands twice."""
        made, _, _ = _read(case)
        element = ET.fromstring(ET.tostring(made.control(iter(hotkeys))))  # noqa: S314 - our own
        if made.kind != "relations":  # Label Studio has one list of them, without a name
            (named,) = (one for one in element.iter() if one.get("name") == "answer")
            assert named.get("toName") in {made.on, "a,b"}
        keys = [one.get("hotkey") for one in element.iter() if one.get("hotkey")]
        assert len(set(keys)) == len(keys)
        assert set(keys) <= set(hotkeys)


class TestInvalid:
    """Answers that do not fit."""

    @_cases("invalid")
    def test_there_are_faults(self, case: Path) -> None:
        """Each leads to the answer and says something."""
        made, row, schema = _read(case)
        faults = list(row_faults(row, schema))
        assert made.kind == case.parent.parent.name
        assert json.loads(case.read_text(encoding="utf-8"))["code"] in _codes(faults)
        for fault in faults:
            assert fault.pointer.startswith("/answer")
            assert fault.message

    @_cases("invalid")
    def test_fixes_lead_to_what_was_meant(self, case: Path) -> None:
        """One after the other, until there is none; then the row is fine, if the case says so."""
        _, row, schema = _read(case)
        fixed = mended(row, schema)
        wanted = json.loads(case.read_text(encoding="utf-8")).get("fixed")
        if wanted is None:
            assert _codes(row_faults(fixed, schema))
        else:
            assert fixed["answer"] == wanted
            assert list(row_faults(fixed, schema)) == []

    def test_every_check_of_rows_has_a_case(self) -> None:
        """Those that JSON Schema cannot see."""
        codes = {json.loads(path.read_text(encoding="utf-8"))["code"] for path in _files("invalid")}
        assert {code for code in CHECKS if code.startswith(("CK1", "CK2"))} <= codes


class TestUnreadable:
    """Results that no annotator makes, but a damaged or edited export may hold."""

    @_cases("valid")
    @pytest.mark.parametrize("odd", ODD, ids=repr)
    def test_odd_values_are_kept_for_validation(self, case: Path, odd: Any) -> None:
        """They never raise, and never become another answer that looks fine."""
        made, row, schema = _read(case)
        for result in made.results(row["answer"], row):
            for key in result.get("value", ()):
                damaged = {**result, "value": {**result["value"], key: odd}}
                found = made.value([damaged], row)
                unread = found == made.value([result], row)  # as paths are beside global offsets
                assert unread or _is_nothing(found, made, row) or _is_odd(found, odd, row, schema)

    @_cases("valid")
    def test_an_empty_value_says_nothing(self, case: Path) -> None:
        """It is no answer, or one that validation refuses."""
        made, row, schema = _read(case)
        for result in made.results(row["answer"], row):
            if "value" not in result or result["from_name"] != "answer":
                continue
            found = made.value([{**result, "value": {}}], row)
            assert _is_nothing(found, made, row) or _faults(found, row, schema)

    @_cases("valid")
    def test_one_string_is_a_list_of_one(self, case: Path) -> None:
        """What some exports shorten."""
        made, row, _ = _read(case)
        for result in made.results(row["answer"], row):
            for key, said in result.get("value", {}).items():
                if isinstance(said, list) and len(said) == 1 and isinstance(said[0], str):
                    short = {**result, "value": {**result["value"], key: said[0]}}
                    assert made.value([short], row) == made.value([result], row)


class TestProperties:
    """Round trips of answers that nobody thought of."""

    @settings(deadline=None)  # the first call imports jsonschema
    @given(st.data())
    def test_spans(self, data: st.DataObject) -> None:
        """Any spans of any text."""
        text = data.draw(st.text(min_size=1))
        value = data.draw(_spans(text))
        made, schema = _of("spans")
        row = {"text": text, "answer": value}
        assert {fault.check.code for fault in row_faults(row, schema)} <= {"CK110", "CK111"}
        results = json.loads(json.dumps(list(made.results(value, row))))
        assert made.value(results, row) == value
        assert made.value(results[::-1], row) == value

    @given(st.text())
    def test_texts(self, value: str) -> None:
        """Any text."""
        made, _ = _of("text")
        assert made.value(list(made.results(value, {})), {}) == value

    @given(st.lists(st.sampled_from(["a", "b", "c"]), unique=True))
    def test_choices(self, taken: list[str]) -> None:
        """Any order of taking gives the order of the schema."""
        made, _ = _of("choices")
        assert made.value(list(made.results(taken, {})), {}) == sorted(taken)


class TestSpans:
    """What is particular to spans."""

    @pytest.mark.parametrize("name", ["albanian", "dialogue", "html"])
    def test_labels_stand_under_the_type_of_the_result(self, name: str) -> None:
        """Where Label Studio looks for them, in a text, a dialogue and HTML alike."""
        made, row, _ = _read(CASES / "spans" / "valid" / f"{name}.json")
        for result, span in zip(made.results(row["answer"], row), row["answer"], strict=True):
            assert result["value"][result["type"]] == [span["label"]]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Ana\nHoxha", "Ana\\nHoxha"),
            ("Ana\tHoxha", "Ana Hoxha"),
            ("Ana\n\n\tHoxha", "Ana\\n\\n Hoxha"),
            ("Ana\nHoxha", "Ana\nHoxha"),
            ("Ana\\nHoxha", "Ana\\nHoxha"),
            ("Ana", ""),
        ],
    )
    def test_the_servers_escapes_are_read(self, text: str, said: str) -> None:
        """Line ends and tabs are what the text has at these offsets."""
        assert _value(text, [_region(0, len(text), said)])[0]["text"] == text

    @pytest.mark.parametrize(
        ("text", "start", "said", "check"),
        [
            ("Ana Hoxha", 0, "Ana\\nHoxh", "span-text-differs"),
            ("Ana  Hoxha", 0, "Ana Hoxha", "span-text-differs"),
            ("ana", 0, "Ana", "span-text-differs"),
            ("🎉 Ana iku", 4, "Ana", "span-text-differs"),
            ("🎉", 1, "x", "span-outside-text"),
            ("🎉 Ana", 4, "Ana", "span-outside-text"),
        ],
    )
    def test_other_differences_mean_other_offsets(
        self, text: str, start: int, said: str, check: str
    ) -> None:
        """What was said is kept, and found."""
        value = _value(text, [_region(start, start + len(said), said)])
        assert value[0]["text"] == said
        (fault,) = row_faults({"text": text, "answer": value}, _of("spans")[1])
        assert (fault.check.name, fault.pointer) == (check, "/answer/0")

    @pytest.mark.parametrize(
        ("text", "start", "end", "said", "place"),
        [
            ("🎉 Ana iku", 3, 6, "Ana", (2, 5)),
            ("👨‍👩‍👧 Ana iku vonë", 9, 12, "Ana", (6, 9)),
            ("🎉 Ana", 3, 6, "Ana", (2, 5)),
            ("🎉🎉\nAna\nHoxha", 5, 14, "Ana\\nHoxha", (3, 12)),
            ("Ana 🎉", 4, 6, "🎉", (4, 5)),
        ],
    )
    def test_offsets_of_old_servers_are_converted(
        self, text: str, start: int, end: int, said: str, place: tuple[int, int]
    ) -> None:
        """They counted UTF-16 units; the region's own text proves it, and it is told."""
        region = _region(start, end, said)
        (span,) = _value(text, [region])
        assert (span["start"], span["end"]) == place
        assert span["text"] == text[slice(*place)]
        made, _ = _of("spans")
        assert list(made.mended([region], {"text": text})) == [
            "offsets in UTF-16 units were converted"
        ]

    @given(st.text(st.characters(codec="utf-8"), min_size=1), st.data())
    def test_any_span_counted_in_utf_16_is_found_again(
        self, text: str, data: st.DataObject
    ) -> None:
        """Unless its text also stands where code points would put it."""
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        first, last = (len(text[:at].encode("utf-16-le")) // 2 for at in (start, end))
        (span,) = _value(text, [_region(first, last, text[start:end])])
        assert span["text"] == text[span["start"] : span["end"]] == text[start:end]

    def test_all_that_is_wrong_with_a_span_in_its_place_is_told(self) -> None:
        """A check that corpus.toml turns off does not hide another."""
        schema = _of("spans")[1]
        span = {**_span("q\u0307 iku", 1, 3), "id": "x"}
        row = {"text": "q\u0307 iku", "answer": [span]}
        assert _codes(row_faults(row, schema)) == {"CK104", "CK110", "CK111"}

    @pytest.mark.parametrize("start", [0, 0.0])
    @pytest.mark.parametrize("also", [{}, {"note": {"type": "string", "pattern": "a"}}])
    def test_the_same_twice_is_one_too_many(self, start: float, also: dict[str, Any]) -> None:
        """Whichever validator says so: to the reference 0 and 0.0 are one, not to the quick one."""
        asked = _of("spans")[0].asked.schema
        schema = _schema(asked, also)
        span = _span("Ana iku", 0, 3)
        row = {"text": "Ana iku", "answer": [span, {**span, "start": start}]}
        assert _codes(row_faults(row, schema)) & {"CK421", "CK113"}
        assert mended(row, schema)["answer"] == [span]

    def test_what_is_wrong_at_once_is_put_right_by_and_by(self) -> None:
        """An id, an order, a double and white space."""
        schema = _of("spans")[1]
        spans = [_span("Ana iku", 4, 7), {**_span("Ana iku", 0, 3), "id": "x"}]
        spans += [_span("Ana iku", 0, 4), {**spans[0], "id": "y"}]
        row = {"text": "Ana iku", "answer": spans}
        assert _codes(row_faults(row, schema)) == {"CK104", "CK105", "CK110", "CK113"}
        assert mended(row, schema)["answer"] == [_span("Ana iku", 0, 3), _span("Ana iku", 4, 7)]

    def test_duplicates_from_drafts_are_one(self) -> None:
        """A restored draft holds regions twice, under other ids."""
        region = _region(0, 3, "Ana")
        value = _value("Ana", [{**region, "id": "x1"}, {**region, "id": "x2"}])
        assert [span["id"] for span in value] == ["0-3-PER"]

    def test_spans_come_by_place(self) -> None:
        """Whatever the order in which they were marked."""
        regions = [_region(4, 5, "b"), _region(0, 5, "Ana b"), _region(0, 3, "Ana")]
        value = _value("Ana b", regions)
        assert [(span["start"], span["end"]) for span in value] == [(0, 3), (0, 5), (4, 5)]

    def test_a_region_with_two_labels_is_two_spans(self) -> None:
        """Each has its own id."""
        region = _region(0, 3, "Ana")
        value = _value("Ana", [{**region, "value": {**region["value"], "labels": ["PER", "ORG"]}}])
        assert [span["id"] for span in value] == ["0-3-ORG", "0-3-PER"]

    @pytest.mark.parametrize(("start", "end"), [(0.0, 3.0), (0, 3.0)])
    def test_offsets_with_a_decimal_point(self, start: float, end: float) -> None:
        """JSON Schema takes 3.0 for an integer; it is no offset, but no reason to fail either."""
        row = {
            "text": "Ana iku",
            "answer": [{**_span("Ana iku", 0, 3), "start": start, "end": end}],
        }
        list(row_faults(row, _of("spans")[1]))
        region = _region(0, 3, "Ana")
        read = _value("Ana iku", [{**region, "value": {**region["value"], "end": end}}])
        list(row_faults({"text": "Ana iku", "answer": read}, _of("spans")[1]))


def _schema(
    asked: Mapping[str, Any],
    also: Mapping[str, Any] | None = None,
    top: Mapping[str, Any] | None = None,
) -> RowSchema:
    return RowSchema.of(
        {
            "type": "object",
            "required": ["text", "answer"],
            "additionalProperties": False,
            "properties": {"text": TEXT, **(also or {}), "answer": asked},
            **(top or {}),
        }
    )


def _read(case: Path) -> tuple[Field, dict[str, Any], RowSchema]:
    contents = json.loads(case.read_text(encoding="utf-8"))
    schema = _schema(contents["property"], contents.get("also"), contents.get("schema"))
    return schema.fields[-1], contents["row"], schema


def _codes(faults: Iterable[Fault]) -> set[str]:
    return {fault.check.code for fault in faults}


def _wanted(made: Field, row: Mapping[str, Any], schema: RowSchema) -> list[Result]:
    """The results of the whole row that the field reads."""
    given = ((one, row[one.asked.name]) for one in schema.fields if one.asked.name in row)
    found = (result for one, value in given for result in one.results(value, row))
    return [one for one in found if control_of(one) in made.reads]


def _of(kind: str) -> tuple[Field, RowSchema]:
    properties: dict[str, Any] = {
        "text": {"type": "string"},
        "choices": {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}},
        "spans": {
            "$ref": "urn:corpus-kit:spans",
            "items": {"properties": {"label": {"enum": ["PER", "ORG"]}}},
        },
    }
    schema = _schema(properties[kind])
    return schema.fields[0], schema


def _is_nothing(found: Any, made: Field, row: Mapping[str, Any]) -> bool:
    """The same as when nothing was answered."""
    return bool(found == made.value([], row))


def _is_odd(found: Any, odd: Any, row: Mapping[str, Any], schema: RowSchema) -> bool:
    """Refused by validation, or just what the result says."""
    said = odd if isinstance(odd, list) else [odd]
    return found in (said, *said) or bool(_faults(found, row, schema))


def _faults(found: Any, row: Mapping[str, Any], schema: RowSchema) -> list[Any]:
    return list(row_faults({**row, "answer": found}, schema))


def _spans(text: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    offsets = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    places = st.lists(
        st.tuples(offsets.filter(lambda ends: ends[0] < ends[1]), st.sampled_from(["PER", "ORG"])),
        unique=True,
    )
    return places.map(lambda found: [_span(text, *ends, label) for ends, label in sorted(found)])


def _span(text: str, start: int, end: int, label: str = "PER") -> dict[str, Any]:
    return {
        "id": f"{start}-{end}-{label}",
        "start": start,
        "end": end,
        "label": label,
        "text": text[start:end],
    }


def _region(start: int, end: int, text: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, "labels": ["PER"]}
    return {"from_name": "answer", "to_name": "text", "type": "labels", "value": value}


def _value(text: str, regions: Sequence[Result]) -> Any:
    return _of("spans")[0].value(regions, {"text": text})
