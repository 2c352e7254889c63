"""Tasks of projects that know nothing of the corpus become part of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from datasets import load_dataset
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit import files
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidExport, MissingInput
from corpus_kit.release import release
from corpus_kit.studio.from_config import from_config
from corpus_kit.studio.pull import pull_file
from corpus_kit.text import moved, normalised
from small import wrong

from support import PROGRAM, REPOSITORY, command

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Row

CASES = REPOSITORY / "tests" / "cases"
EXPORTS = CASES / "exports"
TEXT = '<Text name="text" value="$text"/>'
ENTITIES = (
    '<Labels name="label" toName="text"><Label value="PER"/><Label value="LOC"/></Labels>' + TEXT
)
RANKING = {
    "type": "object",
    "required": ["a", "b"],
    "properties": {
        "a": {"type": "string", "readOnly": True},
        "b": {"type": "string", "readOnly": True},
        "rank": {"$ref": "urn:corpus-kit:ranking", "items": {"enum": ["a", "b"]}},
    },
}
CONFIGS: dict[str, str | dict[str, Any]] = {
    "browser_choices": f"""{TEXT}
        <Choices name="sentiment" toName="text"><Choice value="Pozitiv"/><Choice value="Negativ"/>
        </Choices><Choices name="topics" toName="text" choice="multiple"><Choice value="Sport"/>
        <Choice value="Politikë" alias="pol"/></Choices>""",
    "browser_hypertext": """<HyperTextLabels name="label" toName="html"><Label value="PER"/>
        <Label value="LOC"/></HyperTextLabels><HyperText name="html" value="$html"/>""",
    "browser_ner": ENTITIES,
    "browser_ner_word": ENTITIES,
    "browser_number_dt": f"""{TEXT}<Number name="num" toName="text"/>
        <DateTime name="dt" toName="text" only="date"/>""",
    "browser_pairwise": """<Text name="a" value="$a"/><Text name="b" value="$b"/>
        <Pairwise name="pw" toName="a,b"/>""",
    "browser_paragraphs": """<ParagraphLabels name="label" toName="dlg"><Label value="PER"/>
        <Label value="LOC"/></ParagraphLabels>
        <Paragraphs name="dlg" value="$dialogue" layout="dialogue"/>""",
    "browser_perregion": f"""{ENTITIES}<Choices name="sent" toName="text" perRegion="true">
        <Choice value="pos"/><Choice value="neg"/></Choices>""",
    "browser_ranker": RANKING,
    "browser_rating": f'{TEXT}<Rating name="rating" toName="text" maxRating="5"/>',
    "browser_relations": f'<Relations><Relation value="born_in"/></Relations>{ENTITIES}',
    "browser_taxonomy": f"""{TEXT}<Taxonomy name="tax" toName="text"><Choice value="Animal">
        <Choice value="Dog"/></Choice><Choice value="Plant"/></Taxonomy>""",
    "browser_textarea": f'{TEXT}<TextArea name="summary" toName="text" rows="3"/>',
}
"""What the projects of the exports asked; the one of a ranking stands in its tasks."""

ALL = pytest.mark.parametrize("name", CONFIGS)


def asking(root: Path, asked: str | Mapping[str, Any]) -> Project:
    """A corpus without seeds, with the schema of a labelling config."""
    command("init", root, "--template", "topic")
    for name in ("annotations", "seeds"):
        shutil.rmtree(root / name)
        (root / name).mkdir()
    schema = from_config(f"<View>{asked}</View>")[0] if isinstance(asked, str) else asked
    (root / "schema" / "topic.schema.json").write_bytes(files.pretty(schema))
    return Corpus.open(root).project()


def test_all_exports_are_here() -> None:
    """None that was added is left out of these tests."""
    assert {path.stem for path in EXPORTS.glob("*.json")} == CONFIGS.keys()


@ALL
def test_a_real_project_becomes_a_dataset(name: str, tmp_path: Path) -> None:
    """Made by hand in a browser, adopted, validated, released and loaded: each answer is there."""
    project = asking(tmp_path / "corpus", CONFIGS[name])
    tasks = json.loads((EXPORTS / f"{name}.json").read_text())
    pulled = pull_file(project, EXPORTS / f"{name}.json", adopt=True)
    given = sum(len(task["annotations"]) for task in tasks)
    assert sum(pulled.answers.values()) + sum(pulled.skips.values()) + pulled.repeated == given
    assert (pulled.foreign, pulled.predicted, dict(pulled.unread)) == (0, 0, {})
    assert pulled.adopted + pulled.twins == len(tasks)
    assert [one for one in wrong(project) if one.severity == "error"] == []
    made = release(project.corpus)
    rows = load_dataset(str(made.directory), "annotations", cache_dir=str(tmp_path / "cache"))
    loaded = [row for split in rows.values() for row in split]
    assert len(loaded) == sum(pulled.answers.values())


@ALL
def test_all_that_was_marked_and_answered_is_in_the_row(name: str, tmp_path: Path) -> None:
    """Each region with its label where it says its own text, and each other answer as it is."""
    project = asking(tmp_path / "corpus", CONFIGS[name])
    for number, task in enumerate(json.loads((EXPORTS / f"{name}.json").read_text())):
        path = written(tmp_path / f"{number}.json", task)
        pull_file(project, path, adopt=True)
        (one,) = [one for one in project.annotations() if one.updated[:19] == updated(task)[:19]]
        results = [result for some in task["annotations"] for result in some["result"]]
        said = json.dumps(list(one.row.values()), ensure_ascii=False)
        for result in results:
            for kind, value in result.get("value", {}).items():
                if kind.endswith("labels"):
                    text = normalised(result["value"]["text"].replace("\\n\\n", "\n"))
                    marked = {
                        (span["text"].replace("\t", " "), span["label"])
                        for span in one.row["label"]
                    }
                    assert (text, *value) in marked
                elif kind in ("choices", "rating", "datetime"):
                    for answer in value if isinstance(value, list) else [value]:
                        assert json.dumps(answer, ensure_ascii=False) in said


def updated(task: Mapping[str, Any]) -> str:
    """When the task's one answer was given."""
    return str(task["annotations"][0]["updated_at"])


