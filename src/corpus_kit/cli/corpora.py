"""Commands about the corpus on disk: init, tasks, validate, status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit import files, scaffold
from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Custom, Project, corpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from corpus_kit.status import ProjectStatus

SHOWN = 20
"""Issues printed before the rest is only counted."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (init, tasks, validate, status):
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


def validate(  # noqa: PLR0913, PLR0917 - Typer options
    context: typer.Context,
    project: Project = None,
    json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Print every issue.")] = False,
    suspicious: Annotated[
        bool, typer.Option("--suspicious", help="Also tell of answers that look like slips.")
    ] = False,
    custom: Custom = None,
) -> None:
    """
    Check every answer.

    Against its JSON Schema, and against the text it is about. Exits with 1 on findings.
    Example: corpus-kit validate --json
    """
    from corpus_kit.validate import issues

    here = corpus(context)
    if custom is None and here.checks.is_file():
        output.say(
            f"{output.near(here.checks)} was not run, because it is code of this corpus; read it, "
            "then run it with --custom"
        )
    found = (
        replace(issue, path=output.near(issue.path))
        for one in here.chosen(project)
        for issue in issues(one, suspicious=suspicious, custom=bool(custom))
    )
    if json:
        listed = list(found)
        output.as_json(listed)
        raise typer.Exit(code=int(any(one.severity != "note" for one in listed)))
    count = notes = 0
    for issue in found:
        is_note = issue.severity == "note"
        notes, count = notes + is_note, count + (not is_note)
        if everything or (not is_note and count <= SHOWN):
            output.data(str(issue))
    if count > SHOWN and not everything:
        output.say(f"… and {count - SHOWN} more; see them with --all")
    output.say(counted(count, "issue") + (f", {counted(notes, 'note')}" if notes else ""))
    raise typer.Exit(code=1 if count else 0)


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
