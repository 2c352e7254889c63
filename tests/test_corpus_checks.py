"""What only shows beside other answers: of the same segment, or of the whole corpus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import answers, files, validate
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidSplits
from small import SPANS, TOPIC, answer, small

from support import traced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus_kit.model import Annotation, Issue

A, B, C = "Bie shi në Tiranë.", "Bie dëborë në Korçë.", "Fryn erë në Vlorë."
WORDS = {"type": "string"}


def _topics(*labels: str) -> Callable[[str], Mapping[str, Any]]:
    """One label after the other, whatever the text."""
    waiting = iter(labels)
    return lambda _: {"topic": next(waiting)}


def _corpus(root: Path, *documents: str, asked: Mapping[str, Any] | None = None) -> Corpus:
    return small(root / "corpus", documents, asked or {"topic": TOPIC})


def _settings(corpus: Corpus, old: str, new: str) -> Corpus:
    """The corpus with something else in corpus.toml."""
    path = corpus.root / "corpus.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Corpus.open(corpus.root)


def _change(corpus: Corpus, annotator: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change each line of an annotator's file."""
    path = corpus.project().path(annotator)
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    for line in lines:
        change(line)
    path.write_bytes(b"".join(files.canonical(line) + b"\n" for line in lines))


def _keep(corpus: Corpus, annotator: str, kept: Callable[[Annotation], bool]) -> None:
    path = corpus.project().path(annotator)
    answers.write(path, [one for one in answers.read(path) if kept(one)])


def _found(corpus: Corpus, *, suspicious: bool = False) -> list[Issue]:
    return list(validate.issues(Corpus.open(corpus.root).project(), suspicious=suspicious))


def _told(corpus: Corpus, *, suspicious: bool = False) -> list[tuple[str, str, int, str]]:
    """Code, file, line and message of each issue."""
    return [
        (one.fault.check.code, str(one.path.relative_to(corpus.root)), one.line, one.fault.message)
        for one in _found(corpus, suspicious=suspicious)
    ]


