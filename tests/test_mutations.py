"""Damage of every kind, at random places of valid rows, is found by the check that it is due to."""

from __future__ import annotations

import copy
import json
import zlib
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import sound
from corpus_kit import validate
from corpus_kit.checks import CHECKS
from corpus_kit.corpus import Corpus
from corpus_kit.validate import row_faults
from damage import DAMAGES, Damaged, Unfit
from mending import mended
from small import SPANS, TOPIC, answer, small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema
    from damage import Damage
    from sound import Base

CASES = 110
"""Of each kind of damage."""

LEAST_KINDS, LEAST_EACH, LEAST = 25, 50, 5_000

EVERY = pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: str(one.name))


@cache
def _given() -> list[Base]:
    return sound.bases()


def _base(random: Random) -> Base:
    """A row of this repository or of the cases, or one that is made."""
    if random.random() < 0.4:
        return random.choice(_given())
    overlap = random.choice(["any", "none", "nested"])
    edges = random.choice(["characters", "words"])
    return sound.schema(overlap, edges), sound.row(random, nested=overlap != "none")


@cache
def _cases(damage: Damage) -> list[tuple[RowSchema, Row, Row]]:
    """Rows damaged so, each with its schema and as it was before; always the same ones."""
    random = Random(zlib.crc32(damage.name.encode()))  # noqa: S311 - for tests
    found: list[tuple[RowSchema, Row, Row]] = []
    for _ in range(60 * CASES):
        schema, before = _base(random)
        row = copy.deepcopy(before)
        try:
            damage.act(Damaged(schema, row, random))
        except Unfit:
            continue
        found.append((schema, row, before))
        if len(found) == CASES:
            break
    return found


@EVERY
def test_damage_is_found(damage: Damage) -> None:
    """Every time, with its code, and nothing that is said of it is a traceback."""
    for schema, row, _ in _cases(damage):
        codes = {fault.check.code for fault in row_faults(row, schema)}
        assert codes & damage.codes, (damage.name, row, codes)


@EVERY
def test_fixes_come_to_an_end(damage: Damage) -> None:
    """One after the other; where there is only one way back, they lead there."""
    for schema, row, before in _cases(damage):
        fixed = mended(row, schema)
        if damage.mended:
            assert fixed == before, (damage.name, row)


def test_there_is_damage_of_all_kinds() -> None:
    """Enough kinds, each often enough, and many in all."""
    counts = {damage.name: len(_cases(damage)) for damage in DAMAGES}
    assert len(counts) == len(DAMAGES) >= LEAST_KINDS
    assert min(counts.values()) >= LEAST_EACH, min(counts.items(), key=lambda one: one[1])
    assert sum(counts.values()) >= LEAST


def test_valid_rows_have_no_faults() -> None:
    """None of the rows that are given, and none of many that are made."""
    random = Random(5)  # noqa: S311 - for tests
    for schema, row in [*_given(), *(_base(random) for _ in range(1_000))]:
        assert list(row_faults(row, schema)) == [], row


def test_nonsense_at_any_place_is_told() -> None:
    """Whatever stands in the place of a part of a row, or is not there: faults, or none."""
    random = Random(11)  # noqa: S311 - for tests
    for _ in range(2_000):
        schema, row = _base(random)
        row = copy.deepcopy(row)
        there, key = random.choice([*_places(row)])
        if random.random() < 0.2:
            del there[key]
        else:
            there[key] = random.choice(NONSENSE)
        for fault in row_faults(row, schema):
            assert fault.message
            assert fault.check.code in CHECKS


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """All places in a value: what holds something, and its key or number there."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


NONSENSE: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 3.0, 2.5, 2**70, 1e300, "", "\ud83c", "x" * 9_999, [], {}, [None]),
    *({"id": "x"}, [[]], [{"start": 0, "end": 1, "label": "PER", "text": "A", "id": "0-1-PER"}]),
)
"""What no answer is."""

DOCUMENTS = (
    "Ana iku në Tiranë.\n\nÇajupi 👩🏽\u200d🔬 erdhi.",
    "Korçë\n\nمحمد هنا",
    "🇦🇱 Ana",
    "Ana",
)
TIMES = ("yesterday", "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00:00+01:00", "٢026")


def _said(text: str) -> dict[str, Any]:
    at = text.find("Ana")
    span = {"id": f"{at}-{at + 3}-PER", "start": at, "end": at + 3, "label": "PER", "text": "Ana"}
    return {"entities": [span] if at >= 0 else [], "topic": "sport"}


def annotator_changed(lines: list[bytes], at: int, _: Random) -> None:
    """A line of another's."""
    _change(lines, at, annotator="ben")


