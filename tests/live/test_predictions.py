"""Predictions on a real server, and what an annotator makes of them in a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit.errors import Unreachable
from corpus_kit.predictions import Prediction, predictions
from corpus_kit.studio import credentials, people
from corpus_kit.studio.client import connected
from corpus_kit.studio.predicted import Server
from corpus_kit.studio.predictions import push_with
from corpus_kit.studio.push import push

from live.browser import annotator
from live.kinds import made, of_section, on_server
from support import command, sections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.studio.access import Access
    from corpus_kit.studio.push import Pushed


def file(corpus: Corpus, *lines: Mapping[str, Any], name: str = "predictions.jsonl") -> Path:
    """A file of predictions beside the corpus."""
    path = corpus.root.parent / f"{corpus.root.name}-{name}"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))
    return path


def predicted(project: Project, rows: Sequence[Mapping[str, Any]], model: str = "m") -> list[Any]:
    """Lines for the first segments."""
    return [
        {"segment": segment.id, "model": model, "score": 0.75, "row": row}
        for segment, row in zip(project.segments(), rows, strict=False)
    ]


def counts(pushed: Pushed) -> list[tuple[str, int, int, int, bool]]:
    """What became of the predictions of each model."""
    return [(one.model, one.sent, one.replaced, one.there, one.shown) for one in pushed.predictions]


def test_there_is_one_prediction_of_each_model_for_a_task(road: Corpus, access: Access) -> None:
    """Unchanged ones stay as they are, changed ones replace the old, other models' are left."""
    project = road.project()
    names = ("politics", "economy", "sport")
    topics: list[dict[str, Any]] = [{"topic": name} for name in names]
    first = push_with(project, access, file(road, *predicted(project, topics)))
    assert first.change == "created"
    assert counts(first) == [("m", 3, 0, 0, True)]
    before, there = on_server(project, access)
    again = push_with(project, access, file(road, *predicted(project, topics)))
    assert again.change == "unchanged"
    assert counts(again) == [("m", 0, 0, 3, True)]
    assert on_server(project, access) == (before, there)

    topics[1] = {"topic": "culture", "entities": []}
    changed = push_with(project, access, file(road, *predicted(project, topics)))
    assert counts(changed) == [("m", 0, 1, 2, True)]
    _, found = on_server(project, access)
    kept = [segment for segment, some in there.items() if some == found[segment]]
    assert len(kept) == len(there) - 1

    other = push_with(project, access, file(road, *predicted(project, topics, "other")))
    assert counts(other) == [("other", 3, 0, 0, True)]
    after, found = on_server(project, access)
    assert after.model_version == "other"
    assert sorted(one.model_version for some in found.values() for one in some) == [
        *["m"] * 3,
        *["other"] * 3,
    ]


def test_annotators_go_on_seeing_predictions(road: Corpus, access: Access) -> None:
    """A later push without them, with or without changes, leaves that alone and settles."""
    project = road.project()
    both = [
        *predicted(project, [{"topic": "sport"}]),
        *predicted(project, [{"topic": "economy"}], "b"),
    ]
    assert (
        "--show: m, b"
        in command("-C", road.root, "push", "--predictions", file(road, *both), code=2).stderr
    )
    told = command(
        "-C", road.root, "push", "--predictions", file(road, *both), "--show", "m"
    ).stderr
    assert "  predictions of m: 1 sent, 0 replaced, 0 were there; annotators begin from" in told
    assert "  predictions of b: 1 sent, 0 replaced, 0 were there\n" in told
    guidelines = road.root / "guidelines.md"
    for change in ("unchanged", "updated", "unchanged"):
        if change == "updated":
            guidelines.write_text(guidelines.read_text() + "\nMore.\n")
        assert push(project, access).change == change
        found, _ = on_server(project, access)
        assert (found.show_collab_predictions, found.model_version) == (True, "m")
    with connected(access) as client:  # as somebody may by hand
        client.projects.update(found.id, show_collab_predictions=False)
    assert push(project, access).change == "unchanged"
    assert on_server(project, access)[0].show_collab_predictions is False


