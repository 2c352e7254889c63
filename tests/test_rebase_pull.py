"""Pulling after a rebase: the server has the old tasks still, with the old answers."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from corpus_kit import answers, validate
from corpus_kit.corpus import Corpus
from corpus_kit.model import Change
from corpus_kit.rebase import plan, reviewed
from corpus_kit.studio.pull import pull_file
from test_export_files import ANSWERS, LATER, exported, kept, written

from support import copied

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.model import Annotation

    Task = dict[str, Any]

OLD, NEW = "shkëmbyen letra këtë të martë", "këmbyen letra të martën"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """This repository's corpus with its answers; each was given on a server of which we export."""
    return Corpus.open(copied(tmp_path / "corpus"))


@pytest.fixture
def made(corpus: Corpus) -> list[Task]:
    """What the server has: the tasks and answers from before the correction."""
    return exported(corpus.project(), ANSWERS)


def rebased(corpus: Corpus, old: str = OLD, new: str = NEW) -> list[str]:
    """Correct the first document and let the answers follow; returns the old segments."""
    seed = corpus.seeds / "000_ab33e44390d37e2a.txt"
    text = seed.read_text(encoding="utf-8")
    assert old in text
    seed.write_text(text.replace(old, new), encoding="utf-8")
    with plan(corpus.project()) as found:
        told = [*found.told()]
        found.write()
    assert told
    return [one.segment for one in told]


def about(corpus: Corpus, segment: str, annotator: str = "demo-1") -> list[Annotation]:
    """An annotator's answers that were about a segment before, or are."""
    found = answers.read(corpus.project().path(annotator))
    return [
        one
        for one in found
        if segment in {one.segment, *(change.segment for change in one.history)}
    ]


def task(made: list[Task], segment: str) -> Task:
    """The server's task of a segment."""
    return next(one for one in made if one["data"]["segment"] == segment)


@pytest.mark.parametrize(
    ("old", "new"), [(OLD, NEW), ("Ukrainë. Pheniani", "Ukrainë.\n\nPheniani")]
)
def test_what_was_rebased_is_passed_over(
    corpus: Corpus, made: list[Task], tmp_path: Path, old: str, new: str
) -> None:
    """Not a byte changes, however often, and it is counted; a text that is two now as well."""
    segments = rebased(corpus, old, new)
    before = kept(corpus)
    path = written(tmp_path, made)
    for _ in range(2):
        pulled = pull_file(corpus.project(), path)
        assert (pulled.moved, pulled.changed) == (len(segments), ())
        assert kept(corpus) == before


def test_of_texts_that_became_one_both_are_passed_over(
    corpus: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Though the one answer has one time, that of the later."""
    old = "akuzat.\n\nUashingtoni"
    segments = rebased(corpus, old, old.replace("\n\n", " "))
    before = kept(corpus)
    pulled = pull_file(corpus.project(), written(tmp_path, made))
    assert (pulled.moved, kept(corpus)) == (len(segments), before)


def test_what_was_reviewed_stays_so(corpus: Corpus, made: list[Task], tmp_path: Path) -> None:
    """Marks do not come back."""
    rebased(corpus)
    reviewed(corpus.project(), [one.segment for one in _marked(corpus)])
    before = kept(corpus)
    pull_file(corpus.project(), written(tmp_path, made))
    assert kept(corpus) == before
    assert not _marked(corpus)


def _marked(corpus: Corpus) -> list[Annotation]:
    found = {one.segment: one for one in corpus.project().annotations() if one.review}
    return [*found.values()]


def test_a_newer_answer_to_the_old_text_comes_and_is_told(
    corpus: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Somebody answered the old task again: that is no answer that was moved."""
    segment = rebased(corpus)[0]
    for one in task(made, segment)["annotations"]:
        one["updated_at"] = LATER
    pull_file(corpus.project(), written(tmp_path, made))
    assert len(about(corpus, segment)) == 2
    found = {one.fault.check.code for one in validate.issues(corpus.project())}
    assert "CK302" in found
    with plan(corpus.project()) as again:
        assert {"has another answer" in one.refused for one in again.told()} == {True}


def test_an_answer_to_the_new_text_takes_the_place_and_remembers(
    corpus: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """Its marks are gone; and the old answer does not come back at the next pull either."""
    segment = rebased(corpus)[0]
    (moved,) = about(corpus, segment)
    new = copy.deepcopy(task(made, segment))
    new["data"] |= {"segment": moved.segment, "text": moved.row["text"]}
    for one in new["annotations"]:
        one["updated_at"] = LATER
        one["result"] = [some for some in one["result"] if some["from_name"] == "topic"]
    path = written(tmp_path, [*made, new])
    pull_file(corpus.project(), path)
    (one,) = about(corpus, segment)
    assert not one.row.get("entities")
    assert one.updated > moved.updated
    assert one.review == ()
    assert [(change.segment, change.updated) for change in one.history] == [
        (segment, moved.updated)
    ]
    before = kept(corpus)
    assert pull_file(corpus.project(), path).changed == ()
    assert kept(corpus) == before


def test_what_a_command_changed_here_stands_before_the_same_answer(
    corpus: Corpus, made: list[Task], tmp_path: Path
) -> None:
    """The server has it as it was given; only one that was given later counts."""
    path = corpus.project().path("demo-1")
    one, *others = answers.read(path)
    change = Change("other", LATER, row={"topic": one.row["topic"]})
    changed = msgspec.structs.replace(
        one, row={**one.row, "topic": "sport"}, history=(change,), review=("/topic",)
    )
    answers.write(path, [changed, *others])
    pull_file(corpus.project(), written(tmp_path, made))
    assert next(answers.read(path)) == changed
    for given in task(made, one.segment)["annotations"]:
        given["updated_at"] = LATER
    pull_file(corpus.project(), written(tmp_path, made))
    found = next(answers.read(path))
    assert (found.row, found.history, found.review) == (one.row, (), ())
