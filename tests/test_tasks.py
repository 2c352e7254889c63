"""Segments to Label Studio tasks, and the results in them back to rows."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit import answers, files
from corpus_kit.corpus import Corpus
from corpus_kit.errors import MissingInput
from corpus_kit.model import Segment
from corpus_kit.schema import RowSchema
from corpus_kit.studio import tasks as studio

from support import REPOSITORY, copied, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ANSWERS = sorted((REPOSITORY / "annotations" / "news").glob("*.jsonl"))
TEXT: Mapping[str, Any] = {"type": "string", "readOnly": True}
LABELS = ("PER", "LOC")
OPTIONS = ("a", "b", "c")
EVERY_KIND = RowSchema.of(
    {
        "type": "object",
        "properties": {
            "text": TEXT,
            "marks": {
                "$ref": "urn:corpus-kit:spans",
                "items": {"properties": {"label": {"enum": list(LABELS)}}},
            },
            "one": {"enum": list(OPTIONS)},
            "many": {
                "type": "array",
                "uniqueItems": True,
                "items": {"enum": list(OPTIONS)},
            },
            "words": {"type": "string"},
        },
    }
)


@pytest.fixture(scope="module")
def news() -> RowSchema:
    """The schema of this repository's project."""
    return RowSchema.load(REPOSITORY / "schema" / "news.schema.json")


def reader(schema: RowSchema) -> studio.Reader:
    """A reader that names nobody."""
    return studio.Reader(schema, str, lambda _: "human")


def result(**more: Any) -> dict[str, Any]:
    """A result of the question `topic`."""
    return {
        "from_name": "topic",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": ["sport"]},
        **more,
    }


def test_a_task_holds_the_segment_and_the_row_s_inputs(corpus: Corpus) -> None:
    """There is one for each segment, in order, and nothing else in it."""
    project = corpus.project()
    assert [task["data"] for task in studio.tasks(project)] == [
        {"segment": one.id, "document": one.document, "text": one.text}
        for one in project.segments()
    ]


def test_metadata_fill_the_other_inputs() -> None:
    """An input that is not the text is looked up in the document's header by its name."""
    schema = RowSchema.of(
        {
            "type": "object",
            "required": ["date"],
            "properties": {"text": TEXT, "date": TEXT, "place": TEXT, "one": {"enum": ["a", "b"]}},
        }
    )
    segment = Segment("d#1", "d", 0, 4, "ditë", {"date": "2023-08", "author": "x"})
    assert studio.task(segment, schema)["data"] == {
        "segment": "d#1",
        "document": "d",
        "text": "ditë",
        "date": "2023-08",
    }
    with pytest.raises(MissingInput, match="'date'"):
        studio.task(Segment("d#1", "d", 0, 4, "ditë"), schema)


def test_metadata_of_real_seeds_reach_the_tasks(corpus: Corpus) -> None:
    """A schema that shows the date gets it from the header of every document."""
    path = corpus.root / "schema" / "news.schema.json"
    source = json.loads(path.read_bytes())
    source["properties"]["date"] = TEXT
    source["properties"]["entities"]["corpus-kit:on"] = "text"
    path.write_bytes(files.pretty(source))
    shown = {task["data"]["date"] for task in studio.tasks(corpus.project())}
    assert "2023-08" in shown
    assert all(date.startswith("20") for date in shown)


