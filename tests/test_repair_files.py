"""Files of answers are repaired line by line, and nothing else in them is another then."""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from corpus_kit import answers, scaffold
from corpus_kit.corpus import Corpus
from corpus_kit.errors import ChangedMeanwhile
from corpus_kit.model import Annotation, Change
from corpus_kit.repair import Found, perform, planned, taken_back
from corpus_kit.studio.pull import pull_file
from corpus_kit.validate import issues
from small import SPANS, TOPIC, answer, small

from support import REPOSITORY, forked, killed, traced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project

    from support import Run

TEXTS = ("Ana shkoi në Tiranë.", "Beni është në Durrës, çfarë dite.", "Tre.", "Katër ditë.")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Four documents, answered by two."""
    made = small(tmp_path / "corpus", TEXTS, {"entities": SPANS, "topic": TOPIC}).project()
    for name in ("ana", "ben"):
        answer(made, name, said)
    return made


def said(text: str) -> Mapping[str, Any]:
    """The names of people and places in a text."""
    names = {"Ana": "PER", "Beni": "PER", "Tiranë": "LOC", "Durrës": "LOC", "ditë": "LOC"}
    found = [(text.find(word), word, label) for word, label in names.items() if word in text]
    return {
        "entities": [
            {
                "id": f"{at}-{at + len(word)}-{label}",
                "start": at,
                "end": at + len(word),
                "label": label,
                "text": word,
            }
            for at, word, label in sorted(found)
        ],
        "topic": "sport",
    }


def decomposed(line: str) -> str:
    """An answer as a program stored it that decomposes letters."""
    one = json.loads(line)
    text = unicodedata.normalize("NFD", one["row"]["text"])
    for span in one["row"]["entities"]:
        word = unicodedata.normalize("NFD", span["text"])
        at = text.find(word)
        name = f"{at}-{at + len(word)}-{span['label']}"
        span.update(id=name, start=at, end=at + len(word), text=word)
    one["row"]["text"] = text
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"))


def lines(project: Project, name: str = "ana") -> list[str]:
    """The lines of an annotator's file."""
    return project.path(name).read_text(encoding="utf-8").splitlines()


def write(project: Project, found: Iterable[str], name: str = "ana") -> None:
    """Put lines in their place."""
    project.path(name).write_text("".join(f"{line}\n" for line in found), encoding="utf-8")


def codes(project: Project) -> list[str]:
    """The checks that find something."""
    return sorted(issue.fault.check.code for issue in issues(project))


def repair(project: Project, *only: str) -> list[Path]:
    """Do it."""
    return perform(planned(project, only), lambda _: None)


def without_history(line: str) -> str:
    """The line of an annotation that nothing was changed in."""
    one = msgspec.json.decode(line, type=Annotation)
    return answers.line(msgspec.structs.replace(one, history=())).decode().rstrip("\n")


