"""
Tasks made elsewhere, which do not say what segment they are about: what they show says it.

What they show and what was answered becomes what it would be if the task had been ours: names are
the schema's, texts are normalised, and regions have moved with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.errors import InvalidExport, InvalidSeed, MissingInput, UnfitInput
from corpus_kit.studio import minified
from corpus_kit.studio.names import Names
from corpus_kit.studio.tasks import DOCUMENT, SEGMENT, answers, mended

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.studio.export import Exported
    from corpus_kit.studio.register import Entry, Register
    from corpus_kit.studio.tasks import Task

Notes = tuple[str, ...]
"""What was put right in a task or lost, a few words for each time."""

REFER = (
    "write the schema from its labelling config, with 'corpus-kit schema from-config', "
    "and run the same command again"
)


class Elsewhere:
    """
    The tasks of other projects, as tasks of the one whose `register` it is.

    With `adopt` those that show what no segment does become seeds. `twins` counts the tasks that
    are about the segment of another.
    """

    def __init__(self, register: Register, *, adopt: bool) -> None:
        self.adopt = adopt
        self.twins = 0
        self._register = register
        self._schema = register.project.schema
        self._names = Names(self._schema)
        self._answered: Exported | None = None
        self._fits = False

    def whole(self, found: Exported) -> tuple[Task, Notes]:
        """The task as other exports have it, and what it lost by being JSON_MIN."""
        if not found.minified:
            return found.task, ()
        task, lost = minified.whole(found.task, self._names)
        return task, (*lost, *self._unclear(task["data"]))

    def task(self, task: Task, found: Exported) -> tuple[Task, Notes] | None:
        """
        The task as one of ours; None where it shows what no segment does, and is not wanted.

        Raises: InvalidExport where it should become a seed, but cannot.
        """
        whole = self._names.data(task["data"])
        data = whole | {
            one.name: one.given(whole[one.name]) for one in self._schema.inputs if one.name in whole
        }
        if self.adopt:
            self._register.read()
        try:
            entry = self._register.find(
                self._held(data, found), partly=found.minified, add=self.adopt
            )
        except (InvalidSeed, MissingInput, UnfitInput, RecursionError) as error:
            if not self.adopt:
                return None
            raise _refused(error, data, found) from error
        if entry is None:
            return None
        number = found.task.get("id") or f"{found.path} {found.place}"
        self.twins += not self._register.is_first(entry.segment, str(number))
        cut = [
            f"{name!r} held more than annotators see, which was left out"
            for name in data
            if data[name] != whole[name]
        ]
        ours, notes = self._ours(task, {**task["data"], **data}, entry, found)
        return ours, (*cut, *notes)

    def _unclear(self, data: Mapping[str, Any]) -> Iterator[str]:
        """What of JSON_MIN is neither shown nor asked, a few words for each."""
        schema = self._schema
        known = {SEGMENT, DOCUMENT, *self._register.project.corpus.config.seeds.metadata}
        known.update(*(one.makes for one in schema.inputs))
        known.update(*(one.makes for one in schema.fields))
        for key, said in data.items():
            cards = any(field.given({key: said}) for field in schema.fields)
            if key not in known and not cards and not self._names.is_input(key):
                yield f"JSON_MIN does not say whether {key!r} is data or an answer: left out"

    def check(self) -> None:
        """Raise InvalidExport where nothing of all that was answered is asked by the schema."""
        if self._answered and not self._fits:
            names = sorted({repr(name or kind) for name, kind in answers(self._answered.task)})
            found = f"none of its answers is to a question of the schema, but to {', '.join(names)}"
            raise InvalidExport(self._answered.path, found, REFER)

    def _held(self, data: Mapping[str, Any], found: Exported) -> dict[str, Any]:
        """
        What the task holds by itself.

        Of JSON_MIN what it shows, since all else may be answers; of a task of another corpus of
        ours not what was made for Label Studio.
        """
        inputs = [one.name for one in self._schema.inputs]
        if found.minified:
            metadata = self._register.project.corpus.config.seeds.metadata
            return {key: data[key] for key in (*inputs, *metadata) if key in data}
        made = {SEGMENT, DOCUMENT} if {SEGMENT, DOCUMENT} <= data.keys() else set()
        made.update(*(one.makes for one in self._schema.inputs))
        made.update(*(one.makes for one in self._schema.fields))
        return {key: said for key, said in data.items() if key not in made}

    def _ours(
        self, task: Task, before: Mapping[str, Any], entry: Entry, found: Exported
    ) -> tuple[Task, Notes]:
        annotations = [
            {**one, "result": [self._names.result(result) for result in one.get("result", ())]}
            for one in task.get("annotations", ())
        ]
        named = {"data": before, "annotations": annotations}
        if asked := answers(named):
            self._answered = found
            self._fits |= not asked.isdisjoint(
                {control for field in self._schema.fields for control in field.reads}
            )
        notes = tuple(mended(named, self._schema))
        for one in annotations:
            for field in self._schema.fields:
                one["result"] = list(field.moved(one["result"], before, entry.shown))
        data = {SEGMENT: entry.segment, **entry.shown}
        return {"data": data, "annotations": annotations}, notes


def _refused(
    error: InvalidSeed | MissingInput | UnfitInput | RecursionError,
    data: Mapping[str, Any],
    found: Exported,
) -> InvalidExport:
    """What keeps a task from becoming a seed, as a fault of the export."""
    match error:
        case InvalidSeed():
            return InvalidExport(found.path, f"{found.place}: {error.found}", error.instead)
        case MissingInput():
            names = ", ".join(map(repr, data)) or "nothing"
            fault = f"has no {error.name!r}, which the schema requires; it has {names}"
        case UnfitInput():
            fault = f"{error.name!r} does not fit the schema, where {error.due}"
        case _:
            return InvalidExport(found.path, f"{found.place}: nested too deeply", "make it flatter")
    return InvalidExport(found.path, f"{found.place}: {fault}", REFER)
