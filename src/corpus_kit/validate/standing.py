"""What there is to say of a segment by looking at all answers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corpus_kit.checks.corpus import BELOW_OVERLAP, NEAR_EMPTY, SEGMENT_UNANSWERED
from corpus_kit.columns import List
from corpus_kit.fields.text import Text
from corpus_kit.model import Fault
from corpus_kit.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Document, Row, Segment
    from corpus_kit.schema import RowSchema
    from corpus_kit.validate.annotation import About
    from corpus_kit.validate.lines import Checked


class Standing(NamedTuple):
    """
    A segment, its inputs as they are shown, and the answers to it, of which some may be skips.

    `line` is that of its seed on which it begins.
    """

    segment: Segment
    shown: Row
    path: Path
    line: int
    submitted: Sequence[Answer] = ()
    skipped: Sequence[Answer] = ()


Answer = tuple["Checked", "Annotation"]
"""A line that was checked, and the annotation on it."""


def standings(
    document: Document, segments: Iterable[Segment], about: About, lines: Iterable[Checked]
) -> Iterator[Standing]:
    """The segments of a document, in reading order, each with the answers to it."""
    submitted: dict[str, list[Answer]] = {}
    skipped: dict[str, list[Answer]] = {}
    for one in lines:
        if said := one.annotation:
            by_segment = submitted if said.status == "submitted" else skipped
            by_segment.setdefault(said.segment, []).append((one, said))
    line, at = document.line or 1, 0
    for segment in segments:
        line += document.text.count("\n", at, segment.start)
        at = segment.start
        name = segment.id
        given = submitted.get(name, ()), skipped.get(name, ())
        yield Standing(segment, about.shown[name], document.path, line, *given)


def segment_faults(one: Standing, project: Project, on: Collection[str]) -> Iterator[Fault]:
    """Whether it lacks answers, by the checks whose codes are `on`; no line is at fault."""
    due, found = project.config.annotators_per_segment, len(one.submitted)
    if not found and SEGMENT_UNANSWERED.code in on:
        skips = [said.annotator for _, said in one.skipped]
        yield Fault(SEGMENT_UNANSWERED, "", "nobody answered it" + (
            f"; skipped by {listed(skips)}" if skips else ""
        ))  # fmt: skip
    elif 0 < found < due and BELOW_OVERLAP.code in on:
        message = f"{counted(found, 'answer')}, and corpus.toml asks for {due}"
        yield Fault(BELOW_OVERLAP, "", message)


def empty_faults(one: Standing, schema: RowSchema) -> Iterator[tuple[Checked, Fault]]:
    """Answers with nothing in them, where others have something."""
    if len(one.submitted) < 2:  # noqa: PLR2004 - nobody to be compared with
        return
    names = _fillable(schema)
    full = [said.annotator for _, said in one.submitted if _filled(said.row, names)]
    if not full:
        return
    for line, said in one.submitted:
        if not _filled(said.row, names):
            pointer = f"/{names[0]}" if len(names) == 1 and names[0] in said.row else ""
            yield line, Fault(NEAR_EMPTY, pointer, f"nothing is in it; {_has(full)} something")


def _has(full: Sequence[str]) -> str:
    return f"{listed(full)} {'has' if len(full) == 1 else 'have'}"


def _fillable(schema: RowSchema) -> list[str]:
    """
    The questions that an answer can leave empty: those for lists and texts.

    Where there are none, all are: some may be left out.
    """
    asked = [one.asked.name for one in schema.fields]
    found = [
        one.asked.name
        for one in schema.fields
        if isinstance(one, Text) or isinstance(one.column, List)
    ]
    return found or asked


def _filled(row: Row, names: Sequence[str]) -> bool:
    said = (row.get(name) for name in names)
    return any((one.strip() if isinstance(one, str) else one) not in (None, "", []) for one in said)