class TestUnanswered:
    """CK501 segment-unanswered."""

    def test_a_segment_nobody_answered_is_a_note_at_its_line_of_the_seed(
        self, tmp_path: Path
    ) -> None:
        """Of a text that is the line on which it begins."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}\r\n\r\n\n{C}")
        answer(corpus.project(), "ana", _topics("sport", "sport", "sport"))
        _keep(corpus, "ana", lambda one: one.row["text"] == A)
        assert _told(corpus) == [
            ("CK501", "seeds/0.txt", 3, "nobody answered it"),
            ("CK501", "seeds/0.txt", 6, "nobody answered it"),
        ]
        first, _ = _found(corpus)
        assert (first.severity, first.annotator) == ("note", "")
        assert first.segment == [one.id for one in corpus.project().segments()][1]

    def test_a_structured_seed_has_the_line_of_its_file(self, tmp_path: Path) -> None:
        """Documents come by their ids."""
        corpus = _corpus(tmp_path)
        seeds = corpus.root / "seeds" / "all.jsonl"
        seeds.write_text(f'{{"id": "b", "text": "{A}"}}\n\n{{"id": "a", "text": "{B}"}}\n')
        found = [(one.line, one.segment.partition("#")[0]) for one in _found(corpus)]
        assert found == [(3, "all/a"), (1, "all/b")]

    def test_who_skipped_it_is_told(self, tmp_path: Path) -> None:
        """A skip is no answer."""
        corpus = _corpus(tmp_path, A)
        for name in ("ana", "ben"):
            answer(corpus.project(), name, _topics("sport"))
            _change(corpus, name, lambda line: line.update(status="skipped"))
        ((code, *_, message),) = _told(corpus)
        assert (code, message) == ("CK501", "nobody answered it; skipped by ana and ben")

    def test_answered_segments_are_none(self, tmp_path: Path) -> None:
        """Once is enough."""
        corpus = _corpus(tmp_path, A, B)
        answer(corpus.project(), "ana", _topics("sport", "culture"))
        assert _told(corpus) == []


class TestOverlap:
    """CK502 below-overlap."""

    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Corpus:
        """One text, for two people."""
        made = _corpus(tmp_path, A)
        return _settings(made, "[projects.only]", "[projects.only]\nannotators_per_segment = 2")

    def test_fewer_answers_than_corpus_toml_asks_for(self, corpus: Corpus) -> None:
        """Skips are none of them."""
        for name in ("ana", "ben"):
            answer(corpus.project(), name, _topics("sport"))
        _change(corpus, "ben", lambda line: line.update(status="skipped"))
        message = "1 answer, and corpus.toml asks for 2"
        assert _told(corpus) == [("CK502", "seeds/0.txt", 1, message)]

    @pytest.mark.parametrize("count", [2, 3])
    def test_enough_and_more_are_fine(self, corpus: Corpus, count: int) -> None:
        """More than enough is no fault."""
        for name in ("ana", "ben", "cia")[:count]:
            answer(corpus.project(), name, _topics("sport"))
        assert _told(corpus) == []


class TestSameText:
    """CK504 same-text-differs."""

    def test_an_annotator_who_answers_the_same_text_otherwise(self, tmp_path: Path) -> None:
        """At the later line, with the place of the other."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}", f"{C}\n\n{A}")
        answer(corpus.project(), "ana", _topics("sport", "sport", "sport", "culture"))
        line = _line(corpus, "ana", "1#", A)
        other = _line(corpus, "ana", "0#", A)
        message = f"its annotator answered the same otherwise in annotations/only/ana.jsonl:{other}"
        assert _told(corpus) == [("CK504", "annotations/only/ana.jsonl", line, message)]
        (issue,) = _found(corpus)
        assert (issue.severity, issue.annotator) == ("warning", "ana")
        assert issue.segment.startswith("1#")

    def test_segments_that_are_decided_differently(self, tmp_path: Path) -> None:
        """By others, who never saw both."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}", f"{A}\n\n{C}")
        for name, document in (("ana", "0"), ("ben", "0"), ("cia", "1")):
            answer(corpus.project(), name, _topics(*["sport", "culture"][:1] * 4))
            _keep(corpus, name, lambda one, only=document: one.document == only)  # type: ignore[misc]
        _change(corpus, "cia", lambda line: line["row"].update(topic="culture"))
        ((code, path, line, message),) = _told(corpus)
        assert (code, path) == ("CK504", "annotations/only/cia.jsonl")
        assert line == _line(corpus, "cia", "1#", A)
        other = _line(corpus, "ana", "0#", A)
        assert message == f"ana answered the same otherwise in annotations/only/ana.jsonl:{other}"

    def test_one_issue_for_a_pair_of_segments(self, tmp_path: Path) -> None:
        """Not another one for what was decided, where its annotators are told of."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}", f"{A}\n\n{C}")
        for name in ("ana", "ben"):
            answer(corpus.project(), name, _topics("sport", "sport", "culture", "sport"))
        found = [(code, path) for code, path, *_ in _told(corpus)]
        assert found == [
            ("CK504", "annotations/only/ana.jsonl"),
            ("CK504", "annotations/only/ben.jsonl"),
        ]

    def test_what_is_not_decided_is_no_pair(self, tmp_path: Path) -> None:
        """Annotators may differ on a text; that is another matter."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}", f"{A}\n\n{C}")
        for name, document, label in (
            ("ana", "0", "sport"), ("ben", "0", "culture"), ("cia", "1", "culture"),
        ):  # fmt: skip
            answer(corpus.project(), name, _topics(*[label] * 4))
            _keep(corpus, name, lambda one, only=document: one.document == only)  # type: ignore[misc]
        assert "CK504" not in {code for code, *_ in _told(corpus)}

    def test_the_same_answers_and_other_inputs_are_fine(self, tmp_path: Path) -> None:
        """However the keys of an answer are sorted, and whether null stands there or nothing."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}", f"{A}\n\n{C}", asked={"spans": SPANS})
        span = {"id": "0-3-LOC", "start": 0, "end": 3, "label": "LOC"}
        first = True

        def marked(text: str) -> Mapping[str, Any]:
            nonlocal first
            keys = list(span) if first else list(span)[::-1]
            first = False
            return {"spans": [{**{key: span[key] for key in keys}, "text": text[:3]}]}

        answer(corpus.project(), "ana", marked)
        assert _told(corpus) == []

    def test_answers_with_errors_are_not_compared(self, tmp_path: Path) -> None:
        """They are told of already."""
        corpus = _corpus(tmp_path, f"{A}\n\n{B}", f"{A}\n\n{C}")
        answer(corpus.project(), "ana", _topics("sport", "sport", "weather", "sport"))
        assert [code for code, *_ in _told(corpus)] == ["CK403"]

    def test_they_come_last_in_the_order_of_documents(self, tmp_path: Path) -> None:
        """Each answer is put beside the one before it: a text that stands often is told once."""
        corpus = _corpus(tmp_path, *(f"{A}\n\n{n}\n\n{B}" for n in range(4)))
        labels = {"0": "sport", "1": "sport", "2": "culture", "3": "culture"}
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        _change(
            corpus,
            "ana",
            lambda line: line["row"].update(topic=labels[line["segment"][0]]),
        )
        path = corpus.project().path("ana")
        path.write_bytes(path.read_bytes() + b"{\n")
        found = _found(corpus)
        assert [one.fault.check.code for one in found] == ["CK001", "CK504", "CK504"]
        assert [one.segment[:2] for one in found[1:]] == ["2#", "2#"]


