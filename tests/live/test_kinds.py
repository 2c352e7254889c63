"""Every kind of question on a real server, and answered in a real browser."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit.columns import stored
from corpus_kit.corpus import Corpus
from corpus_kit.fields import KINDS, Field
from corpus_kit.model import Annotation
from corpus_kit.release import release
from corpus_kit.studio import credentials, people
from corpus_kit.studio.pull import pull
from corpus_kit.studio.push import push
from corpus_kit.studio.submit import submit

from live.browser import PAGE, annotator
from live.browser import TURNS as TURNS_ON_SCREEN
from support import REPOSITORY, command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus_kit.studio.access import Access

    from live.browser import Annotator

CASES = REPOSITORY / "tests" / "cases"
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))


def asking(
    root: Path,
    shown: Mapping[str, Any],
    answer: Mapping[str, Any],
    also: Mapping[str, Any] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Corpus:
    """A corpus with one row, and one question beside what the schema has `also`."""
    command("init", root, "--template", "topic")
    shutil.rmtree(root / "annotations", ignore_errors=True)
    (root / "seeds" / "example.txt").unlink()
    (root / "seeds" / "row.jsonl").write_text(json.dumps({"id": "one", **shown}))
    text = {"type": "string", "readOnly": True}
    schema = {
        "title": root.name,
        "type": "object",
        "required": ["text", "answer"],
        "properties": {"text": text, **(also or {}), "answer": answer},
        **(rules or {}),
    }
    (root / "schema" / "topic.schema.json").write_text(json.dumps(schema))
    return Corpus.open(root)


@EVERY_KIND
def test_what_is_answered_comes_back(kind: type[Field], tmp_path: Path, access: Access) -> None:
    """Each valid case goes to the server as an annotation and comes back as the same value."""
    checked = 0
    for path in sorted((CASES / kind.kind / "valid").glob("*.json")):
        case = json.loads(path.read_text())
        root = tmp_path / f"{kind.kind}-{path.stem}"
        also = case.get("also", {})
        shown = {"text", *(name for name, one in also.items() if one.get("readOnly"))}
        given = {name: one for name, one in case["row"].items() if name in shown}
        project = asking(root, given, case["property"], also).project()
        push(project, access)
        (segment,) = project.segments()
        if kind.kind == "spans" and segment.given != given:
            continue  # composed on reading: its offsets are another text's
        row = project.schema.arranged({**case["row"], **(segment.given or {})})
        answer = Annotation(segment.id, "", "submitted", "human", "", "", 1.0, row)
        submit(project, [answer], access)
        pull(project, access)
        (back,) = project.annotations()
        assert back.row == row, path
        checked += 1
    assert checked


def spans(*labels: str, on: str = "text", **questions: Any) -> dict[str, Any]:
    """A question for spans of an input, and questions about each."""
    properties = {"label": {"enum": labels}, **questions}
    return {
        "$ref": "urn:corpus-kit:spans",
        "corpus-kit:on": on,
        "items": {"properties": properties},
    }


def draw(somebody: Annotator) -> None:
    """Two spans, and an arrow from the second to the first."""
    somebody.mark("WHEN", "sot")
    somebody.mark("WHERE", "Tiranë")
    somebody.relate("Tiranë", "sot", "during")


def tell(somebody: Annotator) -> None:
    """A span, and the answers about it."""
    somebody.mark("WHERE", "Tiranë")
    somebody.select("Tiranë")
    somebody.choose("good")
    somebody.star(4)
    somebody.write("kryeqyteti")


def go_on(somebody: Annotator) -> None:
    """A choice, and the question that comes of it."""
    assert not somebody.page.locator("label", has_text="strong").is_visible()
    somebody.choose("wind")
    somebody.choose("strong")


TEXT = {"type": "string", "readOnly": True}
TURNS = [
    {"author": "Ana", "text": "Mirëdita 😀, ku je?"},
    {"author": "Besa", "text": "Në Durrës.\nVij nesër."},
]
SOURCE = "<h1>Moti</h1><p onclick='no()'>Sot &amp; nesër <b>diell</b><br>në Durrës.</p>"
PAIR = {"a": "Po.", "b": "Jo, në Durrës."}

ALSO: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "relations": ({}, {"marks": spans("WHEN", "WHERE")}),
    "preference": (PAIR, dict.fromkeys(PAIR, TEXT)),
    "preference with a tie": (PAIR, dict.fromkeys(PAIR, TEXT)),
    "ranking": (PAIR, dict.fromkeys(PAIR, TEXT)),
    "dialogue": (
        {"turns": TURNS},
        {"turns": {"$ref": "urn:corpus-kit:dialogue", "readOnly": True}},
    ),
    "html": ({"page": SOURCE}, {"page": {**TEXT, "contentMediaType": "text/html"}}),
    "condition": ({}, {"kind": {"enum": ["wind", "rain"]}}),
}
"""What rows and schemas have beside the question, where it needs more than a text."""

RULES: dict[str, dict[str, Any]] = {
    "condition": {
        "required": ["text", "kind"],
        "if": {"properties": {"kind": {"const": "wind"}}, "required": ["kind"]},
        "then": {"required": ["answer"]},
    }
}
"""What else the schema says."""

BY_HAND: dict[str, tuple[dict[str, Any], Callable[[Annotator], None], Any]] = {
    "relations": (
        {
            "$ref": "urn:corpus-kit:relations",
            "items": {"properties": {"label": {"enum": ["during", "near"]}}},
        },
        draw,
        [{"head": "12-18-WHERE", "tail": "5-8-WHEN", "label": "during", "directed": True}],
    ),
    "questions about spans": (
        spans(
            "WHERE",
            mood={"enum": ["good", "bad"]},
            sure={"type": "integer", "minimum": 1, "maximum": 5},
            note={"type": "string"},
        ),
        tell,
        [
            {
                "id": "12-18-WHERE",
                "start": 12,
                "end": 18,
                "label": "WHERE",
                "text": "Tiranë",
                "mood": "good",
                "sure": 4,
                "note": "kryeqyteti",
            }
        ],
    ),
    "dialogue": (
        spans("WHERE", on="turns"),
        lambda somebody: somebody.mark("WHERE", "Durrës", TURNS_ON_SCREEN),
        [{"id": "22-28-WHERE", "start": 22, "end": 28, "label": "WHERE", "text": "Durrës"}],
    ),
    "html": (
        spans("WHERE", on="page"),
        lambda somebody: somebody.mark("WHERE", "Durrës", PAGE),
        [
            {
                "id": "25-31-WHERE",
                "start": 25,
                "end": 31,
                "label": "WHERE",
                "text": "Durrës",
                "source_start": 66,
                "source_end": 72,
            }
        ],
    ),
    "several texts": (
        {"type": "array", "items": {"type": "string"}},
        lambda somebody: somebody.add("Diell.", "Pa re."),
        ["Diell.", "Pa re."],
    ),
    "preference": ({"enum": ["a", "b"]}, lambda somebody: somebody.prefer(1), "b"),
    "preference with a tie": (
        {"enum": ["a", "b", "tie"]},
        lambda somebody: somebody.choose("tie"),
        "tie",
    ),
    "ranking": (
        {"$ref": "urn:corpus-kit:ranking", "items": {"enum": ["a", "b"]}},
        lambda somebody: somebody.move("b", "a"),
        ["b", "a"],
    ),
    "condition": ({"enum": ["strong", "weak"]}, go_on, "strong"),
    "rating": (
        {"type": "integer", "minimum": 1, "maximum": 5},
        lambda somebody: somebody.star(4),
        4,
    ),
    "number": ({"type": "integer"}, lambda somebody: somebody.type_number("1945"), 1945),
    "boolean": ({"type": "boolean"}, lambda somebody: somebody.choose("Yes"), True),
    "date": (
        {"type": "string", "format": "date"},
        lambda somebody: somebody.type_date("2026-11-24"),
        "2026-11-24",
    ),
    "date and time": (
        {"type": "string", "format": "date-time"},
        lambda somebody: somebody.type_date("2026-11-24", "10:30"),
        "2026-11-24T10:30:00Z",
    ),
    "taxonomy": (
        {
            "type": "array",
            "uniqueItems": True,
            "corpus-kit:tree": "/",
            "items": {"enum": ["Animal", "Animal/Dog", "Plant"]},
        },
        lambda somebody: somebody.tick("Animal", "Dog"),
        ["Animal/Dog"],
    ),
}


@pytest.mark.parametrize("kind", BY_HAND)
def test_an_answer_by_hand_ends_as_a_row(
    kind: str, tmp_path: Path, access: Access, pictures: Path, load: Callable[..., Any]
) -> None:
    """In the browser, pulled, validated, released and loaded."""
    asked, act, expected = BY_HAND[kind]
    title = {"title": "What do you say?", "description": "A word of help."}
    name = f"by-hand-{kind.replace(' ', '-')}"
    shown, also = ALSO.get(kind, ({}, {}))
    row = {"text": "Moti sot në Tiranë.", **shown}
    corpus = asking(tmp_path / name, row, {**title, **asked}, also, RULES.get(kind))
    push(corpus.project(), access)
    people.add(corpus, name, access)
    with annotator(access, credentials.annotator(corpus, name)) as somebody:
        somebody.open_project(corpus.project().title)
        somebody.instructions()
        act(somebody)
        somebody.picture(pictures / f"{name}.png")
        somebody.submit()
    command("-C", corpus.root, "pull")
    command("-C", corpus.root, "validate")
    (answer,) = corpus.project().annotations()
    assert answer.row["answer"] == expected
    (rows,) = load(release(corpus).directory).values()
    column = corpus.project().schema.columns["answer"]
    assert rows[0]["answer"] == stored(expected, column)
