"""The options that several commands share, and the corpus they work on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.errors import NotACorpus

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus

Project = Annotated[
    str | None,
    typer.Option("--project", "-p", metavar="NAME", help="Only this project of corpus.toml."),
]
Custom = Annotated[
    bool | None,
    typer.Option(
        "--custom/--no-custom",
        envvar="CORPUS_KIT_CUSTOM",
        help="Run the corpus's checks.py, which is code; or leave it out.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def corpus(context: typer.Context) -> Corpus:
    """The corpus that -C names, or the one around the current directory."""
    from corpus_kit.corpus import Corpus

    directory: Path = context.find_root().params["directory"]
    return Corpus.open(directory)


def corpus_or_none(context: typer.Context) -> Corpus | None:
    """The same, where there is one."""
    with suppress(NotACorpus):
        return corpus(context)
    return None
