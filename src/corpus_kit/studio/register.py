"""
Which segment of a corpus shows what; what none of them shows becomes a seed, if that is wanted.

Two tasks that hold the same are one segment. What tasks hold beside what they show makes them
others, unless the segment was cut from a text, where there is no place for it.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from corpus_kit import files, seeds
from corpus_kit.index import Index
from corpus_kit.seeds.rows import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.corpus import Project
    from corpus_kit.model import Segment

ID = "id"


class Entry(NamedTuple):
    """A segment's id, and what it shows."""

    segment: str
    shown: Mapping[str, Any]


class Register:
    """
    The segments of a project by what they show; `added` counts the seeds that are new.

    Those `unnamed` have an id in vain, which cannot name a document or names another.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.added = 0
        self.unnamed = 0
        self._lines = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this is

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what is on disk."""
        self._lines.close()
        if "_index" in self.__dict__:
            self._index.close()

    def read(self) -> None:
        """
        Know the segments.

        Raises: what keeps a seed of the corpus from being one of them.
        """
        _ = self._index

    def find(self, held: Mapping[str, Any], *, partly: bool, add: bool) -> Entry | None:
        """
        The segment of a task that holds this; it may hold more where this is `partly` what it does.

        With `add` what no segment shows becomes a seed, with the ``id`` as its own if no other has
        it.

        Raises: InvalidSeed where it could be none; MissingInput, UnfitInput.
        """
        lines = list(_lines(held))
        for line in lines:
            segment = self._segment(line)
            if self._index.get(_key(ID, segment.document)) is None:
                break
        entry = Entry(segment.id, self.project.schema.shown(segment))
        tries = [("part", entry.shown)] if partly else [("whole", segment.given)]
        for kind, content in (*tries, ("text", entry.shown)):
            if known := self._index.get(_key(kind, content)):
                return entry._replace(segment=known)
        if not add:
            return None
        self._lines.write(line)
        self._add(segment, self._index)
        self.added += 1
        self.unnamed += held.get(ID) is not None and line is lines[-1]
        return entry

    def is_first(self, segment: str, task: str) -> bool:
        """Whether no other task than this was about the segment before."""
        self._index.add(seen := _key("seen", segment), task)
        return self._index.get(seen) == task

    def lines(self) -> Iterator[bytes]:
        """The lines of the project's file of adopted seeds, with the new ones at the end."""
        path = self.project.adopted
        if path.exists():
            with path.open("rb") as file:
                for line in file:
                    yield line if line.endswith(b"\n") else line + b"\n"
        self._lines.seek(0)
        yield from self._lines

    @cached_property
    def _index(self) -> Index:
        index = Index()
        for segment in self.project.segments():
            self._add(segment, index)
        return index

    def _add(self, segment: Segment, index: Index) -> None:
        shown = self.project.schema.shown(segment)
        index.add(_key(ID, segment.document), segment.id)
        if segment.given is None:
            index.add(_key("text", shown), segment.id)
        else:
            index.add(_key("whole", segment.given), segment.id)
            index.add(_key("part", shown), segment.id)

    def _segment(self, line: bytes) -> Segment:
        """The one segment of a line of adopted seeds."""
        project, settings = self.project, self.project.corpus.config
        path = project.adopted
        prefix = path.relative_to(project.corpus.seeds).with_suffix("").as_posix()
        document = seeds.row(path, prefix, 0, line, settings.seeds.metadata)
        inputs = [one.name for one in project.schema.inputs]
        (segment,) = seeds.segments(document, project.config.unit, settings.languages[0], inputs)
        return segment


def _lines(held: Mapping[str, Any]) -> Iterator[bytes]:
    """As a line of seeds, with its own id, if that can be one, and without."""
    content = {key: said for key, said in held.items() if key != ID}
    name = held.get(ID)
    own = str(name) if isinstance(name, str | int) and not isinstance(name, bool) else ""
    if NAME.fullmatch(own):
        yield files.canonical({ID: own, **content}) + b"\n"
    yield files.canonical(content) + b"\n"


def _key(kind: str, content: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return hashlib.sha256(kind.encode() + files.canonical(content)).digest()
