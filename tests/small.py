"""Small corpora for tests: a few documents, one question, answers by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit import answers, files, validate
from corpus_kit.corpus import Corpus
from corpus_kit.model import Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Issue

SETTINGS = """\
name = "small"
title = "Small"
languages = ["sq"]
license = "unknown"
{projects}
[splits]
train = 1.0
validation = 0.0
test = 0.0
"""
TEXT = {"type": "string", "readOnly": True}
TOPIC = {"enum": ["sport", "culture"]}
SPANS = {
    "$ref": "urn:corpus-kit:spans",
    "items": {"properties": {"label": {"enum": ["PER", "LOC"]}}},
}


def small(
    root: Path,
    documents: Sequence[str],
    asked: Mapping[str, Any],
    projects: Sequence[str] = ("only",),
) -> Corpus:
    """A corpus of these documents, of which each project asks the same, all in one split."""
    (root / "seeds").mkdir(parents=True)
    (root / "schema").mkdir()
    tables = "".join(f"[projects.{name}]\n" for name in projects)
    (root / "corpus.toml").write_text(SETTINGS.format(projects=tables), encoding="utf-8")
    for number, text in enumerate(documents):
        (root / "seeds" / f"{number}.txt").write_text(text, encoding="utf-8")
    source = {"type": "object", "properties": {"text": TEXT, **asked}}
    for name in projects:
        (root / "schema" / f"{name}.schema.json").write_bytes(files.pretty(source))
    return Corpus.open(root)


def wrong(project: Project) -> list[Issue]:
    """The issues of a project, without notes: that there are answers yet to come is no fault."""
    return [one for one in validate.issues(project) if one.severity != "note"]


def answer(project: Project, annotator: str, said: Callable[[str], Mapping[str, Any]]) -> None:
    """Give an annotator's answer to every segment: what is `said` about its text."""
    time = "2026-11-24T00:00:00.000000Z"
    answers.write(
        project.path(annotator),
        [
            Annotation(
                segment=one.id,
                annotator=annotator,
                status="submitted",
                origin="human",
                created=time,
                updated=time,
                seconds=1.5,
                row={**project.schema.shown(one), **said(one.text)},
            )
            for one in project.segments()
        ],
    )