def written(path: Path, data: object) -> Path:
    """An export file."""
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def ner(tmp_path: Path) -> Project:
    """A corpus that asks for persons and places."""
    return asking(tmp_path / "corpus", ENTITIES)


def made(text: str, *spans: tuple[int, int], **data: Any) -> dict[str, Any]:
    """A task made elsewhere, with spans of somebody."""
    results = [
        {
            "id": str(i),
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": ["PER"]},
        }
        for i, (start, end) in enumerate(spans)
    ]
    answer = {"completed_by": 7, "result": results, "updated_at": "2026-11-24T10:00:00Z"}
    return {
        "id": abs(hash((text, str(data)))),
        "data": {"text": text, **data},
        "annotations": [answer],
    }


def contents(root: Path) -> dict[str, bytes]:
    """All files of seeds and answers."""
    found = [*root.glob("seeds/**/[!.]*"), *root.glob("annotations/**/[!.]*")]
    return {str(path): path.read_bytes() for path in found if path.is_file()}


def test_adopting_again_changes_nothing_and_adds_what_is_new(tmp_path: Path) -> None:
    """Lines that are there stay where they are, byte for byte."""
    project = ner(tmp_path)
    tasks = [made("Ana shkoi.", (0, 3)), made("Beni erdhi.", (0, 4), url="x")]
    path = written(tmp_path / "export.json", tasks)
    pull_file(project, path, adopt=True)
    before = contents(project.corpus.root)
    again = pull_file(project, path, adopt=True)
    assert (again.adopted, again.twins, again.changed) == (0, 0, ())
    assert contents(project.corpus.root) == before
    old = project.adopted.read_bytes()
    more = pull_file(project, written(path, [made("Era iku.", (0, 3)), *tasks]), adopt=True)
    assert more.adopted == 1
    assert project.adopted.read_bytes().startswith(old)
    assert len(list(project.segments())) == 3
    assert wrong(project) == []


