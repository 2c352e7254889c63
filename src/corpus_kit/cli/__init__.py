"""
The command line: a command parses, calls one function of the library, and prints.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from corpus_kit import __version__
from corpus_kit.cli import (
    checks,
    corpora,
    output,
    published,
    rebase,
    releases,
    repair,
    schema,
    studio,
    sync,
    validate,
)
from corpus_kit.errors import Interrupted

app = typer.Typer(
    name="corpus-kit",
    help="From raw seed documents to a labelled dataset that others can load and trust.",
    epilog="Start with: corpus-kit init mycorpus --template ner",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (corpora, validate, checks, repair, rebase, sync, releases, published):
    group.register(app)
app.add_typer(schema.app, name="schema")
app.add_typer(studio.app, name="studio")


def _version(wanted: bool) -> None:
    if wanted:
        output.data(f"corpus-kit {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    directory: Annotated[
        Path,
        typer.Option(
            "-C",
            "--directory",
            metavar="DIR",
            help="The corpus to work on; else the one around the current directory.",
            file_okay=False,
            exists=True,
        ),
    ] = Path(),
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """From raw seed documents to a labelled dataset that others can load and trust."""


def main() -> None:
    """Run a command; exit 0 fine, 1 findings, 2 wrong use, 3 a service failed."""
    signal.signal(signal.SIGINT, _interrupted)
    try:
        app()
    except (Exception, Interrupted) as error:  # noqa: BLE001 - what is not ours is raised again
        sys.exit(output.failed(error))


def _interrupted(_signal: int, _frame: object) -> NoReturn:
    """An error of our own: Typer ends silently on Python's."""
    raise Interrupted