class TestSplits:
    """CK505 test-also-in-train."""

    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Corpus:
        """Two documents with a text in common, and a third."""
        made = _corpus(tmp_path, f"{B}\n\n{A}", f"{C}\n\n{A}", "Nata bie.")
        answer(made.project(), "ana", lambda _: {"topic": "sport"})
        return made

    @pytest.mark.parametrize("split", ["test", "validation", "gold"])
    def test_a_text_of_another_split_in_train_is_an_error(self, corpus: Corpus, split: str) -> None:
        """At its line of the seed, with the place in train."""
        _place(corpus, **{"0": "train", "1": split, "2": "train"})
        message = f"its document is in {split}, and seeds/0.txt:3, in train, has this text"
        assert _told(corpus) == [("CK505", "seeds/1.txt", 3, message)]
        (issue,) = _found(corpus)
        assert (issue.severity, issue.segment[:2]) == ("error", "1#")

    @pytest.mark.parametrize("splits", [("train", "train"), ("test", "validation")])
    def test_elsewhere_the_same_text_is_fine(self, corpus: Corpus, splits: tuple[str, str]) -> None:
        """Within train, and where train does not have it."""
        _place(corpus, **dict(zip("01", splits, strict=True)))
        assert _told(corpus) == []

    def test_documents_that_were_not_released_are_in_no_split(self, corpus: Corpus) -> None:
        """Nor is any before the first release."""
        assert _told(corpus) == []
        _place(corpus, **{"1": "test"})
        assert _told(corpus) == []

    def test_structured_seeds_are_the_same_by_all_that_is_shown(self, tmp_path: Path) -> None:
        """Other keys of the line are no part of it."""
        corpus = _corpus(tmp_path)
        lines = ({"id": name, "text": A, "n": name} for name in "ab")
        seeds = corpus.root / "seeds" / "all.jsonl"
        seeds.write_bytes(b"".join(files.canonical(one) + b"\n" for one in lines))
        _place(corpus, **{"all/a": "test", "all/b": "train"})
        found = [one for one in _told(corpus) if one[0] == "CK505"]
        assert [one[:3] for one in found] == [("CK505", "seeds/all.jsonl", 1)]

    def test_a_damaged_splits_jsonl_is_an_error_of_its_own(self, corpus: Corpus) -> None:
        """With the line."""
        corpus.splits.write_text("{\n")
        with pytest.raises(InvalidSplits, match=r"splits\.jsonl:1: not a document and its split"):
            _found(corpus)

    def test_turned_off_it_is_not_looked_for(self, corpus: Corpus) -> None:
        """Not even splits.jsonl is read."""
        corpus.splits.write_text("{\n")
        assert _told(_settings(corpus, "[splits]", '[checks]\nCK505 = "off"\n[splits]')) == []


