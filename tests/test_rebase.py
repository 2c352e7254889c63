"""Answers follow their text when seeds are corrected, and what may no longer be true is told."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from corpus_kit import answers, files, validate
from corpus_kit.corpus import Corpus
from corpus_kit.errors import NothingToReview
from corpus_kit.fields.span import id_of
from corpus_kit.rebase import plan, reviewed
from corpus_kit.rebase.align import direct
from corpus_kit.rebase.units import Units
from small import SPANS, TEXT, TOPIC, answer, small

from support import Run, traced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation
    from corpus_kit.rebase import Told

ASKED = {
    "entities": SPANS,
    "links": {
        "$ref": "urn:corpus-kit:relations",
        "items": {"properties": {"label": {"enum": ["in"]}}},
    },
    "topic": TOPIC,
}  # fmt: skip
FIRST = "Kadareja lindi në Gjirokastër më 1936, ku kaloi fëmijërinë."
SECOND = "Më vonë punoi në Tiranë dhe shkroi shumë libra për qytetin."
NAMES = {"Kadareja": "PER", "Gjirokastër": "LOC", "Tiranë": "LOC", "shumë libra": "LOC"}


def said(text: str, topic: str = "culture") -> dict[str, Any]:
    """All names in a text, each related to the next, and a topic."""
    found = sorted((text.index(name), name) for name in NAMES if name in text)
    spans = [
        {
            "id": id_of(at, at + len(name), NAMES[name]), "start": at, "end": at + len(name),
            "label": NAMES[name], "text": name,
        }
        for at, name in found
    ]  # fmt: skip
    ids = [span["id"] for span in spans]
    links = [
        {"head": head, "tail": tail, "label": "in", "directed": True}
        for head, tail in pairwise(ids)
    ]
    return {"entities": spans, "links": links, "topic": topic}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two paragraphs, answered by Ana."""
    made = small(tmp_path / "corpus", [f"{FIRST}\n\n{SECOND}"], ASKED).project()
    answer(made, "ana", said)
    return made


def edited(project: Project, text: str) -> None:
    """Give the one seed another text."""
    (project.corpus.seeds / "0.txt").write_text(text, encoding="utf-8")


def done(project: Project, least: float = 0.6) -> list[Told]:
    """Rebase; what was told."""
    with plan(project, least) as found:
        told = [*found.told()]
        found.write()
    return told


def rows(project: Project, annotator: str = "ana") -> dict[str, Annotation]:
    """An annotator's answers by their texts."""
    return {one.row["text"]: one for one in answers.read(project.path(annotator))}


def codes(project: Project) -> set[str]:
    """The checks that find something."""
    return {one.fault.check.code for one in validate.issues(project)}


def rewritten(project: Project, change: Callable[[Annotation], Annotation | None]) -> None:
    """Change Ana's answers one by one; None takes one out."""
    path = project.path("ana")
    answers.write(path, [made for one in [*answers.read(path)] if (made := change(one))])


def test_a_word_beside_the_spans_changes_nothing_else(project: Project) -> None:
    """Spans, relations and topic follow; the old text stays in the history; all is valid."""
    before = rows(project)[FIRST]
    new = FIRST.replace("lindi", "u lind")
    edited(project, f"{new}\n\n{SECOND}")
    (told,) = done(project)
    after = rows(project)[new]
    assert (told.kept, told.flags, told.refused) == (2, (), "")
    assert (told.segment, told.into, told.line) == (before.segment, (after.segment,), told.line)
    assert {**after.row} == {"text": new, **said(new)}
    assert after.review == ()
    (change,) = after.history
    assert (change.by, change.segment) == ("rebase", before.segment)
    assert {**after.row, **change.row} == before.row
    assert (after.updated, after.created) == (before.updated, before.created)
    assert codes(project) == set()


