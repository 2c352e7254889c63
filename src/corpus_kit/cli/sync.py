"""Commands between the corpus and Label Studio: push and pull."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Project, corpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from corpus_kit.studio.pull import Pulled
    from corpus_kit.studio.push import Predicted, Pushed


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (push, pull):
        app.command()(command)


def push(
    context: typer.Context,
    predictions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False,
            help="Also what models answer, for annotators to begin from: a JSON line for each.",
        ),
    ] = None,
    show: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="Whose predictions annotators see, where FILE has several models."
        ),
    ] = None,
    project: Project = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """
    Send project and tasks to Label Studio.

    The project is made or brought up to date; only tasks that it lacks are sent.
    Example: corpus-kit push --predictions predictions.jsonl
    """
    from corpus_kit.studio.access import Access
    from corpus_kit.studio.predictions import push_with
    from corpus_kit.studio.push import push as push_one

    here = corpus(context)
    access = Access.of(here)
    if predictions:
        done = [push_with(here.project(project), access, predictions, show)]
    elif show:
        raise typer.BadParameter("it goes with --predictions", param_hint="--show")
    else:
        done = [push_one(one, access) for one in here.chosen(project)]
    if json:
        output.as_json(done)
    else:
        for one in done:
            output.say(_pushed(one))
            output.data(one.url)


def pull(
    context: typer.Context,
    export: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="PATH", exists=True,
            help="What Label Studio exported (a file or a directory), instead of the server.",
        ),
    ] = None,
    adopt: Annotated[
        bool,
        typer.Option(
            "--adopt",
            help="With --from: tasks that were not made of this corpus become seeds of it.",
        ),
    ] = False,
    project: Project = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """
    Bring the annotators' answers home.

    Into annotations/, a file for each of them.
    Example: corpus-kit pull
    """
    from corpus_kit.studio.access import Access
    from corpus_kit.studio.pull import pull as pull_one
    from corpus_kit.studio.pull import pull_file

    if adopt and export is None:
        raise typer.BadParameter("--adopt is about what stands in an export: name it with --from")
    here = corpus(context)
    if export:
        done = [pull_file(here.project(project), export, adopt=adopt)]
    else:
        access = Access.of(here)
        done = [pull_one(one, access) for one in here.chosen(project)]
    if json:
        output.as_json(done)
    else:
        for one in done:
            output.say(_pulled(one))


def _pushed(one: Pushed) -> str:
    stale = (
        f"; on the server about texts that have changed or gone: {one.stale}" if one.stale else ""
    )
    tasks = (
        f"{one.project}: project {one.change}, {counted(one.sent, 'task')} sent, "
        f"{one.there} were there{stale}"
    )
    return "\n".join([tasks, *map(_predicted, one.predictions)])


def _predicted(one: Predicted) -> str:
    shown = "; annotators begin from these" if one.shown else ""
    return (
        f"  predictions of {one.model}: {one.sent} sent, {one.replaced} replaced, "
        f"{one.there} were there{shown}"
    )


def _pulled(one: Pulled) -> str:
    lines = [_count(one.project, sum(one.answers.values()), sum(one.skips.values()))]
    for name, count in one.answers.items():
        changed = "" if name in one.changed else ", nothing new"
        lines.append(f"  {_count(name, count, one.skips[name])}{changed}")
    if one.numbered:
        lines.append(
            f"  {', '.join(one.numbered)}: the export has a number instead of an e-mail address, "
            "so whoever it is may stand under another name elsewhere; 'corpus-kit pull' from the "
            "server knows them"
        )
    told = {
        "tasks of another project that are seeds now": one.adopted,
        "ids of those that were left out (each names a document already, or cannot)": one.unnamed,
        "tasks that hold just what another does, so they are one": one.twins,
        "answers followed by a later one of the same annotator": one.repeated,
        "answers that were moved to corrected texts here since, passed over": one.moved,
        "answers of users who were deleted, left out (what was pulled of them before stays)": (
            one.authorless
        ),
        "answers that are just what a model predicted": one.unchanged,
        "predictions among the answers, left out": one.predicted,
        "tasks that are not of this corpus, left out (seeds are made of such by 'corpus-kit pull "
        "--from EXPORT --adopt')": one.foreign,
        "answers to those": one.foreign_answers,
        **one.mended,
        **{
            f"tasks with answers to {control!r}, which the schema does not ask": count
            for control, count in one.unread.items()
        },
    }
    return "\n".join([*lines, *(f"  {text}: {count}" for text, count in told.items() if count)])


def _count(name: str, answers: int, skips: int) -> str:
    return f"{name}: {counted(answers, 'answer')}, {counted(skips, 'skip')}"