class TestNearEmpty:
    """CK511 near-empty, which only `suspicious` looks for."""

    def test_nothing_where_another_has_something(self, tmp_path: Path) -> None:
        """At the empty answer, with who has something."""
        corpus = _corpus(tmp_path, A, asked={"spans": SPANS, "topic": TOPIC})
        span = {"id": "0-3-LOC", "start": 0, "end": 3, "label": "LOC", "text": A[:3]}
        for name, spans in (("ana", []), ("ben", [span]), ("cia", [span])):
            answer(corpus.project(), name, lambda _, had=spans: {"spans": had, "topic": "sport"})  # type: ignore[misc]
        message = "nothing is in it; ben and cia have something"
        found = [("CK511", "annotations/only/ana.jsonl", 1, message)]
        assert _told(corpus, suspicious=True) == found
        assert _told(corpus) == []

    def test_all_empty_or_alone_is_fine(self, tmp_path: Path) -> None:
        """A text may have nothing to mark."""
        corpus = _corpus(tmp_path, A, asked={"spans": SPANS})
        for name in ("ana", "ben"):
            answer(corpus.project(), name, lambda _: {"spans": []})
            assert _told(corpus, suspicious=True) == []

    def test_a_text_much_shorter_than_the_others_answers(self, tmp_path: Path) -> None:
        """Less than a tenth of the median of its question."""
        corpus = _corpus(tmp_path, A, B, C, asked={"summary": WORDS})
        said = iter(["x" * 101, "x" * 102, "ë👩🏽‍🔬     "])
        answer(corpus.project(), "ana", lambda _: {"summary": next(said)})
        message = "5 characters; the median of its question is 101"
        line = _line(corpus, "ana", "2#", C)
        found = [("CK511", "annotations/only/ana.jsonl", line, message)]
        assert _told(corpus, suspicious=True) == found
        (issue,) = _found(corpus, suspicious=True)
        assert (issue.fault.pointer, issue.severity) == ("/summary", "warning")

    def test_a_tenth_is_enough(self, tmp_path: Path) -> None:
        """And questions have medians of their own."""
        corpus = _corpus(tmp_path, A, B, C, asked={"summary": WORDS, "word": WORDS})
        said = iter(["x" * 100, "x" * 100, "x" * 10])
        answer(corpus.project(), "ana", lambda _: {"summary": next(said), "word": "x"})
        assert _told(corpus, suspicious=True) == []


class TestPace:
    """CK512 too-fast, which only `suspicious` looks for."""

    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Corpus:
        """Ten texts, answered by three people in 3, 9.5 and 12 seconds each."""
        made = _corpus(tmp_path, *(f"{A} {n}" for n in range(10)))
        for name, seconds in (("ana", 3), ("ben", 9.5), ("cia", 12)):
            answer(made.project(), name, lambda _: {"topic": "sport"})
            _change(made, name, lambda line, took=seconds: line.update(seconds=took))  # type: ignore[misc]
        return made

    def test_an_annotator_much_faster_than_the_others(self, corpus: Corpus) -> None:
        """One issue, with both numbers."""
        message = "the median answer takes 3 seconds, and 10.75 with the others"
        found = [("CK512", "annotations/only/ana.jsonl", 1, message)]
        assert _told(corpus, suspicious=True) == found
        assert _told(corpus) == []
        (issue,) = _found(corpus, suspicious=True)
        assert (issue.annotator, issue.segment) == ("ana", "")
        assert f"{issue.path}:1: ana: the median" in str(issue)

    def test_a_third_is_not_too_fast(self, corpus: Corpus) -> None:
        """Nor are others who are slow."""
        _change(corpus, "ana", lambda line: line.update(seconds=10.75 / 3))
        assert _told(corpus, suspicious=True) == []

    def test_nine_timed_answers_say_nothing(self, corpus: Corpus) -> None:
        """Of the fast one; and who has no times is not compared."""
        _change(corpus, "cia", lambda line: line.update(seconds=None))
        assert [code for code, *_ in _told(corpus, suspicious=True)] == ["CK512"]
        _keep(corpus, "ana", lambda one: not one.segment.startswith("9#"))
        assert _told(corpus, suspicious=True) == []