def test_a_changed_name_is_to_be_looked_at(project: Project) -> None:
    """It stands for what is there now; its relation follows it."""
    new = FIRST.replace("Gjirokastër", "Gjirokastra")
    edited(project, f"{new}\n\n{SECOND}")
    (told,) = done(project)
    (flag,) = told.flags
    assert (told.kept, flag.pointer) == (1, "/entities/1")
    assert "[[Gjirokastër]]" in flag.before
    assert "[[Gjirokastra]]" in flag.after
    after = rows(project)[new]
    assert [span["text"] for span in after.row["entities"]] == ["Kadareja", "Gjirokastra"]
    assert after.row["links"][0]["tail"] == after.row["entities"][1]["id"]
    assert after.review == ("/entities/1",)
    assert codes(project) == {"CK303"}


def test_a_deleted_name_is_told_and_stays_in_the_history(project: Project) -> None:
    """So is its relation, which leads nowhere."""
    new = FIRST.replace(" në Gjirokastër", "")
    edited(project, f"{new}\n\n{SECOND}")
    (told,) = done(project)
    assert told.kept == 1
    assert [flag.pointer for flag in told.flags] == ["/entities", "/links"]
    assert told.flags[0].after == ""
    after = rows(project)[new]
    assert (len(after.row["entities"]), after.row["links"]) == (1, [])
    assert len(after.history[0].row["entities"]) == 2
    assert codes(project) == {"CK303"}


@pytest.mark.parametrize("space", ["  ", "\n", "\u00a0"])
def test_white_space_inside_a_span_is_a_change(project: Project, space: str) -> None:
    """Its text is another."""
    new = SECOND.replace("shumë libra", f"shumë{space}libra")
    edited(project, f"{FIRST}\n\n{new}")
    (told,) = done(project)
    assert [flag.pointer for flag in told.flags] == ["/entities/1"]
    assert rows(project)[new].row["entities"][1]["text"] == f"shumë{space}libra"


def test_a_letter_beside_a_span_changes_its_word(project: Project) -> None:
    """Tirana is not Tiranasi: a word is one thing."""
    edited(project, f"{FIRST}\n\n{SECOND.replace('Tiranë', 'Tiranën')}")
    (told,) = done(project)
    assert [flag.pointer for flag in told.flags] == ["/entities/0"]


def test_a_paragraph_that_became_two(project: Project) -> None:
    """Each has its spans; the topic was given of the whole, and the relation between is told."""
    new = FIRST.replace("Gjirokastër më", "Gjirokastër\n\nmë").replace(" në Gj", "\n\nnë Gj")
    one, two, three = new.split("\n\n")
    edited(project, f"{new}\n\n{SECOND}")
    (told,) = done(project)
    found = rows(project)
    assert len(told.into) == 3
    assert [span["text"] for span in found[one].row["entities"]] == ["Kadareja"]
    assert [span["text"] for span in found[two].row["entities"]] == ["Gjirokastër"]
    assert found[three].row["entities"] == []
    assert found[one].review == ("/topic", "/links")
    assert found[two].review == found[three].review == ("/topic",)
    assert codes(project) == {"CK303"}


def test_paragraphs_that_became_one(project: Project) -> None:
    """Its spans are those of both; equal answers stand, as do the times of both."""
    new = f"{FIRST} {SECOND}"
    edited(project, new)
    told = done(project)
    (one,) = rows(project).values()
    assert [(one.kept, one.flags) for one in told] == [(2, ())] * 2
    assert [span["text"] for span in one.row["entities"]] == [*NAMES]
    assert (one.review, one.seconds, len(one.history)) == ((), 3.0, 2)
    assert codes(project) == set()


def test_of_different_answers_to_parts_the_first_stands(project: Project) -> None:
    """And it is to be looked at, with both told."""
    answer(project, "ana", lambda text: said(text, "sport" if text == SECOND else "culture"))
    edited(project, f"{FIRST} {SECOND}")
    flags = [flag for one in done(project) for flag in one.flags]
    assert [flag.pointer for flag in flags] == ["/topic"]
    assert "'culture'" in flags[0].why
    assert "'sport'" in flags[0].why
    (one,) = rows(project).values()
    assert (one.row["topic"], one.review) == (one.row["topic"], ("/topic",))


