"""A corpus or a package brings checks of its own: told like others, and run if somebody says so."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import validate
from corpus_kit.checks import REMOVED, Fix
from corpus_kit.corpus import Corpus
from corpus_kit.errors import (
    BrokenCheck,
    BrokenChecks,
    ChecksNotRun,
    HasFindings,
    InvalidCheck,
    InvalidConfig,
    RepeatedCheck,
)
from corpus_kit.release import release
from small import TOPIC, answer, small

from support import command

if TYPE_CHECKING:
    from corpus_kit.model import Issue

SHORT, LONG = "Bie shi.", "Bie shi në Tiranë dhe në Durrës, por jo në Vlorë."

HEADLINE = """
from corpus_kit.checks import check

@check("NEWS01", "headline-too-long", finds="A headline is too long.")
def headline(row, answer):
    if len(row["text"]) > 20:
        yield "/text", "it has more than 20 letters"
"""
"""The check begins on line 4 and yields on line 7."""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two texts, one of them long, answered by ana."""
    made = small(tmp_path / "corpus", [SHORT, LONG], {"topic": TOPIC})
    answer(made.project(), "ana", lambda _: {"topic": "sport"})
    made.checks.write_text(HEADLINE, encoding="utf-8")
    return made


def _write(corpus: Corpus, body: str, severity: str = "warning") -> None:
    """One check with this body."""
    head = "from corpus_kit.checks import REMOVED, Fix, check\n"
    named = f'@check("NEWS01", "one", severity="{severity}", finds="x")\n'
    corpus.checks.write_text(f"{head}{named}def one(row, answer):\n    {body}\n", encoding="utf-8")


def _found(corpus: Corpus, *, custom: bool = True) -> list[Issue]:
    return list(validate.issues(Corpus.open(corpus.root).project(), custom=custom))


def _settings(corpus: Corpus, table: str) -> None:
    path = corpus.root / "corpus.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}{table}\n", encoding="utf-8")


