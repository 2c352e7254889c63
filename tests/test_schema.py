"""A JSON Schema is read as a row, or refused with the place and what to write instead."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corpus_kit.columns import TEXT, ClassLabel, List, Struct
from corpus_kit.errors import InvalidSchema, MissingFile, MissingInput
from corpus_kit.model import Segment
from corpus_kit.schema import RowSchema

from support import REPOSITORY

CASES = Path(__file__).parent / "cases" / "schema"
NEWS = REPOSITORY / "schema" / "news.schema.json"
ANA = {"id": "0-3-PER", "start": 0, "end": 3, "label": "PER", "text": "Ana"}
ANSWER = {"text": "Ana iku.", "entities": [ANA], "topic": "society"}
SEGMENT = Segment(
    *("d#1", "d", 0, 8, "Ana iku."),
    metadata={"date": "2023-08", "place": "Tirana"},
    place="seeds/d.txt",
)


def _cases(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", sorted((CASES / kind).glob("*.json")), ids=lambda path: str(path.stem)
    )


@pytest.fixture
def news() -> RowSchema:
    """The schema of this repository."""
    return RowSchema.load(NEWS)


class TestNews:
    """The schema of the working example."""

    def test_what_is_shown_and_what_is_asked(self, news: RowSchema) -> None:
        """One text; entities and a topic."""
        assert [one.name for one in news.inputs] == ["text"]
        assert [(one.asked.name, one.kind) for one in news.fields] == [
            ("entities", "spans"),
            ("topic", "choice"),
        ]
        assert all(one.asked.required for one in news.fields)
        assert news.title == "Albanian news: entities and topic"

    def test_columns(self, news: RowSchema) -> None:
        """In the order of the schema; labels are class labels."""
        assert list(news.columns) == ["text", "entities", "topic"]
        assert news.columns["text"] == TEXT
        assert news.columns["topic"] == ClassLabel(
            ("politics", "economy", "society", "culture", "sport", "science")
        )
        entities = news.columns["entities"]
        assert isinstance(entities, List)
        assert isinstance(entities.item, Struct)
        assert list(entities.item.columns) == ["id", "start", "end", "label", "text"]
        assert entities.item.columns["label"] == ClassLabel(("PER", "ORG", "LOC", "DATE", "MISC"))

    def test_words_for_annotators(self, news: RowSchema) -> None:
        """Prompt and help come from title and description."""
        (entities, _) = news.fields
        assert entities.asked.title == "Mark every named entity"
        assert entities.asked.help
        assert entities.asked.help.startswith("Choose a label")

    @pytest.mark.parametrize(
        ("change", "keyword"),
        [
            ({}, None),
            ({"topic": "weather"}, "oneOf"),
            ({"entities": [{**ANA, "label": "DOG"}]}, "oneOf"),
            ({"entities": [{**ANA, "start": -1}]}, "minimum"),
            ({"entities": [{"start": 0}]}, "required"),
            ({"entities": [ANA, ANA]}, "uniqueItems"),
            ({"mood": "good"}, "additionalProperties"),
        ],
    )
    def test_the_bundle_needs_nothing_but_a_validator(
        self, news: RowSchema, change: dict[str, Any], keyword: str | None
    ) -> None:
        """No registry, no network, and the same findings as our own validator's."""
        bundle = json.loads(json.dumps(news.bundled()))
        row: Any = {**ANSWER, **change}
        Draft202012Validator.check_schema(bundle)
        for validator in (Draft202012Validator(bundle), news.validator):
            found = {error.validator for error in validator.iter_errors(row)}
            assert (keyword in found) if keyword else not found

    def test_the_bundle_is_a_schema_of_the_same_row(self, news: RowSchema) -> None:
        """So a release's schema can be that of another corpus."""
        again = RowSchema.of(news.bundled())
        assert again.columns == news.columns
        assert again.bundled() == news.bundled()
        assert again.passes(ANSWER)


class TestValid:
    """Schemas that are rows: one file, one test."""

    @_cases("valid")
    def test_it_can_be_read(self, case: Path, tmp_path: Path) -> None:
        """Every property is shown or asked, and has a column at its place."""
        path = _saved(json.loads(case.read_text(encoding="utf-8")), tmp_path)
        schema = RowSchema.load(path)
        asked = [one.asked.name for one in schema.fields]
        shown = [one.name for one in schema.inputs]
        assert sorted([*shown, *asked]) == sorted(schema.source["properties"])
        assert list(schema.columns) == list(schema.source["properties"])
        assert all(one.on in {*shown, *one.makes, one.asked.name} for one in schema.fields)

    @_cases("valid")
    def test_its_bundle_means_the_same(self, case: Path) -> None:
        """A plain validator can use it, and it can be read again."""
        schema = RowSchema.of(json.loads(case.read_text(encoding="utf-8")))
        bundle = schema.bundled()
        Draft202012Validator(bundle).is_valid(dict.fromkeys(bundle["properties"], "x"))
        assert RowSchema.of(bundle).columns == schema.columns