def test_the_file_is_json_a_task_a_line(corpus: Corpus) -> None:
    """It holds what was put in, and can be read line by line."""
    wanted = list(studio.tasks(corpus.project()))
    data = b"".join(studio.file(wanted))
    assert json.loads(data) == wanted
    first, *lines, last = data.decode().splitlines()
    assert (first, last) == ("[", "]")
    assert [json.loads(line.removesuffix(",")) for line in lines] == wanted


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever it lies and however often it is asked."""
    made = {
        b"".join(studio.file(studio.tasks(Corpus.open(root).project())))
        for root in (copied(tmp_path / "one"), copied(tmp_path / "two"), tmp_path / "one")
    }
    assert len(made) == 1


def test_no_tasks_are_an_empty_list() -> None:
    """The file is still JSON."""
    assert json.loads(b"".join(studio.file([]))) == []


def test_the_file_streams() -> None:
    """Its beginning is there before the end of the tasks is known: these have none."""
    endless = ({"data": {"segment": str(i)}} for i in itertools.count())
    chunks = list(itertools.islice(studio.file(endless), 3))
    assert b"".join(chunks).count(b"segment") == 3


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_stored_answers_survive_the_way_to_label_studio_and_back(
    path: Path, news: RowSchema
) -> None:
    """Their results say their rows again, and none is left unread."""
    for one in answers.read(path):
        if one.status == "submitted":
            inputs = {"text": one.row["text"]}
            results = studio.results(one.row, news)
            assert studio.answered(results, inputs, news) == one.row
            assert studio.unread({"annotations": [{"result": results}]}, news) == set()


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """Rows of `EVERY_KIND`: spans anywhere in hard texts, any options, any words."""
    text = draw(st.sampled_from(texts()) | st.text(min_size=1))
    place = st.integers(0, len(text))
    ends = st.tuples(place, place).filter(lambda two: two[0] < two[1])
    found = draw(st.lists(st.tuples(ends, st.sampled_from(LABELS)), unique=True, max_size=5))
    marks = [
        {
            "id": f"{start}-{end}-{label}",
            "start": start,
            "end": end,
            "label": label,
            "text": text[start:end],
        }
        for (start, end), label in sorted(found)
    ]
    row = {
        "text": text,
        "marks": marks,
        "many": draw(st.lists(st.sampled_from(OPTIONS)).map(_kept)),
    }
    asked = {"one": st.sampled_from(OPTIONS), "words": st.text()}
    return {**row, **draw(st.fixed_dictionaries({}, optional=asked))}


def _kept(options: Sequence[str]) -> list[str]:
    return sorted(set(options))


@given(rows())
@settings(deadline=None)
def test_any_row_survives_the_way_to_label_studio_and_back(row: dict[str, Any]) -> None:
    """Also through JSON, and with the results in any order."""
    sent = json.loads(files.canonical(studio.results(row, EVERY_KIND)))
    for results in (sent, sent[::-1]):
        assert studio.answered(results, {"text": row["text"]}, EVERY_KIND) == row


@pytest.mark.parametrize(
    ("found", "named"),
    [
        ([result()], set()),
        ([result(from_name="mood")], {"mood"}),
        ([result(from_name="mood"), result(from_name="tone")], {"mood", "tone"}),
        ([result(type="labels")], {"topic"}),
        ([{"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}], {"relation"}),
    ],
)
def test_controls_that_no_field_reads_are_named(
    found: list[dict[str, Any]], named: set[str], news: RowSchema
) -> None:
    """Those of another name, of another type, and relations, which have no name."""
    assert studio.unread({"annotations": [{"result": found}]}, news) == named


@pytest.mark.parametrize(
    "found",
    [
        result(type="labels", value={"labels": ["sport"], "start": 0, "end": 1}),
        result(type="taxonomy", value={"taxonomy": [["sport"]]}),
        result(type="rating", value={"rating": 4}),
        result(type="textarea", value={"text": ["sport"]}),
        result(type="number", value={"number": 7}),
        result(type="pairwise", value={"selected": "left"}),
        {"from_id": "a", "to_id": "b", "type": "relation", "direction": "right"},
    ],
    ids=lambda found: str(found["type"]),
)
def test_results_of_another_type_are_no_answer(found: dict[str, Any], news: RowSchema) -> None:
    """They neither count as the field's nor stop the reading of what does."""
    row = studio.answered([found], {"text": "x"}, news)
    assert row == {"text": "x", "entities": []}
    assert studio.answered([found, result()], {"text": "x"}, news) == {**row, "topic": "sport"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-24T02:55:58.919019Z", "2026-11-24T02:55:58.919019Z"),
        ("2026-11-24T02:55:58Z", "2026-11-24T02:55:58.000000Z"),
        ("2026-11-24T02:55:58.919019+02:00", "2026-11-24T00:55:58.919019Z"),
        ("2026-11-24T02:55:58.5-05:30", "2026-11-24T08:25:58.500000Z"),
        ("2026-11-24T02:55:58", "2026-11-24T02:55:58.000000Z"),
        ("2026-11-24", "2026-11-24T00:00:00.000000Z"),
        (None, ""),
    ],
)
def test_times_are_utc_and_sort_as_strings(said: str | None, kept: str, news: RowSchema) -> None:
    """Which zone a server writes makes no difference; without a zone it is UTC."""
    task = {
        "data": {"segment": "d#1", "text": "x"},
        "annotations": [{"completed_by": 1, "result": [], "created_at": said, "updated_at": said}],
    }
    (one,) = reader(news).annotations(task)
    assert (one.created, one.updated) == (kept, kept)


def test_an_answer_never_updated_was_updated_when_it_was_made(news: RowSchema) -> None:
    """So that the later of two answers can always be told."""
    annotation = {"completed_by": 1, "result": [], "created_at": "2026-11-24T02:55:58Z"}
    task = {"data": {"segment": "d#1", "text": "x"}, "annotations": [annotation]}
    (one,) = reader(news).annotations(task)
    assert one.updated == one.created == "2026-11-24T02:55:58.000000Z"


def test_a_skip_holds_the_inputs_only(news: RowSchema) -> None:
    """What was chosen before skipping is no answer."""
    annotation = {"completed_by": "ana", "was_cancelled": True, "result": [result()]}
    task = {"data": {"segment": "d#1", "text": "x"}, "annotations": [annotation]}
    (one,) = reader(news).annotations(task)
    assert (one.status, one.annotator, one.row) == ("skipped", "ana", {"text": "x"})


def test_offsets_count_and_not_the_text_of_a_region(news: RowSchema) -> None:
    """Label Studio writes a line end as two characters and a tab as a space."""
    text = "😀 Ana\nKodra\tTirana"
    region = {"start": 2, "end": 18, "text": "Ana\\nKodra Tirana", "labels": ["PER"]}
    found = {"from_name": "entities", "to_name": "text", "type": "labels", "value": region}
    (span,) = studio.answered([found], {"text": text}, news)["entities"]
    assert span == {
        "id": "2-18-PER",
        "start": 2,
        "end": 18,
        "label": "PER",
        "text": "Ana\nKodra\tTirana",
    }