def test_what_was_adopted_is_known_without_the_option(tmp_path: Path) -> None:
    """A later export of the same project needs no --adopt for the tasks that are there."""
    project = ner(tmp_path)
    path = written(tmp_path / "export.json", [made("Ana\r\nshkoi.", (0, 3))])
    pull_file(project, path, adopt=True)
    new = [made("Ana\r\nshkoi.", (0, 3), (5, 11)), made("Tjetër.")]
    new[0]["annotations"][0]["updated_at"] = "2027-01-01T00:00:00Z"
    pulled = pull_file(project, written(path, new))
    assert (pulled.foreign, pulled.foreign_answers, sum(pulled.answers.values())) == (1, 1, 1)
    (one,) = project.annotations()
    assert [span["text"] for span in one.row["label"]] == ["Ana", "shkoi."]


def test_a_task_that_shows_what_a_text_of_the_corpus_does_is_about_it(tmp_path: Path) -> None:
    """Whatever else it holds; nothing becomes a seed."""
    project = ner(tmp_path)
    (project.corpus.root / "seeds" / "a.txt").write_text("Ana shkoi.\n\nBeni erdhi.\n")
    path = written(tmp_path / "export.json", [made("Beni erdhi.", (0, 4), row=7)])
    pulled = pull_file(project, path, adopt=True)
    assert pulled.adopted == 0
    (one,) = project.annotations()
    assert one.document == "a"


PIECES = ("e\u0308", "\r\n", "\r", "a", " ", "c\u0327o", "🎉", "ë", "\u1112\u1161\u11ab")


@given(data=st.data())
def test_spans_follow_the_text_wherever_it_is_composed(data: st.DataObject) -> None:
    """A span of whole letters says after normalising what its own text normalised says."""
    pieces = data.draw(st.lists(st.sampled_from(PIECES), min_size=1))
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first + 1, len(pieces)))
    text = "".join(pieces)
    start, end = len("".join(pieces[:first])), len("".join(pieces[:last]))
    there = moved(text, start, end)
    whole = normalised(text)
    part = "".join(pieces[first:last])
    inside = not (pieces[first - 1 : first] == ["\r"] and part.startswith("\r\n"))
    if inside:
        assert whole[slice(*there)] == normalised(part)
    assert 0 <= there[0] < there[1] <= len(whole)


def test_a_project_with_other_names_is_understood(tmp_path: Path) -> None:
    """The columns that `schema from-config` makes of names are found again in its exports."""
    config = """<Text name="t" value="$source"/>
        <Labels name="my-label" toName="t"><Label value="PER"/></Labels>
        <Choices name="how" toName="t" perRegion="true"><Choice value="pos"/></Choices>
        <Choices name="split" toName="t"><Choice value="po"/></Choices>"""
    project = asking(tmp_path / "corpus", config)
    place = {"start": 0, "end": 3, "text": "Ana"}
    results = [
        {
            "id": "r",
            "from_name": "my-label",
            "type": "labels",
            "value": place | {"labels": ["PER"]},
        },
        {"id": "r", "from_name": "how", "type": "choices", "value": place | {"choices": ["pos"]}},
        {"id": "s", "from_name": "split", "type": "choices", "value": {"choices": ["po"]}},
    ]
    answer = {"completed_by": "ana@example.com", "result": results}
    task = {"data": {"source": "Ana shkoi."}, "annotations": [answer]}
    pulled = pull_file(project, written(tmp_path / "export.json", task), adopt=True)
    assert dict(pulled.unread) == {}
    (one,) = project.annotations()
    (span,) = one.row["my_label"]
    assert (span["text"], span["how"], one.row["split_answer"]) == ("Ana", "pos", "po")
    assert wrong(project) == []


