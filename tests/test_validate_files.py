"""`corpus-kit validate FILE`: answers, exports, releases and rows, wherever they are."""

from __future__ import annotations

import gzip
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus_kit import answers, inspection, scaffold, validate
from corpus_kit.corpus import Corpus
from corpus_kit.errors import (
    InvalidExport,
    InvalidSchema,
    MissingFile,
    NotACorpus,
    NotARelease,
    UnknownFile,
    UnknownProject,
)
from corpus_kit.release import release
from corpus_kit.studio.tasks import results, task
from dirty import dirty
from small import SPANS, TOPIC, answer, small

from support import REPOSITORY, Run, traced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Issue

NEWS = REPOSITORY / "schema" / "news.schema.json"
NUMBERS = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def found(path: Path, corpus: Corpus | None = None, **more: Any) -> list[Issue]:
    """What is wrong in a file."""

    def here() -> Corpus:
        if corpus is None:
            raise NotACorpus(path)
        return corpus

    return list(inspection.issues(path, here, **more))


def told(issues: list[Issue]) -> list[tuple[str, int | str, str]]:
    """By code, the line or the place, and the pointer."""
    return [(one.fault.check.code, one.line or one.place, one.fault.pointer) for one in issues]


def written(path: Path, lines: list[Any]) -> Path:
    """A file with a JSON value a line."""
    path.write_text("".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")
    return path


class TestAnswers:
    """Lines as they stand in annotations/."""

    def test_a_file_of_the_corpus_is_checked_as_always(self, tmp_path: Path) -> None:
        """What is found in it is what is found in it among all."""
        project = Corpus.open(dirty(tmp_path / "corpus")).project()
        everything = list(validate.issues(project))
        for path in project.files():
            assert found(path, project.corpus) == [one for one in everything if one.path == path]
        assert set(project.files()) <= {one.path for one in everything}

    def test_one_from_elsewhere_may_hold_them_in_any_order(
        self, corpus: Corpus, tmp_path: Path
    ) -> None:
        """And those of several annotators; each is checked by itself."""
        files = corpus.project().files()
        lines = [line for path in files for line in path.read_bytes().splitlines(keepends=True)]
        lines = sorted(lines, key=lambda line: sha256(line).digest())
        path = tmp_path / "mixed.txt"
        path.write_bytes(b"".join(lines))
        assert found(path, corpus) == []
        at = next(i for i, line in enumerate(lines) if b'"topic":"sport"' in line)
        lines[at] = lines[at].replace(b'"topic":"sport"', b'"topic":"chess"')
        path.write_bytes(b"".join([*lines, b"{\n"]))
        assert sorted(told(found(path, corpus))) == [
            ("CK001", len(lines) + 1, ""),
            ("CK405", at + 1, "/topic"),
        ]

    def test_they_are_about_the_corpus_as_it_is(self, corpus: Corpus, tmp_path: Path) -> None:
        """Here one about a document that is not there."""
        path = tmp_path / "a.jsonl"
        line, *_ = corpus.project().path("demo-1").read_text().splitlines()
        path.write_text(line.replace('"000_ab33', '"999_ab33'))
        ((code, *_),) = told(found(path, corpus))
        assert code == "CK301"

    def test_the_project_is_the_file_s_own(self, tmp_path: Path) -> None:
        """Elsewhere it has to be named, where there are several."""
        corpus = small(tmp_path / "corpus", ["Një."], {"topic": TOPIC}, ("first", "second"))
        answer(corpus.project("second"), "arta", lambda _: {"topic": "weather"})
        path = corpus.project("second").path("arta")
        assert [one.project for one in found(path, corpus)] == ["second"]
        outside = tmp_path / "arta.jsonl"
        outside.write_bytes(path.read_bytes())
        assert [one.project for one in found(outside, corpus, project="first")] == ["first"]
        with pytest.raises(UnknownProject):
            found(outside, corpus)
        with pytest.raises(NotACorpus):
            found(outside)

    def test_severities_are_those_of_the_corpus(self, tmp_path: Path) -> None:
        """What is off is not told."""
        corpus = small(tmp_path / "corpus", ["Një."], {"topic": TOPIC})
        answer(corpus.project(), "arta", lambda _: {"topic": "weather"})
        settings = tmp_path / "corpus" / "corpus.toml"
        text = settings.read_text()
        outside = tmp_path / "x.jsonl"
        outside.write_bytes(corpus.project().path("arta").read_bytes())
        for level, count in (("note", 1), ("off", 0)):
            settings.write_text(f'{text}\n[checks]\nCK403 = "{level}"\n')
            issues = found(outside, Corpus.open(tmp_path / "corpus"))
            assert [one.severity for one in issues] == ["note"] * count


def exported(project: Project) -> list[dict[str, Any]]:
    """The project's tasks with its answers, as Label Studio exports them."""
    people = {path.stem: number for number, path in enumerate(project.files(), 1)}
    given: dict[str, list[dict[str, Any]]] = {}
    for one in project.annotations():
        who = {"id": people[one.annotator], "email": f"{one.annotator}@example.org"}
        given.setdefault(one.segment, []).append({
            "id": 7, "completed_by": who, "was_cancelled": one.status == "skipped",
            "created_at": one.created, "updated_at": one.updated, "lead_time": 1.5,
            "result": [] if one.status == "skipped" else results(one.row, project.schema),
        })  # fmt: skip
    return [
        {"id": number, **task(one, project.schema), "annotations": given.get(one.id, [])}
        for number, one in enumerate(project.segments(), 100)
    ]


class TestExports:
    """Whatever Label Studio exports."""

    def test_an_export_of_good_answers_has_no_fault(self, corpus: Corpus, tmp_path: Path) -> None:
        """As a list, a task a line, or compressed; and nothing is made in the corpus."""
        tasks = exported(corpus.project())
        whole = tmp_path / "export.json"
        whole.write_text(json.dumps(tasks))
        packed = tmp_path / "packed"
        packed.write_bytes(gzip.compress(whole.read_bytes()))
        lines = written(tmp_path / "lines", tasks)
        for path in (whole, packed, lines):
            assert found(path, corpus) == []
            assert found(path, schema=NEWS) == []
        assert not (corpus.root / ".corpus-kit").exists()

    def test_faults_have_the_task_or_the_line(self, corpus: Corpus, tmp_path: Path) -> None:
        """The annotator is a number: no e-mail address is told."""
        tasks = exported(corpus.project())
        spoilt = next(one for one in tasks[5:] if one["annotations"][1]["result"])
        answer = spoilt["annotations"][1]
        choice = next(one for one in answer["result"] if one["type"] == "choices")
        choice["value"]["choices"] = ["weather"]
        place = tasks.index(spoilt) + 1
        whole = tmp_path / "export.json"
        whole.write_text(json.dumps(tasks))
        (issue,) = found(whole, corpus)
        assert told([issue]) == [("CK405", f"task {place}", "/topic")]
        number = answer["completed_by"]["id"]
        assert (issue.segment, issue.annotator) == (spoilt["data"]["segment"], f"user-{number}")
        assert "example.org" not in repr(issue)
        lines = written(tmp_path / "lines", tasks)
        assert told(found(lines, corpus)) == [("CK405", place, "/topic")]
        assert told(found(lines, schema=NEWS)) == [("CK405", place, "/topic")]

    def test_they_are_about_the_corpus_as_it_is(self, corpus: Corpus, tmp_path: Path) -> None:
        """One of another text, and one of another document."""
        tasks = [one for one in exported(corpus.project()) if one["annotations"]][:3]
        for one in tasks:
            one["annotations"] = one["annotations"][:1]
        tasks[0]["data"]["text"] += "!"
        tasks[1]["data"]["segment"] = "nobody#0123456789ab"
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks))
        assert [code for code, *_ in told(found(path, corpus))] == ["CK302", "CK301"]
        assert found(path, schema=NEWS) == []

    def test_tasks_of_other_projects_are_rows(self, corpus: Corpus, tmp_path: Path) -> None:
        """They name no segment; what they show is normalised, and spans have moved with it."""
        value = {"start": 9, "end": 15, "text": "Tiranë", "labels": ["LOC"]}
        result = {"from_name": "entities", "type": "labels", "id": "a", "value": value}
        one = {
            "id": 3,
            "data": {"text": "Moti\r\nnë\tTiranë"},
            "annotations": [{"result": [result]}],
        }
        path = tmp_path / "export.json"
        path.write_text(json.dumps([one]))
        (issue,) = found(path, corpus)
        assert told([issue]) == [("CK401", "task 1", "")]
        assert (issue.segment, issue.annotator) == ("id 3", "")

    def test_predictions_among_them_are_no_answers(self, corpus: Corpus, tmp_path: Path) -> None:
        """As in a pull."""
        one = {"data": {"text": "Moti"}, "annotations": [{"result": [], "model_version": "m"}]}
        assert found(written(tmp_path / "a", [one, one]), corpus) == []

    def test_what_is_no_export_is_refused(self, corpus: Corpus, tmp_path: Path) -> None:
        """With the place of the first task that is none."""
        path = tmp_path / "export.json"
        path.write_text('[{"data": {}}, 3]')
        with pytest.raises(InvalidExport, match="task 2"):
            found(path, corpus)
        (tmp_path / "nothing").mkdir()
        assert found(tmp_path / "nothing", corpus) == []

    def test_memory_does_not_grow_with_the_export(self, tmp_path: Path) -> None:
        """Tasks are read one by one."""
        one = {"data": {"text": "Moti " * 100}, "annotations": [{"result": []}]}

        def needed(times: int) -> int:
            path = written(tmp_path / str(times), [one] * times)
            with traced() as peak:
                issues = inspection.issues(path, lambda: Corpus.open(REPOSITORY), schema=NEWS)
                assert sum(1 for _ in issues) == times
            return peak()

        needed(10)
        assert needed(1_000) < needed(100) + 500_000