def time_mistyped(lines: list[bytes], at: int, random: Random) -> None:
    """No time in UTC."""
    _change(lines, at, **{random.choice(["created", "updated"]): random.choice(TIMES)})


def origin_changed(lines: list[bytes], at: int, _: Random) -> None:
    """A demonstration of what a person did."""
    _change(lines, at, origin="demonstration")


def document_renamed(lines: list[bytes], at: int, _: Random) -> None:
    """A segment of a seed that there is not."""
    segment = json.loads(lines[at])["segment"]
    _change(lines, at, segment=f"{segment[0]}-old{segment[1:]}")


def segment_of_another_text(lines: list[bytes], at: int, _: Random) -> None:
    """A segment that the seed no longer has."""
    _change(lines, at, segment=json.loads(lines[at])["segment"] + "0")


def text_edited(lines: list[bytes], at: int, random: Random) -> None:
    """A row with another text, of the same letters in another form too."""
    row = json.loads(lines[at])["row"]
    _change(lines, at, row={**row, "text": f"{row['text']}{random.choice('.! ë')}"})


def line_twice(lines: list[bytes], at: int, _: Random) -> None:
    """The same line again."""
    lines.insert(at, lines[at])


def lines_swapped(lines: list[bytes], at: int, _: Random) -> None:
    """A line before one that is to stand before it."""
    at = min(at, len(lines) - 2)
    lines[at : at + 2] = lines[at + 1], lines[at]


def line_cut(lines: list[bytes], at: int, random: Random) -> None:
    """A line without its end."""
    lines[at] = lines[at][: random.randrange(len(lines[at]) - 2)] + b"\n"


def mark_of_a_merge(lines: list[bytes], at: int, random: Random) -> None:
    """What git leaves in a file."""
    lines.insert(at, random.choice([b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> other\n"]))


def key_unknown(lines: list[bytes], at: int, _: Random) -> None:
    """A key that no annotation has."""
    _change(lines, at, mood="good")


def byte_flipped(lines: list[bytes], at: int, random: Random) -> None:
    """A byte that is no UTF-8."""
    to = lines[at].index(b'"text":"') + 8 + random.randint(0, 1)
    lines[at] = lines[at][:to] + b"\xff" + lines[at][to:]


LINES: dict[Callable[[list[bytes], int, Random], None], str] = {
    annotator_changed: "CK004",
    time_mistyped: "CK005",
    origin_changed: "CK006",
    document_renamed: "CK301",
    segment_of_another_text: "CK302",
    text_edited: "CK302",
    line_twice: "CK003",
    lines_swapped: "CK002",
    line_cut: "CK001",
    mark_of_a_merge: "CK001",
    key_unknown: "CK001",
    byte_flipped: "CK001",
}


@pytest.mark.parametrize("act", LINES, ids=lambda one: str(one.__name__))
def test_damage_to_lines_is_found(
    act: Callable[[list[bytes], int, Random], None], tmp_path: Path
) -> None:
    """At any line of a file, with its code, at a line of that file."""
    corpus = small(tmp_path / "corpus", DOCUMENTS, {"entities": SPANS, "topic": TOPIC})
    answer(corpus.project(), "ana", _said)
    path = corpus.project().path("ana")
    whole = path.read_bytes().splitlines(keepends=True)
    assert list(validate.issues(corpus.project())) == []
    random = Random(7)  # noqa: S311 - for tests
    for case in range(12):
        lines = list(whole)
        act(lines, case % len(lines), random)
        path.write_bytes(b"".join(lines))
        found = list(validate.issues(Corpus.open(corpus.root).project()))
        places = {issue.path for issue in found if issue.fault.check.code == LINES[act]}
        assert places == {path}, (case, found)


def _change(lines: list[bytes], at: int, **said: Any) -> None:
    lines[at] = json.dumps({**json.loads(lines[at]), **said}).encode() + b"\n"
