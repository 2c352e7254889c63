"""Every kind of question on a real server, and answered in a real browser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit.columns import storing
from corpus_kit.model import Annotation
from corpus_kit.release import release
from corpus_kit.studio import credentials, people
from corpus_kit.studio.predictions import push_with
from corpus_kit.studio.pull import pull
from corpus_kit.studio.push import push
from corpus_kit.studio.submit import submit
from corpus_kit.studio.tasks import answered

from live.browser import annotator
from live.kinds import ACTS, CASES, EVERY_KIND, EVERY_SECTION, PASSED, asking, of_section, on_server
from support import command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Corpus
    from corpus_kit.fields import Field
    from corpus_kit.studio.access import Access

    from live.browser import Annotator
    from support import Section


@EVERY_KIND
def test_every_case_comes_back(kind: type[Field], tmp_path: Path, access: Access) -> None:
    """It goes to the server as a prediction and as an answer, and is the same value there."""
    checked = 0
    for path in sorted((CASES / kind.kind / "valid").glob("*.json")):
        case = json.loads(path.read_text())
        root = tmp_path / f"{kind.kind}-{path.stem}"
        also = case.get("also", {})
        shown = {"text", *(name for name, one in also.items() if one.get("readOnly"))}
        given = {name: one for name, one in case["row"].items() if name in shown}
        corpus = asking(root, given, case["property"], also)
        project = corpus.project()
        (segment,) = project.segments()
        if kind.kind == "spans" and segment.given != given:
            continue  # composed on reading: its offsets are another text's
        row = project.schema.arranged({**case["row"], **(segment.given or {})})
        predict(corpus, row, access)
        _, there = on_server(project, access)
        ((prediction,),) = there.values()
        inputs = project.schema.shown(segment)
        assert answered(prediction.result, inputs, project.schema) == row, path
        answer = Annotation(segment.id, "", "submitted", "human", "", "", 1.0, row)
        submit(project, [answer], access)
        pull(project, access)
        (back,) = project.annotations()
        assert back.row == row, path
        checked += 1
    assert checked


@dataclass(frozen=True)
class Way:
    """A section's corpus, and the stages that it has passed."""

    section: Section
    corpus: Corpus
    passed: dict[str, bool]

    def reaches(self, stage: str) -> None:
        """Note that a stage is passed."""
        self.passed[stage] = True


@pytest.fixture
def way(section: Section, tmp_path: Path) -> Way:
    """The corpus of the test's section, at the beginning of its way."""
    corpus = of_section(section, tmp_path / f"kind-{section.slug}")
    return Way(section, corpus, PASSED.setdefault(section.title, {}))


@EVERY_SECTION
@pytest.mark.timeout(300)
def test_every_kind_goes_all_the_way(
    way: Way, access: Access, pictures: Path, load: Callable[..., Any]
) -> None:
    """By hand and as a prediction, it is pulled, validated, released and loaded."""
    section, corpus = way.section, way.corpus
    push(corpus.project(), access)
    way.reaches("interface accepted")

    def answer(name: str, act: Callable[[Annotator], None]) -> None:
        people.add(corpus, f"{name}-{section.slug}", access)
        with annotator(access, credentials.annotator(corpus, f"{name}-{section.slug}")) as somebody:
            somebody.open_project(corpus.project().title)
            somebody.instructions()
            act(somebody)
            somebody.labelling(pictures / f"{name}-{section.slug}.png")
            somebody.submit()
            assert somebody.errors == []
        command("-C", corpus.root, "pull")

    answer("hand", ACTS[section.slug])
    (by_hand,) = corpus.project().annotations()
    assert by_hand.row == section.row
    way.reaches("answer pulled")

    predict(corpus, section.row, access)
    answer("shown", lambda _: None)
    assert [one.row for one in corpus.project().annotations()] == [section.row] * 2
    way.reaches("prediction shown")

    command("-C", corpus.root, "validate")
    way.reaches("validated")
    (rows,) = load(release(corpus).directory).values()
    columns = corpus.project().schema.columns
    asked = [field.asked.name for field in corpus.project().schema.fields]
    for name in asked:
        assert f"`{name}` is `{rows.features[name]!r}`." in section.text
    way.reaches("Feature")
    for name in asked:
        assert rows[0][name] == storing(columns[name])(section.row[name])
    way.reaches("loaded")


def predict(corpus: Corpus, row: Mapping[str, Any], access: Access) -> None:
    """Have a model say the row, shown to whoever opens the task next."""
    (segment,) = corpus.project().segments()
    path = corpus.root / "predictions.jsonl"
    path.write_text(json.dumps({"segment": segment.id, "model": "m1", "score": 0.5, "row": row}))
    push_with(corpus.project(), access, path)