def test_a_check_that_is_off_is_not_told(tmp_path: Path) -> None:
    """And another severity is that of its issues."""
    corpus = _corpus(tmp_path, A, f"{A}\n\n{B}", C)
    answer(corpus.project(), "ana", _topics("sport", "culture", "sport", "sport"))
    _keep(corpus, "ana", lambda one: one.row["text"] != C)
    assert [one.fault.check.code for one in _found(corpus)] == ["CK501", "CK504"]
    table = '[checks]\nCK501 = "off"\nCK504 = "error"\n[splits]'
    found = _found(_settings(corpus, "[splits]", table))
    assert [(one.fault.check.code, one.severity) for one in found] == [("CK504", "error")]


def test_facts_of_all_chunks_and_processes_come_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same text in the first document and in the last, which other processes read."""
    monkeypatch.setattr("corpus_kit.chunks.CHUNK", 100)
    texts = [A, *(f"{B} {n}" for n in range(40)), f"{A}\n\n{C}"]
    corpus = _corpus(tmp_path, *texts)
    ids = [str(number) for number in range(len(texts))]
    labels = {"0#": "culture"}
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    _change(
        corpus,
        "ana",
        lambda line: line["row"].update(topic=labels.get(line["segment"][:2], "sport")),
    )
    _place(corpus, **dict.fromkeys(ids, "train"))
    assert [one.fault.check.code for one in _found(corpus)] == ["CK504"]
    _place(corpus, **{**dict.fromkeys(ids, "train"), "0": "test"})
    assert [one.fault.check.code for one in _found(corpus)] == ["CK504", "CK505"]


def test_memory_does_not_grow_with_what_is_put_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts wait on disk: of texts that all stand twice and are answered differently, too."""
    monkeypatch.setattr("corpus_kit.chunks.CHUNK", 10_000)
    monkeypatch.setattr("corpus_kit.parallel.ALONE", 10_000)  # where memory can be seen

    def needed(count: int) -> int:
        texts = (f"Lajmi {number // 2}.\n\nFundi {number}." for number in range(count))
        corpus = small(tmp_path / str(count), list(texts), {"topic": TOPIC})
        labels = {0: "sport", 1: "culture"}
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        _change(
            corpus,
            "ana",
            lambda line: line["row"].update(topic=labels[int(line["segment"].split("#")[0]) % 2]),
        )
        with traced() as peak:
            found = validate.issues(corpus.project(), suspicious=True)
            assert sum(one.fault.check.code == "CK504" for one in found) == count // 2
        return peak()

    needed(100)
    few, many = needed(300), needed(1_500)
    assert many < few + 1_200 * 400


def _line(corpus: Corpus, annotator: str, document: str, text: str) -> int:
    """The number of the line with an answer to a text."""
    lines = corpus.project().path(annotator).read_bytes().splitlines()
    found = [json.loads(line) for line in lines]
    return next(
        number
        for number, one in enumerate(found, 1)
        if one["segment"].startswith(document) and one["row"]["text"] == text
    )


def _place(corpus: Corpus, **splits: str) -> None:
    """What splits.jsonl says of documents."""
    found = ({"document": name, "split": split} for name, split in splits.items())
    corpus.splits.write_bytes(b"".join(files.canonical(one) + b"\n" for one in found))