def test_an_end_that_moved_into_the_next_paragraph(project: Project) -> None:
    """Its spans are in that one; what is split by the border is told."""
    head, tail = FIRST.split(" në Gjirokastër")
    new = f"në Gjirokastër{tail} {SECOND}"
    edited(project, f"{head}\n\n{new}")
    told = done(project)
    assert sum(one.kept for one in told) == 4
    assert [span["text"] for span in rows(project)[new].row["entities"]] == [*NAMES][1:]
    assert [span["text"] for span in rows(project)[head].row["entities"]] == ["Kadareja"]


def test_a_span_over_a_border_is_told(project: Project) -> None:
    """It stands in the segment that has most of it."""
    edited(project, f"{FIRST}\n\n{SECOND.replace('shumë libra', 'shumë' + chr(10) * 2 + 'libra')}")
    (told,) = done(project)
    split = [flag for flag in told.flags if "split between" in flag.why]
    assert len(split) == 1
    assert told.kept == 1


def test_of_two_places_that_it_may_be_none_is_guessed(project: Project) -> None:
    """One of two equal words was deleted: whichever the span was on, a person has to say."""
    text = "Ana pa Tiranë Tiranë mbrëmë me shumë gëzim dhe me mall."
    edited(project, text)
    answer(project, "ana", said)
    edited(project, text.replace("Tiranë Tiranë", "Tiranë"))
    (told,) = done(project)
    assert ["several places" in flag.why for flag in told.flags] == [True]


def test_another_text_is_refused(project: Project) -> None:
    """The answer stays as it was, and how much is left is told; less may be asked for."""
    before = project.path("ana").read_bytes()
    edited(project, f"Kadareja lindi në Gjirokastër, e kështu me radhë deri sot e mot.\n\n{SECOND}")
    (told,) = done(project)
    assert told.refused.startswith("55% of its words are in the text as it is now, less than 60%")
    assert project.path("ana").read_bytes() == before
    (told,) = done(project, 0.5)
    assert (told.refused, told.kept, round(told.similarity, 2)) == ("", 2, 0.55)


def test_moved_paragraphs_need_nothing(project: Project) -> None:
    """Their ids say what they say."""
    edited(project, f"{SECOND}\n\n{FIRST}")
    assert done(project) == []


def test_an_annotator_who_answered_again_keeps_that(project: Project) -> None:
    """The older answer is told and left for a person to take out; others' are moved."""
    answer(project, "eva", said)
    (old,) = (one for one in answers.read(project.path("ana")) if one.row["text"] == FIRST)
    new = FIRST.replace("lindi", "u lind")
    edited(project, f"{new}\n\n{SECOND}")
    answer(project, "ana", said)
    path = project.path("ana")
    answers.write(path, [*answers.read(path), old])
    before = path.read_bytes()
    ana, eva = done(project)
    assert "has another answer" in ana.refused
    assert (eva.annotator, eva.refused) == ("eva", "")
    assert path.read_bytes() == before


def test_skips_are_carried(project: Project) -> None:
    """To one segment; of one that is two now, it is told."""
    rewritten(
        project,
        lambda one: msgspec.structs.replace(one, status="skipped", row={"text": one.row["text"]}),
    )
    new = FIRST.replace("lindi", "u lind")
    head, tail = SECOND.split(" dhe ")
    edited(project, f"{new}\n\n{head}\n\n{tail}")
    told = {one.segment: one for one in done(project)}
    assert sorted(bool(one.refused) for one in told.values()) == [False, True]
    assert rows(project)[new].status == "skipped"
    assert rows(project)[SECOND].history == ()


def test_more_text_than_was_shown_is_told(project: Project) -> None:
    """Ana saw one of the two paragraphs that are one now: she may have to mark more."""
    rewritten(project, lambda one: one if one.row["text"] == FIRST else None)
    edited(project, f"{FIRST} {SECOND} {'Një fjali tjetër krejt. ' * 3}")
    (told,) = done(project)
    assert {flag.pointer for flag in told.flags} == {"/entities", "/links", "/topic"}
    assert {"most of the text" in flag.why for flag in told.flags} == {True}


