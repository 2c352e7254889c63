"""
The release: a directory written aside, complete, and put in its place by one rename.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.errors import (
    ChecksNotRun,
    HasFindings,
    Leakage,
    NothingDecided,
    VersionTaken,
    VersionTooSmall,
)
from corpus_kit.release import stored
from corpus_kit.release.arrays import arrow_schema
from corpus_kit.release.bump import least, reasons
from corpus_kit.release.card import card
from corpus_kit.release.changelog import CHANGELOG, changelog
from corpus_kit.release.citation import citation
from corpus_kit.release.content import Content, Tally, Written
from corpus_kit.release.croissant import CROISSANT, croissant
from corpus_kit.release.datasheet import datasheet
from corpus_kit.release.diff import diff
from corpus_kit.release.gather import gather
from corpus_kit.release.manifest import described, manifest
from corpus_kit.release.personal import Review
from corpus_kit.release.pictures import pictures
from corpus_kit.release.reported import told
from corpus_kit.release.rows import DOCUMENTS, document_columns, subsets
from corpus_kit.release.said import sections
from corpus_kit.release.sources import Licensed
from corpus_kit.release.splits import assign, freeze
from corpus_kit.release.stored import MANIFEST, SUM, Stored, sum_of
from corpus_kit.release.table import Table, Waiting
from corpus_kit.release.version import FIRST, Version, released

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corpus_kit.columns import Column
    from corpus_kit.corpus import Corpus
    from corpus_kit.release.diff import Diff
    from corpus_kit.release.splits import Assignment, Facts


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

    told: tuple[str, ...] = ()
    """What there is to know of licences, sources and personal data."""


def release(
    corpus: Corpus, version: str | None = None, message: str = "", *, custom: bool | None = None
) -> Released:
    """
    Write the release `version`, or the least that may follow the latest if something has changed.

    `message` is what a person says of it in CHANGELOG.md. `custom` runs the corpus's checks.py, or
    says that it is left out; where there is one, that has to be said.

    Raises: InvalidVersion, VersionTaken, VersionTooSmall, HasFindings, NothingDecided, NotARelease,
    InvalidCard, Leakage, IncompatibleLicences, PersonalData, NotFetched, OtherThanPublished,
    ChecksNotRun, BrokenCheck; then nothing was written.
    """
    if custom is None and corpus.checks.is_file():
        raise ChecksNotRun(corpus.checks)
    wanted = Version.parse(version) if version is not None else None
    parent = stored.parent(corpus, wanted)
    if wanted and (corpus.releases / str(wanted)).exists():
        raise VersionTaken(corpus.releases / str(wanted), str(released(corpus)[-1]))
    sections(corpus.card, corpus.card_path)
    with (
        files.aside(corpus.releases / "new") as aside,
        tables(corpus, aside, parent, custom=bool(custom)) as written,
    ):
        content, placed = written
        if placed.leaks and corpus.config.splits.leakage == "refuse":
            raise Leakage(placed.leaks, tuple(placed.named))
        content.licensed.check()
        content.personal.keep()
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
        tuple(told(content)),
    )


@contextmanager
def tables(
    corpus: Corpus, directory: Path, before: Stored | None = None, *, custom: bool | None = None
) -> Iterator[tuple[Content, Assignment]]:
    """
    Write all Parquet files; labels stand where they stood `before`, `custom` is as in `gather`.

    Raises: HasFindings; NothingDecided; InvalidSeeds; InvalidSplits.
    """
    lock = {name: one.columns for name, one in before.subsets.items()} if before else {}
    tallies = [Tally(project=project) for project in corpus.projects]
    columns: dict[str, Mapping[str, Column]] = {}
    main = set()
    for project in corpus.projects:
        found = subsets(project, lock)
        columns |= {one.name: one.columns for one in found}
        main.add(found[0].name)
    columns[DOCUMENTS] = document_columns(corpus)
    aside = directory / "waiting"
    aside.mkdir(parents=True)
    with ExitStack() as stack:
        waiting = {
            name: stack.enter_context(closing(Waiting(aside / f"{name}.arrow", arrow_schema(one))))
            for name, one in columns.items()
        }
        review = stack.enter_context(closing(Review(corpus)))
        content = Content(corpus, "", [], tallies, Licensed(corpus.config), review)
        placed = stack.enter_context(assign(corpus, _facts(content, lock, waiting, custom=custom)))
        for tally in tallies:
            if not tally.decided:
                raise NothingDecided(tally.project.name, tally.answered)
        for name, rows in waiting.items():
            with Table(directory / "data" / name, rows.schema) as table:
                for some in rows:
                    table.add(some, lambda document: placed.of(document).split)
            made = Written(name, columns[name], table.rows, table.digest, name in main)
            content.tables.append(made)
        shutil.rmtree(aside)
        yield replace(content, leaks=placed.leaks), placed


def _facts(
    content: Content,
    lock: Mapping[str, Mapping[str, Column]],
    waiting: Mapping[str, Waiting],
    *,
    custom: bool | None,
) -> Iterator[Facts]:
    """The facts of all documents; on the way rows are put to wait, and all else is counted."""
    faults = 0
    for one in gather(content.corpus, lock, custom=custom):
        faults += one.faults
        for name, rows in one.rows.items():
            waiting[name].add(rows)
        for tally in content.tallies:
            tally.add(one.counts[tally.project.name])
        for document, said in one.sources.items():
            content.licensed.add(document, *said)
        content.personal.add(one.personal)
        yield from one.facts
    if faults:
        raise HasFindings(faults, bool(custom))


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
