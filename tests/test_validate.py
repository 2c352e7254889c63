"""Every kind of damage to answers is found once, at its line, and nothing else is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest

from corpus_kit import validate
from corpus_kit.corpus import Corpus
from corpus_kit.model import Annotation, Fix
from small import TOPIC, answer, small, wrong

from support import REPOSITORY, traced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus_kit.model import Fault, Issue

    Line = dict[str, Any]

LINE = 3
"""The line that is damaged; it has entities."""


def test_this_repositorys_answers_are_valid() -> None:
    """All three annotators', skipped ones among them."""
    (project,) = Corpus.open(REPOSITORY).projects
    assert wrong(project) == []
    statuses = [one.status for one in project.annotations()]
    assert statuses.count("skipped") == 3
    assert statuses.count("submitted") > 100


def _span(**changes: Any) -> Callable[[Line], None]:
    """Change the last entity of the line."""
    return lambda line: line["row"]["entities"][-1].update(changes)


def _row(**changes: Any) -> Callable[[Line], None]:
    return lambda line: line["row"].update(changes)


def _without(name: str) -> Callable[[Line], None]:
    def damage(line: Line) -> None:
        del line["row"][name]

    return damage


def _empty_span(line: Line) -> None:
    span = line["row"]["entities"][-1]
    span["end"] = span["start"]


def _twice(line: Line) -> None:
    line["row"]["entities"].append(line["row"]["entities"][-1])


