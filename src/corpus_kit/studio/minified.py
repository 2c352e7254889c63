"""
Tasks as JSON_MIN has them: texts and answers side by side by their names, an answer an object.

It lacks relations, skips, and which region an answer is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.fields import Result
    from corpus_kit.fields.protocol import Control
    from corpus_kit.studio.names import Names
    from corpus_kit.studio.tasks import Task

ANSWER = {
    "annotator": "completed_by",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "lead_time": "lead_time",
}
"""What an item says of its answer, and what a whole task calls it."""

OWN = frozenset({*ANSWER, "annotation_id"})
"""An item without data has one of these at least."""

ALONE = frozenset({"task", "result"})
"""What a storage's answer has; where its task is no more than a number, it is of no use."""

KEYS = {"textarea": "text"}
"""The key in a result's value, where it is not the result's type."""


def is_item(found: Mapping[str, Any]) -> bool:
    """Whether it is one: no task, and no answer whose task is elsewhere."""
    return "data" not in found and not found.keys() >= ALONE and bool(found.keys() & OWN)


def whole(found: Task, names: Names) -> tuple[Task, tuple[str, ...]]:
    """The item as a whole task, and what it lost: its id took the place of the one of the data."""
    data: dict[str, Any] = {}
    results: list[Result] = []
    lost: list[str] = []
    for key, said in found.items():
        if key in OWN or key == "id":
            continue
        if (control := names.asked(key)) is None:
            data[key] = said
        elif control in names.nested:
            lost.append(f"JSON_MIN does not say which span {key!r} is about: left out")
        else:
            results += _results(control, said)
    annotation = {name: found[key] for key, name in ANSWER.items() if key in found}
    return {"data": data, "annotations": [{**annotation, "result": results}]}, tuple(lost)


def _results(control: Control, said: Any) -> Iterator[Result]:  # noqa: ANN401 - any JSON value
    name, kind = control
    values = said if isinstance(said, list) else [said]
    key = KEYS.get(kind, kind)
    if not any(isinstance(one, dict) for one in values):
        values = [{key: values}] if values else []
    for i, one in enumerate(values):
        value = one if isinstance(one, dict) else {key: [one]}
        yield {"id": f"{name}-{i}", "from_name": name, "type": kind, "value": value}
