"""
Edits of any kind, and where spans are after them.

Edits outside spans never lose one; edits inside are always told; and none is ever lost in silence.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus_kit import answers, validate
from corpus_kit.fields.span import id_of
from corpus_kit.model import Annotation
from corpus_kit.rebase import plan
from corpus_kit.rebase.match import matches
from corpus_kit.rebase.units import Units
from small import SPANS, small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus_kit.corpus import Project
    from corpus_kit.model import Issue
    from corpus_kit.rebase import Told

RELATIONS = {
    "$ref": "urn:corpus-kit:relations",
    "items": {"properties": {"label": {"enum": ["near"]}}},
}
TIME = "2026-11-24T00:00:00.000000Z"
MAKE = (
    lambda n: f"fjalë{n}",
    lambda n: f"q\u0308{n}\u0301e",
    lambda n: f"كَلِمَة{n}",
    lambda n: chr(0x1F400 + n % 64) + "\u200d\U0001f52c\ufe0f" + chr(0x1F440 + n // 64),
    lambda n: chr(0x4E00 + n),
)
"""Words by number: Albanian, marks that do not compose, Arabic with vowels, pictures, Chinese."""


@dataclass(frozen=True)
class Word:
    """A word, the number of the span that it is in, and what stands before it in its paragraph."""

    text: str
    span: int | None = None
    space: str = " "


Paragraphs = list[list[Word]]


class Fresh:
    """Words that were not there before, in all scripts in turn."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> str:
        """The next."""
        self.number += 1
        return str(MAKE[self.number % len(MAKE)](self.number))


@st.composite
def paragraphs(draw: st.DrawFn, fresh: Fresh) -> Paragraphs:
    """One to three paragraphs of different words, with spans of one to three of them."""
    made, span = [], 0
    for _ in range(draw(st.integers(1, 3))):
        words = [Word(fresh()) for _ in range(draw(st.integers(10, 24)))]
        at = 0
        while (at := at + draw(st.integers(0, 5))) < len(words):
            length = draw(st.integers(1, 3))
            words[at : at + length] = [replace(one, span=span) for one in words[at : at + length]]
            at, span = at + length, span + 1
        made.append(words)
    return made


@dataclass(frozen=True)
class Placed:
    """A span where it stands: the text of its segment, and its offsets there."""

    segment: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """What it marks."""
        return self.segment[self.start : self.end]


def rendered(found: Paragraphs) -> tuple[list[str], dict[int, Placed]]:
    """The texts of the paragraphs, and the spans by number."""
    texts: list[str] = []
    spans: dict[int, Placed] = {}
    for words in found:
        text = ""
        places: dict[int, tuple[int, int]] = {}
        for i, word in enumerate(words):
            text += (word.space if i else "") + word.text
            if word.span is not None:
                first, _ = places.get(word.span, (len(text) - len(word.text), 0))
                places[word.span] = first, len(text)
        texts.append(text)
        spans |= {number: Placed(text, *place) for number, place in places.items()}
    return texts, spans


def outside(draw: st.DrawFn, found: Paragraphs, fresh: Fresh) -> Paragraphs:
    """Up to three edits of each paragraph between its spans, moved; then some split or merged."""
    made = [[*words] for words in found]
    if draw(st.booleans()):
        made = draw(st.permutations(made))
    for words in made:
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(words) - 1))
            free = [i for i, word in enumerate(words) if word.span is None]
            kind = draw(st.sampled_from(["insert", "delete", "replace"]))
            if kind == "insert" and (not at or _is_edge(words, at)):
                words.insert(at, Word(fresh()))
            elif kind == "delete" and free:
                del words[draw(st.sampled_from(free))]
            elif kind == "replace" and free:
                words[draw(st.sampled_from(free))] = Word(fresh())
    for words in [*made]:
        edges = [at for at in range(5, len(words) - 5) if _is_edge(words, at)]
        if draw(st.booleans()) and edges:
            at, number = draw(st.sampled_from(edges)), made.index(words)
            made[number : number + 1] = [words[:at], words[at:]]
    if draw(st.booleans()) and len(made) > 1:
        at = draw(st.integers(0, len(made) - 2))
        made[at : at + 2] = [made[at] + made[at + 1]]
    return made


def _is_edge(words: Sequence[Word], at: int) -> bool:
    """Whether no span reaches over the place before a word."""
    return words[at].span is None or words[at - 1].span != words[at].span