class TestReleases:
    """A directory that `load_dataset` reads."""

    @pytest.mark.parametrize("template", scaffold.templates())
    def test_a_release_of_any_kind_has_no_fault(self, tmp_path: Path, template: str) -> None:
        """Labels are numbers there, and what was not said is null."""
        scaffold.create(tmp_path / "new", template)
        made = release(Corpus.open(tmp_path / "new"), "1.0.0")
        assert found(made.directory) == []

    def test_a_row_that_was_changed_is_found(self, two: Corpus) -> None:
        """By its file, its number there and its id; a label that is none stays a number."""
        path = two.releases / "1.1.0" / "data" / "annotations" / "train-00000-of-00001.parquet"
        table = pq.read_table(path)
        labels = table["topic"].to_pylist()
        at = table.schema.get_field_index("topic")
        table = table.set_column(at, "topic", pa.array([*labels[:-1], 99], pa.int64()))
        pq.write_table(table, path)
        (issue,) = found(two.releases / "1.1.0")
        assert told([issue]) == [("CK403", f"row {len(labels)}", "/topic")]
        assert (issue.path, issue.project) == (path, "only")
        assert (issue.segment, issue.annotator) == (table["id"][-1].as_py(), "ben")
        assert "99 is not one of" in issue.fault.message

    def test_spans_are_held_against_the_text(self, tmp_path: Path) -> None:
        """In the decided rows and in the answers, whatever the subsets are called."""
        corpus = small(tmp_path, ["Ana në Tiranë."], {"entities": SPANS}, ("first", "second"))
        span = {"id": "0-3-PER", "start": 0, "end": 3, "label": "PER", "text": "Ana"}
        for project in corpus.projects:
            answer(project, "arta", lambda _: {"entities": [span]})
        made = release(Corpus.open(tmp_path), "1.0.0").directory
        assert found(made) == []
        for path in (made / "data").glob("second*/*.parquet"):
            table = pq.read_table(path)
            at = table.schema.get_field_index("text")
            pq.write_table(table.set_column(at, "text", [["Eni në Tiranë."]]), path)
        issues = found(made)
        assert [
            (*one, issue.path.parent.name) for one, issue in zip(told(issues), issues, strict=True)
        ] == [("CK103", "row 1", "/entities/0", name) for name in ("second", "second.annotations")]
        assert issues[0].excerpt == "[[Eni]] në Tiranë."

    def test_a_damaged_release_is_refused(self, two: Corpus) -> None:
        """Its manifest, its schema, its tables."""
        made = two.releases / "1.1.0"
        (path,) = (made / "schema").iterdir()
        schema = path.read_bytes()
        path.write_text("[]")
        with pytest.raises(NotARelease, match=r"only\.schema\.json"):
            found(made)
        path.unlink()
        with pytest.raises(NotARelease, match="no schema"):
            found(made)
        path.write_bytes(schema)
        (made / "data" / "default" / "train-00000-of-00001.parquet").write_bytes(b"x")
        with pytest.raises(NotARelease, match="cannot be read"):
            found(made)
        (made / "manifest.json").write_text("{")
        with pytest.raises(NotARelease, match="is no JSON"):
            found(made)


