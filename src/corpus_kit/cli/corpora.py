"""Commands about the corpus on disk: init, tasks, status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit import files, scaffold
from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Project, corpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from corpus_kit.status import ProjectStatus


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (init, tasks, status):
        app.command()(command)


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.")],
    template: Annotated[
        str,
        typer.Option(metavar="NAME", help=f"One of: {', '.join(scaffold.templates())}."),
    ] = "ner",
) -> None:
    """
    Make a new corpus that works at once.

    Nothing is overwritten.
    Example: corpus-kit init mycorpus --template topic
    """
    made = scaffold.create(directory.resolve(), template)
    output.say(f"made {directory} with {len(made)} files; next:")
    output.say(f"  cd {directory}, look around with: corpus-kit status")
    output.say("seeds/ and annotations/ hold an example: put your own texts in its place")


def tasks(
    context: typer.Context,
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; else to stdout."),
    ] = None,
    project: Project = None,
) -> None:
    """
    Write all segments as Label Studio tasks.

    No server is needed: the JSON can be imported by hand.
    Example: corpus-kit tasks -o tasks.json
    """
    from corpus_kit.studio import tasks as studio_tasks

    found = corpus(context).project(project)
    chunks = studio_tasks.file(studio_tasks.tasks(found))
    if target is None:
        for _ in found.segments():  # a bad seed is told before anything is printed
            pass
        output.raw(chunks)
    else:
        files.write(target, chunks)
        output.say(
            f"wrote {target}; import it into a Label Studio project, or use: corpus-kit push"
        )


def status(context: typer.Context, json: AsJson = False) -> None:
    """
    Say where the corpus stands.

    And the next command to type.
    Example: corpus-kit status
    """
    from corpus_kit.status import status as found

    now = found(corpus(context))
    if json:
        output.as_json(now)
        return
    output.data(f"{now.name}: {counted(now.documents, 'document')}")
    for one in now.projects:
        output.data(_told(one))
    output.data(f"releases: {', '.join(now.releases) or 'none'}")
    for version, places in now.published.items():
        output.data(f"published: {version} at {', '.join(places)}")
    output.data(f"next: {now.next}")


def _told(one: ProjectStatus) -> str:
    answers = ", ".join(f"{name} {count}" for name, count in one.answers.items()) or "none"
    lines = [
        ("segments", f"{one.segments} ({one.unit})"),
        ("pushed", f"{one.pushed} to {one.url}" if one.url else "not yet"),
        ("answered", f"{one.answered} of {one.segments}"),
        ("answers", answers),
        ("issues", str(one.issues)),
    ]
    return f"project {one.name}\n" + "\n".join(f"  {name:<10}{text}" for name, text in lines)
