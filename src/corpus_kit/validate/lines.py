"""The lines about a document: their annotations, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from corpus_kit import answers
from corpus_kit.checks.files import ANSWERED_TWICE, NOT_AN_ANNOTATION, OUT_OF_ORDER
from corpus_kit.model import Fault
from corpus_kit.validate.annotation import faults
from corpus_kit.validate.severity import severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Severity
    from corpus_kit.validate.annotation import About


class Checked(NamedTuple):
    """A line, the annotation on it if it is one, and what is wrong."""

    line: Line
    annotation: Annotation | None
    faults: list[Fault]

    @property
    def segment(self) -> str:
        """What it is about; empty where it cannot be read."""
        return self.annotation.segment if self.annotation else ""

    @property
    def annotator(self) -> str:
        """Who gave it, or else whose file it stands in."""
        return self.annotation.annotator if self.annotation else self.line.annotator


Custom = Callable[["Line", "Annotation"], list[Fault]]
"""What checks of others find in an answer."""


def checked(
    lines: Iterable[Line], project: Project, about: About, custom: Custom | None = None
) -> Iterator[Checked]:
    """
    Check the lines about a document, which come by segment.

    What checks find that corpus.toml turned off is left out. `custom` is asked of answers to the
    document's segments in which there is no error.
    """
    config = project.corpus.config
    for line, annotation, found in _checked(lines, project, about):
        kept = [one for one in found if severity(one.check, config) != "off"] if found else found
        if custom and _is_sound(annotation, about, [severity(one.check, config) for one in kept]):
            kept = [*kept, *custom(line, annotation)]
        yield Checked(line, annotation, kept)


def _is_sound(
    annotation: Annotation | None, about: About, found: Collection[Severity]
) -> TypeGuard[Annotation]:
    return (
        annotation is not None
        and annotation.status == "submitted"
        and annotation.segment in about.shown
        and "error" not in found
    )


def _checked(
    lines: Iterable[Line], project: Project, about: About
) -> Iterator[tuple[Line, Annotation | None, list[Fault]]]:
    before: dict[str, str] = {}
    for line in lines:
        try:
            one = answers.decoded(line)
        except answers.UNREADABLE as error:
            yield line, None, [Fault(NOT_AN_ANNOTATION, "", f"not an annotation ({error})")]
            continue
        owner = line.annotator
        found = [*faults(one, owner, project, about)]
        if before.get(owner) == one.segment:
            message = "the same annotator answered this segment further up"
            found.insert(0, Fault(ANSWERED_TWICE, "", message))
        elif line.late:
            message = "lines are sorted by segment, and this one is not in place"
            found.insert(0, Fault(OUT_OF_ORDER, "", message))
        before[owner] = one.segment
        yield line, one, found
