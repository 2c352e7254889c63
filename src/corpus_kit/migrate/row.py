"""
A row with other labels: in choices, in spans, whose ids follow, and in relations between those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from corpus_kit.fields.relations import Relations
from corpus_kit.fields.span import by_place, id_of, is_placed
from corpus_kit.fields.spans import Spans
from corpus_kit.migrate.items import Item, index, is_sorted, key_of, upright
from corpus_kit.migrate.label import DROPPED, Unmapped
from corpus_kit.schema.labels import ANY
from corpus_kit.validate import row_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus_kit.migrate.label import Mapper
    from corpus_kit.model import Row
    from corpus_kit.schema.labels import Path


Ids = Mapping[str, str | None]
ENDS = frozenset({"head", "tail"})


@dataclass
class Migrated:
    """
    A row after the labels have changed, and what of it cannot be mapped.

    `moved` says of each list that changed where its items, by their indices, are now: None for
    those that are gone. `counts` has the labels that changed, by the kind of question.
    """

    row: dict[str, Any]
    unmapped: list[Unmapped] = field(default_factory=list)
    moved: dict[str, list[int | None]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def migrated(row: Row, mapper: Mapper) -> Migrated:
    """
    The row with the labels that they have become; all else in it is as it was.

    A row that was valid is valid then, or what is wrong is among what cannot be mapped.
    """
    migration = _Migration(row, mapper)
    try:
        migration.all()
    except RecursionError:
        migration.made.unmapped.append(Unmapped("", "it is nested too deeply"))
    return migration.made


class _Migration:
    """That of a row; `_ids` are the new ids of spans by the old ones, None of those that go."""

    def __init__(self, row: Row, mapper: Mapper) -> None:
        self.made = Migrated(dict(row))
        self._row, self._mapper = row, mapper
        self._ids: dict[str, dict[str, str | None]] = {}

    def all(self) -> None:
        """Map all there is, then see whether what was valid still is."""
        self._plain()
        self._spans()
        self._relations()
        made, row, mapper = self.made, self._row, self._mapper
        if made.row != row and not made.unmapped and not any(row_faults(row, mapper.before)):
            found = row_faults(made.row, mapper.after)
            made.unmapped += [Unmapped(one.pointer, one.message) for one in found]

    def _plain(self) -> None:
        """Answers to choices and in trees."""
        for one in self._mapper.before.fields:
            name = one.asked.name
            if isinstance(one, Spans | Relations) or name not in self._row:
                continue
            new = self._answer(self._row[name], (name,), f"/{name}")
            if new is DROPPED:
                del self.made.row[name]
            else:
                self.made.row[name] = new
            if new is DROPPED or new != self._row[name]:
                self._count("choices", 1)

    def _spans(self) -> None:
        """Spans, and their ids."""
        for one in self._mapper.before.fields:
            said = self._row.get(one.asked.name)
            if not isinstance(one, Spans) or not isinstance(said, list):
                continue
            name = one.asked.name
            found = [
                Item((i,), self._span(one, span, f"/{name}/{i}")) for i, span in enumerate(said)
            ]
            self._ids[name] = {
                span["id"]: None if new is DROPPED else new["id"]
                for (_, new), span in zip(found, said, strict=True)
                if isinstance(span, Mapping) and isinstance(span.get("id"), str)
            }
            items = self._united(found, name)
            if all(map(is_placed, said)) and is_sorted(said, by_place):
                items.sort(key=lambda item: by_place(item.value))
            self._put(name, items, "spans")

    def _relations(self) -> None:
        """Relations, whose heads and tails follow the ids of spans."""
        for one, after in zip(self._mapper.before.fields, self._mapper.after.fields, strict=True):
            said = self._row.get(one.asked.name)
            if not isinstance(one, Relations) or not isinstance(said, list):
                continue
            name = one.asked.name
            known = [self._ids.get(each.asked.name, {}) for each in one.between]
            ids = {old: new for some in known for old, new in some.items()}
            found = [
                Item((i,), self._relation(each, (name, i), ids)) for i, each in enumerate(said)
            ]
            items = self._united(found, name)
            if one.completed(said, self._row) == said:
                order = after.completed([item.value for item in items], self.made.row)
                items.sort(key=partial(index, order))
            self._put(name, items, "relations")

    def _answer(self, said: Any, path: Path, pointer: str) -> Any:  # noqa: ANN401 - any JSON value
        return self._mapper.answer(said, path, pointer, self.made.unmapped)

    def _span(self, one: Spans, span: Any, pointer: str) -> Any:  # noqa: ANN401 - any JSON value
        if not isinstance(span, Mapping):
            return span
        name, new = one.asked.name, dict(span)
        label = self._answer(span.get("label"), (name, ANY, "label"), pointer)
        if label is DROPPED:
            return DROPPED
        if label != span.get("label"):
            place = span.get("start"), span.get("end")
            new["label"] = label
            if span.get("id") == id_of(*place, span.get("label")):
                new["id"] = id_of(*place, label)
        for key in one.questions.keys() & span.keys():
            about = self._answer(span[key], (name, ANY, key), f"{pointer}/{key}")
            if about is DROPPED:
                del new[key]
            else:
                new[key] = about
        return new

    def _relation(self, said: Any, place: tuple[str, int], ids: Ids) -> Any:  # noqa: ANN401
        if not isinstance(said, Mapping):
            return said
        pointer, new = f"/{place[0]}/{place[1]}", dict(said)
        if "label" in said:
            new["label"] = self._answer(said["label"], (place[0], ANY, "label"), pointer)
        for end in ENDS & said.keys():
            if isinstance(said[end], str):
                new[end] = ids.get(said[end], said[end])
        if new.get("label", "") is DROPPED or any(
            new[end] is None is not said[end] for end in ENDS & said.keys()
        ):
            return DROPPED
        if new.get("head") == new.get("tail") and said.get("head") != said.get("tail"):
            self._cannot(pointer, "its head and its tail become the same span")
        return upright(said, new)

    def _united(self, items: Iterable[Item], name: str) -> list[Item]:
        """
        Items that have become the same are one.

        Spans of one place and label, of which other things are said, cannot be.
        """
        said, kept = self._row[name], dict[object, Item]()
        for item in items:
            if item.value is DROPPED:
                continue
            key = key_of(item.value)
            before = kept.get(key)
            both = (*before.indices, *item.indices) if before else item.indices
            if before is None or all(said[i] == item.value for i in both):
                kept[key if before is None else item.indices] = item
            elif before.value == item.value:
                kept[key] = Item(both, before.value)
            else:
                pointer = f"/{name}/{item.indices[0]}"
                same = f"it becomes the same as /{name}/{both[0]}"
                self._cannot(pointer, f"{same}, of which something else is said")
        return [*kept.values()]

    def _put(self, name: str, items: Sequence[Item], kind: str) -> None:
        said, values = self._row[name], [item.value for item in items]
        if values == said:
            return
        places: list[int | None] = [None] * len(said)
        for now, item in enumerate(items):
            for was in item.indices:
                places[was] = now
        self.made.row[name], self.made.moved[name] = values, places
        pairs = zip(places, said, strict=True)
        self._count(kind, sum(i is None or values[i] != was for i, was in pairs))

    def _count(self, kind: str, number: int) -> None:
        self.made.counts[kind] = self.made.counts.get(kind, 0) + number

    def _cannot(self, pointer: str, message: str) -> None:
        self.made.unmapped.append(Unmapped(pointer, message))
