"""The command that says what is checked: checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, corpus_or_none

if TYPE_CHECKING:
    from corpus_kit.model import Check, Severity


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(checks)


def checks(
    context: typer.Context,
    code: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE", help="All about this one, such as CK103; else a list."),
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page about all of them.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Say what is checked, and how much it matters.

    Example: corpus-kit checks CK103
    """
    from corpus_kit.checks import CHECKS
    from corpus_kit.findings import catalogue
    from corpus_kit.validate import severity

    here = corpus_or_none(context)

    def matters(one: Check) -> Severity:
        return severity(one, here.config) if here else one.severity

    chosen = catalogue.chosen(code or ())
    if markdown:
        output.raw(part.encode() for part in catalogue.markdown(CHECKS.values()))
    elif json:
        output.as_json([catalogue.value(one, matters(one)) for one in chosen or CHECKS.values()])
    elif chosen:
        output.data("\n\n".join(catalogue.explained(one, matters(one)) for one in chosen))
    else:
        found = CHECKS.values()
        output.data(output.table((one.code, matters(one), one.name, one.finds) for one in found))
