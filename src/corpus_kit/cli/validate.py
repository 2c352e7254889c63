"""The command that says what is wrong: validate."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit import files
from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Custom, Project, corpus, corpus_or_none

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus
    from corpus_kit.findings import Findings, View
    from corpus_kit.findings.terminal import Style
    from corpus_kit.model import Check, Issue

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(validate)


def validate(  # noqa: PLR0913, PLR0917 - its options
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", exists=True,
            help="Answers, a Label Studio export or a release; else all answers of the corpus.",
        ),
    ] = None,
    project: Project = None,
    schema: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False,
            help="A JSON Schema to check each line of FILE against; no corpus is needed.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every finding.")] = False,
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only what this check finds; may be repeated."),
    ] = None,
    suspicious: Annotated[
        bool, typer.Option("--suspicious", help="Also tell of answers that look like slips.")
    ] = False,
    custom: Custom = None,
    json: AsJson = False,
    sarif: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Also write them as SARIF 2.1.0."),
    ] = None,
    junit: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Also write them as JUnit's XML."),
    ] = None,
) -> None:  # fmt: skip
    """
    Check every answer.

    Against its JSON Schema, and against the text it is about. Exits with 1 where there are errors;
    warnings and notes alone are fine.

    Example: corpus-kit validate --check CK103 --all
    """
    from corpus_kit.findings import Findings, array, catalogue, terminal

    if schema and not paths:
        raise typer.BadParameter("it goes with a FILE to check", param_hint="--schema")
    if paths and (suspicious or _typed(context, "custom")):
        hint = "--suspicious" if suspicious else "--custom"
        raise typer.BadParameter("it is about a whole corpus; leave FILE out", param_hint=hint)
    chosen = catalogue.chosen(check, _others(context, custom=custom)) if check else []
    ask = partial(_all, suspicious=suspicious, custom=custom)
    found = (
        one
        for one in _issues(partial(corpus, context), paths or (), project, schema, ask)
        if not chosen or one.fault.check in chosen
    )
    here = corpus_or_none(context)
    if json and not (sarif or junit):
        raise typer.Exit(code=_streamed(found, _view(here, output.near)))
    whole = sarif or junit or everything
    with Findings(found, None if whole else terminal.EACH) as findings:
        _write(findings, here, sarif, junit)
        view = _view(here, output.near)
        if json:
            output.raw(array.chunks(findings, view))
        else:
            _show(findings, view, whole=everything, notes=everything or bool(chosen))
        code = 1 if findings.counts["error"] else 0
    raise typer.Exit(code=code)


def _streamed(found: Iterable[Issue], view: View) -> int:
    """Print the findings as JSON as they come; gives the exit code."""
    from corpus_kit.findings import array

    code = 0

    def looked_at() -> Iterator[Issue]:
        nonlocal code
        for one in found:
            code = 1 if one.severity == "error" else code
            yield one

    output.raw(array.chunks(looked_at(), view))
    return code


def _typed(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line, and not in the environment only."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _others(context: typer.Context, *, custom: bool | None) -> list[Check]:
    """The checks of packages and, where it is run, of the corpus's checks.py."""
    from corpus_kit.validate import custom_checks

    here = corpus_or_none(context)
    return [one.check for one in custom_checks(here, own=bool(custom))] if here else []


def _issues(
    here: Callable[[], Corpus],
    paths: Iterable[Path],
    project: str | None,
    schema: Path | None,
    ask: Callable[[Corpus, str | None], Iterator[Issue]],
) -> Iterator[Issue]:
    if paths:
        from corpus_kit import inspection

        for path in paths:
            yield from inspection.issues(path, here, project, schema)
    else:
        yield from ask(here(), project)


def _all(
    here: Corpus, project: str | None, *, suspicious: bool, custom: bool | None
) -> Iterator[Issue]:
    """What is wrong in the corpus."""
    from corpus_kit.validate import issues

    if custom is None and here.checks.is_file():
        output.say(
            f"{output.near(here.checks)} was not run, because it is code of this corpus; read it, "
            "then run it with --custom"
        )
    for one in here.chosen(project):
        yield from issues(one, suspicious=suspicious, custom=bool(custom))


def _write(findings: Findings, here: Corpus | None, sarif: Path | None, junit: Path | None) -> None:
    """The files for other programs; they name paths from the root of the corpus."""
    from corpus_kit.findings import junit as as_junit
    from corpus_kit.findings import sarif as as_sarif

    root = here.root if here else Path.cwd()

    def near(path: Path) -> Path:
        whole = path.absolute()
        return whole.relative_to(root) if whole.is_relative_to(root) else whole

    view = _view(here, near)
    if sarif:
        files.write(sarif, as_sarif.chunks(findings, view))
    if junit:
        files.write(junit, [as_junit.document(findings, view)])


def _show(findings: Findings, view: View, *, whole: bool, notes: bool) -> None:
    from corpus_kit.findings import terminal

    lines = terminal.lines(findings, view, _style(), whole=whole, notes=notes)
    output.raw(f"{line}\n".encode() for line in lines)
    for line in terminal.closing(findings):
        output.say(line)


def _view(here: Corpus | None, near: Callable[[Path], Path]) -> View:
    from corpus_kit.findings import View
    from corpus_kit.studio.links import Links

    known = {one.name: one for one in here.projects} if here else {}
    links = cache(lambda name: Links(known[name]))

    def link(issue: Issue) -> str | None:
        there = issue.project in known and issue.segment
        return links(issue.project)(issue.segment) if there else None

    return View(near, link)


def _style() -> Style:
    from corpus_kit.findings.terminal import PLAIN, Style

    if not (sys.stdout and sys.stdout.isatty()) or os.environ.get("NO_COLOR"):
        return PLAIN
    return Style(
        lambda severity, text: typer.style(text, fg=COLOURS[severity], bold=True),
        lambda text: typer.style(text, bold=True, underline=True),
    )
