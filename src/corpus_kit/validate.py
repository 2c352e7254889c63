"""
Answers to issues: every row against its JSON Schema, then what no schema can see.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit import answers
from corpus_kit.errors import InvalidAnswers
from corpus_kit.model import Fault, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from jsonschema import ValidationError

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Row, Segment
    from corpus_kit.schema import RowSchema

EXAMPLE = "2026-11-24T10:00:00.000000Z"
DISAGREE = (
    "jsonschema-rs refuses the row and jsonschema does not: see which is right by "
    "'corpus-kit schema bundle', and tell the developers of corpus-kit"
)


Marks = tuple[bytes, ...]
"""A digest of each input of a row."""


def issues(project: Project) -> Iterator[Issue]:
    """
    What is wrong in the project's files of answers, in the order of files and lines.

    Memory holds no text: of each segment its id and a digest of what is shown.
    """
    inputs = [one.name for one in project.schema.inputs]
    about = About.of(project, project.segments(), partial(marks, inputs=inputs))
    for path in project.files():
        last = ""
        for line, found in answers.lines(path):
            if isinstance(found, InvalidAnswers):
                yield Issue(path, line, "", path.stem, Fault("not-an-annotation", "", found.found))
                continue
            wrong = [*_order_faults(found, last), *faults(found, path.stem, project, about)]
            last = max(last, found.segment)
            for fault in wrong:
                yield Issue(path, line, found.segment, found.annotator, fault)


@dataclass(frozen=True)
class About:
    """
    What answers may be about: by segment, what `seen` makes of its inputs to compare them by.

    It is the same where the inputs are, and has a part for each of them.
    """

    shown: Mapping[str, Sequence[object]]
    documents: Collection[str]
    seen: Callable[[Row], Sequence[object]]

    @classmethod
    def of(
        cls, project: Project, segments: Iterable[Segment], seen: Callable[[Row], Sequence[object]]
    ) -> About:
        """Of these segments of a project."""
        shown = {one.id: seen(project.schema.shown(one)) for one in segments}
        return cls(shown, {segment.rpartition("#")[0] for segment in shown}, seen)


def faults(annotation: Annotation, owner: str, project: Project, about: About) -> Iterator[Fault]:
    """What is wrong with an annotation of `owner`'s file, its place in the file apart."""
    yield from _annotation_faults(annotation, owner, project)
    if annotation.document not in project.corpus.withdrawn:
        inputs = [one.name for one in project.schema.inputs]
        yield from segment_faults(annotation, about, inputs)
    if annotation.status == "submitted":
        yield from row_faults(annotation.row, project.schema)


def _annotation_faults(annotation: Annotation, owner: str, project: Project) -> Iterator[Fault]:
    """What is wrong in an annotation of `owner`'s file beside its row."""
    if annotation.annotator != owner:
        yield Fault("annotator-differs", "", f"{annotation.annotator!r} stands in {owner}'s file")
    if not all(map(_is_time, (annotation.created, annotation.updated))):
        yield Fault("time-malformed", "", "created and updated are times such as " + EXAMPLE)
    if annotation.origin != (origin := project.corpus.origin(annotation.annotator)):
        message = f"corpus.toml makes this annotator's answers {origin}, not {annotation.origin}"
        yield Fault("origin-differs", "", message)


def row_faults(row: Row, schema: RowSchema) -> Iterator[Fault]:
    """
    What is wrong in one row: the JSON Schema's findings, or else those of its fields.

    The row is JSON as a parser gives it.
    """
    found = _schema_faults(row, schema)
    yield from found
    if not found:
        for field in schema.fields:
            if field.asked.name in row:
                yield from field.faults(row[field.asked.name], row)


def segment_faults(annotation: Annotation, about: About, inputs: Sequence[str]) -> Iterator[Fault]:
    """Whether the annotation is about a segment of the corpus as it is now."""
    if annotation.segment not in about.shown:
        if annotation.document in about.documents:
            yield Fault(
                "text-changed",
                "",
                f"document {annotation.document!r} no longer has this text: it was edited after "
                "the answer was given",
            )
        else:
            yield Fault("segment-unknown", "", f"there is no seed {annotation.document!r}")
        return
    given = about.seen(annotation.row)
    for name, said, mark in zip(inputs, given, about.shown[annotation.segment], strict=True):
        if said != mark:
            yield Fault("text-changed", f"/{name}", f"the answer is about another {name!r}")


def marks(row: Row, inputs: Sequence[str]) -> Marks:
    """Digests of the row's inputs, the same where these are the same."""
    return tuple(_mark(row.get(name)) for name in inputs)


def _mark(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).digest()[:16]


def _order_faults(annotation: Annotation, last: str) -> Iterator[Fault]:
    if annotation.segment == last:
        yield Fault("answered-twice", "", "the same annotator answered this segment further up")
    elif annotation.segment < last:
        yield Fault("out-of-order", "", "lines are sorted by segment, and this one is not in place")


def _is_time(text: str) -> bool:
    """What pull writes; or nothing, where an export had none."""
    return not text or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text) is not None


def _schema_faults(row: Row, schema: RowSchema) -> list[Fault]:
    """What `jsonschema` finds; it is asked only where the quick validator does not pass the row."""
    if passed := schema.passes(row):
        return []
    found = [_schema_fault(error) for error in schema.validator.iter_errors(row)]
    if not found and passed is False:
        found = [Fault("validators-disagree", "", DISAGREE)]
    return sorted(found, key=lambda fault: fault.pointer)


def _schema_fault(error: ValidationError) -> Fault:
    pointer = "".join(f"/{part}" for part in error.absolute_path)
    return Fault(f"schema-{_dashed(error.validator)}", pointer, _message(error))


def _message(error: ValidationError) -> str:
    """The validator's message, or a shorter one where it would print the whole row."""
    known = _constants(error)
    if known is not None:
        return f"{_short(error.instance)} is not one of {', '.join(map(str, known))}"
    if error.validator == "required":
        return error.message.replace("is a required property", "is not answered")
    return error.message if len(error.message) <= 200 else f"does not fit {error.validator!r}"  # noqa: PLR2004


def _constants(error: ValidationError) -> list[Any] | None:
    said: Any = error.validator_value
    if error.validator == "enum":
        return list(said)
    if error.validator == "oneOf" and all(isinstance(one, dict) and "const" in one for one in said):
        return [one["const"] for one in said]
    return None


def _short(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004


def _dashed(keyword: object) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in str(keyword))