def test_an_id_of_its_own_names_the_document(tmp_path: Path) -> None:
    """Text or number; where two tasks have the same, the second is named by its content."""
    project = ner(tmp_path)
    tasks = [
        made("Ana.", id="a-1"),
        made("Beni.", id=7),
        made("Era.", id="a-1"),
        made("X.", id="#"),
    ]
    path = written(tmp_path / "export.json", tasks)
    assert pull_file(project, path, adopt=True).adopted == 4
    names = {one.id for one in project.corpus.documents()}
    assert {"adopted/topic/a-1", "adopted/topic/7"} < names
    assert len(names) == 4
    assert pull_file(project, path, adopt=True).adopted == 0


def test_two_tasks_with_the_same_text_are_one_unless_their_data_differ(tmp_path: Path) -> None:
    """The later answer of one annotator counts, which is told."""
    project = ner(tmp_path)
    tasks = [made("Ana.", (0, 3)), made("Ana."), made("Ana.", (0, 3), page=2)]
    tasks[1] |= {"id": 5}
    pulled = pull_file(project, written(tmp_path / "export.json", tasks), adopt=True)
    assert (pulled.adopted, pulled.twins, pulled.repeated) == (2, 1, 1)


def test_a_storage_that_has_a_file_for_each_answer_has_no_twins(tmp_path: Path) -> None:
    """The files say the number of the task, and it is the same one."""
    project = ner(tmp_path)
    directory = tmp_path / "storage"
    directory.mkdir()
    for number, who in enumerate(("ana@example.com", "eva@example.com")):
        task = made("Ana.", (0, 3))
        (answer,) = task.pop("annotations")
        written(directory / str(number), {**answer, "completed_by": who, "task": task})
    pulled = pull_file(project, directory, adopt=True)
    assert (pulled.adopted, pulled.twins, pulled.repeated, len(pulled.answers)) == (1, 0, 0, 2)


def test_what_a_corpus_calls_metadata_stays_beside_the_row(tmp_path: Path) -> None:
    """The keys that seeds.metadata names are the document's."""
    project = ner(tmp_path)
    settings_path = project.corpus.root / "corpus.toml"
    settings_path.write_text(settings_path.read_text() + '\n[seeds]\nmetadata = ["url"]\n')
    project = Corpus.open(project.corpus.root).project()
    path = written(tmp_path / "export.json", [made("Ana.", (0, 3), url="https://example.org")])
    pull_file(project, path, adopt=True)
    (document,) = project.corpus.documents()
    assert document.metadata == {"url": "https://example.org"}
    again = pull_file(project, path, adopt=True)
    assert (again.adopted, again.changed) == (0, ())


def test_completions_are_annotations(tmp_path: Path) -> None:
    """Label Studio before 1.0 called them so, skipped some, and told their time in seconds."""
    project = ner(tmp_path)
    tasks = [made("Ana.", (0, 3)), made("Beni.")]
    for task in tasks:
        (one,) = task["completions"] = task.pop("annotations")
        del one["updated_at"]
        one["created_at"] = 1598352346
    tasks[1]["completions"][0]["skipped"] = True
    pulled = pull_file(project, written(tmp_path / "export.json", tasks), adopt=True)
    assert (sum(pulled.answers.values()), sum(pulled.skips.values())) == (1, 1)
    assert {one.created for one in project.annotations()} == {"2020-08-25T10:45:46.000000Z"}


def test_predictions_are_no_answers(tmp_path: Path) -> None:
    """Not even among the annotations; what a person submitted as predicted is theirs, and told."""
    project = ner(tmp_path)
    task = made("Ana shkoi.", (0, 3))
    (answer,) = task["annotations"]
    predicted = {**answer, "model_version": "m1", "score": 0.4, "completed_by": None}
    taken = json.loads(json.dumps(answer))
    taken["result"][0]["origin"] = "prediction"
    task |= {"annotations": [predicted, taken], "predictions": [predicted]}
    pulled = pull_file(project, written(tmp_path / "export.json", [task]), adopt=True)
    assert (pulled.predicted, pulled.unchanged, sum(pulled.answers.values())) == (1, 1, 1)


