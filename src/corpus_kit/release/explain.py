"""Where a row comes from: from the bytes of a seed to the releases that it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit import splits
from corpus_kit.columns import Struct, storing
from corpus_kit.errors import NotFetched, UnknownRow, VersionUnknown
from corpus_kit.release.fetch import lacking
from corpus_kit.release.gather import facts
from corpus_kit.release.rows import agreed
from corpus_kit.release.sources import provenance
from corpus_kit.release.splits import FROZEN, Placed, assign
from corpus_kit.release.stored import Stored
from corpus_kit.release.version import released

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Change, Segment
    from corpus_kit.release.rows import DatasetRow


@dataclass(frozen=True)
class Seed:
    """The document of a row: `digest` is the SHA-256 of its bytes, `line` that of a file."""

    path: Path
    line: int | None
    digest: str
    start: int | None
    end: int | None
    source: str | None = None
    license: str | None = None


@dataclass(frozen=True)
class Answer:
    """
    What one annotator said: `said` by question; none where they skipped it.

    `history` is what was changed in it since, `review` what a person has to look at again.
    """

    annotator: str
    origin: str
    status: str
    updated: str
    seconds: float | None
    said: Mapping[str, object]
    history: tuple[Change, ...] = ()
    review: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A release that has the row, the split it is in there, and where that was published."""

    version: str
    split: str
    published: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lineage:
    """
    All that is known of a row.

    `seed` is None where the corpus no longer has its text. `decided` says whether, and by what
    rule; `why` the document is in its split. `unread` are releases that were published and are not
    here, so that nobody looked into them.
    """

    row: str
    project: str
    document: str
    seed: Seed | None
    shown: Mapping[str, object]
    answers: tuple[Answer, ...]
    decided: bool
    rule: str
    split: str
    why: str
    releases: tuple[Standing, ...]
    released: DatasetRow | None = None
    unread: tuple[str, ...] = ()


def explain(corpus: Corpus, row: str, version: str | None = None) -> Lineage:
    """
    Follow a row back; with a `version` also what that release has of it.

    Raises: UnknownRow; VersionUnknown, NotFetched; NotARelease.
    """
    if version is not None and version not in map(str, released(corpus)):
        if places := corpus.places(version):
            raise NotFetched(version, places)
        raise VersionUnknown(version, tuple(map(str, released(corpus))))
    for project in corpus.projects:
        if found := _lineage(project, row, version):
            return found
    raise UnknownRow(row)


def _lineage(project: Project, row: str, version: str | None) -> Lineage | None:
    segment = next((one for one in project.segments() if one.id == row), None)
    given = [one for one in project.annotations() if one.segment == row]
    standing, row_there = [], None
    for number in map(str, released(project.corpus)):
        if there := _in_release(Stored.open(project.corpus.releases / number), project, row):
            standing.append(Standing(number, there[0], project.corpus.places(number)))
            row_there = there[1] if number == version else row_there
    if not (segment or given or standing):
        return None
    document = row.rpartition("#")[0]
    gone = Placed("none", "the corpus no longer has the text")
    placed = _placed(project.corpus, document) if segment else gone
    submitted = [one for one in given if one.status == "submitted"]
    settled = agreed(
        [*map(storing(Struct(project.schema.columns)), (one.row for one in submitted))]
    )
    return Lineage(
        row,
        project.name,
        document,
        _seed(project, segment) if segment else None,
        project.schema.shown(segment) if segment else _inputs(given, project),
        tuple(_answer(one, project) for one in given),
        settled,
        _rule(len(submitted), settled=settled),
        placed.split,
        placed.why,
        tuple(standing),
        row_there,
        tuple(map(str, sorted(lacking(project.corpus)))),
    )


def _placed(corpus: Corpus, document: str) -> Placed:
    """Where a document is: as splits.jsonl says, or else as all documents come to."""
    for one in splits.read(corpus.splits):
        if one.document == document:
            return Placed(one.split, FROZEN)
    with assign(corpus, facts(corpus)) as assignment:
        return assignment.of(document)


def _in_release(release: Stored, project: Project, row: str) -> tuple[str, DatasetRow] | None:
    """The row's split and the row, in the decided rows of the project."""
    name = "default" if "default" in release.subsets else project.name
    subset = release.subsets.get(name)
    return next(subset.find(row), None) if subset else None


def _seed(project: Project, segment: Segment) -> Seed:
    document = next(one for one in project.corpus.documents() if one.id == segment.document)
    cut = segment.given is None
    return Seed(
        document.path,
        document.line,
        document.digest,
        segment.start if cut else None,
        segment.end if cut else None,
        *provenance(project.corpus.config)(document),
    )


def _inputs(given: list[Annotation], project: Project) -> dict[str, object]:
    rows = [one.row for one in given]
    names = [one.name for one in project.schema.inputs]
    return {name: rows[0][name] for name in names if rows and name in rows[0]}


def _answer(one: Annotation, project: Project) -> Answer:
    said = {
        field.asked.name: one.row[field.asked.name]
        for field in project.schema.fields
        if field.asked.name in one.row
    }
    return Answer(
        one.annotator,
        one.origin,
        one.status,
        one.updated,
        one.seconds,
        said,
        one.history,
        one.review,
    )


def _rule(count: int, *, settled: bool) -> str:
    if not count:
        return "nobody answered it"
    if not settled:
        return "its annotators differ, so it is left out of the decided rows"
    return "its one annotator's answer" if count == 1 else f"all {count} annotators said the same"


def _change(one: Change) -> str:
    codes = f" for {', '.join(one.checks)}" if one.checks else ""
    before = "".join(f"; {name} was {value!r}" for name, value in one.row.items())
    moved = f"; the segment was {one.segment}" if one.segment else ""
    return f"          changed by {one.by}{codes} at {one.at}{moved}{before}"


def lines(found: Lineage) -> Iterator[str]:
    """The lineage in lines for people."""
    yield f"row       {found.row} of project {found.project}"
    if found.seed is None:
        yield f"document  {found.document}: the corpus no longer has this text"
    else:
        at = f":{found.seed.line}" if found.seed.line else ""
        yield f"seed      {found.seed.path}{at}, sha256 {found.seed.digest}"
        licence = found.seed.license or "not known"
        yield f"source    {found.seed.source or 'not stated'}, licence {licence}"
        if found.seed.start is not None:
            yield f"segment   characters {found.seed.start} to {found.seed.end} of the document"
    yield from (f"shown     {name}: {said!r}" for name, said in found.shown.items())
    for one in found.answers:
        took = f", in {one.seconds:.0f} s" if one.seconds is not None else ""
        yield f"answer    {one.annotator} ({one.origin}), {one.status} {one.updated}{took}"
        yield from (f"          {name}: {said!r}" for name, said in one.said.items())
        yield from map(_change, one.history)
        yield from (f"          to be reviewed: {pointer}" for pointer in one.review)
    yield f"decision  {'decided' if found.decided else 'not decided'}: {found.rule}"
    yield f"split     {found.split}: {found.why}"
    for standing in found.releases:
        at = f", published at {', '.join(standing.published)}" if standing.published else ""
        yield f"release   {standing.version}, in {standing.split}{at}"
    if not found.releases:
        yield "release   in none here"
    if found.unread:
        yield f"release   maybe in {', '.join(found.unread)}, not in dist/: corpus-kit fetch"
    if found.released is not None:
        yield from (f"          {name}: {said!r}" for name, said in found.released.items())
