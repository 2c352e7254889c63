"""A document's segments as they are now, for answers that were about older ones."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from corpus_kit.checks.answers import RELATION_WITHOUT_SPAN
from corpus_kit.checks.rows import BY_KEYWORD, SCHEMA_OTHER
from corpus_kit.checks.spans import (
    SPAN_ENDS_BEFORE_START,
    SPAN_ID_DIFFERS,
    SPAN_OFFSET_DECIMAL,
    SPAN_OUTSIDE_TEXT,
    SPAN_TEXT_DIFFERS,
)
from corpus_kit.fields.spans import Spans
from corpus_kit.rebase.align import direct
from corpus_kit.rebase.move import New, Old
from corpus_kit.rebase.place import Places
from corpus_kit.validate import row_faults, severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Document, Row
    from corpus_kit.rebase.align import Alignment

UNSHOWN = "it does not hold the text that was shown; take the line out, and have the text annotated"
UNSOUND = "the answer has a fault of its own, {} ({}); mend that first, see 'corpus-kit validate'"


NEEDED = frozenset(
    {
        SPAN_OUTSIDE_TEXT, SPAN_ENDS_BEFORE_START, SPAN_TEXT_DIFFERS, SPAN_ID_DIFFERS,
        SPAN_OFFSET_DECIMAL, RELATION_WITHOUT_SPAN, SCHEMA_OTHER, *BY_KEYWORD.values(),
    }
)  # fmt: skip
"""What an answer must not have to be moved, whatever corpus.toml makes of it."""


class Now:
    """
    What can be answered about a document now.

    `news` are its segments, `numbers` where they stand among these, by id. Of a text the `main`
    input is the first, which is cut into segments; a structured seed is one segment.
    """

    def __init__(self, project: Project, document: Document) -> None:
        self.schema = project.schema
        self._config = project.corpus.config
        cut = [*project.cut(document)]
        self.news = [New(k, one.id, self.schema.shown(one)) for k, one in enumerate(cut)]
        self.numbers = {one.id: one.number for one in self.news}
        self.structured = document.given is not None
        self.inputs = {one.name: one for one in self.schema.inputs}
        self.marked = {one.on for one in self.schema.fields if isinstance(one, Spans)}
        self.main = self.schema.inputs[0].name

    @cached_property
    def places(self) -> Places:
        """Where old texts can be looked for."""
        return Places([self.text(self.main, one.shown) for one in self.news])

    def text(self, name: str, row: Row) -> str:
        """The text that an input shows."""
        return self.inputs[name].text(row.get(name))

    def number(self, one: Annotation) -> int | None:
        """The segment that an answer is about without a doubt: the one of its id, or the only."""
        return 0 if self.structured else self.numbers.get(one.segment)

    def is_stale(self, one: Annotation) -> bool:
        """Whether an answer is about something else than is there now."""
        number = self.numbers.get(one.segment)
        return number is None or bool(self.changed(one, number))

    def changed(self, one: Annotation, number: int) -> list[str]:
        """The inputs that are others now."""
        shown = self.news[number].shown
        return [name for name in self.inputs if one.row.get(name) != shown.get(name)]

    @property
    def compared(self) -> Sequence[str]:
        """The inputs whose texts have to be alike: what spans stand on, or else all."""
        if not self.structured:
            return [self.main]
        return [name for name in self.inputs if name in self.marked] or [*self.inputs]

    def fault(self, one: Annotation) -> str:
        """Why an answer cannot follow its text, if so."""
        for name, kind in self.inputs.items():
            if name in one.row and kind.fault(one.row[name]):
                return UNSHOWN
        if not all(self.text(name, one.row).strip() for name in self.compared):
            return UNSHOWN
        faults = row_faults(one.row, self.schema) if one.status == "submitted" else ()
        for found in faults:
            if found.check in NEEDED or severity(found.check, self._config) == "error":
                return UNSOUND.format(found.pointer or "in its row", found.message)
        return ""

    def old(self, one: Annotation, into: Sequence[int], found: Alignment | None = None) -> Old:
        """
        An annotation with where all that is marked lies now.

        `found` says it of the main input. The other ones go with the first segment of `into`.
        """
        first = into[0]
        shown = self.news[first].shown
        alignments = {
            name: direct(self.text(name, one.row), self.text(name, shown), first)
            for name in {*self.compared, *self.marked}
            if found is None or name != self.main
        }
        if found is not None:
            alignments[self.main] = found
        followed = self.marked if self.structured else {*self.marked, self.main}
        changed = [name for name in self.changed(one, first) if name not in followed]
        return Old(one, alignments, into, self.compared[0], changed)

    def similarity(self, old: Old) -> float:
        """How much of what was shown is there now, from 0 to 1."""
        return min(old.alignments[name].similarity for name in self.compared)