def test_a_second_run_finds_nothing(project: Project) -> None:
    """And writes nothing; what is marked stays so, also through another edit."""
    new = FIRST.replace("Gjirokastër", "Gjirokastra")
    edited(project, f"{new}\n\n{SECOND}")
    done(project)
    written = project.path("ana").stat().st_mtime_ns
    assert done(project) == []
    assert project.path("ana").stat().st_mtime_ns == written
    newer = new.replace("Kadareja lindi", "Shkrimtari Kadareja u lind")
    edited(project, f"{newer}\n\n{SECOND}")
    (told,) = done(project)
    assert [flag.why for flag in told.flags] == ["it was to be looked at before"]
    one = rows(project)[newer]
    assert (one.review, len(one.history)) == (("/entities/1",), 2)


def test_what_a_person_looked_at_is_no_longer_marked(project: Project) -> None:
    """The rest stays as it is; a segment without marks is an error, and changes nothing."""
    new = FIRST.replace("Gjirokastër", "Gjirokastra")
    edited(project, f"{new}\n\n{SECOND}")
    done(project)
    one = rows(project)[new]
    with pytest.raises(NothingToReview, match="of 'eva'"):
        reviewed(project, [one.segment], "eva")
    with pytest.raises(NothingToReview):
        reviewed(project, [one.segment, rows(project)[SECOND].segment])
    assert rows(project)[new] == one
    assert reviewed(project, [one.segment]) == 1
    assert rows(project)[new] == msgspec.structs.replace(one, review=())
    assert codes(project) == set()


def test_answers_that_cannot_follow_are_told(project: Project) -> None:
    """One without its text, one that is wrong itself, one twice, one about no seed; none moves."""
    edited(project, f"{FIRST} U shtua.\n\n{SECOND} U shtua.")
    path = project.path("ana")
    first, second = (json.loads(line) for line in path.read_bytes().splitlines())
    first["row"]["entities"][0]["end"] = 999
    gone = {**second, "segment": "9#0"}
    blank = {**second, "row": {"topic": "sport"}}
    for lines, reason in [
        ([first], "a fault of its own"),
        ([second, second], "twice"),
        ([gone], "there is no seed '9'"),
        ([blank], "does not hold the text"),
        ([{**second, "row": {**second["row"], "text": 3}}], "does not hold the text"),
        ([{**second, "row": {**second["row"], "text": ""}}], "does not hold the text"),
    ]:
        path.write_text("".join(json.dumps(one) + "\n" for one in lines))
        before = path.read_bytes()
        told = done(project)
        assert [reason in one.refused for one in told] == [True] * len(lines)
        assert path.read_bytes() == before


def test_lines_that_cannot_be_read_stay(project: Project) -> None:
    """Validation tells of them."""
    path = project.path("ana")
    bad = b'{"segment": \xff\n'
    path.write_bytes(bad + path.read_bytes())
    edited(project, f"{FIRST} U shtua.\n\n{SECOND}")
    assert len(done(project)) == 1
    assert bad in path.read_bytes().splitlines(keepends=True)


def test_the_same_text_twice(project: Project) -> None:
    """The answer to the copy that was edited goes there, not to the one that stayed."""
    edited(project, f"{FIRST}\n\n{FIRST}\n\n{SECOND}")
    answer(project, "ana", said)
    new = FIRST.replace("lindi", "u lind")
    edited(project, f"{new}\n\n{FIRST}\n\n{SECOND}")
    (told,) = done(project)
    assert (told.kept, told.refused) == (2, "")
    assert {*rows(project)} == {new, FIRST, SECOND}


