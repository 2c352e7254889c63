"""The command repair: what it does is in `corpus_kit.repair`, what it prints in `told`."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus_kit.cli.context import AsJson, Project, corpus


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(repair)


def repair(  # noqa: PLR0913, PLR0917 - its options
    context: typer.Context,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only print what would be done, as a diff.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the last repair of each answer instead.")
    ] = False,
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only what this check finds; write it again for more."),
    ] = None,
    project: Project = None,
    json: AsJson = False,
) -> None:
    """
    Put right in the answers what can be meant in one way only.

    What annotators were shown stays as it is, and each answer remembers what was changed.
    Exits with 1 if errors are left, for people to look at.
    Example: corpus-kit repair --plan
    """
    from corpus_kit.cli.told import Told
    from corpus_kit.repair import perform, planned, taken_back

    codes, here = _codes(check or [], undo=undo), corpus(context)
    told = Told(here.config, plan=plan, undo=undo, json=json)
    for one in here.chosen(project):
        found = taken_back(one) if undo else planned(one, codes)
        if plan:
            for some in found:
                told(some)
        else:
            told.changed += perform(found, told)
    raise typer.Exit(told.end())


def _codes(wanted: list[str], *, undo: bool) -> frozenset[str]:
    """The codes of checks, if there are such."""
    from corpus_kit.findings.catalogue import chosen

    if wanted and undo:
        raise typer.BadParameter("it does not go with --undo", param_hint="--check")
    return frozenset(one.code for one in chosen(wanted))
