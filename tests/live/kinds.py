"""
The sections of docs/kinds.md, answered: every kind of question, by hand.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import scaffold
from corpus_kit.corpus import Corpus
from corpus_kit.fields import KINDS
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import connected

from live.browser import PAGE, TURNS
from support import REPOSITORY, Section, sections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.studio.access import Access

    from live.browser import Annotator

CASES = REPOSITORY / "tests" / "cases"
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
EVERY_SECTION = pytest.mark.parametrize("section", sections(), ids=lambda one: str(one.slug))


def asking(
    root: Path,
    shown: Mapping[str, Any],
    answer: Mapping[str, Any],
    also: Mapping[str, Any] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Corpus:
    """A corpus with one row, and one question beside what the schema has `also`."""
    text = {"type": "string", "readOnly": True}
    schema = {
        "type": "object",
        "required": ["text", "answer"],
        "properties": {"text": text, **(also or {}), "answer": answer},
        **(rules or {}),
    }
    return made(root, schema, shown)


def made(root: Path, schema: Mapping[str, Any], shown: Mapping[str, Any]) -> Corpus:
    """A corpus of one row, with that schema; two annotators answer."""
    scaffold.create(root, "topic")
    shutil.rmtree(root / "annotations", ignore_errors=True)
    (root / "seeds" / "example.txt").unlink()
    (root / "seeds" / "row.jsonl").write_text(json.dumps({"id": "one", **shown}))
    (root / "schema" / "topic.schema.json").write_text(json.dumps({"title": root.name, **schema}))
    return Corpus.open(root)


def on_server(project: Project, access: Access) -> tuple[Any, dict[str, list[Any]]]:
    """The project as the server has it, and the predictions of each segment."""
    with connected(access) as client:
        found = projects.find(client, project, access)
        assert found is not None
        tasks = client.tasks.list(project=found.id, fields="all", include="id,data,predictions")
        return found, {one.data["segment"]: one.predictions for one in tasks}


def of_section(section: Section, root: Path) -> Corpus:
    """The corpus of a section: its schema, and what its row shows."""
    return made(root, section.schema, _shown(section))


def _shown(section: Section) -> dict[str, Any]:
    properties = section.schema["properties"]
    return {name: one for name, one in section.row.items() if properties[name].get("readOnly")}


def _relate(somebody: Annotator) -> None:
    somebody.mark("person", "Drita Hasa")
    somebody.mark("place", "Korçë")
    somebody.relate("Drita Hasa", "Korçë", "born in")


def _tell(somebody: Annotator) -> None:
    somebody.mark("place", "Tiranë")
    somebody.select("Tiranë")
    somebody.choose("good")
    somebody.star(4)
    somebody.write("kryeqyteti")


def _go_on(somebody: Annotator) -> None:
    assert not somebody.page.locator("label", has_text="rain").is_visible()
    somebody.choose("Yes")
    somebody.choose("wind")


def _mark(*marks: tuple[str, str]) -> Callable[[Annotator], None]:
    def act(somebody: Annotator) -> None:
        for label, words in marks:
            somebody.mark(label, words)

    return act


def _find(somebody: Annotator) -> None:
    somebody.find("plac")
    somebody.drag("Tiranë")
    somebody.find("DATE")
    somebody.drag("28 nëntor 1922")


def _from_the_right(somebody: Annotator) -> None:
    somebody.mark("شخص", "ليلى")
    somebody.mark("مكان", "Tirana")
    somebody.choose("السفر")


def _choose(*options: str) -> Callable[[Annotator], None]:
    def act(somebody: Annotator) -> None:
        for option in options:
            somebody.choose(option)

    return act


ACTS: Mapping[str, Callable[[Annotator], None]] = {
    "choice": _choose("Weather"),
    "choices": _choose("transport", "schools"),
    "boolean": _choose("Yes"),
    "spans": _mark(("Place", "Tiranë"), ("Date", "28 nëntor 1922")),
    "questions-about-spans": _tell,
    "a-long-list": _find,
    "relations": _relate,
    "text": lambda somebody: somebody.write("It will rain tomorrow."),
    "several-texts": lambda somebody: somebody.add("Ku do të bjerë shi?", "Kur do të bjerë shi?"),
    "rating": lambda somebody: somebody.star(3),
    "number": lambda somebody: somebody.type_number("1947"),
    "date": lambda somebody: somebody.type_date("2026-11-24"),
    "date-and-time": lambda somebody: somebody.type_date("2026-11-24", "10:30"),
    "taxonomy": lambda somebody: somebody.tick("Nature", "Animals"),
    "preference": lambda somebody: somebody.prefer(1),
    "preference-with-a-tie": _choose("Neither"),
    "ranking": lambda somebody: somebody.move("response_b", "response_a"),
    "a-question-after-an-answer": _go_on,
    "dialogue": lambda somebody: somebody.mark("place", "Durrës", TURNS),
    "html": lambda somebody: somebody.mark("place", "Durrës", PAGE),
    "from-the-right": _from_the_right,
}
"""What an annotator does to give the row of each section."""

Stages = dict[str, dict[str, bool]]
STAGES = (
    "interface accepted",
    "prediction shown",
    "answer pulled",
    "validated",
    "Feature",
    "loaded",
)
"""What every kind goes through."""


PASSED: Stages = {}
"""The stages that each section has passed in this run."""


def table(stages: Stages) -> str:
    """Kind by stage, yes or no."""
    width = max(map(len, stages), default=0)
    lines = ["  ".join(["".ljust(width), *STAGES])]
    for name, passed in stages.items():
        cells = [("yes" if passed.get(one) else "no").ljust(len(one)) for one in STAGES]
        lines.append("  ".join([name.ljust(width), *cells]).rstrip())
    return "\n".join(lines)
