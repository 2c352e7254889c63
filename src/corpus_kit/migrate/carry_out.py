"""A planned migration carried out: answers file by file, then guidelines, record and schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit import files, migrations
from corpus_kit.errors import CannotMigrate, InvalidMigration
from corpus_kit.migrate import journal
from corpus_kit.migrate.survey import rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.migrate.plan import Edited
    from corpus_kit.migrate.survey import Survey


def carry_out(survey: Survey) -> tuple[Path, ...]:
    """
    Write what was surveyed; returns the files that changed.

    Each file is replaced at once. Stopped on its way, the same migration ends what is left.

    Raises: CannotMigrate, before anything is written; InvalidMigration where a file was edited
    while the migration was stopped.
    """
    plan = survey.plan
    if survey.findings:
        raise CannotMigrate(survey.findings)
    for one in (plan.schema, plan.guidelines):
        _check_untouched(one)
    if not survey:
        return ()
    before = journal.Journal(plan.command, plan.at, plan.schema.before, plan.guidelines.before)
    journal.begin(plan.project, before)
    changed = tuple(_written(survey))
    journal.end(plan.project)
    return changed


def _written(survey: Survey) -> Iterator[Path]:
    """The schema comes last: until then it says what the answers were."""
    plan = survey.plan
    for counts in survey.files:
        if counts.lines and files.write(counts.path, rewritten(counts.path, plan)):
            yield counts.path
    if migrations.record(plan.project.migrations, plan.record):
        yield plan.project.migrations
    for one in (plan.guidelines, plan.schema):
        if one.before != one.after and files.write(one.path, [one.after.encode()]):
            yield one.path


def _check_untouched(one: Edited) -> None:
    """It is as it was before, or as it is to be."""
    text = one.path.read_bytes().decode(errors="replace") if one.path.exists() else ""
    if text not in (one.before, one.after):
        found = f"{one.path} was edited while a migration was stopped"
        raise InvalidMigration(found, "take it back from git, and run the same command again")
