"""
The release: a directory written aside, complete, and put in its place by one rename.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from corpus_kit import __version__, files, validate
from corpus_kit.errors import HasFindings, NothingDecided, VersionTaken
from corpus_kit.release import card as cards
from corpus_kit.release.rows import answered, subsets
from corpus_kit.release.splits import split
from corpus_kit.release.table import Table
from corpus_kit.release.version import Version, following, released

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    corpus.releases.mkdir(parents=True, exist_ok=True)
    _sweep(corpus.releases)
    owned = f".{number}.{os.getpid()}."
    aside = Path(tempfile.mkdtemp(prefix=owned, suffix=".tmp", dir=corpus.releases))
    try:
        made = _write(corpus, str(number), aside)
        if version is None and (latest := _latest(corpus, made.digest)):
            return replace(made, directory=latest, version=latest.name, new=False)
        _into_place(aside, directory, corpus)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        _leave_no_empty(corpus.releases)
    return made


def _latest(corpus: Corpus, digest: str) -> Path | None:
    """The latest release, if that is its digest."""
    for version in released(corpus)[-1:]:
        path = corpus.releases / str(version)
        if json.loads((path / "manifest.json").read_bytes())["digest"] == f"sha256-{digest}":
            return path
    return None


def _leave_no_empty(directory: Path) -> None:
    with suppress(OSError):
        directory.rmdir()
        directory.parent.rmdir()


def _sweep(directory: Path) -> None:
    """Take away what killed exports left; the name says whose it is."""
    for path in directory.glob(".*.tmp"):
        owner = path.name.split(".")[-3]
        if not owner.isdigit() or not psutil.pid_exists(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _into_place(aside: Path, directory: Path, corpus: Corpus) -> None:
    aside.chmod(0o755)
    try:
        aside.rename(directory)
    except OSError as error:
        if directory.exists():
            raise VersionTaken(directory, str(following(corpus))) from error
        raise
    files.sync(directory.parent)


def _write(corpus: Corpus, version: str, directory: Path) -> Released:
    written: list[cards.Written] = []
    tallies = []
    for project in corpus.projects:
        tally = cards.Tally(project)
        written += _tables(project, directory, tally)
        if not tally.decided:
            raise NothingDecided(project.name)
        tallies.append(tally)
        _put(
            directory / "schema" / f"{project.name}.schema.json",
            files.pretty(project.schema.bundled()),
        )
    digest = _digest(corpus, written, tallies)
    _put(
        directory / "README.md",
        cards.card(corpus.config, version, digest, written, tallies).encode(),
    )
    if guidelines := corpus.guidelines:
        _put(directory / "guidelines.md", guidelines.encode())
    _put(
        directory / "manifest.json",
        files.pretty(_manifest(corpus, version, directory, written, digest)),
    )
    _sync(directory)
    return Released(
        corpus.releases / version,
        version,
        digest,
        {one.name: {name: one.rows[name] for name in one.splits} for one in written},
        sum(tally.answered - tally.decided for tally in tallies),
    )


def _tables(project: Project, directory: Path, tally: cards.Tally) -> list[cards.Written]:
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
        cards.Written(subset.name, subset.columns, table.rows, table.digest, main=i == 0)
        for i, (subset, table) in enumerate(zip(found, tables, strict=True))
    ]


def _digest(
    corpus: Corpus, written: Sequence[cards.Written], tallies: Sequence[cards.Tally]
) -> str:
    """Of the content: rows, columns, and what is said of them; not of how they are stored."""
    config = corpus.config
    content = {
        "said": [config.title, config.languages, config.license, config.description, config.source],
        "guidelines": corpus.guidelines,
        "rows": {one.name: one.digest for one in written},
        "features": {one.name: cards.features(one.columns) for one in written},
        "schemas": {tally.project.name: tally.project.schema.bundled() for tally in tallies},
    }
    return hashlib.sha256(files.canonical(content)).hexdigest()


def _manifest(
    corpus: Corpus, version: str, directory: Path, written: Sequence[cards.Written], digest: str
) -> dict[str, Any]:
    import pyarrow as pa

    return {
        "name": corpus.config.name,
        "version": version,
        "digest": f"sha256-{digest}",
        "subsets": {
            one.name: {
                "digest": f"sha256-{one.digest}",
                "rows": {name: one.rows[name] for name in one.splits},
            }
            for one in written
        },
        # The files' own digests change with the library that wrote them; the content's do not.
        "made_with": {"corpus-kit": __version__, "pyarrow": pa.__version__},
        "files": {
            path.relative_to(directory).as_posix(): {
                "bytes": path.stat().st_size,
                "sha256": _file_digest(path),
            }
            for path in sorted(directory.rglob("*"))
            if path.is_file()
        },
    }


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _sync(directory: Path) -> None:
    """Bring every file to the disk before the rename makes them a release."""
    for path in directory.rglob("*"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