class TestFiles:
    """Order, doubles, and texts that are written otherwise."""

    def test_all_is_put_right_at_once_and_once(self, project: Project) -> None:
        """The other annotator's file is not touched, and there is nothing to do a second time."""
        good = lines(project)
        write(project, [good[3], decomposed(good[1]), good[0], good[2], good[2]])
        assert set(codes(project)) == {"CK002", "CK003", "CK305"}
        other = project.path("ben").stat()
        assert repair(project) == [project.path("ana")]
        assert codes(project) == []
        assert [without_history(line) for line in lines(project)] == good
        assert [line for i, line in enumerate(lines(project)) if i != 1] == [
            line for i, line in enumerate(good) if i != 1
        ]
        assert project.path("ben").stat() == other
        assert [one for some in planned(project) for one in some.repairs] == []
        assert repair(project) == []

    def test_the_history_says_what_was_changed(self, project: Project) -> None:
        """And nothing of what was not."""
        good = lines(project)
        write(project, [good[0], decomposed(good[1]), *good[2:]])
        before = json.loads(lines(project)[1])
        repair(project)
        after = json.loads(lines(project)[1])
        (change,) = after.pop("history")
        assert (change.pop("by"), change.pop("checks")) == ("repair", ["CK305"])
        assert change.pop("at").endswith("Z")
        row = {name: before["row"][name] for name in ("text", "entities")}
        assert change == {"row": row}

    def test_undoing_gives_the_bytes_back(self, project: Project) -> None:
        """Of all annotations that were repaired."""
        for name in ("ana", "ben"):
            write(project, map(decomposed, lines(project, name)), name)
        before = {path: path.read_bytes() for path in project.files()}
        assert repair(project) == project.files()
        assert perform(taken_back(project), lambda _: None) == project.files()
        assert {path: path.read_bytes() for path in project.files()} == before
        assert [*taken_back(project)] == []

    def test_an_unfinished_merge_is_not_sorted(self, project: Project) -> None:
        """The lines of either side would be mixed."""
        first, *good = lines(project)
        merge = ["<<<<<<< HEAD", good[0], "=======", good[0], ">>>>>>> other", first]
        write(project, merge)
        before = project.path("ana").read_bytes()
        assert "CK002" in codes(project)
        assert repair(project) == []
        assert project.path("ana").read_bytes() == before
        assert sum((some.left for some in planned(project)), start=Found().left).total() == 5
        write(project, [good[0], first])
        assert repair(project) == [project.path("ana")]
        assert lines(project) == [first, good[0]]

    def test_other_lines_of_an_unfinished_merge_are_repaired(self, project: Project) -> None:
        """What cannot be read stays as it is, byte for byte."""
        good = lines(project)
        write(project, [good[0], "{", decomposed(good[1]), *good[2:]])
        assert repair(project) == [project.path("ana")]
        now = lines(project)
        assert [*now[:2], without_history(now[2]), *now[3:]] == [good[0], "{", *good[1:]]

    def test_two_answers_that_differ_are_left(self, project: Project) -> None:
        """Nobody has said which one counts."""
        good = lines(project)
        write(project, [good[0], good[0].replace("sport", "culture"), *good[1:]])
        assert repair(project) == []
        assert codes(project) == ["CK003"]

    def test_a_last_line_without_an_end_gets_one(self, project: Project) -> None:
        """Where it moves up it would be one with the next."""
        good = lines(project)
        path = project.path("ana")
        path.write_text("\n".join([*good[1:], good[0]]), encoding="utf-8")
        repair(project)
        assert lines(project) == good

    def test_only_some_checks(self, project: Project) -> None:
        """What others find is left."""
        good = lines(project)
        write(project, [decomposed(good[1]), good[0], good[0], *good[2:]])
        repair(project, "CK003")
        assert lines(project) == [decomposed(good[1]), good[0], *good[2:]]
        repair(project, "CK002")
        assert lines(project) == [good[0], decomposed(good[1]), *good[2:]]

    @pytest.mark.parametrize("code", ["CK002", "CK003", "CK305"])
    def test_what_is_turned_off_is_not_repaired(self, project: Project, code: str) -> None:
        """corpus.toml says that it does not matter."""
        good = lines(project)
        damage = {
            "CK002": [good[1], good[0], *good[2:]],
            "CK003": [good[0], good[0], *good[1:]],
            "CK305": [good[0], decomposed(good[1]), *good[2:]],
        }
        write(project, damage[code])
        settings = project.corpus.root / "corpus.toml"
        settings.write_text(settings.read_text() + f'[checks]\n{code} = "off"\n')
        assert repair(Corpus.open(project.corpus.root).project()) == []
        assert lines(project) == damage[code]

    def test_a_skipped_answer_is_about_a_text_too(self, project: Project) -> None:
        """It has nothing else."""
        good = lines(project)
        one = json.loads(good[1])
        one.update(status="skipped", row={"text": unicodedata.normalize("NFD", TEXTS[1])})
        write(project, [good[0], json.dumps(one), *good[2:]])
        repair(project)
        assert json.loads(lines(project)[1])["row"] == {"text": TEXTS[1]}
        assert codes(project) == []


