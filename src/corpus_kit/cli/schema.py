"""Commands that show what is derived from a schema."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit import files
from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Project, corpus
from corpus_kit.cli.migrate import migrate

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

    schema/PROJECT.interface.xml replaces what is derived, where it asks the same.

    Example: corpus-kit schema interface > interface.xml
    """
    from corpus_kit.studio.tuned import project_interface

    output.data(project_interface(corpus(context).project(project)))


@app.command()
def from_config(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="A file with a Label Studio labelling config."),
    ] = None,
    server: Annotated[
        int | None,
        typer.Option(metavar="ID", help="The config of this project on the server instead."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it there, not to stdout."),
    ] = None,
) -> None:
    """
    Write the JSON Schema for a labelling config, as far as text goes.

    What it cannot carry, such as images and unknown tags, is named on stderr, tag by tag.

    Example: corpus-kit schema from-config config.xml --output schema/news.schema.json
    """
    from corpus_kit.studio import from_config as reading
    from corpus_kit.studio.access import Access

    if config is not None and server is None:
        schema, left = reading.of_file(config)
    elif server is not None and config is None:
        schema, left = reading.of_server(Access.of(corpus(context)), server)
    else:
        raise typer.BadParameter("name a file, or a project with --server; one of them")
    for one in left:
        output.say(str(one))
    if to is None:
        output.raw([files.pretty(schema)])
    else:
        files.write(to, [files.pretty(schema)])


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


app.command()(migrate)
