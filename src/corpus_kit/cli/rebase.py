"""The command about answers to texts that were corrected since: rebase."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Project, corpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit import corpus as corpora
    from corpus_kit.rebase import Flag, Told


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(rebase)


def rebase(  # noqa: PLR0913, PLR0917 - its options
    context: typer.Context,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be done, and do nothing.")
    ] = False,
    least: Annotated[
        float,
        typer.Option(
            min=0, max=1, metavar="PART",
            help="Refuse where less than this part of a text's words is left.",
        ),
    ] = 0.6,
    reviewed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SEGMENT",
            help="A person has looked at the answers to it again: take their marks away.",
        ),
    ] = None,
    annotator: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With --reviewed: only this annotator's answer."),
    ] = None,
    project: Project = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """
    Move answers to seeds that were corrected.

    Spans follow their text; what may no longer be true is marked for review. Exits with 1 where
    something was marked or refused.
    Example: corpus-kit rebase --plan
    """
    here = corpus(context)
    if reviewed:
        if plan:
            raise typer.BadParameter("it changes nothing to plan", param_hint="--reviewed")
        _review(here.project(project), reviewed, annotator)
        return
    if annotator:
        raise typer.BadParameter("it goes with --reviewed", param_hint="--annotator")
    told = _Counts()
    found = told.counted(_rebased(here.chosen(project), least, plan=plan))
    if json:
        output.as_json([replace(one, path=output.near(one.path)) for one in found])
    else:
        for one in found:
            output.data(_told(one))
    output.say(told.said(plan=plan))
    raise typer.Exit(code=1 if told.flagged or told.refused else 0)


def _review(project: corpora.Project, segments: list[str], annotator: str | None) -> None:
    from corpus_kit import rebase as library

    count = library.reviewed(project, segments, annotator)
    output.say(f"{counted(count, 'answer')} reviewed; check all by: corpus-kit validate")


def _rebased(projects: tuple[corpora.Project, ...], least: float, *, plan: bool) -> Iterator[Told]:
    from corpus_kit import rebase as library

    for one in projects:
        with library.plan(one, least) as found:
            if not plan:  # before anything is told: a reader such as `head` may go
                found.write()
            yield from found.told()


class _Counts:
    """What was told, in numbers."""

    moved = kept = flagged = refused = 0

    def counted(self, found: Iterator[Told]) -> Iterator[Told]:
        """The same, counted on the way."""
        for one in found:
            self.moved += not one.refused
            self.kept += one.kept
            self.flagged += len(one.flags)
            self.refused += bool(one.refused)
            yield one

    def said(self, *, plan: bool) -> str:
        """The numbers, and the next step."""
        if not (self.moved or self.refused):
            return "all answers are about the texts as they are; nothing to rebase"
        moved = f"{counted(self.moved, 'answer')} {'to move' if plan else 'moved'}"
        spans = f"{counted(self.kept, 'span')} kept, {self.flagged} marked for review"
        lines = [f"{moved}, {spans}, {counted(self.refused, 'answer')} refused"]
        if plan and self.moved:
            lines.append("nothing was written; do it by: corpus-kit rebase")
        elif self.flagged:
            lines.append(
                "look at what is marked, then: corpus-kit rebase --reviewed SEGMENT; "
                "'corpus-kit validate' lists it (CK303)"
            )
        return "\n".join(lines)


def _told(one: Told) -> str:
    place = f"{output.near(one.path)}:{one.line}: {one.segment}"
    if one.refused:
        return f"{place}: left as it is: {one.refused}"
    into = " and ".join(one.into)
    marked = f", {len(one.flags)} marked for review" if one.flags else ""
    head = f"{place} → {into}: {counted(one.kept, 'span')} kept{marked}"
    several = len(one.into) > 1
    return "\n".join([head, *(_flagged(flag, several=several) for flag in one.flags)])


def _flagged(one: Flag, *, several: bool) -> str:
    lines = [f"  {one.segment if several else ''}{one.pointer}: {one.why}"]
    if one.before:
        lines += [f"    - {one.before}", f"    + {one.after or '(nothing)'}"]
    return "\n".join(lines)
