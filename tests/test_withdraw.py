"""A withdrawn document is in no later release, and the ones that hold it are named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidWithdrawals, UnknownDocument, VersionTooSmall
from corpus_kit.release import release
from corpus_kit.release.stored import Stored
from corpus_kit.release.withdraw import withdraw
from corpus_kit.studio.tasks import tasks
from small import TOPIC, answer, small, wrong

if TYPE_CHECKING:
    from pathlib import Path

    from support import Run


@pytest.fixture
def made(tmp_path: Path) -> Corpus:
    """Three documents, which are released as 1.0.0."""
    corpus = small(tmp_path / "corpus", ["një", "dy", "tre"], {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    release(corpus, "1.0.0")
    return corpus


def test_no_later_release_holds_it(made: Corpus) -> None:
    """Nor a task; its answers are no fault; it takes a MAJOR step, and is named as withdrawn."""
    done = withdraw(made, "1", "its author asked for it")
    assert done.releases == ("1.0.0",)
    corpus = Corpus.open(made.root)
    assert [one["data"]["document"] for one in tasks(corpus.project())] == ["0", "2"]
    assert wrong(corpus.project()) == []
    with pytest.raises(VersionTooSmall, match="1 row of withdrawn documents, removed"):
        release(corpus, "1.1.0")
    later = Stored.open(release(corpus).directory)
    assert str(later.version) == "2.0.0"
    for subset in later.subsets.values():
        assert "1" not in [row.get("document", row["id"]) for _, row in subset.all()]
    assert later.manifest["withdrawn"] == {"1": "its author asked for it"}
    assert (made.root / "seeds" / "1.txt").exists()


def test_the_command_names_the_releases_that_hold_it(made: Corpus, run: Run) -> None:
    """Also where the seed is gone already; twice is once, with the newer reason."""
    (made.root / "seeds" / "1.txt").unlink()
    done = run("-C", made.root, "withdraw", "1", "--reason", "a mistake")
    assert done.stdout == "1.0.0\n"
    again = run("-C", made.root, "withdraw", "1", "--reason", "by law", "--json")
    assert json.loads(again.stdout) == {
        "document": "1",
        "reason": "by law",
        "releases": ["1.0.0"],
        "published": [],
    }
    assert Corpus.open(made.root).withdrawn == {"1": "by law"}


def test_what_is_nowhere_cannot_be_withdrawn(made: Corpus) -> None:
    """It is told how documents are called."""
    with pytest.raises(UnknownDocument, match="no document is called 'x'"):
        withdraw(made, "x", "why")
    assert not made.withdrawals.exists()


def test_a_damaged_file_is_named_with_its_line(made: Corpus) -> None:
    """Nothing that was withdrawn comes back because a line cannot be read."""
    withdraw(made, "1", "why")
    made.withdrawals.write_text(made.withdrawals.read_text() + "no\n")
    with pytest.raises(InvalidWithdrawals, match=r"withdrawn\.jsonl:2: "):
        release(Corpus.open(made.root))
