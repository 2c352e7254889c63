"""Commands about the embedded Label Studio and its annotators."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, corpus

app = typer.Typer(help="The embedded Label Studio, on this machine only.", no_args_is_help=True)
annotator = typer.Typer(help="Annotators on the server.", no_args_is_help=True)
app.add_typer(annotator, name="annotator")


@app.command()
def start(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on 127.0.0.1.")] = 8080,
) -> None:
    """
    Start Label Studio and wait until it answers; a first start takes up to a minute.

    Example: corpus-kit studio start --port 8090
    """
    from corpus_kit.studio import credentials, server

    here = corpus(context)
    output.say("starting Label Studio …")
    running = server.start(here, port)
    output.say(f"sign in with what stands in {credentials.owner_path(here)}")
    output.data(running.url)


@app.command()
def stop(context: typer.Context) -> None:
    """
    Stop Label Studio; its data stay.

    Example: corpus-kit studio stop
    """
    from corpus_kit.studio import server

    output.say("stopped" if server.stop(corpus(context)) else "it was not running")


@app.command()
def status(context: typer.Context, json: AsJson = False) -> None:
    """
    Say whether a server answers, and where. Exits with 3 where none does.

    Example: corpus-kit studio status
    """
    from corpus_kit.studio import client
    from corpus_kit.studio.access import Access

    access = Access.of(corpus(context))
    with client.connected(access) as found:
        version = found.versions.get().release
    if json:
        output.as_json({"url": access.url, "version": version})
    else:
        output.data(f"Label Studio {version} answers at {access.url}")


@app.command(name="open")
def open_(context: typer.Context) -> None:
    """
    Open Label Studio in the browser.

    Example: corpus-kit studio open
    """
    from corpus_kit.studio import credentials, server
    from corpus_kit.studio.access import Access

    here = corpus(context)
    access = Access.of(here)
    own = server.running(here)
    if own and own.url == access.url:
        output.say(f"sign in with what stands in {credentials.owner_path(here)}")
    output.data(access.url)
    typer.launch(access.url)


@annotator.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits, hyphens.")],
) -> None:
    """
    Make an account for an annotator; prints the file with the e-mail address and the password.

    Example: corpus-kit studio annotator add ana
    """
    from corpus_kit.config import check_name
    from corpus_kit.studio import people
    from corpus_kit.studio.access import Access

    check_name(name, "the annotator's name")
    here = corpus(context)
    path = people.add(here, name, Access.of(here))
    output.say(f"{name} can sign in with what stands in:")
    output.data(str(path))
