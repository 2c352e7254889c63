"""What identifies the rows of a table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit.columns import OFFSET, TEXT, ClassLabel, Column, List, Struct, Value
from corpus_kit.release.arrays import array, batch
from corpus_kit.release.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Mapping

LABEL = ClassLabel(("a", "ë"))
COLUMNS: Mapping[str, Column] = {
    "text": TEXT,
    "count": OFFSET,
    "share": Value("float64"),
    "sure": Value("bool"),
    "label": LABEL,
    "labels": List(LABEL),
    "spans": List(Struct({"start": OFFSET, "label": LABEL, "notes": List(TEXT)})),
    "said": Struct({"date": TEXT, "label": LABEL}),
}

LABELS = st.sampled_from(LABEL.names)
NOTES = st.none() | st.lists(st.text("xë", max_size=2))
SPANS = st.fixed_dictionaries({"start": st.integers(0, 99), "label": LABELS, "notes": NOTES})
SAID = st.fixed_dictionaries({"date": st.none() | st.just("x"), "label": LABELS})
ROWS = st.lists(
    st.fixed_dictionaries({
        "text": st.none() | st.text("xë", max_size=3),
        "count": st.none() | st.integers(0, 3),
        "share": st.none() | st.sampled_from([0.0, 0.5]),
        "sure": st.none() | st.booleans(),
        "label": st.none() | LABELS,
        "labels": st.none() | st.lists(LABELS, max_size=3),
        "spans": st.none() | st.lists(SPANS, max_size=3),
        "said": st.none() | SAID,
    }),
    max_size=8,
)  # fmt: skip


def digest(*batches: pa.RecordBatch) -> str:
    """That of batches one after the other."""
    made = Digest()
    for one in batches:
        made.add(one)
    return str(made)


@given(ROWS, st.data())
@settings(max_examples=200)
def test_it_does_not_matter_in_what_pieces_rows_come(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Made apart, or cut out of a whole, or read from a file."""
    whole = batch(rows, COLUMNS)
    cut = data.draw(st.integers(0, len(rows)))
    wanted = digest(whole)
    assert digest(whole.slice(0, cut), whole.slice(cut)) == wanted
    assert digest(batch(rows[:cut], COLUMNS), batch(rows[cut:], COLUMNS)) == wanted
    file = io.BytesIO()
    pq.write_table(pa.Table.from_batches([whole]), file)
    assert digest(*pq.ParquetFile(file).iter_batches(3), whole.slice(0, 0)) == wanted
    there = pa.array([True] * cut + [False] * (len(rows) - cut), pa.bool_())
    assert digest(whole.filter(there)) == digest(whole.slice(0, cut), whole.slice(0, 0))


@given(ROWS, ROWS)
@settings(max_examples=300)
def test_other_rows_have_another_digest(
    rows: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    """Whatever the difference: a value, its place, none in the place of an empty one."""
    one, other = batch(rows, COLUMNS), batch(others, COLUMNS)
    assert (digest(one) == digest(other)) is (one.to_pylist() == other.to_pylist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([{"text": ""}], [{"text": None}]),
        ([{"text": "ab"}, {"text": "c"}], [{"text": "a"}, {"text": "bc"}]),
        ([{"labels": []}], [{"labels": None}]),
        ([{"labels": ["a"]}, {"labels": []}], [{"labels": []}, {"labels": ["a"]}]),
        ([{"count": 0}], [{"count": None}]),
        ([{"said": {"date": None}}], [{"said": None}]),
        ([{"text": "a"}, {"text": "b"}], [{"text": "b"}, {"text": "a"}]),
    ],
)
def test_what_looks_alike_is_told_apart(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    """Empty and none; the same bytes cut elsewhere; the same rows in another order."""
    assert digest(batch(one, COLUMNS)) != digest(batch(other, COLUMNS))


def test_an_unknown_label_is_no_position() -> None:
    """It would be a null, without a word."""
    with pytest.raises(ValueError, match=r"labels that the column does not have: \['b'\]"):
        array([["a", "b"]], List(LABEL))
