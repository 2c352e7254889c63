"""Files of answers: what was written is read, in one form only, and damage has a line."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit import answers
from corpus_kit.errors import InvalidAnswers
from corpus_kit.model import Annotation

from support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: dict[str, Any] = {
    "segment": "d#1",
    "annotator": "ana",
    "status": "submitted",
    "origin": "human",
    "created": "2026-11-24T04:31:42.098971Z",
    "updated": "2026-11-24T04:31:42.098971Z",
    "seconds": 2.5,
    "row": {"text": "Tiranë", "topic": "sport"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
ANNOTATIONS = st.builds(
    Annotation,
    segment=st.text(min_size=1),
    annotator=st.text(),
    status=st.sampled_from(["submitted", "skipped"]),
    origin=st.sampled_from(["human", "demonstration"]),
    created=st.text(),
    updated=st.text(),
    seconds=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    row=st.dictionaries(st.text(), JSON, max_size=4),
)


@settings(deadline=None)  # disks take their time
@given(st.lists(ANNOTATIONS, unique_by=lambda one: one.segment, max_size=5))
def test_what_was_written_is_read(some: list[Annotation]) -> None:
    """The same annotations, sorted by segment; and writing them again changes nothing."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "ana.jsonl"
        assert answers.write(path, some)
        found = list(answers.read(path))
        assert found == sorted(some, key=lambda one: one.segment)
        assert path.read_bytes().count(b"\n") == len(some)
        assert not answers.write(path, found[::-1])


def test_bytes_are_canonical(tmp_path: Path) -> None:
    """Keys in the order of the model, letters as they are, one line each: what git compares."""
    path = tmp_path / "ana.jsonl"
    answers.write(path, [_annotation(segment="d#2"), _annotation()])
    assert path.read_text(encoding="utf-8") == "".join(
        f'{{"segment":"{segment}","annotator":"ana","status":"submitted","origin":"human",'
        '"created":"2026-11-24T04:31:42.098971Z","updated":"2026-11-24T04:31:42.098971Z",'
        '"seconds":2.5,"row":{"text":"Tiranë","topic":"sport"}}\n'
        for segment in ("d#1", "d#2")
    )


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "annotations").rglob("*.jsonl")), ids=lambda p: p.stem
)
def test_this_repositorys_answers_are_canonical(path: Path, tmp_path: Path) -> None:
    """Written again they are the same bytes."""
    answers.write(tmp_path / path.name, answers.read(path))
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_an_annotation_knows_its_document() -> None:
    """The id before the last '#'."""
    assert _annotation(segment="a/b#c#0123").document == "a/b#c"


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        pytest.param(lambda line: line[:-10], "truncated", id="cut off"),
        pytest.param(lambda _: b"", "truncated", id="blank"),
        pytest.param(lambda _: b"<<<<<<< HEAD", "malformed", id="git conflict"),
        pytest.param(lambda _: b"[]", "Expected `object`, got `array`", id="another value"),
        pytest.param(lambda line: line + b"{}", "trailing", id="two on a line"),
        pytest.param(lambda line: line.replace(b"ana", b"an\xeb"), "utf-8", id="latin-1"),
        pytest.param(
            lambda line: line.replace(b'"row"', b'"mood":1,"row"'),
            "unknown field `mood`",
            id="unknown key",
        ),
        pytest.param(
            lambda line: line.replace(b'"annotator":"ana",', b""), "`annotator`", id="missing key"
        ),
        pytest.param(lambda line: line.replace(b"submitted", b"done"), "'done'", id="status"),
        pytest.param(lambda line: line.replace(b"human", b"robot"), "'robot'", id="origin"),
        pytest.param(lambda line: line.replace(b"2.5", b'"2.5"'), "$.seconds", id="seconds"),
        pytest.param(lambda line: line.replace(b"2.5", b"NaN"), "malformed", id="NaN"),
        pytest.param(
            lambda line: line.replace(b'"sport"', b"[" * 100_000), "recursion", id="nested"
        ),
        pytest.param(lambda line: line.replace(b"d#2", b"d#1"), "one stands twice", id="twice"),
        pytest.param(lambda line: line.replace(b"d#2", b"d#0"), "not sorted", id="unsorted"),
    ],
)
def test_damage_has_a_line(tmp_path: Path, damage: Callable[[bytes], bytes], found: str) -> None:
    """The second line of three; the message says the place, the fault and three ways out."""
    path = tmp_path / "ana.jsonl"
    lines = [json.dumps({**GOOD, "segment": f"d#{n}"}, separators=(",", ":")) for n in (1, 2, 3)]
    first, second, third = (line.encode() for line in lines)
    path.write_bytes(b"\n".join([first, damage(second), third, b""]))
    read: list[Annotation] = []
    with pytest.raises(InvalidAnswers) as caught:
        read.extend(answers.read(path))
    assert str(caught.value).startswith(f"{path}:2: ")
    assert found in str(caught.value)
    assert str(caught.value).endswith("take it back from git, or delete the file and pull again")


def test_lines_go_on_after_a_broken_one(tmp_path: Path) -> None:
    """Whoever wants all faults gets them."""
    path = tmp_path / "ana.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n{\n" + json.dumps(GOOD).encode())
    kinds = [(line, type(found)) for line, found in answers.lines(path)]
    assert kinds == [(1, Annotation), (2, InvalidAnswers), (3, Annotation)]


@settings(deadline=None)  # disks take their time
@given(st.lists(ANNOTATIONS, max_size=5), st.booleans(), st.booleans())
def test_unread_lines_come_by_segment(some: list[Annotation], ordered: bool, compact: bool) -> None:
    """However they stand and are written; those of one segment in the order of the file."""
    some = sorted(some, key=lambda one: one.segment) if ordered else some
    written = [answers.line(one) for one in some]
    if not compact:
        written = [json.dumps(json.loads(line)).encode() + b"\n" for line in written]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "ana.jsonl"
        path.write_bytes(b"".join(written))
        found = list(answers.unread(path))
    assert [answers.decoded(one) for one in found] == sorted(some, key=lambda one: one.segment)
    numbers = [(one.segment, one.number) for one in found]
    assert numbers == sorted(numbers)
    assert {one.annotator for one in found} <= {"ana"}


def test_a_line_that_says_its_segment_twice_is_no_annotation(tmp_path: Path) -> None:
    """Else it would be checked as an answer to the one, and stand in the place of the other."""
    path = tmp_path / "ana.jsonl"
    line = answers.line(_annotation())
    path.write_bytes(line.replace(b'"annotator"', b'"segment":"e#2","annotator"'))
    (one,) = answers.unread(path)
    with pytest.raises(answers.UNREADABLE, match="`segment` stands twice"):
        answers.decoded(one)


def _annotation(**changes: Any) -> Annotation:
    return Annotation(**{**GOOD, **changes})