class TestFindings:
    """What such a check yields is an issue like others."""

    def test_it_has_code_severity_place_and_message(self, corpus: Corpus) -> None:
        """Of the answer that it was yielded for."""
        (issue,) = _found(corpus)
        assert (str(issue.fault.check), issue.severity) == ("NEWS01 headline-too-long", "warning")
        assert (issue.fault.pointer, issue.fault.message) == (
            "/text",
            "it has more than 20 letters",
        )
        assert (issue.path, issue.line) == (corpus.project().path("ana"), 2)
        assert (issue.annotator, issue.segment[:2]) == ("ana", "1#")

    def test_it_sees_whose_answer_it_is_and_to_what(self, corpus: Corpus) -> None:
        """Project, segment, document, metadata, annotator, origin, times."""
        _settings(corpus, "[seeds]\nheader = 'date (?P<date>\\d+) '")
        seed = corpus.root / "seeds" / "0.txt"
        seed.write_text(f"date 2026 {SHORT}", encoding="utf-8")
        _write(corpus, 'yield "", repr(answer)')
        first, _ = _found(corpus)
        segment = next(Corpus.open(corpus.root).project().segments()).id
        time = "'2026-11-24T00:00:00.000000Z'"
        assert first.fault.message == (
            f"Answer(project='only', segment='{segment}', document='0', "
            "metadata={'date': '2026'}, annotator='ana', origin='human', "
            f"created={time}, updated={time}, seconds=1.5)"
        )

    @pytest.mark.parametrize(
        ("fix", "expected"),
        [
            ('Fix("/topic", "culture")', Fix("/topic", "culture")),
            ('Fix("/topic", REMOVED)', Fix("/topic", REMOVED)),
        ],
    )
    def test_it_may_offer_what_would_put_it_right(
        self, corpus: Corpus, fix: str, expected: Fix
    ) -> None:
        """As a third part."""
        _write(corpus, f'yield "/topic", "not sport", {fix}')
        assert [one.fault.fix for one in _found(corpus)] == [expected, expected]

    @pytest.mark.parametrize("body", ["return None", "return []", "if row: return\n    yield"])
    def test_nothing_is_nothing(self, corpus: Corpus, body: str) -> None:
        """In whatever way it is said."""
        _write(corpus, body)
        assert _found(corpus) == []

    def test_only_rows_without_an_error_are_looked_at(self, corpus: Corpus) -> None:
        """A check may rely on the schema, and on a segment; skips have no answers."""
        _write(corpus, 'yield "", row["topic"]')
        path = corpus.project().path("ana")
        text = path.read_text(encoding="utf-8")
        for old, new, code in (
            ('"topic":"sport"', '"topic":"weather"', "CK403"),
            ('"status":"submitted"', '"status":"skipped"', "CK501"),
            ('"segment":"', '"segment":"9', "CK301"),
        ):
            path.write_text(text.replace(old, new), encoding="utf-8")
            found = {one.fault.check.code for one in _found(corpus)}
            assert code in found
            assert "NEWS01" not in found

    def test_a_severity_of_corpus_toml_counts(self, corpus: Corpus) -> None:
        """And one that is off is not even run."""
        _settings(corpus, '[checks]\nNEWS01 = "error"')
        assert [one.severity for one in _found(corpus)] == ["error"]
        _write(corpus, "raise SystemExit")
        path = corpus.root / "corpus.toml"
        path.write_text(path.read_text().replace('NEWS01 = "error"', 'NEWS01 = "off"'))
        assert _found(corpus) == []

    def test_what_it_does_to_the_row_stays_its_own(self, corpus: Corpus) -> None:
        """The next check and the release see what is in the file."""
        again = HEADLINE.partition("@check")[2].replace("NEWS01", "NEWS02")
        spoil = '@check("NEWS00", "spoil", finds="x")\ndef spoil(row, answer):\n    row.clear()\n'
        text = f"from corpus_kit.checks import check\n{spoil}@check{again}"
        corpus.checks.write_text(text, encoding="utf-8")
        assert [one.fault.check.code for one in _found(corpus)] == ["NEWS02"]
        made = release(Corpus.open(corpus.root), custom=True)
        assert made.rows["default"] == {"train": 2}

    def test_all_processes_run_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In the order of documents, whoever finds it."""
        monkeypatch.setattr("corpus_kit.chunks.CHUNK", 100)
        made = small(tmp_path / "many", [f"{LONG} {n}" for n in range(40)], {"topic": TOPIC})
        answer(made.project(), "ana", lambda _: {"topic": "sport"})
        _write(made, 'import os; yield "", f"in {os.getpid()}"')
        found = _found(made)
        assert [one.segment for one in found] == [one.id for one in made.project().segments()]
        assert len({one.fault.message for one in found}) > 1


class TestTrust:
    """checks.py is code that came with the corpus."""

    def test_it_is_not_run_unasked(self, corpus: Corpus) -> None:
        """By nothing, and `validate` says so and how."""
        ran = corpus.root / "ran"
        corpus.checks.write_text(f"open({str(ran)!r}, 'w').close()", encoding="utf-8")
        done = command("-C", corpus.root, "validate")
        assert "checks.py was not run, because it is code of this corpus" in done.stderr
        assert "--custom" in done.stderr
        for words in (("status",), ("validate", "--no-custom"), ("export", "--no-custom")):
            assert "checks.py" not in command("-C", corpus.root, *words).stderr
        assert not ran.exists()
        command("-C", corpus.root, "validate", "--custom")
        assert ran.exists()

    def test_a_setting_of_the_environment_runs_it(self, corpus: Corpus) -> None:
        """For machines that check what their people wrote."""
        done = command("-C", corpus.root, "validate", CORPUS_KIT_CUSTOM="1")
        assert "NEWS01 headline-too-long" in done.stdout
        assert "was not run" not in done.stderr

    def test_its_findings_can_be_asked_for_by_their_code(self, corpus: Corpus) -> None:
        """As those of our own, once it is run."""
        words = ("-C", corpus.root, "validate", "--check", "NEWS01")
        assert command(*words, "--custom").stdout.count("NEWS01") == 1
        assert "no check is called 'NEWS01'" in command(*words, code=2).stderr

    def test_it_does_not_go_with_a_file(self, corpus: Corpus) -> None:
        """Files from elsewhere are checked for what everybody's are."""
        (path,) = corpus.project().files()
        for option in ("--custom", "--suspicious"):
            done = command("-C", corpus.root, "validate", path, option, code=2)
            assert "it is about a whole corpus" in done.stderr

    def test_a_release_asks_whether_to_run_it(self, corpus: Corpus) -> None:
        """And writes nothing until it is told."""
        with pytest.raises(ChecksNotRun, match="run it with --custom, or release without it"):
            release(Corpus.open(corpus.root))
        assert "--no-custom" in command("-C", corpus.root, "export", code=2).stderr
        assert not (corpus.root / "dist").exists()

    def test_an_error_of_its_blocks_a_release_and_a_warning_does_not(self, corpus: Corpus) -> None:
        """As with checks of our own."""
        _write(corpus, 'yield "", "never"', "error")
        with pytest.raises(HasFindings, match=r"2 errors .* 'corpus-kit validate --custom'"):
            release(Corpus.open(corpus.root), custom=True)
        _write(corpus, 'yield "", "never"', "warning")
        assert release(Corpus.open(corpus.root), custom=True).version == "0.1.0"

    def test_nothing_is_left_beside_it(self, corpus: Corpus) -> None:
        """No bytecode that git would ask about."""
        before = sorted(corpus.root.iterdir())
        _found(corpus)
        assert sorted(corpus.root.iterdir()) == before


