"""Files of predictions: every good line is a row, and every bad one is told before any is sent."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit import scaffold
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidPrediction, InvalidPredictions, UnknownModel
from corpus_kit.fields import KINDS
from corpus_kit.predictions import Prediction, completed, predictions
from corpus_kit.schema import RowSchema
from corpus_kit.studio.predictions import checked
from corpus_kit.studio.tasks import answered, results
from corpus_kit.validate import row_faults

from support import REPOSITORY, command, texts, traced

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string", "readOnly": True}
SCHEMA = {
    "type": "object",
    "required": ["text", "marks", "topic"],
    "properties": {
        "text": TEXT,
        "marks": {
            "$ref": "urn:corpus-kit:spans",
            "items": {
                "required": ["sure"],
                "properties": {
                    "label": {"enum": ["PER", "LOC"]},
                    "sure": {"type": "integer", "minimum": 1, "maximum": 5},
                },
            },
        },
        "links": {
            "$ref": "urn:corpus-kit:relations",
            "items": {"properties": {"label": {"enum": ["in"]}}},
        },
        "topic": {"enum": ["sport", "politics"]},
        "note": {"type": "string"},
    },
    "if": {"properties": {"topic": {"const": "sport"}}, "required": ["topic"]},
    "then": {"required": ["note"]},
}
SHOWN = "Ana jeton në Tiranë."
WHOLE = {
    "marks": [{"start": 0, "end": 3, "label": "PER"}, {"start": 13, "end": 19, "label": "LOC"}],
    "links": [{"head": "0-3-PER", "tail": "13-19-LOC", "label": "in", "directed": True}],
    "topic": "politics",
}


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """A corpus with one row about one text."""
    root = tmp_path / "small"
    scaffold.create(root, "topic")
    (root / "seeds" / "example.txt").unlink()
    (root / "seeds" / "one.txt").write_text(SHOWN)
    (root / "schema" / "topic.schema.json").write_text(json.dumps(SCHEMA))
    return Corpus.open(root)


def line(corpus: Corpus, /, **changes: Any) -> dict[str, Any]:
    """A good line about the first segment, changed."""
    segment = next(iter(corpus.project().segments())).id
    return {"segment": segment, "model": "m", "row": WHOLE, **changes}


def read(corpus: Corpus, data: bytes | list[Any]) -> list[Prediction | InvalidPrediction]:
    """What is in a file of those bytes, or of those lines."""
    path = corpus.root / "predictions.jsonl"
    lines = data if isinstance(data, bytes) else "\n".join(map(json.dumps, data)).encode()
    path.write_bytes(lines)
    return list(predictions(corpus.project(), path))


def told(corpus: Corpus, data: bytes | list[Any]) -> list[str]:
    """What is wrong in such a file."""
    found = read(corpus, data)
    assert all(isinstance(one, InvalidPrediction) for one in found)
    return [str(one).partition("predictions.jsonl:")[2] for one in found]


class TestGood:
    """Lines that are predictions."""

    def test_what_follows_from_the_rest_is_filled_in(self, small: Corpus) -> None:
        """Inputs, ids and texts of spans, and the order of things."""
        backwards = {**WHOLE, "marks": WHOLE["marks"][::-1]}
        (one,) = read(small, [line(small, row=backwards, score=1)])
        assert isinstance(one, Prediction)
        assert one.score == 1
        assert one.row["text"] == SHOWN
        assert one.row["marks"] == [
            {"id": "0-3-PER", "start": 0, "end": 3, "label": "PER", "text": "Ana"},
            {"id": "13-19-LOC", "start": 13, "end": 19, "label": "LOC", "text": "Tiranë"},
        ]
        assert (
            answered(
                results(one.row, small.project().schema), {"text": SHOWN}, small.project().schema
            )
            == one.row
        )

    def test_questions_may_be_left_out(self, small: Corpus) -> None:
        """Required ones, those after an answer, and those about a span; with the inputs or not."""
        rows: list[dict[str, Any]] = [
            {"topic": "sport"},
            {"marks": []},
            {"text": SHOWN, "topic": "politics"},
            {
                "marks": [{"start": 0, "end": 4, "label": "PER"}]
            },  # white space at an edge: a warning
            WHOLE,
        ]
        for row in rows:
            (one,) = read(small, [line(small, row=row)])
            assert isinstance(one, Prediction), one

    def test_blank_lines_and_a_mark_of_byte_order_mean_nothing(self, small: Corpus) -> None:
        """As in seeds."""
        data = b"\xef\xbb\xbf" + json.dumps(line(small)).encode() + b"\r\n\n  \n"
        assert len(read(small, data)) == 1

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
    def test_an_answer_is_a_prediction(self, kind: Any) -> None:
        """Whole rows are complete, and come back from their results."""
        for path in (REPOSITORY / "tests" / "cases" / kind.kind / "valid").glob("*.json"):
            case = json.loads(path.read_text())
            properties = {"text": TEXT, **case.get("also", {}), "answer": case["property"]}
            schema = RowSchema.of({"type": "object", "properties": properties})
            row = case["row"]
            assert completed(row, schema) == row
            assert list(row_faults(row, schema.partial)) == []
            inputs = {one.name: row[one.name] for one in schema.inputs if one.name in row}
            back = answered(results(row, schema), inputs, schema)
            assert back["answer"] == row["answer"]


@given(st.data())
def test_spans_of_any_text_come_back(data: st.DataObject) -> None:
    """From start, end and label to results, and back to the same places."""
    text = data.draw(
        st.sampled_from(texts()) | st.text(st.characters(exclude_categories=["C"]), min_size=1)
    )
    places = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.tuples(
            st.just(start), st.integers(start + 1, len(text)), st.sampled_from(["PER", "LOC"])
        )
    )
    chosen = data.draw(st.lists(places, unique=True))
    schema = RowSchema.of(SCHEMA)
    marks = [{"start": start, "end": end, "label": label} for start, end, label in chosen]
    row = completed({"text": text, "marks": marks}, schema)
    edges = {"CK110", "CK111"}  # white space, and parts of characters
    assert {fault.check.code for fault in row_faults(row, schema.partial)} <= edges
    assert [(one["start"], one["end"], one["label"]) for one in row["marks"]] == sorted(chosen)
    made = results(row, schema)
    # Label Studio colours a region by a class of its id.
    assert all(re.fullmatch(r"marks-[0-9a-f]{12}", one["id"]) for one in made)
    assert answered(made, {"text": text}, schema)["marks"] == row["marks"]


KEYS = st.sampled_from(["id", "start", "end", "label", "head", "tail", "directed"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "start", "end", "label", "head", "tail", "directed"]), inner
        )
    ),
    max_leaves=12,
)


@given(marks=JSON, links=JSON)
def test_any_nonsense_is_passed_on(marks: Any, links: Any) -> None:
    """Completing never fails; the schema and the fields say what is wrong."""
    schema = RowSchema.of(SCHEMA)
    row = completed({"text": SHOWN, "marks": marks, "links": links}, schema)
    if not list(row_faults(row, schema.partial)):
        assert answered(results(row, schema), {"text": SHOWN}, schema)["marks"] == row["marks"]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "unknown segment": ({"segment": "none#0"}, "no such segment"),
    "unknown key": ({"labels": []}, "unknown field `labels`"),
    "no row": ({"row": None}, "expected `object`"),
    "row of another form": ({"row": []}, "expected `object`"),
    "empty row": ({"row": {}}, "answers nothing"),
    "only inputs": ({"row": {"text": SHOWN}}, "answers nothing"),
    "no model": ({"model": ""}, "cannot name a model"),
    "model with an edge": ({"model": "m "}, "cannot name a model"),
    "model with NUL": ({"model": "a\0b"}, "cannot name a model"),
    "model of two lines": ({"model": "a\nb"}, "cannot name a model"),
    "model is a number": ({"model": 1}, "expected `str`"),
    "score above": ({"score": 1.5}, "expected `float` <= 1"),
    "score below": ({"score": -0.1}, "expected `float` >= 0"),
    "score is a word": ({"score": "high"}, "expected `float"),
    "score is true": ({"score": True}, "expected `float"),
    "other text": ({"row": {**WHOLE, "text": "Tjetër."}}, "'text' is not that of the segment"),
    "unknown question": ({"row": {"topics": "sport"}}, "did you mean 'topic'?"),
    "unknown option": ({"row": {"topic": "war"}}, "/topic: 'war' is not one of sport, politics"),
    "control character": ({"row": {"note": "a\0b"}}, "U+0000"),
    "span of no label": ({"row": {"marks": [{"start": 0, "end": 3}]}}, "'label' is not answered"),
    "span outside": (
        {"row": {"marks": [{"start": 0, "end": 99, "label": "PER"}]}},
        "ends at 99, but the text has 20",
    ),
    "span far outside": (
        {"row": {"marks": [{"start": 90, "end": 99, "label": "PER"}]}},
        "ends at 99, but the text has 20",
    ),
    "span backwards": (
        {"row": {"marks": [{"start": 3, "end": 1, "label": "PER"}]}},
        "before or at its start",
    ),
    "span of another text": (
        {"row": {"marks": [{"start": 0, "end": 3, "label": "PER", "text": "Ann"}]}},
        "says 'Ann', but at 0:3 is 'Ana'",
    ),
    "relation of no span": (
        {"row": {"links": WHOLE["links"]}},
        "there is no span '0-3-PER'",
    ),
}  # fmt: skip


class TestBad:
    """Lines that are no predictions."""

    @pytest.mark.parametrize("name", BAD)
    def test_it_is_told_at_its_line(self, name: str, small: Corpus) -> None:
        """With the segment, what is wrong and what to do; the good line above is no matter."""
        changes, wanted = BAD[name]
        first, *found = read(small, [line(small, model="other"), line(small, **changes)])
        assert isinstance(first, Prediction)
        said = str(found[0])
        assert "predictions.jsonl:2: " in said
        assert line(small, **changes)["segment"] in said
        assert wanted in said
        assert "; " in said.rpartition(wanted)[2] or "did you mean" in said

    @pytest.mark.parametrize(
        ("data", "wanted"),
        [
            (b"nonsense", "not JSON"),
            (b'{"segment": "a', "not JSON"),
            (b"[]", "expected `object`"),
            (b"null", "expected `object`"),
            (b'{"segment": "\xff"}', "not UTF-8"),
            (b'{"segment": "\\ud800", "model": "m", "row": {}}', "not JSON"),
            (b'{"segment": "a", "model": "m", "row": {}, "score": NaN}', "not JSON"),
            (b'{"segment": "a", "model": "m", "row": {}, "score": 1e999}', "out of range"),
            (b'{"row": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "not a prediction"),
            (b'{"row": {"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}}", "nested too deeply"),
        ],
    )  # fmt: skip
    def test_what_is_no_prediction_is_told(self, data: bytes, wanted: str, small: Corpus) -> None:
        """Whatever it is."""
        (said,) = told(small, data)
        assert said.startswith("1: ")
        assert wanted in said

    @pytest.mark.parametrize("depth", [600, 900, 980])
    @pytest.mark.parametrize("name", ["marks", "links", "note", "other"])
    def test_what_is_nested_deeply_is_told(self, name: str, depth: int, small: Corpus) -> None:
        """Also where the parser takes it."""
        good = json.dumps(line(small, row={name: "HERE"}))
        (said,) = told(small, good.replace('"HERE"', "[" * depth + "]" * depth).encode())
        assert "nested too deeply" in said

    def test_the_same_segment_and_model_stand_once(self, small: Corpus) -> None:
        """Nobody could say which of them counts."""
        _, one = read(small, [line(small), line(small)])
        assert "same segment and model as in line 1" in str(one)


class TestFile:
    """A file as a whole."""

    def test_twenty_faults_are_told_and_the_rest_counted(self, small: Corpus) -> None:
        """A file may be wrong from top to bottom."""
        path = small.root / "predictions.jsonl"
        path.write_text("x\n" * 33)
        with pytest.raises(InvalidPredictions) as told, checked(small.project(), path):
            pass
        lines = str(told.value).splitlines()
        assert lines[0].startswith(f"{path}:1: not JSON")
        assert lines[19].startswith(f"{path}:20: ")
        assert lines[20:] == [f"{path}: and 13 faults more", "nothing was sent"]

    def test_an_empty_file_is_no_file_of_predictions(self, small: Corpus) -> None:
        """Whoever made it expected something in it."""
        path = small.root / "predictions.jsonl"
        path.write_text("\n")
        with (
            pytest.raises(InvalidPredictions, match="no prediction in it"),
            checked(small.project(), path),
        ):
            pass

    def test_of_several_models_one_is_chosen(self, small: Corpus) -> None:
        """Annotators begin from one model's predictions."""
        path = small.root / "predictions.jsonl"
        path.write_text("\n".join(json.dumps(line(small, model=name)) for name in "ab"))
        for show in (None, "c"):
            with pytest.raises(UnknownModel, match="a, b"), checked(small.project(), path, show):
                pass
        with checked(small.project(), path, "b") as found:
            assert found.models == ("a", "b")
            assert found.shown == "b"
            assert [one["model_version"] for one in found] == ["a", "b"]

    def test_predictions_are_not_kept_in_memory(self, small: Corpus) -> None:
        """They wait on disk for the server."""
        path = small.root / "predictions.jsonl"
        with path.open("w") as file:
            for number in range(400):
                row = {"note": "gjatë " * 4000}
                print(json.dumps(line(small, model=f"m{number}", row=row)), file=file)
        assert path.stat().st_size > 9_000_000
        with traced() as peak, checked(small.project(), path, "m0") as found:
            assert sum(1 for _ in found) == 400
        assert peak() < 4_000_000


