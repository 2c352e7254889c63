"""Every kind of question on a real server, and answered in a real browser."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.fields import KINDS, Field
from corpus_kit.model import Annotation
from corpus_kit.release import release
from corpus_kit.studio import credentials, people
from corpus_kit.studio.pull import pull
from corpus_kit.studio.push import push
from corpus_kit.studio.submit import submit

from live.browser import annotator
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


BY_HAND: dict[str, tuple[dict[str, Any], Callable[[Annotator], None], Any]] = {
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
    corpus = asking(tmp_path / name, {"text": "Moti sot në Tiranë."}, {**title, **asked})
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
    assert rows[0]["answer"] == expected
