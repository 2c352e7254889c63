"""How the answers to a segment are spread, in the rows of a release."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from corpus_kit.release import release
from corpus_kit.release.stored import Stored
from corpus_kit.release.votes import agreement, votes
from small import SPANS, TOPIC, answer, small

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Corpus


def rows(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """The decided rows by their texts."""
    made = Stored.open(release(corpus).directory)
    return {row["text"]: row for _, row in made.subsets["default"].all()}


def test_a_row_says_who_decided_it_and_how_alike_they_were(tmp_path: Path) -> None:
    """One alone agrees with nobody; of two who say the same every pair does."""
    corpus = small(tmp_path / "c", ["një", "dy"], {"topic": TOPIC, "marks": SPANS})
    project = corpus.project()
    answer(project, "ana", lambda _: {"topic": "sport", "marks": []})
    answer(project, "ben", lambda text: {"topic": "sport" if text == "një" else "culture",
                                         "marks": []})  # fmt: skip
    found = rows(corpus)
    assert set(found) == {"një"}
    both = found["një"]
    assert (both["annotators"], both["decided_by"]) == (2, "annotators")
    assert both["agreement"] == {"topic": 1.0, "marks": 1.0}
    assert both["votes"] == [{"question": "topic", "answer": "sport", "count": 2}]


def test_one_alone_has_no_agreement(tmp_path: Path) -> None:
    """It is null, not one."""
    corpus = small(tmp_path / "c", ["një"], {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    (row,) = rows(corpus).values()
    assert (row["annotators"], row["decided_by"], row["agreement"]) == (
        1, "annotator", {"topic": None},
    )  # fmt: skip


def test_a_schema_without_lists_has_no_votes(tmp_path: Path) -> None:
    """There is nothing to count."""
    corpus = small(tmp_path / "c", ["një"], {"marks": SPANS})
    answer(corpus.project(), "ana", lambda _: {"marks": []})
    (row,) = rows(corpus).values()
    assert "votes" not in row


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9))
def test_shares_and_votes_are_those_of_the_answers(said: list[str]) -> None:
    """Pairs counted one by one."""
    given_rows = [{"q": one} for one in said]
    pairs = [a == b for i, a in enumerate(said) for b in said[i + 1 :]]
    assert agreement("q", given_rows) == sum(pairs) / len(pairs)
    found = votes("q", given_rows)
    assert {one["answer"]: one["count"] for one in found} == Counter(said)
    assert [one["count"] for one in found] == sorted((one["count"] for one in found), reverse=True)
