"""
What a migration is about to do, kept until it is done, so that the same command can end it.

It stands in .corpus-kit/. A killed migration leaves files that it wrote and others that it did not;
answers that it changed bear its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files
from corpus_kit.errors import UnfinishedMigration

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Project


class Journal(msgspec.Struct, frozen=True):
    """
    A migration: its command and time, and the schema and guidelines as they were before.

    Both are texts, an empty one where there is no such file.
    """

    command: str
    at: str
    schema: str
    guidelines: str


def path_of(project: Project) -> Path:
    """Where the journal of a project's migration stands."""
    return project.corpus.state / "migrations" / f"{project.name}.json"


def unfinished(project: Project, command: str) -> Journal | None:
    """
    The journal of a migration that was stopped on its way, where this command is to end it.

    Raises: UnfinishedMigration where another is.
    """
    path = path_of(project)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Journal)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnfinishedMigration(path, command, "the journal cannot be read") from error
    if found.command != command:
        raise UnfinishedMigration(path, found.command)
    return found


def begin(project: Project, journal: Journal) -> None:
    """Note it, before anything is changed."""
    files.write(path_of(project), [msgspec.json.encode(journal)])


def end(project: Project) -> None:
    """It is done."""
    path_of(project).unlink(missing_ok=True)
