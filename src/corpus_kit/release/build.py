"""
The release: a directory written aside, complete, and put in its place by one rename.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit import files, validate
from corpus_kit.errors import HasFindings, NothingDecided, VersionTaken
from corpus_kit.release.card import card
from corpus_kit.release.content import Content, Tally, Written
from corpus_kit.release.manifest import manifest
from corpus_kit.release.rows import answered, subsets
from corpus_kit.release.splits import split
from corpus_kit.release.table import Table
from corpus_kit.release.version import Version, following, released

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus_kit.corpus import Corpus, Project


@dataclass(frozen=True)
class Released:
    """A release: where it is, and its rows by subset and split."""

    directory: Path
    version: str
    digest: str
    rows: Mapping[str, Mapping[str, int]]
    undecided: int
    """Answered segments that are left out of the decided rows."""

    new: bool = True
    """False where the latest release has just this content, and none was written."""


def release(corpus: Corpus, version: str | None = None) -> Released:
    """
    Write the release `version`, or the one that follows the latest if something has changed.

    Raises: InvalidVersion, VersionTaken, HasFindings, NothingDecided; then nothing was written.
    """
    number = Version.parse(version) if version is not None else following(corpus)
    directory = corpus.releases / str(number)
    if directory.exists():
        raise VersionTaken(directory, str(following(corpus)))
    if errors := sum(1 for project in corpus.projects for _ in validate.issues(project)):
        raise HasFindings(errors)
    with files.aside(directory) as aside:
        content = _tables(corpus, str(number), aside)
        if version is None and (latest := _latest(corpus, content.digest)):
            return _told(content, latest, new=False)
        _words(content, aside)
        try:
            files.into_place(aside, directory)
        except FileExistsError as error:
            raise VersionTaken(directory, str(following(corpus))) from error
    return _told(content, directory)


def _told(content: Content, directory: Path, *, new: bool = True) -> Released:
    return Released(
        directory,
        directory.name,
        content.digest,
        {one.name: {name: one.rows[name] for name in one.splits} for one in content.tables},
        sum(tally.answered - tally.decided for tally in content.tallies),
        new,
    )


def _latest(corpus: Corpus, digest: str) -> Path | None:
    """The latest release, if that is its digest."""
    for version in released(corpus)[-1:]:
        path = corpus.releases / str(version)
        with suppress(OSError, ValueError, KeyError):  # somebody broke it: it is not the same
            if json.loads((path / "manifest.json").read_bytes())["digest"] == f"sha256-{digest}":
                return path
    return None


def _tables(corpus: Corpus, version: str, directory: Path) -> Content:
    """Write all Parquet files."""
    written: list[Written] = []
    tallies = []
    for project in corpus.projects:
        tally = Tally(project)
        written += _project_tables(project, directory, tally)
        if not tally.decided:
            raise NothingDecided(project.name, tally.answered)
        tallies.append(tally)
    return Content(corpus, version, written, tallies)


def _project_tables(project: Project, directory: Path, tally: Tally) -> list[Written]:
    """Write the project's Parquet files in one pass over its segments."""
    found = subsets(project)
    with ExitStack() as stack:
        tables = [
            stack.enter_context(Table(directory / "data" / subset.name, subset.columns))
            for subset in found
        ]
        for segment, given in answered(project):
            tally.count(segment, given)
            place = split(segment.document, project.corpus.config.splits)
            for subset, table in zip(found, tables, strict=True):
                for row in subset.rows(segment, given):
                    table.add(place, row)
    return [
        Written(subset.name, subset.columns, table.rows, table.digest, main=i == 0)
        for i, (subset, table) in enumerate(zip(found, tables, strict=True))
    ]


def _words(content: Content, directory: Path) -> None:
    """Write all other files, the manifest of them last."""
    for tally in content.tallies:
        path = directory / "schema" / f"{tally.project.name}.schema.json"
        files.write(path, [files.pretty(tally.project.schema.bundled())])
    files.write(directory / "README.md", [card(content).encode()])
    if guidelines := content.corpus.guidelines:
        files.write(directory / "guidelines.md", [guidelines.encode()])
    files.write(directory / "manifest.json", [files.pretty(manifest(content, directory))])