def test_templates_are_told_apart(project: Project) -> None:
    """Paragraphs that are alike but for a name, two of them edited alike."""
    texts = [
        f"Në vitin 2020 qyteti i {name}s kishte pesë shkolla dhe një spital." for name in "XYZ"
    ]
    edited(project, "\n\n".join(texts))
    answer(project, "ana", said)
    new = [text.replace("pesë", "gjashtë") for text in texts]
    edited(project, "\n\n".join([new[1], new[0], texts[2]]))
    assert [one.refused for one in done(project)] == ["", ""]
    for one in answers.read(project.path("ana")):
        for change in one.history:
            assert change.row["text"] == one.row["text"].replace("gjashtë", "pesë")


DIALOGUE = {"$ref": "urn:corpus-kit:dialogue", "readOnly": True}
HTML = {"type": "string", "contentMediaType": "text/html", "readOnly": True}


def structured(root: Path, inputs: Mapping[str, Any], seed: Mapping[str, Any]) -> Project:
    """A corpus of one structured seed, whose first input has spans."""
    name = next(iter(inputs))
    spans = {**SPANS, "corpus-kit:on": name}
    (root / "seeds").mkdir(parents=True)
    (root / "seeds" / "s.jsonl").write_text(json.dumps({"id": "a", **seed}) + "\n")
    made = small(root / "made", [], {})
    source = {"type": "object", "properties": {**inputs, "entities": spans, "topic": TOPIC}}
    made.project().schema_path.write_bytes(files.pretty(source))
    (root / "seeds" / "s.jsonl").rename(made.seeds / "s.jsonl")
    return Corpus.open(made.root).project()


def marked(project: Project, text: str) -> dict[str, Any]:
    """The answer that marks a text in the first input."""
    (segment,) = project.segments()
    shown = project.schema.shown(segment)
    one = project.schema.inputs[0]
    start = one.text(shown[one.name]).index(text)
    span = {
        "id": id_of(start, start + len(text), "PER"), "start": start, "end": start + len(text),
        "label": "PER", "text": text,
    }  # fmt: skip
    more = one.more(shown[one.name], start, start + len(text))
    return {"entities": [{**span, **more}], "topic": "sport"}


@pytest.mark.parametrize(
    ("schema", "before", "after", "kept"),
    [
        (HTML, "<p>Erdhi <b>Ana</b> nga deti</p>", "<p>Sot erdhi <i>Ana</i> nga deti</p>", 1),
        (HTML, "<p>Erdhi <b>Ana</b> nga deti</p>", "<p>Erdhi <b>Anna</b> nga deti</p>", 0),
        (
            DIALOGUE,
            [{"author": "1", "text": "Kush erdhi?"}, {"author": "2", "text": "Erdhi Ana."}],
            [{"author": "1", "text": "Po kush erdhi?"}, {"author": "2", "text": "Erdhi Ana."}],
            1,
        ),
    ],
)
def test_structured_seeds(
    tmp_path: Path, schema: dict[str, Any], before: Any, after: Any, kept: int
) -> None:
    """Spans of HTML and dialogues follow the text that is shown, and say where it is in these."""
    project = structured(tmp_path, {"page": schema}, {"page": before})
    answer(project, "ana", lambda _: marked(project, "Ana"))
    assert codes(project) == set()
    seed = {"id": "a", "page": after}
    (project.corpus.seeds / "s.jsonl").write_text(json.dumps(seed), encoding="utf-8")
    (told,) = done(project)
    assert (told.kept, len(told.flags), told.refused) == (kept, 1 - kept, "")
    assert codes(project) == ({"CK303"} if told.flags else set())


def test_another_input_that_changed_makes_all_be_looked_at(tmp_path: Path) -> None:
    """Spans stay where they are; what was shown beside may have been the reason for the answer."""
    inputs = {"page": TEXT, "source_name": TEXT}
    project = structured(tmp_path, inputs, {"page": "Erdhi Ana.", "source_name": "A"})
    answer(project, "ana", lambda _: marked(project, "Ana"))
    seed = {"id": "a", "page": "Erdhi Ana.", "source_name": "B"}
    (project.corpus.seeds / "s.jsonl").write_text(json.dumps(seed), encoding="utf-8")
    (told,) = done(project)
    assert told.kept == 1
    assert [flag.pointer for flag in told.flags] == ["/entities", "/topic"]
    assert {"source_name" in flag.why for flag in told.flags} == {True}
    (one,) = answers.read(project.path("ana"))
    assert (one.row["source_name"], one.history[0].row) == ("B", {"source_name": "A"})