def inside(draw: st.DrawFn, found: Paragraphs, fresh: Fresh) -> tuple[Paragraphs, int]:
    """An edit inside of one span, and its number."""
    made = [[*words] for words in found]
    places = [
        (p, i) for p, words in enumerate(made) for i, w in enumerate(words) if w.span is not None
    ]
    p, i = draw(st.sampled_from(places))
    words, word = made[p], made[p][i]
    kinds = ["replace", "delete", "letter"]
    if i and words[i - 1].span == word.span:
        kinds += ["insert", "space", "split"]
    match draw(st.sampled_from(kinds)):
        case "replace":
            words[i] = replace(word, text=fresh())
        case "letter":
            words[i] = replace(word, text=word.text + draw(st.sampled_from("\u0315\u20dd")))
        case "delete":
            del words[i]
        case "insert":
            words.insert(i, replace(word, text=fresh()))
        case "space":
            words[i] = replace(word, space=draw(st.sampled_from(["  ", "\n", "\t", "\u00a0"])))
        case "split":
            made[p : p + 1] = [words[:i], words[i:]]
    assert word.span is not None
    return made, word.span


def rows(project: Project, spans: Sequence[Placed]) -> list[Annotation]:
    """Ana's answers: the spans, and a relation from each in a segment to the next."""
    made = []
    for one in project.segments():
        here = sorted((s for s in spans if s.segment == one.text), key=lambda s: (s.start, s.end))
        entities = [
            {
                "id": id_of(s.start, s.end, "PER"), "start": s.start, "end": s.end,
                "label": "PER", "text": s.text,
            }
            for s in here
        ]  # fmt: skip
        ids = [entity["id"] for entity in entities]
        links = [
            {"head": head, "tail": tail, "label": "near", "directed": True}
            for head, tail in pairwise(ids)
        ]
        row = {"text": one.text, "entities": entities, "links": links}
        made.append(Annotation(one.id, "ana", "submitted", "human", TIME, TIME, 1.0, row))
    return made


def rebased(
    root: Path, old: Sequence[str], spans: Sequence[Placed], new: Sequence[str]
) -> tuple[Project, list[Told]]:
    """A corpus where spans of the old paragraphs were moved to the new ones."""
    asked = {"entities": SPANS, "links": RELATIONS}
    project = small(root, ["\n\n".join(old)], asked).project()
    given = rows(project, spans)
    assert sum(len(one.row["entities"]) for one in given) == len(spans)
    answers.write(project.path("ana"), given)
    assert not errors(project)
    (root / "seeds" / "0.txt").write_text("\n\n".join(new), encoding="utf-8")
    with plan(project) as found:
        told = [*found.told()]
        found.write()
    return project, told


def standing(project: Project) -> tuple[Counter[Placed], Counter[Placed]]:
    """The spans now: those that are fine, and those to be looked at."""
    fine: Counter[Placed] = Counter()
    marked: Counter[Placed] = Counter()
    for one in project.annotations():
        for i, span in enumerate(one.row["entities"]):
            place = Placed(one.row["text"], span["start"], span["end"])
            assert place.text == span["text"]
            (marked if f"/entities/{i}" in one.review else fine)[place] += 1
    return fine, marked


def errors(project: Project) -> list[Issue]:
    """What validation finds and is no warning, such as of labels that nobody took."""
    return [one for one in validate.issues(project) if one.severity == "error"]


def nothing_lost(project: Project, told: Sequence[Told], before: int) -> None:
    """Every span of the old answers is kept, told of, or in an answer that was left as it was."""
    refused = {one.segment for one in told if one.refused}
    left = [one for one in project.annotations() if one.segment in refused]
    of_spans = [flag for one in told for flag in one.flags if flag.before]
    moved = before - sum(len(one.row["entities"]) for one in left)
    fresh = {one.segment for one in told}
    same = [one for one in project.annotations() if not one.history and one.segment not in fresh]
    moved -= sum(len(one.row["entities"]) for one in same)
    assert sum(one.kept for one in told) + len(of_spans) == moved
    assert not [one for one in errors(project) if one.segment not in refused]


@settings(max_examples=50)
@given(st.data())
def test_edits_outside_spans_change_none(data: st.DataObject) -> None:
    """Each is where its words are, with its relations; none is to be looked at."""
    fresh = Fresh()
    before = data.draw(paragraphs(fresh))
    after = data.draw(st.composite(lambda draw: outside(draw, before, fresh))())
    assume(before != after)
    old, spans = rendered(before)
    new, expected = rendered(after)
    with tempfile.TemporaryDirectory() as root:
        project, told = rebased(Path(root) / "c", old, [*spans.values()], new)
        assert not [one for one in told if one.refused]
        assert [flag for one in told for flag in one.flags if flag.before] == []
        assert standing(project) == (Counter(expected.values()), Counter())
        nothing_lost(project, told, len(spans))


