"""An annotator works in a real browser, and the answer arrives in the dataset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from corpus_kit.studio import credentials, people

from live.browser import annotator
from support import command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus_kit.model import Annotation
    from corpus_kit.studio.access import Access

pytestmark = pytest.mark.timeout(300)


def by_people(corpus: Corpus) -> list[Annotation]:
    """The answers that are not the template's own."""
    return [one for one in corpus.project().annotations() if one.origin == "human"]


def test_an_answer_given_with_the_mouse_ends_as_a_row(
    road: Corpus, access: Access, pictures: Path, load: Callable[..., Any]
) -> None:
    """Sign in, read, select, label, choose, submit; pull, validate, export, load."""
    command("-C", road.root, "push")
    people.add(road, f"ana-{road.config.name}"[:50], access)
    login = credentials.annotator(road, f"ana-{road.config.name}"[:50])
    with annotator(access, login) as ana:
        ana.open_project(road.project().title)
        told = ana.instructions()
        assert "Annotation guidelines" in told
        assert "Choose exactly one topic" in told
        assert ana.text().startswith("Udhëheqësi i Koresë së Veriut, Kim Jong Un")
        assert "What is it about?" in ana.refused()
        ana.mark("Place (LOC)", "Koresë së Veriut")
        ana.mark("Person (PER)", "Kim Jong Un")
        ana.mark("Person (PER)", "Vladimir Putin")
        ana.mark("Organisation (ORG)", "KCNA")
        ana.choose("Politics")
        ana.picture(pictures / "labelled-task.png")
        ana.submit()
        assert ana.elsewhere == set(), "pages of the server asked something outside"
        assert ana.errors == []

    command("-C", road.root, "pull")
    (path,) = road.project().files()
    (answer,) = answers.read(path)
    marked = [(span["text"], span["label"]) for span in answer.row["entities"]]
    assert marked == [
        ("Koresë së Veriut", "LOC"),
        ("Kim Jong Un", "PER"),
        ("Vladimir Putin", "PER"),
        ("KCNA", "ORG"),
    ]
    assert answer.row["topic"] == "politics"
    assert answer.seconds is not None
    assert answer.seconds > 0
    assert "ana" not in path.read_text().replace(answer.row["text"], "")
    command("-C", road.root, "validate")
    release = json.loads(command("-C", road.root, "export", "--json").stdout)
    ((split, rows),) = load(release["directory"]).items()
    assert rows.num_rows == 1
    assert rows[0]["text"] == answer.row["text"]
    assert rows.features["topic"].int2str(rows[0]["topic"]) == "politics"
    assert [span["text"] for span in rows[0]["entities"]] == [text for text, _ in marked]
    assert split in {"train", "validation", "test"}


def test_hard_characters_are_marked_where_the_eye_sees_them(road: Corpus, access: Access) -> None:
    """Emoji with joiners, line ends, tabs and no-break spaces do not shift a span."""
    for seed in (road.root / "seeds").iterdir():
        seed.unlink()
    text = "👨‍👩‍👧 në Shqipëri\n12\u00a0000\tnjerëz 🇦🇱 te Tirana\u202f👩🏽‍🔬 fund"
    (road.root / "seeds" / "hard.txt").write_text(text, newline="")
    command("-C", road.root, "push")
    name = f"hard-{road.config.name}"[:50]
    people.add(road, name, access)
    with annotator(access, credentials.annotator(road, name)) as somebody:
        somebody.open_project(road.project().title)
        somebody.instructions()
        somebody.mark("Place (LOC)", "Shqipëri")
        somebody.mark("Place (LOC)", "Tirana")
        somebody.mark("Person (PER)", "👩🏽‍🔬")
        somebody.press("8")  # the hotkey of a topic
        somebody.submit()
    command("-C", road.root, "pull")
    command("-C", road.root, "validate")
    (answer,) = road.project().annotations()
    assert [span["text"] for span in answer.row["entities"]] == ["Shqipëri", "Tirana", "👩🏽‍🔬"]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in answer.row["entities"])
    assert answer.row["topic"] == "society"


def test_words_and_several_choices_are_answers_too(
    tmp_path: Path, access: Access, pictures: Path
) -> None:
    """The templates for translation and for several subjects, answered by hand."""
    root = tmp_path / "words"
    command("init", root, "--template", "translation")
    command("-C", root, "push")
    corpus = Corpus.open(root)
    people.add(corpus, "translator", access)
    with annotator(access, credentials.annotator(corpus, "translator")) as somebody:
        somebody.open_project(corpus.project().title)
        somebody.instructions()
        assert somebody.text().startswith("The town library of Lakeside")
        assert "Translate the sentence" in somebody.refused()
        somebody.write("Biblioteka hapi 👩🏽‍🔬 sallën.\nDhe “kaq”.")
        somebody.choose("some doubt")
        somebody.picture(pictures / "translation.png")
        somebody.submit()
    command("-C", root, "pull")
    command("-C", root, "validate")
    (answer,) = by_people(corpus)
    assert answer.row["translation"] == "Biblioteka hapi 👩🏽‍🔬 sallën.\nDhe “kaq”."
    assert answer.row["difficulty"] == "some doubt"


def test_several_choices_come_in_the_order_of_the_schema(
    tmp_path: Path, access: Access, pictures: Path
) -> None:
    """Whatever the order of the clicks; none at all is an answer too."""
    root = tmp_path / "several"
    command("init", root, "--template", "multilabel")
    command("-C", root, "push")
    corpus = Corpus.open(root)
    people.add(corpus, "subjects", access)
    with annotator(access, credentials.annotator(corpus, "subjects")) as somebody:
        somebody.open_project(corpus.project().title)
        somebody.instructions()
        somebody.choose("Transport")
        somebody.choose("Schools")
        somebody.picture(pictures / "several.png")
        somebody.submit()
        somebody.next_task()
        somebody.submit()
    command("-C", root, "pull")
    command("-C", root, "validate")
    given = [one.row["subjects"] for one in by_people(corpus)]
    assert sorted(given) == [[], ["schools", "transport"]]