def test_a_push_that_was_cut_off_is_mended_by_the_next(
    road: Corpus, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the old predictions are gone, or with an answer that got lost."""
    project = road.project()
    push_with(project, access, file(road, *predicted(project, [{"topic": "sport"}] * 3)))
    new = file(road, *predicted(project, [{"topic": "economy"}] * 4))
    with monkeypatch.context() as patch:
        patch.setattr(Server, "delete", _killed)
        with pytest.raises(KeyboardInterrupt):
            push_with(project, access, new)
    _, there = on_server(project, access)
    assert sorted(map(len, there.values()))[-4:] == [1, 2, 2, 2]
    assert counts(push_with(project, access, new)) == [("m", 0, 0, 4, True)]
    _, there = on_server(project, access)
    assert sorted(map(len, there.values()))[-5:] == [0, 1, 1, 1, 1]
    assert {
        choice
        for some in there.values()
        for one in some
        for choice in one.result[0]["value"]["choices"]
    } == {"economy"}

    done = Server._import  # noqa: SLF001 - the wire is cut just behind it

    def lost(self: Server, *batch: Any) -> None:
        done(self, *batch)
        monkeypatch.setattr(Server, "_import", done)
        raise Unreachable(access.url, "timed out")

    monkeypatch.setattr(Server, "_import", lost)
    last = file(road, *predicted(project, [{"topic": "culture"}] * 6))
    assert counts(push_with(project, access, last)) == [("m", 2, 4, 0, True)]
    _, there = on_server(project, access)
    assert sorted(map(len, there.values()))[-7:] == [0, 1, 1, 1, 1, 1, 1]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_predictions_are_no_answers(road: Corpus, access: Access) -> None:
    """Pulled, validated or counted: there is nothing before somebody has answered."""
    project = road.project()
    push_with(project, access, file(road, *predicted(project, [{"topic": "sport"}] * 5)))
    assert "0 answers" in command("-C", road.root, "pull").stderr
    assert project.files() == []
    command("-C", road.root, "validate")
    assert "so a release would be empty" in command("-C", road.root, "export", code=1).stderr
    assert json.loads(command("-C", road.root, "status", "--json").stdout)


def test_a_prediction_may_be_corrected(tmp_path: Path, access: Access) -> None:
    """The annotator takes the other side of a pair, and that is the answer."""
    section = next(one for one in sections() if one.slug == "preference")
    corpus = of_section(section, tmp_path / "corrected")
    project = corpus.project()
    push_with(project, access, file(corpus, *predicted(project, [section.row])))
    people.add(corpus, "corrector", access)
    with annotator(access, credentials.annotator(corpus, "corrector")) as somebody:
        somebody.open_project(project.title)
        somebody.instructions()
        somebody.prefer(0)
        somebody.submit()
    command("-C", corpus.root, "pull")
    (answer,) = project.annotations()
    *_, question = section.row
    assert (answer.status, answer.origin) == ("submitted", "human")
    assert answer.row[question] != section.row[question]
    _, there = on_server(project, access)
    assert [len(some) for some in there.values()] == [1]


LABELS = ("WHEN", "a place: (LOC.)")
MARKS = [
    {"start": 5, "end": 8, "label": LABELS[0]},
    {"start": 12, "end": 18, "label": LABELS[1]},
]
COLOURED = """() => [document, ...[...document.querySelectorAll("iframe")].map(
  frame => frame.contentDocument
)].flatMap(page => [...page.querySelectorAll("[class*=htx-highlight]")]).filter(
  one => getComputedStyle(one).backgroundColor !== "rgba(0, 0, 0, 0)"
).map(one => one.innerText)"""


INPUTS: dict[str, tuple[dict[str, Any], Any]] = {
    "text": ({"type": "string"}, "Moti sot në Tiranë."),
    "html": (
        {"type": "string", "contentMediaType": "text/html"},
        "<p>Moti <b>sot</b> në Tiranë.</p>",
    ),
    "dialogue": (
        {"$ref": "urn:corpus-kit:dialogue"},
        [{"author": "Ana", "text": "Moti sot në Tiranë."}],
    ),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", INPUTS)
def test_what_a_model_marked_is_seen(
    kind: str, tmp_path: Path, access: Access, pictures: Path
) -> None:
    """In colour, whatever the label; also where two questions mark the same places alike."""
    schema, text = INPUTS[kind]
    marking = {
        "$ref": "urn:corpus-kit:spans",
        "items": {"properties": {"label": {"enum": LABELS}}},
    }
    shown = {**schema, "readOnly": True}
    properties = {"text": shown, "first": marking, "second": marking}
    name = f"marked-{kind}"
    corpus = made(tmp_path / name, {"type": "object", "properties": properties}, {"text": text})
    project = corpus.project()
    path = file(corpus, *predicted(project, [{"first": MARKS, "second": MARKS}]))
    (prediction,) = predictions(project, path)
    assert isinstance(prediction, Prediction)
    push_with(project, access, path)
    people.add(corpus, name, access)
    with annotator(access, credentials.annotator(corpus, name)) as somebody:
        somebody.open_project(project.title)
        somebody.instructions()
        somebody.page.wait_for_timeout(500)
        somebody.picture(pictures / f"{name}.png")
        assert sorted(somebody.page.evaluate(COLOURED)) == ["Tiranë", "Tiranë", "sot", "sot"]
        somebody.submit()
        assert somebody.errors == []
    command("-C", corpus.root, "pull")
    command("-C", corpus.root, "validate")
    (answer,) = project.annotations()
    assert answer.row == prediction.row