@settings(max_examples=50)
@given(st.data())
def test_an_edit_inside_a_span_is_always_told(data: st.DataObject) -> None:
    """Whatever else is edited; the others are where their words are."""
    fresh = Fresh()
    before = data.draw(paragraphs(fresh))
    assume(any(word.span is not None for words in before for word in words))
    touched, number = data.draw(st.composite(lambda draw: inside(draw, before, fresh))())
    old, spans = rendered(before)
    new, expected = rendered(touched)
    with tempfile.TemporaryDirectory() as root:
        project, told = rebased(Path(root) / "c", old, [*spans.values()], new)
        nothing_lost(project, told, len(spans))
        flags = [flag for one in told for flag in one.flags if flag.before]
        assert [
            flag.before.count(f"[[{' '.join(spans[number].text.split())}]]") for flag in flags
        ] == [1]
        fine, _ = standing(project)
        assert fine == Counter(place for n, place in expected.items() if n != number)


def borders(text: str) -> list[int]:
    """Where a span may begin or end: between words, and inside of a word between letters."""
    edges = {*Units.of(text).starts}
    return [at for at in range(len(text) + 1) if at in edges or text[at - 1 : at + 1].isascii()]


WORDS = st.sampled_from(["e", "Ana", "dhe", "Beni", ",", "👩🏽‍🔬", "你"])


@settings(max_examples=50)
@given(st.data())
def test_of_words_that_stand_everywhere_no_span_is_lost(data: st.DataObject) -> None:
    """What is kept says what it said; all else is told."""
    texts = st.lists(
        st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=4, unique=True
    )
    old, new = data.draw(texts), data.draw(texts)
    if data.draw(st.booleans()):  # much alike
        new = [*old]
        number = data.draw(st.integers(0, len(new) - 1))
        at = data.draw(st.integers(0, len(new[number])))
        new[number] = f"{new[number][:at]} {data.draw(WORDS)} {new[number][at + 2 :]}".strip()
    places = {
        (text, *sorted(data.draw(st.tuples(*[st.sampled_from(borders(text))] * 2))))
        for text in old
        for _ in range(data.draw(st.integers(0, 3)))
    }
    spans = [Placed(*place) for place in places if place[1] < place[2]]
    with tempfile.TemporaryDirectory() as root:
        project, told = rebased(Path(root) / "c", old, spans, new)
        nothing_lost(project, told, len(spans))
        fine, _ = standing(project)
        said = Counter(one.text for one in spans)
        kept = Counter(place.text for place in fine.elements())
        assert kept <= said


@settings(max_examples=200)
@given(*[st.lists(st.sampled_from("abc"), max_size=6)] * 2)
def test_what_is_sure_is_so_in_every_longest_common_subsequence(
    old: list[str], new: list[str]
) -> None:
    """And what is matched and not sure is otherwise in one of them."""
    best = _longest(tuple(old), tuple(new))
    there, sure = matches(old, new)
    assert there in best
    for i, one in enumerate(sure):
        ways = {way[i] for way in best}
        assert not one or ways - {-1} == {there[i]}
        assert one or there[i] == -1 or len(ways) > 1


def _longest(old: tuple[str, ...], new: tuple[str, ...]) -> list[list[int]]:
    """All of them: for each old item the new one, or -1."""
    found: list[list[int]] = []

    def go(i: int, j: int, made: list[int]) -> None:
        if i == len(old):
            found.append(made)
            return
        go(i + 1, j, [*made, -1])
        for k in range(j, len(new)):
            if new[k] == old[i]:
                go(i + 1, k + 1, [*made, k])

    go(0, 0, [])
    most = max(sum(one >= 0 for one in some) for some in found)
    return [some for some in found if sum(one >= 0 for one in some) == most]


def test_rows_are_any() -> None:
    """What the properties begin from is valid as it is made."""
    words: Any = [[Word("Ana", 0), Word("Hoxha", 0), Word("erdhi"), Word("Beni", 1)]]
    texts, spans = rendered(words)
    assert texts == ["Ana Hoxha erdhi Beni"]
    assert [one.text for one in spans.values()] == ["Ana Hoxha", "Beni"]
