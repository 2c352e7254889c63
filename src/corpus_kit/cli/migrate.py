"""The command that changes labels, wherever they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Project, corpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus_kit.migrate import Finding, Plan, Survey

SHOWN = 20
"""Findings printed before the rest is only counted."""


def migrate(  # noqa: PLR0913, PLR0917 - options
    context: typer.Context,
    rename: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW", help="Call a label otherwise."),
    ] = None,
    merge: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD,OLD=NEW", help="Make several labels one."),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(metavar="LABEL", help="Take a label out.")
    ] = None,
    add: Annotated[
        list[str] | None, typer.Option(metavar="LABEL", help="Add a label behind the others.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="The question, where several have the label."),
    ] = None,
    remove_answers: Annotated[
        bool,
        typer.Option("--remove-answers", help="Take what has a dropped label out of answers."),
    ] = False,
    only_plan: Annotated[
        bool, typer.Option("--plan", help="Print what would change, and change nothing.")
    ] = False,
    project: Project = None,
    json: AsJson = False,
) -> None:
    """
    Change labels: in the schema, in all stored answers, and where guidelines.md lists them.

    What cannot be mapped is a finding: nothing is written then. Each answer keeps in its history
    what it was before. Run it again if it was stopped: it goes on.

    Example: corpus-kit schema migrate --rename LOC=PLACE --merge DATE,TIME=WHEN --plan
    """
    from corpus_kit import migrate as migration

    here = corpus(context)
    asked = migration.Asked.parsed(rename or (), merge or (), drop or (), add or (), on)
    planned = migration.plan(here.project(project), asked, remove=remove_answers)
    survey = migration.Survey(planned)
    findings = migration.surveyed(survey)
    if json:
        _tell_json(planned, survey, [*findings])
    else:
        _tell_findings(findings)
    if (only_plan or survey.findings) and not json:
        _tell_plan(planned, survey)
    if only_plan:
        raise typer.Exit(code=1 if survey.findings else 0)
    written = migration.carry_out(survey)
    for path in written:
        output.say(f"wrote {output.near(path)}")
    if not written:
        output.say("nothing to change: the schema and all answers are so already")
        return
    for one in planned.look:
        output.say(f"look at {one}")
    output.say("next: corpus-kit validate, then corpus-kit push to change it on the server")


def _tell_json(planned: Plan, survey: Survey, findings: list[Finding]) -> None:
    root = planned.project.corpus.root
    output.as_json(
        {
            "schema": planned.schema.diff(root),
            "guidelines": planned.guidelines.diff(root),
            "files": [replace(one, path=output.near(one.path)) for one in survey.files],
            "findings": [{**one._asdict(), "path": output.near(one.path)} for one in findings],
            "look": planned.look,
        }
    )


def _tell_findings(found: Iterable[Finding]) -> None:
    count = 0
    for count, one in enumerate(found, 1):
        if count <= SHOWN:
            output.data(str(one._replace(path=output.near(one.path))))
    if count > SHOWN:
        output.say(f"… and {count - SHOWN} more")


def _tell_plan(planned: Plan, survey: Survey) -> None:
    """The changes of texts, then the answers that change in each file."""
    for one in (planned.schema, planned.guidelines):
        output.raw([one.diff(planned.project.corpus.root).encode()])
    for counts in survey.files:
        told = [counted(counts.lines, "line")]
        told += [counted(n, kind.removesuffix("s")) for kind, n in counts.labels.items()]
        told += [f"{counts.done} done before it was stopped"] if counts.done else []
        output.data(f"{output.near(counts.path)}: {', '.join(told)}")
    for sentence in planned.look:
        output.data(f"look at {sentence}")
