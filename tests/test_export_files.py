"""Pulling from a file that Label Studio exported: what is read, kept, counted and refused."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidAnswers, InvalidExport
from corpus_kit.studio import export
from corpus_kit.studio.pull import pull_file
from corpus_kit.studio.tasks import results, tasks

from support import PROGRAM, REPOSITORY, Run, copied, traced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation

CASES = sorted((REPOSITORY / "tests" / "cases" / "exports").glob("*.json"))
ANSWERS = REPOSITORY / "annotations" / "news"
LATER = "2030-01-01T00:00:00Z"
DEEP = 100_000

Task = dict[str, Any]


@pytest.fixture
def empty(tmp_path: Path) -> Corpus:
    """This repository's corpus before anybody answered."""
    return Corpus.open(copied(tmp_path / "empty", answers=False))


@pytest.fixture
def made(empty: Corpus) -> list[Task]:
    """An export of that corpus with all the answers of this repository."""
    return exported(empty.project(), ANSWERS)


def exported(project: Project, given: Path) -> list[Task]:
    """The project's tasks with the stored answers, as Label Studio 1.23 writes an export."""
    schema, numbers = project.schema, itertools.count(1)
    found: dict[str, list[Annotation]] = {}
    for path in sorted(given.glob("*.jsonl")):
        for one in answers.read(path):
            found.setdefault(one.segment, []).append(one)

    def annotation(one: Annotation) -> dict[str, Any]:
        said = [] if one.status == "skipped" else results(one.row, schema)
        return {
            "id": next(numbers),
            "completed_by": person(f"{one.annotator}@annotators.invalid"),
            "result": [{"id": f"r{i}", "origin": "manual", **one} for i, one in enumerate(said)],
            "was_cancelled": one.status == "skipped",
            "ground_truth": False,
            "created_at": one.created,
            "updated_at": one.updated,
            "draft_created_at": None,
            "lead_time": one.seconds,
            "prediction": {},
            "result_count": len(said),
            "unique_id": f"00000000-0000-4000-8000-{next(numbers):012}",
            "last_action": None,
        }

    return [
        {
            "id": number,
            **task,
            "annotations": [annotation(one) for one in found.get(task["data"]["segment"], [])],
            "drafts": [],
            "predictions": [],
            "meta": {},
            "created_at": "2026-11-24T02:52:46.796231Z",
            "updated_at": "2026-11-24T02:55:00.000000Z",
            "inner_id": number,
            "total_annotations": 1,
        }
        for number, task in enumerate(tasks(project), 1)
    ]


def person(email: str) -> dict[str, Any]:
    """How an export with ``only_id: False`` writes who answered."""
    return {"id": 7, "email": email, "first_name": "Arbana", "last_name": "Hoxhallari"}


def written(directory: Path, data: object) -> Path:
    """An export file."""
    path = directory / "export.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def kept(corpus: Corpus) -> dict[str, bytes]:
    """The files of answers."""
    return {path.name: path.read_bytes() for path in corpus.project().files()}


def answered(made: list[Task]) -> Task:
    """A task with answers of all three annotators."""
    return next(task for task in made if len(task["annotations"]) == 3)


