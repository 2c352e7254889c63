"""One annotation: its row, the segment that it is about, and what else its line says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from corpus_kit.checks.about import (
    NEEDS_REVIEW,
    SEGMENT_UNKNOWN,
    TEXT_CHANGED,
    TEXT_NOT_NORMALISED,
)
from corpus_kit.checks.files import ANNOTATOR_DIFFERS, ORIGIN_DIFFERS, TIME_MALFORMED
from corpus_kit.model import Fault, Fix
from corpus_kit.text import all_normalised
from corpus_kit.validate.row import row_faults

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from corpus_kit.corpus import Project
    from corpus_kit.inputs import Input
    from corpus_kit.model import Annotation, Document, Row, Segment

EXAMPLE = "2026-11-24T10:00:00.000000Z"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


@dataclass(frozen=True)
class About:
    """What answers about a document may be about: by segment, the inputs that are shown."""

    shown: Mapping[str, Row]
    documents: Collection[str]

    @classmethod
    def of(cls, project: Project, document: Document | None, segments: list[Segment]) -> About:
        """The segments of a document; of None nothing."""
        shown = {one.id: project.schema.shown(one) for one in segments}
        return cls(shown, {document.id} if document else ())


def faults(annotation: Annotation, owner: str, project: Project, about: About) -> Iterator[Fault]:
    """What is wrong with an annotation of `owner`'s file, its place in the file apart."""
    yield from _beside_the_row(annotation, owner, project)
    if annotation.document not in project.corpus.withdrawn:
        yield from _about(annotation, about, project)
        yield from _marked(annotation)
    if annotation.status == "submitted":
        yield from row_faults(annotation.row, project.schema, project.former)


def _beside_the_row(annotation: Annotation, owner: str, project: Project) -> Iterator[Fault]:
    if annotation.annotator != owner:
        message = f"{annotation.annotator!r} stands in {owner}'s file"
        yield Fault(ANNOTATOR_DIFFERS, "", message)
    if not (is_time(annotation.created) and is_time(annotation.updated)):
        yield Fault(TIME_MALFORMED, "", "created and updated are times such as " + EXAMPLE)
    if annotation.origin != (origin := project.corpus.origin(annotation.annotator)):
        message = f"corpus.toml makes this annotator's answers {origin}, not {annotation.origin}"
        yield Fault(ORIGIN_DIFFERS, "", message)


def _about(annotation: Annotation, about: About, project: Project) -> Iterator[Fault]:
    """Whether the annotation is about a segment of the corpus as it is now."""
    shown = about.shown.get(annotation.segment)
    if shown is not None:
        for one in project.schema.inputs:
            said, wanted = annotation.row.get(one.name), shown.get(one.name)
            if said != wanted:
                yield _other(one, said, wanted)
    elif annotation.document in about.documents:
        message = f"document {annotation.document!r} no longer has this text: it was edited after "
        yield Fault(TEXT_CHANGED, "", message + "the answer was given")
    else:
        yield Fault(SEGMENT_UNKNOWN, "", f"there is no seed {annotation.document!r}")


def _other(shown: Input, said: Any, wanted: Any) -> Fault:  # noqa: ANN401 - any JSON values
    """An input that is not the segment's, or is it, written otherwise."""
    pointer = f"/{shown.name}"
    if shown.fault(said) is None and all_normalised(said) == wanted:
        message = f"the same {shown.name!r} with letters decomposed, or other line ends"
        return Fault(TEXT_NOT_NORMALISED, pointer, message, Fix(pointer, wanted))
    return Fault(TEXT_CHANGED, pointer, f"the answer is about another {shown.name!r}")


def _marked(annotation: Annotation) -> Iterator[Fault]:
    """What a person has to look at again, as long as nobody said that it was."""
    for pointer in annotation.review:
        step = f"corpus-kit rebase --reviewed {annotation.segment!r}"
        message = f"the text was corrected after the answer; look at it, then: {step}"
        yield Fault(NEEDS_REVIEW, pointer, message)


def is_time(text: str) -> bool:
    """What pull writes; or nothing, where an export had none."""
    if not text or not _TIME.fullmatch(text):
        return not text
    try:
        datetime.fromisoformat(text)
    except ValueError:  # a month 13, or an hour 25
        return False
    return True