def test_many_documents_are_in_memory_one_by_one(tmp_path: Path) -> None:
    """What waits to be written is on disk."""
    text = " ".join(f"fjala{n}" for n in range(400)) + " Tiranë"
    project = small(
        tmp_path / "c", [f"{n} {text}" for n in range(2000)], {"entities": SPANS, "topic": TOPIC}
    ).project()
    answer(project, "ana", lambda text: {"entities": said(text)["entities"], "topic": "sport"})
    for path in project.corpus.seeds.glob("*.txt"):
        path.write_text(path.read_text() + " fund", encoding="utf-8")
    with traced() as peak:
        told = sum(one.kept for one in done(project))
    assert told == 2000
    assert peak() < 30_000_000


class TestUnits:
    """What is compared."""

    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("", []),
            ("a\u0308b 3,5", ["a\u0308b", " ", "3", ",", "5"]),
            ("👨‍👩‍👧👩🏽‍🔬!", ["👨‍👩‍👧👩🏽‍🔬", "!"]),
            ("كَلِمَة ثانية", ["كَلِمَة", " ", "ثانية"]),
            ("你好。", ["你", "好", "。"]),
            ("ไทย", ["ไ", "ท", "ย"]),
            (" \n\u0301x", [" \n\u0301", "x"]),
        ],
    )
    def test_units(self, text: str, keys: list[str]) -> None:
        """Words whole, marks and joiners with what they are on, letters of unspaced scripts."""
        assert Units.of(text).keys == keys

    def test_half_a_word_is_found_in_it(self) -> None:
        """A span may end in a word, where that stayed."""
        place = direct("një Shqipëria", "një e re Shqipëria").moved(4, 9)
        assert place is not None
        assert "një e re Shqipëria"[place.start : place.end] == "Shqip"
        assert place.why == ""

    def test_long_documents_are_aligned_in_seconds(self) -> None:
        """Also those for which one table would be too large; there by parts."""
        words = [f"fjala{n % 9973 if n % 3 else n % 50}" for n in range(30_000)]
        new = [*words]
        for at in range(0, 30_000, 40):
            new[at] = "tjetër"
        found = direct(" ".join(words), " ".join(new))
        assert found.similarity > 0.95


def test_the_command(run: Run, project: Project) -> None:
    """It plans, does, tells place by place, and ends with 1 as long as there is something to do."""
    edited(project, f"{FIRST.replace('Gjirokastër', 'Gjirokastra')}\n\n{SECOND}")
    at = ("-C", project.corpus.root)
    before = project.path("ana").read_bytes()
    planned = run(*at, "rebase", "--plan", code=1)
    assert project.path("ana").read_bytes() == before
    ran = run(*at, "rebase", code=1)
    assert ran.stdout == planned.stdout
    assert re.search(r"ana\.jsonl:\d: 0#\w+ → 0#\w+: 1 span kept, 1 marked", ran.stdout)
    assert "\n    - Kadareja lindi në [[Gjirokastër]] më" in ran.stdout
    assert "1 answer moved, 1 span kept, 1 marked for review, 0 answers refused" in ran.stderr
    assert "nothing to rebase" in run(*at, "rebase").stderr
    (segment,) = (one.segment for one in answers.read(project.path("ana")) if one.review)
    assert "1 answer reviewed" in run(*at, "rebase", "--reviewed", segment).stderr
    run(*at, "validate")
    assert json.loads(run(*at, "rebase", "--json").stdout) == []
    run(*at, "rebase", "--annotator", "ana", code=2)
    run(*at, "rebase", "--reviewed", segment, code=1)
