"""What a migration would change, found out before anything is changed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus_kit import migrations
from corpus_kit.errors import InvalidMigration, InvalidSchema, MissingFile
from corpus_kit.migrate import guidelines, journal, look
from corpus_kit.migrate.label import Mapper
from corpus_kit.migrate.relabelling import mapping, relabellings
from corpus_kit.migrate.schema import rewritten
from corpus_kit.migrations import Migration
from corpus_kit.schema import RowSchema
from corpus_kit.schema.source import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.migrate.asked import Asked
    from corpus_kit.migrate.relabelling import Relabelling


@dataclass(frozen=True)
class Edited:
    """A text file before and after."""

    path: Path
    before: str
    after: str

    def diff(self, root: Path) -> str:
        """What changes, as a unified diff; empty where nothing does."""
        name = self.path.relative_to(root).as_posix()
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=1)
        return "".join(one if one.endswith("\n") else f"{one}\n" for one in lines)


@dataclass(frozen=True)
class Plan:
    """
    A migration, worked out but for the answers.

    `look` are sentences about places that a person has to look at. `at` is its time; a `resumed`
    one began before, and was stopped.
    """

    project: Project
    command: str
    at: str
    mapper: Mapper
    schema: Edited
    guidelines: Edited
    record: tuple[Migration, ...]
    look: tuple[str, ...]
    resumed: bool = False


def plan(project: Project, asked: Asked, *, remove: bool = False) -> Plan:
    """
    Work out what changes in the schema and the guidelines, and what answers map to.

    With `remove`, what has a dropped label goes from answers.

    Raises: InvalidMigration; UnfinishedMigration; InvalidSchema.
    """
    command = _command(project, asked, remove=remove)
    left = journal.unfinished(project, command)
    text = left.schema if left else _text(project.schema_path)
    before = _schema(text, project.schema_path)
    found = relabellings(before, asked)
    schema = Edited(project.schema_path, text, _after(text, before, found, project))
    after = _schema(schema.after, project.schema_path)
    _check_kinds(before, after)
    at = left.at if left else datetime.now(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
    guide, kept = _guidelines(project, left, before, found)
    return Plan(
        project,
        command,
        at,
        Mapper(before, after, mapping(found), remove),
        schema,
        guide,
        tuple(_record(project, at, found)),
        (*kept, *look.places(project, found, guide.after, before, after)),
        left is not None,
    )


def _guidelines(
    project: Project,
    left: journal.Journal | None,
    schema: RowSchema,
    found: Sequence[Relabelling],
) -> tuple[Edited, Sequence[str]]:
    """The guidelines before and after, and sentences about labels that keep their names there."""
    path = project.corpus.root / "guidelines.md"
    text = left.guidelines if left else (_text(path) if path.exists() else "")
    kept = look.shared(project, schema, found, text)
    new = {old: now for one in found for old, now in one.new.items() if now and old not in kept}
    return Edited(path, text, guidelines.renamed(text, new)), [*kept.values()]


def _record(project: Project, at: str, found: Sequence[Relabelling]) -> Iterator[Migration]:
    """What is to be recorded: not again what became of labels that the schema had before."""
    known = migrations.read(project.migrations)
    for one in found:
        stale = not any(label in one.labels.values for label in one.new)
        said = [
            (became := migrations.now(label, question, known)) and became[1] == new
            for label, new in one.new.items()
            for question in one.labels.questions
        ]
        if one.new and not (stale and all(said)):
            yield Migration(at, one.labels.questions, one.new)


def _command(project: Project, asked: Asked, *, remove: bool) -> str:
    several = f" --project {project.name}" if len(project.corpus.projects) > 1 else ""
    return f"{asked}{' --remove-answers' if remove else ''}{several}"


def _text(path: Path) -> str:
    """The text of a file, its line ends as they are."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError as error:
        raise MissingFile(
            path, "the schema", "write it, or copy one from 'corpus-kit init'"
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidSchema(
            "", f"byte {error.start} is not UTF-8", "save it as UTF-8", path
        ) from error


def _schema(text: str, path: Path) -> RowSchema:
    try:
        return RowSchema.of(parsed(text.encode()))
    except InvalidSchema as error:
        raise replace(error, path=path) from error.__cause__


def _after(text: str, schema: RowSchema, found: Sequence[Relabelling], project: Project) -> str:
    """
    The schema's text then.

    Raises: InvalidMigration where the labels could be none, such as an inner node without leaves.
    """
    try:
        after = rewritten(text, schema, found)
        RowSchema.of(parsed(after.encode()))
    except InvalidMigration as error:
        raise replace(error, path=project.schema_path) from error.__cause__
    except RecursionError as error:
        deep = "it is nested too deeply"
        raise InvalidMigration(deep, "write it flatter", project.schema_path) from error
    except InvalidSchema as error:
        step = "choose other labels, or change the schema by hand first"
        said = f"the schema would not do: {error.found}"
        raise InvalidMigration(said, step, project.schema_path, error.pointer) from error
    return after


def _check_kinds(before: RowSchema, after: RowSchema) -> None:
    for old, new in zip(before.fields, after.fields, strict=True):
        if old.kind != new.kind:
            found = f"{old.asked.name!r} would be a {new.kind}, and is a {old.kind}"
            raise InvalidMigration(
                found, "its labels are the names of inputs; rename those instead"
            )