class TestRows:
    """Any file with a JSON value a line, and a JSON Schema."""

    @pytest.fixture
    def schema(self, tmp_path: Path) -> Callable[[Any], Path]:
        """Write a schema."""
        return lambda source: written(tmp_path / "schema.json", [source])

    def test_each_line_is_checked(self, tmp_path: Path, schema: Callable[[Any], Path]) -> None:
        """All that is wrong in it, by line and pointer; what is no JSON is told as such."""
        path = tmp_path / "rows.jsonl"
        path.write_text('{"n": 1}\n{"n": "x"}\n{\n3\n\n{}\n{"n": 1.5}\n')
        assert told(found(path, schema=schema(NUMBERS))) == [
            ("CK409", 2, "/n"),
            ("CK001", 3, ""),
            ("CK409", 4, ""),
            ("CK001", 5, ""),
            ("CK401", 6, ""),
            ("CK409", 7, "/n"),
        ]

    def test_a_schema_of_rows_knows_spans(self, tmp_path: Path) -> None:
        """What JSON Schema cannot see is checked, too."""
        span = {"id": "0-3-PER", "start": 0, "end": 3, "label": "PER", "text": "Ana"}
        rows = [{"text": text, "entities": [span], "topic": "sport"} for text in ("Ana", "Eni")]
        (issue,) = found(written(tmp_path / "rows", rows), schema=NEWS)
        assert told([issue]) == [("CK103", 2, "/entities/0")]
        assert issue.excerpt == "[[Eni]]"

    def test_answers_are_rows_where_a_schema_is_named(
        self, corpus: Corpus, schema: Callable[[Any], Path]
    ) -> None:
        """The schema is that of the line then."""
        path = corpus.project().path("demo-1")
        assert found(path, schema=schema({"required": ["segment", "row"]})) == []
        assert {one.fault.check.code for one in found(path, schema=schema(NUMBERS))} == {"CK401"}

    def test_many_lines_come_in_their_order(
        self, tmp_path: Path, schema: Callable[[Any], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whichever process checked them, and memory does not grow with them."""
        monkeypatch.setattr("corpus_kit.inspection.rows.CHUNK", 10_000)

        def needed(count: int) -> int:
            path = written(tmp_path / str(count), [{"n": "x", "more": "y" * 100}] * count)
            with traced() as peak:
                issues = inspection.issues(path, lambda: Corpus.open(path), schema=schema(NUMBERS))
                assert all(one.line == number for number, one in enumerate(issues, 1))
            return peak()

        needed(1_000)
        assert needed(20_000) < needed(2_000) + 1_000_000

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ({"$ref": "elsewhere.json"}, "'elsewhere.json' leads nowhere"),
            ({"type": "nothing"}, "/type"),
            ([], "a row is a JSON object"),
            ({"properties": {"e": {"$ref": "urn:corpus-kit:spans"}}}, "a row is an object"),
        ],
    )
    def test_a_schema_that_is_none_is_refused(
        self, tmp_path: Path, schema: Callable[[Any], Path], source: Any, said: str
    ) -> None:
        """With its file and the place in it."""
        with pytest.raises(InvalidSchema, match=re.escape(said)) as error:
            found(written(tmp_path / "rows", [{}]), schema=schema(source))
        assert "schema.json" in str(error.value)

    def test_older_drafts_are_understood(
        self, tmp_path: Path, schema: Callable[[Any], Path]
    ) -> None:
        """Here `dependencies`, which 2020-12 does not know any more."""
        old = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "dependencies": {"a": ["b"]},
        }
        assert told(found(written(tmp_path / "rows", [{"a": 1}]), schema=schema(old))) == [
            ("CK498", 1, "")
        ]

    def test_deep_nesting_is_a_finding(self, tmp_path: Path, schema: Callable[[Any], Path]) -> None:
        """No line stops the others."""
        path = tmp_path / "rows"
        path.write_text('{"a": ' * 900 + "1" + "}" * 900 + "\n" + "[" * 100_000 + "\n{}\n")
        deep = schema({"type": "object", "properties": {"a": {"$ref": "#"}}})
        assert told(found(path, schema=deep)) == [("CK498", 1, ""), ("CK001", 2, "")]


@pytest.mark.parametrize(
    "data", [b"", b"text\n", b"3\n", b"\x00\xff\xfe", b'{"a": 1}\n', b"\x89PNG\r\n"]
)
def test_what_is_none_of_all_that_is_told(corpus: Corpus, tmp_path: Path, data: bytes) -> None:
    """And what to do."""
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(UnknownFile, match="--schema"):
        found(path, corpus)


def test_a_schema_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    path = written(tmp_path / "rows", [{}])
    with pytest.raises(MissingFile, match=r"none\.json"):
        found(path, schema=tmp_path / "none.json")


def test_the_command_takes_several_files(corpus: Corpus, tmp_path: Path, run: Run) -> None:
    """With one count, and the exit code of all together; a schema alone is no use."""
    good, bad = written(tmp_path / "good", [{"n": 1}]), written(tmp_path / "bad", [{}, {}])
    schema = written(tmp_path / "schema.json", [NUMBERS])
    run("validate", good, "--schema", schema, directory=tmp_path)
    done = run("validate", good, bad, good, "--schema", schema, directory=tmp_path, code=1)
    assert done.stderr.startswith("\n2 errors\n")
    assert "\n  bad:2\n    'n' is not answered" in done.stdout
    told = run("validate", "--schema", schema, directory=corpus.root, code=2).stderr
    assert "it goes with a FILE" in told
    assert (
        "no corpus.toml"
        in run("validate", corpus.project().path("demo-1"), directory=tmp_path, code=2).stderr
    )


def test_a_file_of_the_corpus_that_is_empty_has_no_fault(corpus: Corpus) -> None:
    """Nobody answered yet."""
    path = corpus.project().path("demo-1")
    answers.write(path, [])
    assert found(path, corpus) == []