TITLED = """<Labels name="label" toName="text"><Label value="Person" alias="PER"/></Labels>
    <Text name="text" value="$text"/>
    <Choices name="topic" toName="text"><Choice value="Sporti" alias="sport"/></Choices>
    <Choices name="tags" toName="text" choice="multiple"><Choice value="Një" alias="one"/>
    <Choice value="Dy" alias="two"/></Choices>"""


def test_titles_stand_for_values(tmp_path: Path) -> None:
    """Answers from before the options had an alias; it is told."""
    project = asking(tmp_path / "corpus", TITLED)
    task = made("Ana shkoi.", (0, 3))
    results = task["annotations"][0]["result"]
    results[0]["value"]["labels"] = ["Person"]
    results += [
        {"from_name": "topic", "type": "choices", "value": {"choices": ["Sporti"]}},
        {"from_name": "tags", "type": "choices", "value": {"choices": ["Dy", "one"]}},
    ]
    pulled = pull_file(project, written(tmp_path / "export.json", [task]), adopt=True)
    assert dict(pulled.mended) == {"titles in the place of values were understood": 3}
    (one,) = project.annotations()
    assert one.row["label"][0]["label"] == "PER"
    assert (one.row["topic"], one.row["tags"]) == ("sport", ["one", "two"])


def test_cards_of_a_ranking_are_inputs_in_their_order(tmp_path: Path) -> None:
    """Where their ids are not the inputs' names."""
    project = asking(tmp_path / "corpus", RANKING)
    cards = [{"id": "x-1", "body": "Po."}, {"id": "x-2", "title": "Jo."}]
    results = [
        {"from_name": "rank", "type": "ranker", "value": {"ranker": {"rank": ["x-2", "x-1"]}}}
    ]
    task = {"data": {"cards": cards}, "annotations": [{"completed_by": 1, "result": results}]}
    pull_file(project, written(tmp_path / "export.json", task), adopt=True)
    (one,) = project.annotations()
    assert dict(one.row) == {"a": "Po.", "b": "Jo.", "rank": ["b", "a"]}
    assert wrong(project) == []


def test_turns_may_say_more_than_annotators_see(tmp_path: Path) -> None:
    """It is left out, and told."""
    project = asking(tmp_path / "corpus", CONFIGS["browser_paragraphs"])
    (task,) = json.loads((EXPORTS / "browser_paragraphs.json").read_text())
    for turn in task["data"]["dialogue"]:
        turn |= {"start": 1.5, "author": None}
    pulled = pull_file(project, written(tmp_path / "export.json", [task]), adopt=True)
    assert dict(pulled.mended) == {
        "'dialogue' held more than annotators see, which was left out": 1
    }
    assert wrong(project) == []


def test_json_min_gives_what_json_does(tmp_path: Path) -> None:
    """As far as it holds it: a real server's export of one project in both shapes."""
    schema, _ = from_config((CASES / "json_min" / "config.xml").read_text())
    text, cards = {"type": "string", "readOnly": True}, {"enum": ["a", "b", "c"]}
    schema["properties"] |= {
        **dict.fromkeys(cards["enum"], text),
        "ranking": {"$ref": "urn:corpus-kit:ranking", "items": cards},
    }
    found = {}
    for name in ("export.json", "export.json_min"):
        project = asking(tmp_path / name, schema)
        pulled = pull_file(project, CASES / "json_min" / name, adopt=True)
        found[name] = {
            one.updated: dict(one.row) for one in project.annotations() if one.status == "submitted"
        }
    assert {note[:24] for note in pulled.mended} == {"JSON_MIN does not say wh"}
    for row in found["export.json"].values():
        row["relations"] = []
        for span in row["entities"]:
            span.pop("sentiment", None)
            span.pop("note", None)
    assert found["export.json"] == found["export.json_min"]
    again = pull_file(project, CASES / "json_min" / "export.json", adopt=True)
    assert sum(again.answers.values()) == len(found["export.json"])


