"""
A file that Label Studio exported, its tasks read as `pull` does, and nothing written.

Whoever answered is named by their number on the server: no key for pseudonyms is needed.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit.index import Index
from corpus_kit.inspection.place import Place
from corpus_kit.schema import RowSchema
from corpus_kit.studio import minified
from corpus_kit.studio.export import tasks
from corpus_kit.studio.names import Names
from corpus_kit.studio.pull import MODELS
from corpus_kit.studio.tasks import SEGMENT, Reader
from corpus_kit.validate import About, faults, row_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Issue
    from corpus_kit.studio.export import Exported
    from corpus_kit.studio.tasks import Task

NUMBER = re.compile(r"(\d{1,18})(?:\.0)?")


def of_schema(path: Path, schema: Path) -> Iterator[Issue]:
    """
    What is wrong with the answers as rows.

    Raises: InvalidExport; InvalidSchema, MissingFile.
    """
    row = RowSchema.load(schema)
    for found, _, one in _answers(path, Reader(row, _user, lambda _: "human")):
        wrong = row_faults(one.row, row) if one.status == "submitted" else ()
        yield from _place(found, one).issues(wrong, one.row, row)


def of_project(path: Path, project: Project) -> Iterator[Issue]:
    """
    What is wrong with the answers; those to tasks of other projects are checked as rows alone.

    Raises: InvalidExport; InvalidSeeds; MissingInput; UnfitInput.
    """
    schema, config = project.schema, project.corpus.config
    with closing(Index()) as index:
        documents = _remembered(project, index)
        for found, ours, one in _answers(path, Reader(schema, _user, project.corpus.origin)):
            if ours:
                shown = index.get(one.segment.encode())
                about = About({one.segment: msgspec.json.decode(shown)} if shown else {}, documents)
                wrong = faults(one, one.annotator, project, about)
            else:
                wrong = row_faults(one.row, schema) if one.status == "submitted" else iter(())
            yield from _place(found, one, project.name).issues(wrong, one.row, schema, config)


def _remembered(project: Project, index: Index) -> set[str]:
    """Put what each segment shows into the index; returns the ids of the documents."""
    documents = set()
    for segment in project.segments():
        documents.add(segment.document)
        shown = msgspec.json.encode(project.schema.shown(segment)).decode()
        index.add(segment.id.encode(), shown)
    return documents


def _answers(path: Path, reader: Reader) -> Iterator[tuple[Exported, bool, Annotation]]:
    """The answers of people, each with where it stands and whether the task was made by us."""
    names = Names(reader.schema)
    for found in tasks(path):
        task = minified.whole(found.task, names)[0] if found.minified else found.task
        given = [one for one in task.get("annotations", ()) if not one.keys() & MODELS]
        task = {**task, "annotations": given}
        ours = SEGMENT in task["data"]
        for one in reader.annotations(task if ours else _ours(task, found, names, reader.schema)):
            yield found, ours, one


def _ours(task: Task, found: Exported, names: Names, schema: RowSchema) -> Task:
    """A task made elsewhere as if it were ours: names are the schema's, texts normalised."""
    before = names.data(task["data"])
    shown = {one.name: one.given(before[one.name]) for one in schema.inputs if one.name in before}
    annotations = []
    for one in task["annotations"]:
        result = [names.result(result) for result in one.get("result", ())]
        for field in schema.fields:
            result = list(field.moved(result, {**task["data"], **before}, shown))
        annotations.append({**one, "result": result})
    number = task.get("id") or found.task.get("id")
    called = f"id {number}" if number else ""
    return {"data": {**before, **shown, SEGMENT: called}, "annotations": annotations}


def _place(found: Exported, one: Annotation, project: str = "") -> Place:
    line = re.fullmatch(r"line (\d+)", found.place)
    return Place(
        found.path, int(line[1]) if line else 0, found.place, project, one.segment, one.annotator
    )


def _user(who: Any) -> str:  # noqa: ANN401 - exports differ
    """A user's number as a name; no e-mail address."""
    number = NUMBER.fullmatch(str(who.get("id") if isinstance(who, dict) else who))
    return f"user-{number[1]}" if number else ""