@pytest.mark.parametrize(
    ("damage", "check", "pointer", "message"),
    [
        (_span(end=9999), "span-outside-text", "/entities/7", "ends at 9999, but the text has"),
        (_empty_span, "span-ends-before-start", "/entities/7", "before or at its start"),
        (_span(start=900), "span-ends-before-start", "/entities/7", "start 900"),
        (_span(text="Kim"), "span-text-differs", "/entities/7", "the span says 'Kim'"),
        (
            _span(label="GPE"),
            "schema-one-of",
            "/entities/7/label",
            "'GPE' is not one of PER, ORG, LOC, DATE, MISC",
        ),
        (_span(start=-1), "schema-minimum", "/entities/7/start", "-1"),
        (_span(end="12"), "schema-type", "/entities/7/end", "'12' is not of type"),
        (_span(text=""), "schema-min-length", "/entities/7/text", "''"),
        (_twice, "schema-unique-items", "/entities", "stands in /entities/7 and /entities/8"),
        (_row(entities=None), "schema-type", "/entities", "None is not of type 'array'"),
        (
            _row(topic="weather"),
            "schema-one-of",
            "/topic",
            "'weather' is not one of politics, economy, society, culture, sport, science",
        ),
        (_row(topic=["sport"]), "schema-one-of", "/topic", "['sport'] is not one of"),
        (_without("topic"), "schema-required", "", "'topic' is not answered"),
        (_without("entities"), "schema-required", "", "'entities' is not answered"),
        (_row(mood="good"), "schema-additional-properties", "", "('mood' was unexpected)"),
        (
            lambda line: line.update(annotator="demo-2"),
            "annotator-differs",
            "",
            "'demo-2' stands in demo-1's file",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_damaged_answer_has_one_issue(
    corpus: Corpus, damage: Callable[[Line], None], check: str, pointer: str, message: str
) -> None:
    """With the file, the line, the segment, the place in the row and what is wrong."""
    path = corpus.project().path("demo-1")
    lines = _lines(path)
    line = json.loads(lines[LINE - 1])
    damage(line)
    lines[LINE - 1] = json.dumps(line)
    _write(path, lines)
    (issue,) = _issues(corpus)
    assert (issue.fault.check.name, issue.fault.pointer) == (check, pointer)
    assert message in issue.fault.message
    assert (issue.path, issue.line, issue.segment) == (path, LINE, line["segment"])
    assert issue.annotator == line["annotator"]
    assert str(issue).startswith(f"{path}:{LINE}: {line['segment']}")
    assert str(issue).endswith(f"{check}]")


class TestSeedsThatChanged:
    """Answers are about the texts that were shown."""

    def test_an_edited_paragraph(self, corpus: Corpus) -> None:
        """Its answers are about another text, those to the document's others are not."""
        seed = corpus.root / "seeds" / "000_ab33e44390d37e2a.txt"
        text = seed.read_text(encoding="utf-8")
        seed.write_text(text.replace("shkëmbyen letra", "këmbyen letra"), encoding="utf-8")
        found = _issues(corpus)
        assert {issue.fault.check.name for issue in found} == {"text-changed"}
        assert [issue.path.stem for issue in found] == ["demo-1", "demo-2", "demo-3"]
        assert len({issue.segment for issue in found}) == 1
        assert "it was edited after the answer was given" in found[0].fault.message

    def test_moved_paragraphs_and_other_line_ends(self, corpus: Corpus) -> None:
        """Are no change."""
        seed = corpus.root / "seeds" / "001_shkoder-plani-i-qarkullimit.txt"
        head, *others = seed.read_text(encoding="utf-8").strip().split("\n\n")
        seed.write_text("\r\n\r\n".join([head, *others[::-1]]), encoding="utf-8", newline="")
        assert _issues(corpus) == []

    def test_a_removed_document(self, corpus: Corpus) -> None:
        """All its answers are about nothing, at their own lines."""
        name = "003_tirane-dita-e-familjes"
        (corpus.root / "seeds" / f"{name}.txt").unlink()
        found = _issues(corpus)
        assert {issue.fault.check.name for issue in found} == {"segment-unknown"}
        assert f"there is no seed {name!r}" in found[0].fault.message
        expected = [
            (path, number)
            for path in corpus.project().files()
            for number, line in enumerate(_lines(path), 1)
            if json.loads(line)["segment"].startswith(f"{name}#")
        ]
        assert [(issue.path, issue.line) for issue in found] == expected

    def test_a_row_that_says_another_text(self, corpus: Corpus) -> None:
        """The id is right, but the text is not the segment's."""
        path = corpus.project().path("demo-1")
        _write(path, [*_lines(path)[:-1], _lines(path)[-1].replace('"text":"', '"text":"X', 1)])
        found = _issues(corpus)
        assert found[0].fault.check.name == "text-changed"
        assert found[0].fault.pointer == "/text"
        assert {issue.line for issue in found} == {len(_lines(path))}

    @pytest.mark.parametrize(
        "stored",
        [lambda text: normalize("NFD", text), lambda text: f"{text[:9]}\r\n{text[10:]}"],
        ids=["letters", "line ends"],
    )
    def test_a_row_that_says_the_same_text_otherwise(
        self, tmp_path: Path, stored: Callable[[str], str]
    ) -> None:
        """Decomposed, or with the line ends of another system; what it is to be is offered."""
        text = "Çfarë bën\nShqipëria sot?"
        project = small(tmp_path / "corpus", [text], {"topic": TOPIC}).project()
        answer(project, "ana", lambda text: {"text": stored(text), "topic": "sport"})
        (issue,) = validate.issues(project)
        assert (issue.fault.check.code, issue.fault.pointer) == ("CK305", "/text")
        assert issue.fault.fix == Fix("/text", text)


class TestFiles:
    """What stands where it should not."""

    @pytest.mark.parametrize("line", ["{", "", "null", "<<<<<<< HEAD", '{"segment": "x"}'])
    def test_a_line_that_is_no_annotation(self, corpus: Corpus, line: str) -> None:
        """One issue there; the lines after it are read."""
        path = corpus.project().path("demo-2")
        lines = _lines(path)
        _write(path, [*lines[:5], line, *lines[5:]])
        (issue,) = _issues(corpus)
        assert (issue.path, issue.line, issue.annotator) == (path, 6, "demo-2")
        assert issue.fault.check.name == "not-an-annotation"

    def test_a_line_that_stands_twice(self, corpus: Corpus) -> None:
        """The second is the issue."""
        path = corpus.project().path("demo-2")
        lines = _lines(path)
        _write(path, [*lines[:5], lines[4], *lines[5:]])
        assert _places(corpus) == [("answered-twice", 6)]

    def test_a_line_that_is_not_in_its_place(self, corpus: Corpus) -> None:
        """Only the line that came too late is the issue."""
        path = corpus.project().path("demo-2")
        first, *lines = _lines(path)
        _write(path, [*lines[:5], first, *lines[5:]])
        assert _places(corpus) == [("out-of-order", 6)]

    def test_a_file_of_another_name(self, corpus: Corpus) -> None:
        """All its lines are somebody else's."""
        path = corpus.project().path("demo-3")
        count = len(_lines(path))
        path.rename(path.with_stem("demo-4"))
        assert _places(corpus) == [("annotator-differs", line) for line in range(1, count + 1)]

    def test_no_answers(self, corpus: Corpus) -> None:
        """Are fine, and so is an empty file."""
        for path in corpus.project().files():
            path.unlink()
        assert _issues(corpus) == []
        corpus.project().path("demo-1").touch()
        assert _issues(corpus) == []

    def test_issues_come_by_document_file_and_line(self, corpus: Corpus) -> None:
        """All of them, not the first only."""
        for name in ("demo-3", "demo-1"):
            path = corpus.project().path(name)
            lines = _lines(path)
            _write(path, [lines[0], "{", *lines[1:], "}"])
        found = [(issue.path.stem, issue.line) for issue in _issues(corpus)]
        assert found == [("demo-1", 2), ("demo-3", 2), ("demo-1", 49), ("demo-3", 49)]


class TestSkipped:
    """Answers that say that there is none."""

    def test_they_need_no_fields(self, corpus: Corpus) -> None:
        """The inputs are enough."""
        assert _skipping(corpus, lambda _: None) == []

    def test_they_are_still_about_a_text(self, corpus: Corpus) -> None:
        """That of their segment."""
        assert _skipping(corpus, _row(text="X")) == [("text-changed", LINE)]


def test_offsets_with_a_decimal_point_do_not_stop_the_rest(corpus: Corpus) -> None:
    """JSON Schema takes 3.0 for an integer; validation goes on to the next line."""
    path = corpus.project().path("demo-1")
    lines = _lines(path)
    line = json.loads(lines[LINE - 1])
    line["row"]["entities"][0]["end"] += 0.0
    _write(path, [*lines[: LINE - 1], json.dumps(line), *lines[LINE:], "{"])
    assert _places(corpus)[-1] == ("not-an-annotation", len(lines) + 1)


def test_a_long_row_is_not_printed_whole(corpus: Corpus) -> None:
    """A message stays short, whatever the answer."""
    schema = corpus.project().schema
    row = {"text": "x" * 5000, "entities": "y" * 5000, "topic": "z" * 5000}
    assert all(len(fault.message) < 200 for fault in validate.row_faults(row, schema))


def test_a_single_annotation_can_be_asked(corpus: Corpus) -> None:
    """Without files, whether it is about the corpus as it is now."""
    project = corpus.project()
    one = next(project.annotations())
    about = validate.About({one.segment: {"text": one.row["text"]}}, {one.document})

    def faults(answer: Annotation) -> list[Fault]:
        return list(validate.faults(answer, answer.annotator, project, about))

    assert faults(one) == []
    other = Annotation(**{name: getattr(one, name) for name in one.__struct_fields__} | {"row": {}})
    fault, *_ = faults(other)
    assert (fault.check.name, fault.pointer) == ("text-changed", "/text")


def test_memory_does_not_grow_with_the_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds a few chunks of documents and answers, however many there are."""
    monkeypatch.setattr("corpus_kit.chunks.CHUNK", 10_000)

    def needed(count: int) -> int:
        documents = [f"Dokumenti numër {number} është në Tiranë." for number in range(count)]
        project = small(tmp_path / str(count), documents, {"topic": TOPIC}).project()
        answer(project, "arta", lambda _: {"topic": "weather"})
        with traced() as peak:
            assert sum(1 for _ in validate.issues(project)) == count
        return peak()

    needed(100)  # what is imported and compiled once
    few, many = needed(400), needed(4_000)
    assert many < few + 3_600 * 500  # the names of the files, not what is in them


def _issues(corpus: Corpus) -> list[Issue]:
    return wrong(corpus.project())


def _places(corpus: Corpus) -> list[tuple[str, int]]:
    return [(issue.fault.check.name, issue.line) for issue in _issues(corpus)]


def _skipping(corpus: Corpus, damage: Callable[[Line], None]) -> list[tuple[str, int]]:
    """The issues once an answer is skipped instead, and then damaged."""
    path = corpus.project().path("demo-1")
    lines = _lines(path)
    line = json.loads(lines[LINE - 1])
    line.update(status="skipped", row={"text": line["row"]["text"]})
    damage(line)
    _write(path, [*lines[: LINE - 1], json.dumps(line), *lines[LINE:]])
    return _places(corpus)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_an_origin_that_corpus_toml_does_not_say_is_found(corpus: Corpus) -> None:
    """A demonstration is never released as people's work, nor the other way round."""
    path = corpus.project().path("demo-1")
    path.write_bytes(path.read_bytes().replace(b'"demonstration"', b'"human"', 1))
    (issue,) = _issues(corpus)
    assert (issue.fault.check.name, issue.line) == ("origin-differs", 1)


def test_an_input_that_the_document_no_longer_gives_is_found(corpus: Corpus) -> None:
    """Here one that was never there: the answer is about something else than the seed."""
    path = corpus.project().schema_path
    schema = json.loads(path.read_text())
    schema["properties"]["date"] = {"type": "string", "readOnly": True}
    schema["properties"]["entities"]["corpus-kit:on"] = "text"
    path.write_text(json.dumps(schema))
    fresh = Corpus.open(corpus.root)
    assert {(one.fault.check.name, one.fault.pointer) for one in _issues(fresh)} == {
        ("text-changed", "/date")
    }


def test_a_time_that_is_none_is_found(corpus: Corpus) -> None:
    """The later answer counts at a pull, so times have to be times."""
    path = corpus.project().path("demo-1")
    first, rest = path.read_text().split("\n", 1)
    time = json.loads(first)["updated"]
    path.write_text(first.replace(f'"updated":"{time}"', '"updated":"yesterday"') + "\n" + rest)
    (issue,) = _issues(corpus)
    assert issue.fault.check.name == "time-malformed"
