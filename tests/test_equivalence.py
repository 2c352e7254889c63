"""Where the quick validator says something, it says what `jsonschema` says."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidSchema
from corpus_kit.schema import RowSchema
from corpus_kit.schema.quick import quick
from fuzzed import WORDS, rows
from mutated import changed

from support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Row = dict[str, Any]
    Change = Callable[[Row], None]

SUITE = sorted((Path(__file__).parent / "cases" / "suite").rglob("*.json"))
SPOKEN = 800
"""Of the suite's cases, the quick validator has to have something to say of so many."""


def _in_span(**more: Any) -> Change:
    return lambda span: span.update(more)


def _without(name: str) -> Change:
    def change(value: Row) -> None:
        value.pop(name, None)

    return change


def _with(name: str, made: Callable[[Any], Any]) -> Change:
    def change(value: Row) -> None:
        if name in value:
            value[name] = made(value[name])

    return change


IN_SPAN: dict[str, Change] = {
    **{f"without {name}": _without(name) for name in ("id", "start", "end", "label", "text")},
    **{f"{name} null": _in_span(**{name: None}) for name in ("id", "start", "label", "text")},
    "start negative": _in_span(start=-1),
    "start -0": _in_span(start=-0.0),
    "start with a point": _with("start", float),
    "start a little more": _in_span(start=0.5),
    "start as text": _with("start", str),
    "start true": _in_span(start=True),
    "end zero": _in_span(end=0),
    "end huge": _in_span(end=10**30),
    "end past a float's whole numbers": _in_span(end=2**53 + 1),
    "end 1e300": _in_span(end=1e300),
    "label unknown": _in_span(label="X"),
    "label in small letters": _with("label", lambda said: str(said).lower()),
    "label in a list": _with("label", lambda said: [said]),
    "text empty": _in_span(text=""),
    "text NUL": _in_span(text="\0"),
    "more": _in_span(mood="good"),
}
"""What happens to a span, or to anything else that stands in a list."""

IN_ROW: dict[str, Change] = {
    "text null": _in_span(text=None),
    "text empty": _in_span(text=""),
    "text a list": _with("text", lambda text: [text]),
    "more": _in_span(mood="good"),
    "a key of no letters": _in_span(**{"": 1}),
    "all empty": lambda row: row.clear(),
    "lists twice": lambda row: row.update(
        {name: said + copy.deepcopy(said) for name, said in row.items() if isinstance(said, list)}
    ),
    "lists empty": lambda row: row.update(
        {name: [] for name, said in row.items() if isinstance(said, list)}
    ),
    "texts as numbers": lambda row: row.update(
        {name: 1 for name, said in row.items() if isinstance(said, str)}
    ),
    "numbers with a point": lambda row: row.update(
        {name: float(said) for name, said in row.items() if isinstance(said, int)}
    ),
    "all in lists": lambda row: row.update({name: [said] for name, said in row.items()}),
    "all null": lambda row: row.update(dict.fromkeys(row)),
}


def _real() -> list[tuple[RowSchema, Row]]:
    """This repository's answers, and the rows of all cases and docs, with their schemas."""
    project = Corpus.open(REPOSITORY).project()
    given = [(project.schema, dict(one.row)) for one in project.annotations()]
    return [*given, *((RowSchema.of(schema), row) for schema, row in rows())]


REAL = _real()


@pytest.mark.parametrize("change", IN_SPAN.values(), ids=IN_SPAN.keys())
def test_rows_with_a_changed_span_are_judged_alike(change: Change) -> None:
    """The last thing in each list of every row there is."""
    count = 0
    for schema, row in REAL:
        for said in (made := copy.deepcopy(row)).values():
            if isinstance(said, list) and said and isinstance(said[-1], dict):
                change(said[-1])
                count += _alike(made, schema)
    assert count > len(REAL) // 3


@pytest.mark.parametrize("change", IN_ROW.values(), ids=IN_ROW.keys())
def test_changed_rows_are_judged_alike(change: Change) -> None:
    """Every row there is."""
    count = 0
    for schema, row in REAL:
        made = copy.deepcopy(row)
        change(made)
        count += _alike(made, schema)
    assert count > len(REAL) // 2


PAIRS = st.integers(0, len(REAL) - 1).flatmap(
    lambda i: st.tuples(changed([REAL[i][0].source], WORDS), changed([REAL[i][1]], ["text"]))
)


@seed(1)
@settings(max_examples=300, database=None, derandomize=False)
@given(PAIRS)
def test_changed_schemas_judge_alike(pair: tuple[Any, Any]) -> None:
    """Those of all cases, of which several things at once are changed, and in the rows too."""
    try:
        source, row = (msgspec.json.decode(msgspec.json.encode(one)) for one in pair)
        schema = RowSchema.of(source)
    except (InvalidSchema, UnicodeEncodeError, AttributeError):
        return
    _alike(row, schema)


def _alike(row: Row, schema: RowSchema) -> bool:
    """Whether the quick validator says anything, which then has to be right."""
    row = msgspec.json.decode(msgspec.json.encode(row))
    said = schema.passes(row)
    assert said is None or said is schema.validator.is_valid(row), (row, schema.source)
    return said is not None


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_the_official_suite_is_judged_alike(path: Path) -> None:
    """Case by case; where the reference cannot tell, the quick one is silent."""
    for schema, case in _suite(path):
        said = quick(schema)(case["data"])
        assert said is None or said is _reference(schema, case["data"]), (schema, case)


def test_of_the_official_suite_most_is_judged() -> None:
    """All that is not about keywords on which the two differ, or about schemas elsewhere."""
    said = [quick(schema)(case["data"]) for path in SUITE for schema, case in _suite(path)]
    assert sum(one is not None for one in said) > SPOKEN


def _suite(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for group in msgspec.json.decode(path.read_bytes()):
        if isinstance(group["schema"], dict):
            yield from ((group["schema"], case) for case in group["tests"])


def _reference(schema: dict[str, Any], data: Any) -> bool | None:
    try:
        return Draft202012Validator(
            schema,
            registry=Registry(),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        ).is_valid(data)
    except Exception:  # noqa: BLE001 - whatever it is, there is no verdict
        return None
