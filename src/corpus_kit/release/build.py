"""
The release: a directory written aside, complete, and put in its place by one rename.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus_kit import files, validate
from corpus_kit.columns import locked_columns
from corpus_kit.errors import HasFindings, Leakage, NothingDecided, VersionTaken, VersionTooSmall
from corpus_kit.release import stored
from corpus_kit.release.bump import least, reasons
from corpus_kit.release.card import card
from corpus_kit.release.changelog import CHANGELOG, changelog
from corpus_kit.release.citation import citation
from corpus_kit.release.content import Content, Tally, Written
from corpus_kit.release.croissant import CROISSANT, croissant
from corpus_kit.release.datasheet import datasheet
from corpus_kit.release.diff import diff
from corpus_kit.release.manifest import described, manifest
from corpus_kit.release.pictures import pictures
from corpus_kit.release.rows import DOCUMENTS, answered, document_columns, documents, subsets
from corpus_kit.release.said import sections
from corpus_kit.release.splits import Assignment, assign, freeze
from corpus_kit.release.stored import MANIFEST, SUM, Stored, sum_of
from corpus_kit.release.table import Table
from corpus_kit.release.version import FIRST, Version, released

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corpus_kit.corpus import Corpus
    from corpus_kit.release.diff import Diff
    from corpus_kit.release.rows import Subset


@dataclass(frozen=True)
class Released:
    """A release: where it is, and its rows by subset and split."""

    directory: Path
    version: str
    digest: str
    rows: Mapping[str, Mapping[str, int]]
    undecided: int
    """Answered segments that are left out of the decided rows."""

    reasons: tuple[str, ...] = ()
    """What has changed since the release before, the largest change first."""

    new: bool = True
    """False where the latest release has just this content, and none was written."""


def release(corpus: Corpus, version: str | None = None, message: str = "") -> Released:
    """
    Write the release `version`, or the least that may follow the latest if something has changed.

    `message` is what a person says of it in CHANGELOG.md.

    Raises: InvalidVersion, VersionTaken, VersionTooSmall, HasFindings, NothingDecided, NotARelease,
    NotFetched, OtherThanPublished, InvalidCard; then nothing was written.
    """
    wanted = Version.parse(version) if version is not None else None
    parent = stored.parent(corpus, wanted)
    if wanted and (corpus.releases / str(wanted)).exists():
        raise VersionTaken(corpus.releases / str(wanted), str(released(corpus)[-1]))
    sections(corpus.card, corpus.card_path)
    if errors := sum(1 for project in corpus.projects for _ in validate.issues(project)):
        raise HasFindings(errors)
    with files.aside(corpus.releases / "new") as aside, assign(corpus) as placed:
        if placed.leaks and corpus.config.splits.leakage == "refuse":
            raise Leakage(placed.leaks, tuple(placed.named))
        content = tables(corpus, aside, placed, parent)
        if wanted is None and parent and parent.digest == f"sha256-{content.digest}":
            return _told(content, parent.directory, new=False)
        changes = diff(parent, Stored(aside, described(content))) if parent else None
        content = replace(content, version=str(_version(wanted, changes)))
        _words(content, aside, changelog(content.version, changes, message), parent)
        directory = corpus.releases / content.version
        freeze(corpus, placed)
        try:
            files.into_place(aside, directory)
        except FileExistsError as error:
            raise VersionTaken(directory, str(released(corpus)[-1])) from error
    said = tuple(one.said for one in reasons(changes)) if changes else ()
    return _told(content, directory, reasons=said)


def _version(wanted: Version | None, changes: Diff | None) -> Version:
    """The version wanted, if what has changed allows it; or else the least."""
    if changes is None:
        return wanted or FIRST
    due = least(changes)
    if wanted is not None and wanted < due:
        said = tuple(one.said for one in reasons(changes))
        raise VersionTooSmall(str(wanted), str(due), said)
    return wanted or due


def _told(
    content: Content, directory: Path, *, new: bool = True, reasons: tuple[str, ...] = ()
) -> Released:
    return Released(
        directory,
        directory.name,
        content.digest,
        {one.name: {name: one.rows[name] for name in one.splits} for one in content.tables},
        sum(tally.answered - tally.decided for tally in content.tallies),
        reasons,
        new,
    )


def tables(
    corpus: Corpus, directory: Path, placed: Assignment, before: Stored | None = None
) -> Content:
    """
    Write all Parquet files, documents as they are `placed`; labels stand where they stood `before`.

    Raises: NothingDecided; InvalidSeeds.
    """
    lock = {name: one.columns for name, one in before.subsets.items()} if before else {}
    written: list[Written] = []
    tallies = []
    for project in corpus.projects:
        tally = Tally(project)
        found = [
            replace(one, columns=locked_columns(one.columns, lock.get(one.name, {})))
            for one in subsets(project)
        ]
        written += _project_tables(tally, found, directory, placed)
        if not tally.decided:
            raise NothingDecided(project.name, tally.answered)
        tallies.append(tally)
    written.append(_documents(corpus, directory, placed))
    return Content(corpus, "", written, tallies, placed.leaks)


def _documents(corpus: Corpus, directory: Path, placed: Assignment) -> Written:
    columns = document_columns(corpus)
    with Table(directory / "data" / DOCUMENTS, columns) as table:
        for row in documents(corpus):
            table.add(placed.of(str(row["id"])).split, row)
    return Written(DOCUMENTS, columns, table.rows, table.digest, main=False)


def _project_tables(
    tally: Tally, found: Sequence[Subset], directory: Path, placed: Assignment
) -> list[Written]:
    """Write a project's Parquet files in one pass over its segments."""
    with ExitStack() as stack:
        tables = [
            stack.enter_context(Table(directory / "data" / subset.name, subset.columns))
            for subset in found
        ]
        for segment, given in answered(tally.project):
            tally.count(segment, given)
            place = placed.of(segment.document).split
            for subset, table in zip(found, tables, strict=True):
                for row in subset.rows(segment, given):
                    table.add(place, row)
    return [
        Written(subset.name, subset.columns, table.rows, table.digest, main=i == 0)
        for i, (subset, table) in enumerate(zip(found, tables, strict=True))
    ]


def _words(content: Content, directory: Path, changes: str, parent: Stored | None) -> None:
    """Write all other files, the manifest of them last."""
    for tally in content.tallies:
        path = directory / "schema" / f"{tally.project.name}.schema.json"
        files.write(path, [files.pretty(tally.project.schema.bundled())])
    for tally in content.tallies:
        for picture in pictures(tally):
            for name, drawn in picture.files():
                files.write(directory / name, [drawn])
    texts = {
        "README.md": card(content),
        CHANGELOG: changes,
        "guidelines.md": content.corpus.guidelines,
        "datasheet.md": datasheet(content),
        "CITATION.cff": citation(content),
    }
    for name, text in texts.items():
        if text:
            files.write(directory / name, [text.encode()])
    files.write(directory / CROISSANT, [files.pretty(croissant(content, directory))])
    files.write(directory / MANIFEST, [files.pretty(manifest(content, directory, parent))])
    files.write(directory / SUM, [sum_of(directory / MANIFEST)])