class TestInvalid:
    """Schemas that are none: one file, one test."""

    @_cases("invalid")
    def test_it_is_refused(self, case: Path, tmp_path: Path) -> None:
        """With the file, the place in it, what is wrong and what to write."""
        expected = json.loads(case.read_text(encoding="utf-8"))
        path = _saved(expected["schema"], tmp_path)
        with pytest.raises(InvalidSchema) as caught:
            RowSchema.load(path)
        assert caught.value.pointer == expected["pointer"]
        assert expected["found"] in str(caught.value)
        assert str(caught.value).startswith(f"{path}#{expected['pointer']}: ")
        assert caught.value.instead

    @pytest.mark.parametrize(
        ("data", "found"),
        [
            (b"", "line 1 is not JSON"),
            (b'{"type": "object",\n}', "line 2 is not JSON"),
            (b"[]", "a row is a JSON object"),
            (b'"object"', "a row is a JSON object"),
            ('{"title": "një"}'.encode("latin-1"), "byte 13 is not UTF-8"),
            (b'{"type": "object", "type": "array"}', "'type' stands twice"),
            (b'{"properties": {"a": {"enum": [], "title": "", "enum": []}}}', "'enum' stands"),
            (b'{"default": NaN}', "is not JSON"),
            (b'{"a":' * 100_000, "nested too deeply"),
            (b'{"default": ' + b"9" * 5_000 + b"}", "a number in it is too long"),
        ],
    )
    def test_files_that_are_no_json(self, tmp_path: Path, data: bytes, found: str) -> None:
        """Nor an object, or one that programs read in two ways."""
        path = tmp_path / "x.schema.json"
        path.write_bytes(data)
        with pytest.raises(InvalidSchema) as caught:
            RowSchema.load(path)
        assert found in str(caught.value)
        assert str(path) in str(caught.value)

    def test_no_file(self, tmp_path: Path) -> None:
        """The message says which one, and where to get one."""
        with pytest.raises(MissingFile, match=r"gone\.json: the schema is not there; write it"):
            RowSchema.load(tmp_path / "gone.json")


class TestRows:
    """What a schema does with rows."""

    def test_properties_come_in_the_order_of_the_schema(self, news: RowSchema) -> None:
        """Unknown ones follow by name, missing ones do not come."""
        assert list(news.arranged({"z": 1, "topic": 2, "b": 3, "text": 4})) == [
            "text",
            "topic",
            "b",
            "z",
        ]

    def test_the_first_input_is_the_text_and_others_are_metadata(self) -> None:
        """Only those that the schema names."""
        assert _shown(SEGMENT) == {"text": "Ana iku.", "date": "2023-08"}

    def test_an_optional_input_may_be_missing(self) -> None:
        """It is left out."""
        assert _shown(replace(SEGMENT, metadata={})) == {"text": "Ana iku."}

    def test_a_required_input_may_not(self) -> None:
        """The message names the document, the input and both ways out."""
        with pytest.raises(MissingInput) as caught:
            _shown(replace(SEGMENT, metadata={}), required=["date"])
        assert str(caught.value) == (
            "seeds/d.txt: there is no 'date', which the schema requires; give it in the line of a "
            ".jsonl seed or in a text's header (seeds.header in corpus.toml), or take it out of "
            "'required'"
        )

    def test_a_definition_in_the_file_is_what_refers_to_it(self) -> None:
        """Words beside the reference win."""
        case = CASES / "valid" / "definitions.json"
        (field,) = RowSchema.of(json.loads(case.read_text(encoding="utf-8"))).fields
        assert (field.kind, field.asked.title) == ("choice", "Topic?")
        assert field.column == ClassLabel(("a", "b"))


def _shown(segment: Segment, **more: Any) -> dict[str, str]:
    text = {"type": "string", "readOnly": True}
    properties = {"text": text, "date": text, "answer": {"type": "string"}}
    return RowSchema.of({"type": "object", "properties": properties, **more}).shown(segment)


def _saved(schema: Any, directory: Path) -> Path:
    path = directory / "case.schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    return path