def test_an_export_of_the_repository_s_answers_gives_its_files(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Byte for byte, with nothing foreign, unread, repeated or left out."""
    pulled = pull_file(empty.project(), written(tmp_path, made))
    assert kept(empty) == {path.name: path.read_bytes() for path in ANSWERS.iterdir()}
    assert pulled.changed == ("demo-1", "demo-2", "demo-3")
    assert sum(pulled.answers.values()) == 137
    assert sum(pulled.skips.values()) == 3
    assert (pulled.foreign, pulled.repeated, pulled.numbered, pulled.unread) == (0, 0, (), {})


def test_tasks_and_annotations_may_stand_in_any_order(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """The files come out sorted all the same."""
    for task in made:
        task["annotations"].reverse()
    pull_file(empty.project(), written(tmp_path, made[::-1]))
    assert kept(empty) == {path.name: path.read_bytes() for path in ANSWERS.iterdir()}


def test_pulling_twice_changes_nothing(empty: Corpus, made: list[Task], tmp_path: Path) -> None:
    """Not a byte, and not the time of a file."""
    path = written(tmp_path, made)
    pull_file(empty.project(), path)
    before = {file: file.stat().st_mtime_ns for file in empty.project().files()}
    assert pull_file(empty.project(), path).changed == ()
    assert {file: file.stat().st_mtime_ns for file in empty.project().files()} == before
    assert kept(empty) == {path.name: path.read_bytes() for path in ANSWERS.iterdir()}


def test_the_tasks_of_an_export_are_read_one_by_one(made: list[Task], tmp_path: Path) -> None:
    """What is wrong further down does not keep the first from being read."""
    path = written(tmp_path, [*made, "no task"])
    found = export.tasks(path)
    assert [next(found).task for _ in made] == made
    with pytest.raises(InvalidExport, match=f"task {len(made) + 1} "):
        next(found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_real_exports_of_other_projects_are_foreign(corpus: Corpus, path: Path) -> None:
    """Made by hand in a browser, they have none of our segments: nothing is written."""
    before = kept(corpus)
    count = len(json.loads(path.read_bytes()))
    pulled = pull_file(corpus.project(), path)
    assert (pulled.foreign, dict(pulled.answers), pulled.changed) == (count, {}, ())
    assert kept(corpus) == before


def test_a_real_annotation_is_read(empty: Corpus, tmp_path: Path) -> None:
    """What the browser made of labels, regions and relations is understood on a task of ours."""
    (task, *_) = json.loads((CASES[0].parent / "browser_relations.json").read_bytes())
    project = empty.project()
    ours = next(tasks(project))
    ours["data"]["text"] = task["data"]["text"]
    for one in task["annotations"]:
        for result in one["result"]:
            if result["type"] == "labels":
                result["from_name"] = "entities"
    pulled = pull_file(project, written(tmp_path, [{**task, **ours}]))
    assert dict(pulled.unread) == {"relation": 1}
    (path,) = project.files()
    (one,) = answers.read(path)
    text = one.row["text"]
    assert {span["text"] for span in one.row["entities"]} >= {"Ismail Kadare", "Gjirokastër"}
    assert all(span["text"] == text[span["start"] : span["end"]] for span in one.row["entities"])


def nested(inside: str = "") -> bytes:
    """Lists in lists, deeper than any stack."""
    return b"[" * DEEP + inside.encode() + b"]" * DEEP


def annotated(**annotation: Any) -> bytes:
    """An export with one annotation, of which these things are so."""
    one = {"completed_by": 1, "result": [], "created_at": LATER, "updated_at": LATER}
    task = {"data": {"segment": "d#1", "text": "x"}, "annotations": [{**one, **annotation}]}
    return json.dumps([task]).encode()


GOOD = annotated()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n", "not JSON"),
        (GOOD[:-20], "not JSON"),
        (b"no JSON at all", "not JSON"),
        (GOOD + b"]", "not JSON"),
        (b"{}", "the task is not as Label Studio writes it"),
        (b'{"tasks": []}', "the task is not as Label Studio writes it"),
        (b"null", "not a JSON list"),
        (b"[1]", 'task 1 .*no "data"'),
        (b"[[]]", 'task 1 .*no "data"'),
        (b"[" + GOOD[1:-1] + b', {"annotations": []}]', 'task 2 .*no "data"'),
        (b'[{"data": null}]', 'task 1 .*no "data"'),
        (b'[{"data": {}, "annotations": {}}]', 'task 1 .*"annotations" is no list'),
        (b'[{"data": {}, "annotations": null}]', 'task 1 .*"annotations" is no list'),
        (b'[{"data": {}, "annotations": ["x"]}]', "task 1 .*an annotation"),
        (b'[{"data": {"a": NaN}}]', "not JSON"),
        (b'[{"data": {"a": Infinity}}]', "not JSON"),
        (b'[{"data": {"a": 1e999}}]', "task 1 "),
        (b'[{"data": {"a": "\xff"}}]', "task 1 |not JSON"),
        (b'[{"data": {"a": "\xed\xa0\x80"}}]', "task 1 |not JSON"),
        (b'[{"data": {"a": "\\ud800"}}]', "task 1 |not JSON"),
        (annotated(result=None), "task 1 .*list of results"),
        (annotated(result={}), "task 1 .*list of results"),
        (annotated(result=["x"]), "task 1 .*result is no object"),
        (annotated(result=[{"from_name": "topic"}]), "task 1 .*'topic' has no value"),
        (annotated(result=[{"from_name": "topic", "value": []}]), "task 1 .*'topic' has no value"),
        (annotated(updated_at="yesterday"), "task 1 .*'yesterday' is no time"),
        (b'{"task": 7, "result": [], "completed_by": 1, "updated_at": ""}', 'it has no "data"'),
        (annotated(created_at="2026-13-01T00:00:00Z"), "task 1 .* is no time"),
        (annotated(created_at=1732416758), "task 1 .*1732416758 is no time"),
        (annotated(created_at={"a": 1}), "task 1 .* is no time"),
        (annotated(created_at="0001-01-01T00:00:00+14:00"), "task 1 .* is no time"),
        (annotated(updated_at="9999-12-31T23:00:00-14:00"), "task 1 .* is no time"),
        (nested(), "task 1 .*nested too deeply|not JSON .nested too deeply"),
        (nested("{}"), "task 1 .*nested too deeply|not JSON .nested too deeply"),
        (b"[" * DEEP, "not JSON"),
        (b'{"a":' * DEEP, "line 1 is not JSON"),
        (b'[{"data": {"a": ' + nested() + b"}}]", "nested too deeply"),
        (b'[{"data": ' + b'{"a": ' * DEEP + b"1" + b"}" * DEEP + b"}]", "nested too deeply"),
        (GOOD.replace(b'"result": []', b'"result": ' + nested()), "nested too deeply"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
@pytest.mark.timeout(5)
def test_what_is_no_export_is_refused(
    corpus: Corpus, tmp_path: Path, data: bytes, said: str
) -> None:
    """The message names the file and the place; not a file is written, nor one touched."""
    before = kept(corpus)
    path = written(tmp_path, data)
    with pytest.raises(InvalidExport, match=f"(?s){path}: .*({said})"):
        pull_file(corpus.project(), path)
    assert kept(corpus) == before


def test_deep_nesting_needs_little_memory(corpus: Corpus, tmp_path: Path) -> None:
    """Ten megabytes of brackets are refused within 600 MB of address space."""
    path = written(tmp_path, b"[" * 10_000_000)
    done = subprocess.run(
        ["bash", "-c", 'ulimit -v 600000; exec "$@"', "-", PROGRAM, "pull", "--from", path],
        cwd=corpus.root,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {path}: ")
    assert done.stderr.count("\n") == 1


def test_a_fault_in_the_last_task_stops_the_first(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Nothing is written before everything is read."""
    with pytest.raises(InvalidExport):
        pull_file(empty.project(), written(tmp_path, [*made, {"data": {}, "annotations": [1]}]))
    assert kept(empty) == {}


def test_memory_does_not_grow_with_the_export(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Ten megabytes of tasks need what one needs, a window and a task."""

    def needed(times: int) -> int:
        path = written(tmp_path, made * times)
        with traced() as peak:
            pull_file(empty.project(), path)
        return peak()

    needed(1)  # what is imported and compiled once
    few, many = needed(4), needed(40)
    assert many < few + 500_000 < (tmp_path / "export.json").stat().st_size


def test_a_damaged_file_of_answers_stops_all_writing(
    corpus: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Nothing is written before everything is read: not even other annotators' files."""
    damaged = corpus.project().path("demo-3")
    damaged.write_bytes(damaged.read_bytes()[:-20])
    for one in answered(made)["annotations"]:
        one["updated_at"] = LATER
    before = kept(corpus)
    with pytest.raises(InvalidAnswers, match=damaged.name):
        pull_file(corpus.project(), written(tmp_path, made))
    assert kept(corpus) == before


def test_a_pull_killed_at_any_moment_leaves_whole_files(
    corpus: Corpus, made: list[Task], tmp_path: Path, run: Run
) -> None:
    """Each old or new; the next pull writes the rest."""
    old = kept(corpus)
    for task in made:
        for one in task["annotations"]:
            one |= {"updated_at": LATER, "was_cancelled": False, "result": [choice("science")]}
    path = written(tmp_path, made)
    pull: list[str | Path] = [PROGRAM, "-C", corpus.root, "pull", "--from", path]
    start = time.monotonic()
    with subprocess.Popen(pull, stderr=subprocess.DEVNULL):
        pass
    took, new = time.monotonic() - start, kept(corpus)
    assert all(new[name] != old[name] for name in old)
    for moment in (0.5, 0.7, 0.8, 0.85, 0.9, 0.95):
        for name, data in old.items():
            (corpus.root / "annotations" / "news" / name).write_bytes(data)
        with subprocess.Popen(pull, stderr=subprocess.DEVNULL) as process:
            time.sleep(moment * took)
            process.kill()
        assert all(data in (old[name], new[name]) for name, data in kept(corpus).items())
    run(*pull[1:])
    assert kept(corpus) == new


@pytest.mark.parametrize("latest_first", [False, True])
def test_of_two_answers_of_one_annotator_the_latest_counts(
    empty: Corpus, made: list[Task], tmp_path: Path, latest_first: bool
) -> None:
    """Wherever it stands in the export; that there were two is told."""
    task = answered(made)
    again = json.loads(json.dumps(task["annotations"][0]))
    again |= {"updated_at": LATER, "id": 99, "result": [choice("science")]}
    task["annotations"].insert(0 if latest_first else len(task["annotations"]), again)
    pulled = pull_file(empty.project(), written(tmp_path, made))
    assert pulled.repeated == 1
    found = {one.segment: one for one in answers.read(empty.project().path("demo-1"))}
    one = found[task["data"]["segment"]]
    assert (one.row["topic"], one.row["entities"]) == ("science", [])
    assert sum(pulled.answers.values()) == 137


def choice(topic: str) -> dict[str, Any]:
    """A result that chooses a topic."""
    return {
        "from_name": "topic",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [topic]},
    }


def test_a_cancelled_annotation_is_a_skip(empty: Corpus, made: list[Task], tmp_path: Path) -> None:
    """It is kept as one, with the text and without the answer."""
    task = answered(made)
    task["annotations"][0]["was_cancelled"] = True
    pulled = pull_file(empty.project(), written(tmp_path, made))
    assert sum(pulled.skips.values()) == 4
    found = {one.segment: one for one in answers.read(empty.project().path("demo-1"))}
    one = found[task["data"]["segment"]]
    assert (one.status, dict(one.row)) == ("skipped", {"text": task["data"]["text"]})


@pytest.mark.parametrize(
    ("completed_by", "numbered"),
    [
        (7, True),
        ({"id": 7}, True),
        ({"id": 7, "email": ""}, True),
        ({"id": 7, "email": None}, True),
        ("7", True),
        (7.0, True),
        ({"id": "7"}, True),
        (None, True),
        ({}, True),
        ("ana@example.com", False),
        ({"id": 7, "email": "ana@example.com"}, False),
        ({"email": "ANA@Example.com "}, False),
    ],
)
def test_whoever_answered_gets_a_pseudonym(
    empty: Corpus, made: list[Task], tmp_path: Path, completed_by: object, numbered: bool
) -> None:
    """By their address where the export has it, else by their number, which is told."""
    task = answered(made)
    one = {**task["annotations"][0], "completed_by": completed_by}
    pulled = pull_file(empty.project(), written(tmp_path, [{**task, "annotations": [one]}]))
    ((name, count),) = pulled.answers.items()
    assert count == 1
    assert name.startswith("annotator-")
    assert pulled.numbered == ((name,) if numbered else ())
    (kept_one,) = answers.read(empty.project().path(name))
    assert (kept_one.annotator, kept_one.origin) == (name, "human")


def test_one_person_has_one_name(empty: Corpus, made: list[Task], tmp_path: Path) -> None:
    """However the address is written; another person has another."""
    task = answered(made)
    for one, email in zip(
        task["annotations"], ("ana@example.com", "Ana@Example.COM", "eva@example.com"), strict=True
    ):
        one["completed_by"] = person(email)
    pulled = pull_file(empty.project(), written(tmp_path, [task]))
    assert (len(pulled.answers), pulled.repeated) == (2, 1)


@pytest.mark.parametrize("who", ["7", 7.0, "7.0", {"id": "7"}])
def test_a_number_is_one_however_it_is_written(
    empty: Corpus, made: list[Task], tmp_path: Path, who: object
) -> None:
    """Programs between write numbers as texts or decimals."""
    task = answered(made)
    both = [{**task["annotations"][0], "completed_by": one} for one in (7, who)]
    pulled = pull_file(empty.project(), written(tmp_path, [{**task, "annotations": both}]))
    assert (len(pulled.answers), pulled.repeated) == (1, 1)


def test_no_address_or_name_of_an_annotator_is_written(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Not in the files of answers, their names, or what is kept beside them."""
    for task in made:
        for one in task["annotations"]:
            one["completed_by"] = person("arbana.hoxhallari@example.com")
    pulled = pull_file(empty.project(), written(tmp_path, made))
    assert all(name.startswith("annotator-") for name in pulled.answers)
    for path in empty.root.rglob("*"):
        assert "hoxhallari" not in str(path).lower()
        if path.is_file():
            assert b"hoxhallari" not in path.read_bytes().lower()


@pytest.mark.parametrize("email", ["demo-1@annotators.invalid", "Demo-1@ANNOTATORS.invalid"])
def test_named_annotators_keep_their_name(
    empty: Corpus, made: list[Task], tmp_path: Path, email: str
) -> None:
    """Those of corpus.toml; what they answered is a demonstration if it says so there."""
    task = answered(made)
    one = {**task["annotations"][0], "completed_by": person(email)}
    pull_file(empty.project(), written(tmp_path, [{**task, "annotations": [one]}]))
    (found,) = answers.read(empty.project().path("demo-1"))
    assert (found.annotator, found.origin) == ("demo-1", "demonstration")


@pytest.mark.parametrize(
    "email", ["demo-1@example.com", "demo-9@annotators.invalid", "demo-1@annotators.invalid.com"]
)
def test_nobody_else_takes_that_name(
    empty: Corpus, made: list[Task], tmp_path: Path, email: str
) -> None:
    """The same name at another address is another person."""
    task = answered(made)
    one = {**task["annotations"][0], "completed_by": person(email)}
    pulled = pull_file(empty.project(), written(tmp_path, [{**task, "annotations": [one]}]))
    assert [name.partition("-")[0] for name in pulled.answers] == ["annotator"]


def test_drafts_and_predictions_are_no_answers(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Only what was submitted counts."""
    task = answered(made)
    draft = task["annotations"][0]
    task |= {"annotations": [], "drafts": [draft], "predictions": [{**draft, "score": 0.9}]}
    pulled = pull_file(empty.project(), written(tmp_path, [task]))
    assert (dict(pulled.answers), kept(empty)) == ({}, {})


def test_a_task_without_annotations_is_none(empty: Corpus, tmp_path: Path) -> None:
    """As the tasks file, before it is annotated."""
    pulled = pull_file(empty.project(), written(tmp_path, list(tasks(empty.project()))))
    assert (dict(pulled.answers), pulled.foreign, kept(empty)) == ({}, 0, {})


@pytest.mark.parametrize(
    ("updated", "wins"), [("2000-01-01T00:00:00Z", "local"), (LATER, "export")]
)
def test_the_later_of_local_and_exported_counts(
    corpus: Corpus, made: list[Task], tmp_path: Path, updated: str, wins: str
) -> None:
    """An old export does not take back what was answered since."""
    before = kept(corpus)
    task = answered(made)
    task["annotations"][0] |= {"updated_at": updated, "result": [choice("science")]}
    pulled = pull_file(corpus.project(), written(tmp_path, made))
    assert pulled.changed == (() if wins == "local" else ("demo-1",))
    found = {one.segment: one for one in answers.read(corpus.project().path("demo-1"))}
    changed = found[task["data"]["segment"]].row.get("topic") == "science"
    assert changed is (wins == "export")
    assert (kept(corpus) == before) is (wins == "local")


def test_local_answers_that_the_export_lacks_are_kept(
    corpus: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """A part of the tasks, exported, does not delete the rest."""
    before = kept(corpus)
    assert pull_file(corpus.project(), written(tmp_path, made[:3])).changed == ()
    assert kept(corpus) == before


def test_unread_controls_are_counted_by_task(
    empty: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Results that the schema does not ask for are told, once for each task."""
    mood = {**choice("good"), "from_name": "mood"}
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    for task in made[:2]:
        for one in task["annotations"]:
            one["result"] += [mood, relation]
    pulled = pull_file(empty.project(), written(tmp_path, made))
    assert dict(pulled.unread) == {"mood": 2, "relation": 2}
    assert kept(empty) == {path.name: path.read_bytes() for path in ANSWERS.iterdir()}


def test_what_makes_no_sense_is_kept_for_validation(
    empty: Corpus, made: list[Task], tmp_path: Path, run: Run
) -> None:
    """The server checks nothing in a result; pulling keeps it, and validate finds it."""
    region = {"start": 5, "end": 99_999, "text": "?", "labels": ["DOG"]}
    wrong = {"from_name": "entities", "to_name": "text", "type": "labels", "value": region}
    task = answered(made)
    task["annotations"][0]["result"] = [wrong, choice("weather")]
    pull_file(empty.project(), written(tmp_path, made))
    said = run("-C", empty.root, "validate", code=1).stdout
    assert "DOG" in said
    assert "weather" in said


def test_the_command_tells_what_it_did(corpus: Corpus, tmp_path: Path, run: Run) -> None:
    """Counts go to stderr, JSON to stdout; a file that is none exits with 1."""
    shutil.rmtree(corpus.root / "annotations")
    path = written(tmp_path, exported(corpus.project(), ANSWERS))
    done = run("-C", corpus.root, "pull", "--from", path)
    assert done.stdout == ""
    assert "137 answers, 3 skips" in done.stderr
    (told,) = json.loads(run("-C", corpus.root, "pull", "--from", path, "--json").stdout)
    assert told["answers"] == {"demo-1": 47, "demo-2": 46, "demo-3": 44}
    assert told["changed"] == []
    failed = run("-C", corpus.root, "pull", "--from", written(tmp_path, b"[{"), code=1)
    assert str(path) in failed.stderr


def lines(made: list[Task], directory: Path) -> Path:
    """A task a line, and empty lines between them."""
    path = directory / "export.jsonl"
    path.write_bytes(b"\n\n".join(json.dumps(one).encode() for one in made) + b"\n")
    return path


def marked(made: list[Task], directory: Path) -> Path:
    """Begun with a byte order mark, as some editors do."""
    path = directory / "export.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(made).encode())
    return path


def marked_lines(made: list[Task], directory: Path) -> Path:
    """A task a line, behind such a mark."""
    path = lines(made, directory)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return path


def packed(made: list[Task], directory: Path) -> Path:
    """A list, compressed."""
    path = directory / "export.json.gz"
    path.write_bytes(gzip.compress(json.dumps(made).encode()))
    return path


def a_file_each(made: list[Task], directory: Path) -> Path:
    """A directory with a file for each task."""
    for one in made:
        (directory / f"{one['id']}.json").write_text(json.dumps(one, indent=1), encoding="utf-8")
    return directory


def beside_hidden(made: list[Task], directory: Path) -> Path:
    """Such a directory with what other programs keep in it."""
    (directory / ".ipynb_checkpoints").mkdir()
    (directory / ".ipynb_checkpoints" / "1.json").write_text("no task")
    (directory / ".DS_Store").write_text("no task")
    return a_file_each(made, directory)


def storage(made: list[Task], directory: Path) -> Path:
    """A directory with a file for each annotation, its task inside, as a storage has."""
    for one in made:
        task = {key: value for key, value in one.items() if key != "annotations"}
        for annotation in one["annotations"]:
            path = directory / str(annotation["id"])
            path.write_text(json.dumps({**annotation, "task": task}), encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    "shape", [lines, marked, marked_lines, packed, a_file_each, beside_hidden, storage]
)
def test_other_shapes_say_the_same(
    empty: Corpus, made: list[Task], tmp_path: Path, shape: Callable[[list[Task], Path], Path]
) -> None:
    """The same answers, byte for byte."""
    pull_file(empty.project(), written(tmp_path, made))
    expected = kept(empty)
    shutil.rmtree(empty.root / "annotations")
    (tmp_path / "other").mkdir()
    pull_file(empty.project(), shape(made, tmp_path / "other"))
    assert kept(empty) == expected


@pytest.mark.parametrize("data", [gzip.compress(b"[]")[:-4], b"\x1f\x8b", b"\x1f\x8b\x08nonsense"])
def test_damaged_gzip_is_told(tmp_path: Path, data: bytes) -> None:
    """With the file's name."""
    path = tmp_path / "export.json.gz"
    path.write_bytes(data)
    with pytest.raises(InvalidExport, match=r"export\.json\.gz: damaged gzip"):
        list(export.tasks(path))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """A small file that unpacks to far more than any export does."""
    path = tmp_path / "export.json.gz"
    path.write_bytes(gzip.compress(b" " * (300 << 20), compresslevel=9))
    with pytest.raises(InvalidExport, match="unpacked it is over"):
        list(export.tasks(path))