class TestBroken:
    """What is wrong with the code is told by its place; nothing passes in silence."""

    @pytest.mark.parametrize(
        ("body", "reason", "line"),
        [
            ('yield "/x", row["txt"]', "KeyError: 'txt'", 4),
            ("raise SystemExit(0)", "SystemExit: 0", 4),
            ("return one(row, answer)", "RecursionError", 4),
            ("return 3", "TypeError: 'int' object is not iterable", 2),
            ('yield "text"', "TypeError: it yields 'text', and has to yield a JSON Pointer", 2),
            ('yield "text", "x"', "ValueError: 'text' is no JSON Pointer; write /text", 2),
            ('yield "/text", 3', "it yields ('/text', 3), and has to", 2),
            (
                'yield "/text", "x", Fix("/text", {1}.union)',
                "TypeError: Encoding objects of type",
                2,
            ),
            ('yield "/text", "x", "y"', "it yields ('/text', 'x', 'y'), and has to", 2),
        ],
    )
    def test_a_check_that_fails(self, corpus: Corpus, body: str, reason: str, line: int) -> None:
        """With its code, where it failed, on which answer, and what to do."""
        _write(corpus, body)
        with pytest.raises(BrokenCheck) as told:
            _found(corpus)
        message = str(told.value)
        assert message.startswith(f"{corpus.checks}:{line}: the check NEWS01 failed on ")
        assert f"{corpus.project().path('ana')}:1 (" in message
        assert reason in message
        assert message.endswith('or turn it off in corpus.toml: [checks] NEWS01 = "off"')

    def test_a_failure_in_another_process_ends_the_command(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whole, with the same words."""
        monkeypatch.setattr("corpus_kit.chunks.CHUNK", 100)
        texts = [f"{LONG} {number:02}" for number in range(40)]
        made = small(tmp_path / "many", texts, {"topic": TOPIC})
        answer(made.project(), "ana", lambda _: {"topic": "sport"})
        _write(made, 'return 1 / (not row["text"].endswith("39")) and []')
        with pytest.raises(BrokenCheck, match=r"checks\.py:4: .*ZeroDivisionError"):
            _found(made)

    def test_the_command_exits_with_2(self, corpus: Corpus) -> None:
        """Without a traceback; and what a check prints does not end up in JSON."""
        _write(corpus, "1 / 0")
        done = command("-C", corpus.root, "validate", "--custom", code=2)
        assert "error: " in done.stderr
        assert "ZeroDivisionError: division by zero" in done.stderr
        _write(corpus, 'print("here"); yield "", "x"')
        done = command("-C", corpus.root, "validate", "--custom", "--json")
        assert len(json.loads(done.stdout)) == 2
        assert "here" in done.stderr

    @pytest.mark.parametrize(
        ("text", "place", "reason"),
        [
            ("x = 1\ndef (", ":2", "SyntaxError: invalid syntax"),
            ("x = 1\nimport nothing_of_that_name", ":2", "ModuleNotFoundError: No module named"),
            ("\nraise SystemExit", ":2", "SystemExit"),
            ("x = '\udcff'", "", "SyntaxError: "),
        ],
    )
    def test_a_file_that_cannot_be_loaded(
        self, corpus: Corpus, text: str, place: str, reason: str
    ) -> None:
        """With the line."""
        corpus.checks.write_text(text, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(BrokenChecks) as told:
            _found(corpus)
        assert str(told.value).startswith(f"{corpus.checks}{place}")
        assert f"this cannot be loaded ({reason}" in str(told.value)

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ('"NEWS01"', '"CK901"', "its code will not do"),
            ('"NEWS01"', '"news-1"', "its code will not do"),
            ('"NEWS01"', "1", "its code will not do"),
            ('"headline-too-long"', '"Too long"', "its name 'Too long' will not do"),
            ("finds=", 'severity="bad", finds=', "its severity is 'bad'; write error, warning"),
            ("(row, answer)", "(row)", "does not take a row and an answer"),
            ("def headline(row, answer)", "class Headline", "it is no function"),
        ],
    )
    def test_a_check_that_says_what_it_may_not(
        self, corpus: Corpus, old: str, new: str, reason: str
    ) -> None:
        """Before any answer is read."""
        assert old in HEADLINE
        body = HEADLINE.replace(old, new)
        if "class" in new:
            body = body.partition("    if")[0] + "    pass\n"
        corpus.checks.write_text(body, encoding="utf-8")
        with pytest.raises(InvalidCheck, match=reason):
            _found(corpus)

    def test_two_checks_of_one_code(self, corpus: Corpus) -> None:
        """Both places are named; of one name, both would count."""
        twice = HEADLINE + HEADLINE.partition("check\n")[2]
        corpus.checks.write_text(twice, encoding="utf-8")
        with pytest.raises(RepeatedCheck, match=r"checks\.py:9: .* NEWS01 .*checks\.py:4;"):
            _found(corpus)
        other = HEADLINE.partition("check\n")[2].replace("NEWS01", "NEWS02")
        corpus.checks.write_text(HEADLINE + other, encoding="utf-8")
        assert [one.fault.check.code for one in _found(corpus)] == ["NEWS01", "NEWS02"]

    def test_a_severity_for_a_check_that_there_is_not(self, corpus: Corpus) -> None:
        """Is refused once all checks are known."""
        _settings(corpus, '[checks]\nNEWS10 = "off"')
        assert _found(corpus, custom=False) == []
        with pytest.raises(InvalidConfig, match=r"no check 'NEWS10' in \[checks\].* NEWS01"):
            _found(corpus)
        corpus.checks.unlink()
        with pytest.raises(InvalidConfig, match="of packages are: none"):
            _found(corpus, custom=False)


class TestPackages:
    """An installed package brings checks for all corpora."""

    @pytest.fixture
    def site(self, tmp_path: Path) -> Path:
        """A directory of packages with one that has checks."""
        site = tmp_path / "site"
        information = site / "news_checks-1.0.dist-info"
        information.mkdir(parents=True)
        (site / "news_checks.py").write_text(HEADLINE)
        (information / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: news-checks\nVersion: 1.0\n"
        )
        (information / "entry_points.txt").write_text("[corpus_kit.checks]\nnews = news_checks\n")
        return site

    @pytest.fixture
    def path(self, site: Path) -> str:
        """Where Python finds it, beside what it found before."""
        return os.pathsep.join((str(site), os.environ.get("PYTHONPATH", "")))

    def test_they_are_run_always(self, corpus: Corpus, path: str) -> None:
        """Whoever installed it said so; validate and export alike."""
        corpus.checks.unlink()
        assert "no findings" in command("-C", corpus.root, "validate").stderr
        done = command("-C", corpus.root, "validate", PYTHONPATH=path)
        assert "NEWS01 headline-too-long" in done.stdout
        _settings(corpus, '[checks]\nNEWS01 = "error"')
        assert "1 error" in command("-C", corpus.root, "export", code=1, PYTHONPATH=path).stderr

    def test_a_code_of_a_package_is_not_another_of_checks_py(
        self, corpus: Corpus, site: Path, path: str
    ) -> None:
        """Both places are named."""
        done = command("-C", corpus.root, "validate", "--custom", code=2, PYTHONPATH=path)
        assert f"{corpus.checks}:4: there is a check NEWS01 already" in done.stderr
        assert f"{site / 'news_checks.py'}:4" in done.stderr

    @pytest.mark.parametrize("text", ["import nothing_of_that_name", "x = 1"])
    def test_a_broken_one_is_named(self, corpus: Corpus, site: Path, path: str, text: str) -> None:
        """With its package and what to do."""
        (site / "news_checks.py").write_text(text)
        done = command("-C", corpus.root, "validate", code=2, PYTHONPATH=path)
        assert "the checks 'news' of the package news-checks cannot be imported" in done.stderr
        assert "uninstall it" in done.stderr


def test_the_page_has_an_example_that_works(tmp_path: Path) -> None:
    """What docs/custom-checks.md shows finds what it says."""
    page = Path(__file__).parent.parent / "docs" / "custom-checks.md"
    code = page.read_text(encoding="utf-8").split("```python\n")[1].partition("```")[0]
    asked: dict[str, Any] = {"topic": TOPIC, "summary": {"type": "string"}}
    made = small(tmp_path / "corpus", [SHORT, LONG], asked)
    answer(made.project(), "ana", lambda _: {"topic": "sport", "summary": "Bie shi. "})
    made.checks.write_text(code, encoding="utf-8")
    told = [(one.fault.check.code, one.line, one.fault.pointer) for one in _found(made)]
    assert told == [("NEWS01", 1, "/summary"), ("NEWS02", 1, "/summary"), ("NEWS02", 2, "/summary")]
    fixes = {one.fault.fix for one in _found(made) if one.fault.check.code == "NEWS02"}
    assert fixes == {Fix("/summary", "Bie shi.")}
