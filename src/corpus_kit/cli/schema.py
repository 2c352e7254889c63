"""Commands that show what is derived from a schema."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING

import typer

from corpus_kit import files
from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Project, corpus

if TYPE_CHECKING:
    from corpus_kit.schema import RowSchema

app = typer.Typer(help="What is derived from a project's JSON Schema.", no_args_is_help=True)


def _schema(context: typer.Context, project: str | None) -> RowSchema:
    return corpus(context).project(project).schema


@app.command()
def show(context: typer.Context, project: Project = None, json: AsJson = False) -> None:
    """
    List the row's inputs and questions, and their kinds.

    Example: corpus-kit schema show
    """
    schema = _schema(context, project)
    lines = [(one.name, "input", f"{one.kind}, shown to annotators") for one in schema.inputs]
    lines += [(one.asked.name, one.kind, one.asked.title) for one in schema.fields]
    if json:
        output.as_json([dict(zip(("name", "kind", "title"), line, strict=True)) for line in lines])
    else:
        output.data(output.table(lines))


@app.command()
def interface(context: typer.Context, project: Project = None) -> None:
    """
    Print the Label Studio labelling interface, as XML.

    Example: corpus-kit schema interface > interface.xml
    """
    from corpus_kit.studio.interface import interface as derived

    output.data(derived(_schema(context, project)))


@app.command()
def features(context: typer.Context, project: Project = None) -> None:
    """
    Print the Hugging Face features of the row's columns, as JSON.

    Example: corpus-kit schema features
    """
    from corpus_kit.release.features import features as derived

    output.data(
        json_module.dumps(derived(_schema(context, project).columns), ensure_ascii=False, indent=2)
    )


@app.command()
def bundle(context: typer.Context, project: Project = None) -> None:
    """
    Print the schema with the vocabulary it refers to inside, for any validator.

    Example: corpus-kit schema bundle > bundled.schema.json
    """
    output.data(files.pretty(_schema(context, project).bundled()).decode().rstrip())