class TestWriting:
    """A file is the old one or the new one."""

    def test_a_kill_leaves_whole_files(self, project: Project) -> None:
        """At whatever moment it comes."""
        good = lines(project)
        write(project, [decomposed(line) for line in (*good[2:], *good[:2])])
        path = project.path("ana")
        old = path.read_bytes()
        began = time.monotonic()
        assert os.waitpid(forked(lambda: repair(project)), 0)[1] == 0
        length = time.monotonic() - began
        for tenth in range(5, 12):
            path.write_bytes(old)
            killed(lambda: repair(project), length * tenth / 10)
            if path.read_bytes() != old:
                assert [without_history(line) for line in lines(project)] == good
        repair(project)
        assert [without_history(line) for line in lines(project)] == good

    @pytest.mark.parametrize(
        "change", [lambda text: text.replace("Beni", "Zana"), lambda text: text.split("\n")[0]]
    )
    def test_a_file_that_changes_meanwhile_is_left(
        self, project: Project, change: Callable[[str], str]
    ) -> None:
        """A pull came between, say."""
        good = lines(project)
        write(project, [good[0], decomposed(good[1]), *good[2:]])
        path = project.path("ana")

        def meanwhile(_: Found) -> None:
            path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

        with pytest.raises(ChangedMeanwhile, match="Run the same command again"):
            perform(planned(project), meanwhile)
        assert "history" not in path.read_text(encoding="utf-8")

    def test_memory_does_not_grow_with_the_corpus(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is to be written waits on disk."""
        monkeypatch.setattr("corpus_kit.chunks.CHUNK", 10_000)

        def needed(count: int) -> int:
            texts = [f"Dokumenti numër {number} është në Tiranë." for number in range(count)]
            made = small(tmp_path / str(count), texts, {"entities": SPANS, "topic": TOPIC})
            answer(made.project(), "ana", said)
            write(made.project(), map(decomposed, lines(made.project())))
            with traced() as peak:
                assert len(repair(made.project())) == 1
            assert codes(made.project()) == []
            return peak()

        needed(50)  # what is imported and compiled once
        few, many = needed(400), needed(1_600)
        assert many < few + 1_200 * 700  # the names of files; what is done to a line takes 3,000


class TestPulling:
    """What was repaired stays so, until somebody answers again."""

    def test_the_same_answer_does_not_undo_a_repair_and_a_newer_one_counts(
        self, project: Project, tmp_path: Path
    ) -> None:
        """By its time; the newer one has no history."""
        export = tmp_path / "export.json"
        (segment, *_) = project.segments()

        def pulled(topic: str, time: str) -> list[Any]:
            choice = {"from_name": "topic", "to_name": "text", "type": "choices"}
            made = {
                "completed_by": {"email": "eva@example.com"},
                "result": [{**choice, "value": {"choices": [topic]}}],
                "created_at": "2026-11-24T10:00:00Z",
                "updated_at": time,
            }
            data = {"segment": segment.id, "text": segment.text}
            export.write_text(json.dumps([{"data": data, "annotations": [made]}]))
            pull_file(project, export)
            (path,) = {*project.files()} - {project.path("ana"), project.path("ben")}
            return [path, *answers.read(path)]

        path, one = pulled("sport", "2026-11-24T10:00:00Z")
        change = Change("repair", "2026-11-24T11:00:00.000000Z", ("CK403",), row={"topic": "sport"})
        better = msgspec.structs.replace(
            one, row={**one.row, "topic": "culture"}, history=(change,)
        )
        answers.write(path, [better])
        assert pulled("sport", "2026-11-24T10:00:00Z") == [path, better]
        _, newer = pulled("sport", "2026-11-24T12:00:00Z")
        assert (newer.row["topic"], newer.history) == ("sport", ())


class TestCommand:
    """What is printed, and the exit code."""

    @pytest.fixture
    def damaged(self, project: Project) -> Project:
        """One line each in the wrong place, twice, decomposed, and with an unknown label."""
        good = lines(project)
        write(project, [decomposed(good[1]), good[0], good[2], good[2], good[3]])
        other = lines(project, "ben")
        write(project, [other[0].replace("sport", "weather"), *other[1:]], "ben")
        return project

    def test_a_plan_shows_the_difference_and_writes_nothing(
        self, damaged: Project, run: Run
    ) -> None:
        """What nobody sees, such as a letter that is decomposed, is written out."""
        before = {path: path.read_bytes() for path in damaged.files()}
        done = run("-C", damaged.corpus.root, "repair", "--plan", code=1)
        assert {path: path.read_bytes() for path in damaged.files()} == before
        ana = damaged.path("ana")
        assert f"{ana}:1: 1#" in done.stdout
        assert r'- text "Beni e\u0308shte\u0308' in done.stdout
        assert '+ text "Beni është në Durrës, çfarë dite."' in done.stdout
        assert '"text": "Durrës"}\n        Beni është në [[Durrës]], çfarë dite.' in done.stdout
        rows = [line.split() for line in done.stdout.splitlines() if line.startswith(("CK", "ch"))]
        assert rows == [
            ["check", "to", "repair", "left"],
            ["CK002", "out-of-order", "1", "0"],
            ["CK003", "answered-twice", "1", "0"],
            ["CK305", "text-not-normalised", "1", "0"],
            ["CK403", "schema-enum", "0", "1"],
        ]
        assert "would put right 3 faults of 3 answers" in done.stderr
        assert "nothing was written; do it with: corpus-kit repair\n" in done.stderr

    def test_repair_tells_what_it_did_and_what_is_left(self, damaged: Project, run: Run) -> None:
        """With the next step, and 1 as long as there are errors."""
        done = run("-C", damaged.corpus.root, "repair", code=1)
        assert f"changed {damaged.path('ana')}\n" in done.stderr
        assert str(damaged.path("ben")) not in done.stderr
        assert "CK403 schema-enum: Answer again" in done.stderr
        assert "1 error left; see where with: corpus-kit validate\n" in done.stderr
        again = run("-C", damaged.corpus.root, "repair", code=1)
        assert "nothing to repair" in again.stderr
        write(damaged, [line.replace("weather", "sport") for line in lines(damaged, "ben")], "ben")
        assert run("-C", damaged.corpus.root, "repair").stdout == ""

    def test_undo(self, damaged: Project, run: Run) -> None:
        """What was changed in answers comes back; lines stay sorted."""
        before = lines(damaged)[0]
        run("-C", damaged.corpus.root, "repair", code=1)
        plan = run("-C", damaged.corpus.root, "repair", "--undo", "--plan")
        assert r'+ text "Beni e\u0308shte\u0308' in plan.stdout
        done = run("-C", damaged.corpus.root, "repair", "--undo")
        assert "took back the last repair of 1 answer\n" in done.stderr
        assert lines(damaged)[1] == before
        assert "no repair to take back" in run("-C", damaged.corpus.root, "repair", "--undo").stderr

    def test_the_page_shows_what_is_printed(self, tmp_path: Path, run: Run) -> None:
        """The damage is what docs/repair.md says; its first session is typed again."""
        root = tmp_path / "corpus"
        scaffold.create(root, "relations")
        project = Corpus.open(root).project()
        first, second = lines(project, "demo-1"), lines(project, "demo-2")
        write(project, [first[0], decomposed(first[1]), *first[2:]], "demo-1")
        other = second[0].replace('"label":"born_in"', '"label":"lives_in"')
        write(project, [other, second[1], *second[1:]], "demo-2")
        page = (REPOSITORY / "docs" / "repair.md").read_text(encoding="utf-8")
        plan, done, undo = re.findall(r"```console\n\$ corpus-kit (.*?)\n(.*?)```", page, re.DOTALL)
        for (words, told), code in zip((plan, done, undo), (1, 1, 0), strict=True):
            printed = run(*words.split(), code=code, directory=root)
            assert printed.stdout + printed.stderr == told

    @pytest.mark.parametrize("plan", [["--plan"], []], ids=["plan", "done"])
    def test_json_for_programs(self, damaged: Project, run: Run, plan: list[str]) -> None:
        """All that is done, line by line, and the counts."""
        done = json.loads(run("-C", damaged.corpus.root, "repair", "--json", *plan, code=1).stdout)
        assert [one["line"] for one in done["repairs"]] == [2, 1, 4]
        assert [(one["moved"], one["removed"]) for one in done["repairs"]] == [
            (True, False),
            (False, False),
            (False, True),
        ]
        pieces = done["repairs"][1]["pieces"]
        assert [one["sign"] for one in pieces] == ["-", "+", "-", "+"]
        assert done["repaired"] == {"CK002": 1, "CK003": 1, "CK305": 1}
        assert (done["left"], done["errors_left"]) == ({"CK403": 1}, 1)
        assert done["changed"] == ([] if plan else [str(damaged.path("ana"))])
        again = json.loads(run("-C", damaged.corpus.root, "repair", "--json", code=1).stdout)
        assert bool(again["repairs"]) == bool(plan)

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (["--check", "CK999"], "no check is called 'CK999'"),
            (["--undo", "--check", "CK104"], "it does not go with --undo"),
        ],
    )
    def test_wrong_use_is_told(
        self, project: Project, run: Run, options: list[str], told: str
    ) -> None:
        """Before anything is read."""
        assert told in run("-C", project.corpus.root, "repair", *options, code=2).stderr