class TestCommand:
    """``corpus-kit push --predictions``, as far as it goes without a server."""

    @pytest.fixture(autouse=True)
    def _nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that would not answer, to see that it is not asked."""
        monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("LABEL_STUDIO_API_KEY", "key")

    def test_bad_files_stop_the_push_before_it_begins(self, small: Corpus) -> None:
        """Exit 1, and nothing is sent."""
        path = small.root / "predictions.jsonl"
        path.write_text(json.dumps(line(small, segment="none#0")))
        said = command("-C", small.root, "push", "--predictions", path, code=1).stderr
        assert "predictions.jsonl:1: none#0: the corpus has no such segment" in said
        assert said.endswith("nothing was sent\n")

    def test_what_is_no_file_is_wrong_use(self, small: Corpus) -> None:
        """A directory, or nothing."""
        for path in (small.root, small.root / "none.jsonl"):
            said = command("-C", small.root, "push", "--predictions", path, code=2).stderr
            assert "'--predictions'" in said
            assert str(path) in said

    def test_show_needs_predictions(self, small: Corpus) -> None:
        """By itself it would do nothing."""
        said = command("-C", small.root, "push", "--show", "m", code=2).stderr
        assert "--predictions" in said

    def test_a_good_file_is_pushed(self, small: Corpus) -> None:
        """The first thing is the server."""
        path = small.root / "predictions.jsonl"
        path.write_text(json.dumps(line(small)))
        assert (
            "no answer" in command("-C", small.root, "push", "--predictions", path, code=3).stderr
        )