def adopted(project: Project, data: Mapping[str, Any], *results: Mapping[str, Any]) -> Row:
    """The one row of a task with these results."""
    answer = {"completed_by": 7, "result": list(results)}
    path = written(project.corpus.root.parent / "one.json", {"data": data, "annotations": [answer]})
    pull_file(project, path, adopt=True)
    (one,) = project.annotations()
    return one.row


@pytest.mark.parametrize(
    ("html", "place", "found"),
    [
        ("<p>Ana\r\n shkoi\r\nAna</p>", (11, 14), (11, 14)),  # a browser has no \r
        ("<p>Me\u0308\r\n Ana\r</p>", (5, 8), (4, 7)),
        ("<p>🎉 <b>Ana</b></p>", (3, 6), (2, 5)),
        ("<p>🎉 <b>Ana</b></p>", (2, 5), (2, 5)),
    ],
)
def test_offsets_into_html_are_those_of_a_browser(
    html: str, place: tuple[int, int], found: tuple[int, int], tmp_path: Path
) -> None:
    """It reads each end of a line as one letter; old servers counted UTF-16 units there too."""
    project = asking(tmp_path / "corpus", CONFIGS["browser_hypertext"])
    offsets = {"globalOffsets": dict(zip(("start", "end"), place, strict=True)), "text": "Ana"}
    value = offsets | {"hypertextlabels": ["PER"]}
    region = {"from_name": "label", "type": "hypertextlabels", "value": value}
    (span,) = adopted(project, {"html": html}, region)["label"]
    assert (span["start"], span["end"], span["text"]) == (*found, "Ana")
    assert wrong(project) == []


def test_a_turn_may_end_in_any_way(tmp_path: Path) -> None:
    """A lone carriage return at its end is not one line end with the one that parts turns."""
    project = asking(tmp_path / "corpus", CONFIGS["browser_paragraphs"])
    turns = [{"author": "A", "text": "🎉 Me\u0308 Ana\r"}, {"author": "B", "text": "re\r\n\rIna"}]
    value = {"start": "0", "end": "1", "startOffset": 7, "endOffset": 8, "text": "Ana\n\nre\n\nIna"}
    region = {"from_name": "label", "type": "paragraphlabels"}
    labelled = {**region, "value": value | {"paragraphlabels": ["PER"]}}
    (span,) = adopted(project, {"dialogue": turns}, labelled)["label"]
    assert (span["start"], span["end"], span["text"]) == (5, 17, "Ana\n\nre\n\nIna")
    assert wrong(project) == []


def test_many_spans_of_a_long_text_are_moved_in_no_time(tmp_path: Path) -> None:
    """The time is that of the text and of the spans, not of one by the other."""
    project = ner(tmp_path)
    line = "Me\u0308 Ana e\u0308 Beni.\r\n"
    text, count = line * 8_000, 1_500
    starts = [n * len(line) for n in range(count)]
    task = made(text, *((start, start + 3) for start in starts))
    start = time.monotonic()
    pull_file(project, written(tmp_path / "export.json", task), adopt=True)
    assert time.monotonic() - start < 10  # it was half a minute
    (one,) = project.annotations()
    assert [span["text"] for span in one.row["label"]] == ["Më"] * count


@pytest.mark.parametrize("said", ["", "na", "Ana"])
def test_an_end_behind_the_text_is_no_utf_16(said: str, tmp_path: Path) -> None:
    """It is kept as it is, for validation to find."""
    project = ner(tmp_path)
    value = {"start": 1, "end": 99, "text": said, "labels": ["PER"]}
    region = {"from_name": "label", "type": "labels", "value": value}
    (span,) = adopted(project, {"text": "Ana"}, region)["label"]
    assert (span["start"], span["end"], span["text"]) == (1, 99, said)
    assert [issue.fault.pointer for issue in wrong(project)]


@pytest.mark.parametrize("said", [[["x"]], [{"a": 1}], {"a": 1}, 7])
def test_labels_of_arrows_may_be_anything(said: object, tmp_path: Path) -> None:
    """They are kept for validation to find."""
    project = asking(tmp_path / "corpus", CONFIGS["browser_relations"])
    regions = made("Ana Beni", (0, 3), (4, 8))["annotations"][0]["result"]
    arrow = {"from_id": "0", "to_id": "1", "type": "relation", "labels": said}
    (relation,) = adopted(project, {"text": "Ana Beni"}, *regions, arrow)["relations"]
    assert relation["label"] in ([*said] if isinstance(said, list) else [said])
    assert {issue.fault.pointer for issue in wrong(project)} == {"/relations/0/label"}


@pytest.mark.parametrize("said", [7, "x", [["x"]], {"good": ["x"], "bad": ["y"]}])
def test_an_order_may_be_anything(said: object, tmp_path: Path) -> None:
    """Buckets among it, as a Ranker may have: kept for validation to find."""
    project = asking(tmp_path / "corpus", RANKING)
    cards = [{"id": "x", "body": "Po."}, {"id": "y", "body": "Jo."}]
    result = {"from_name": "rank", "type": "ranker", "value": {"ranker": said}}
    assert adopted(project, {"cards": cards}, result)["rank"] == said
    assert {issue.fault.pointer[:5] for issue in wrong(project)} == {"/rank"}


def test_ids_that_cannot_be_kept_are_counted(tmp_path: Path) -> None:
    """Those that cannot name a document, and those that name another."""
    project = ner(tmp_path)
    ids = ["a", "a", "b#1", "", 1.5, None]
    tasks = [made(f"Ana {n}.", id=name) for n, name in enumerate(ids)]
    pulled = pull_file(project, written(tmp_path / "export.json", tasks), adopt=True)
    assert (pulled.adopted, pulled.unnamed) == (6, 4)
    assert pull_file(project, tmp_path / "export.json", adopt=True).unnamed == 0


def test_what_json_min_does_not_say_is_told(tmp_path: Path) -> None:
    """A key that is neither shown nor asked may be an answer; ours are known."""
    project = ner(tmp_path)
    item = {"id": 1, "text": "Ana.", "tema": "x", "segment": "s", "annotator": 7, "label": []}
    pulled = pull_file(project, written(tmp_path / "export.json", [item]), adopt=True)
    assert dict(pulled.mended) == {
        "JSON_MIN does not say whether 'tema' is data or an answer: left out": 1
    }


def test_json_min_may_mix_words_and_objects(tmp_path: Path) -> None:
    """As it does where one answer is a text and the next are several."""
    project = asking(tmp_path / "corpus", CONFIGS["browser_textarea"])
    item = {"id": 1, "text": "Ana.", "summary": ["x", {"text": ["y", "z"]}], "annotator": 7}
    pull_file(project, written(tmp_path / "export.json", [item]), adopt=True)
    (one,) = project.annotations()
    assert one.row["summary"] == ["x", "y", "z"]


def test_of_two_keys_that_could_be_an_input_none_is_guessed(tmp_path: Path) -> None:
    """The one of its name is it, and the other is kept beside it."""
    config = """<Text name="t" value="$my-text"/>
        <Choices name="c" toName="t"><Choice value="A"/></Choices>"""
    project = asking(tmp_path / "corpus", config)
    path = written(tmp_path / "export.json", {"data": {"my-text": "A", "my.text": "B"}})
    with pytest.raises(InvalidExport, match=r"has no 'my_text'.* 'my-text', 'my.text'"):
        pull_file(project, path, adopt=True)
    written(path, {"data": {"my-text": "A", "my_text": "B"}})
    assert pull_file(project, path, adopt=True).adopted == 1
    assert json.loads(project.adopted.read_text()) == {"my-text": "A", "my_text": "B"}


def test_a_seed_that_does_not_fit_is_no_fault_of_the_export(tmp_path: Path) -> None:
    """The message names the seed."""
    project = ner(tmp_path)
    seed = project.corpus.root / "seeds" / "a.jsonl"
    seed.write_text('{"body": "Ana"}\n')
    path = written(tmp_path / "export.json", [made("Ana.", (0, 3))])
    with pytest.raises(MissingInput, match=f"{seed}:1"):
        pull_file(project, path, adopt=True)


TEXT_OF = b'[{"data": {"text": %s}, "annotations": []}]'
STRANGER = b"""[{"data": {"text": "x"}, "annotations": [{"result": [
    {"from_name": "tjeter", "type": "choices", "value": {"choices": ["x"]}}]}]}]"""
BAD = (
    (TEXT_OF % b'"a\\u0000b"', "task 1 holds the character U.0000 at /data/text"),
    (TEXT_OF % b'"a\\u0007b"', "task 1: /text holds .* U.0007 at character 1"),
    (TEXT_OF % b'"a\\ud800b"', "task 1 is not JSON"),
    (TEXT_OF % b"7", "task 1: 'text' does not fit the schema"),
    (TEXT_OF % (b"[" * 10_000 + b"]" * 10_000), "task 1 is not JSON .nested too deeply"),
    (TEXT_OF % (b"[" * 700 + b"]" * 700), "task 1: nested too deeply"),
    (TEXT_OF % (b"[" * 700 + b'"\\u0000"' + b"]" * 700), "task 1 .*nested too deeply"),
    (b'[{"data": {"tekst": "x"}}]', "task 1: has no 'text'.* it has 'tekst'.*from-config"),
    (b'{"data": {"text": "ok"}}\n{"data": {"text": ["x"]}}', "line 2: 'text' does not fit"),
    (b'[{"data": {"text": "x"}, "annotations": [', "task 1 is not JSON .*truncated"),
    (STRANGER, "none of its answers is to a question of the schema, but to 'tjeter'.*from-config"),
)


@pytest.mark.parametrize(
    ("data", "said"), BAD, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_cannot_be_adopted_is_named_and_nothing_is_written(
    data: bytes, said: str, tmp_path: Path
) -> None:
    """After a good task too: neither seeds nor answers."""
    project = ner(tmp_path)
    pull_file(project, written(tmp_path / "first.json", [made("Ana.", (0, 3))]), adopt=True)
    before = contents(project.corpus.root)
    path = written(tmp_path / "export.json", data)
    with pytest.raises(InvalidExport, match=f"(?s){path}: .*{said}"):
        pull_file(project, path, adopt=True)
    assert contents(project.corpus.root) == before
    if data.startswith(b"[") and data != STRANGER:
        good = json.dumps(made("Beni.", (0, 4))).encode()
        path = written(tmp_path / "export.json", b"[" + good + b"," + data[1:])
        with pytest.raises(InvalidExport, match="task 2"):
            pull_file(project, path, adopt=True)
        assert contents(project.corpus.root) == before


def test_an_adoption_killed_at_any_moment_leaves_whole_files(tmp_path: Path) -> None:
    """Never answers without their seeds; the next run writes the rest."""
    project = ner(tmp_path)
    tasks = [made(f"Ana shkoi {n}.", (0, 3)) for n in range(1_000)]
    path = written(tmp_path / "export.json", tasks)
    root = project.corpus.root
    adopt: list[str | Path] = [PROGRAM, "-C", root, "pull", "--from", path, "--adopt"]
    start = time.monotonic()
    subprocess.run(adopt, check=True, capture_output=True)
    took, whole = time.monotonic() - start, contents(root)
    for moment in (0.6, 0.8, 0.9, 0.95, 0.98):
        for name in contents(root):
            (root / name).unlink()
        with subprocess.Popen(adopt, stderr=subprocess.DEVNULL) as process:
            time.sleep(moment * took)
            process.kill()
        left = contents(root)
        assert left.items() <= whole.items()
        assert str(project.adopted) in left or not left
    subprocess.run(adopt, check=True, capture_output=True)
    assert contents(root) == whole


def test_the_option_is_about_exports(tmp_path: Path) -> None:
    """Without --from it says so."""
    project = ner(tmp_path)
    done = command("-C", project.corpus.root, "pull", "--adopt", code=2)
    assert "--from" in done.stderr
