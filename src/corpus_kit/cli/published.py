"""Commands about releases as others have them: verify, publish, fetch, withdraw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, corpus
from corpus_kit.errors import NotACorpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus
    from corpus_kit.release.publish import Plan


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (verify, publish, fetch, withdraw):
        app.command()(command)


def verify(
    context: typer.Context,
    release: Annotated[
        str, typer.Argument(metavar="RELEASE", help="A version, a directory or PLACE@VERSION.")
    ],
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Make it again from the corpus at its commit, and compare."),
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Check that a release is what its manifest says.

    Every byte of it is read, for PLACE@VERSION where it was published. Exits with 1 on findings.
    Example: corpus-kit verify hub:ORG/NAME@1.0.0
    """
    from corpus_kit.release.compare import opened
    from corpus_kit.release.verify import rebuilt

    with opened(_corpus(context, release), release) as at:
        found, wrong = at.stored, list(at.faults())
        if rebuild and (digest := rebuilt(found, corpus(context))) != found.digest:
            wrong.append(f"made again its content has the digest {digest}, not {found.digest}")
    if json:
        output.as_json(wrong)
    else:
        for one in wrong:
            output.data(one)
        again = ", and the corpus gives it again" if rebuild else ""
        good = f"{found.version} is whole{again}: {found.digest}"
        output.say(counted(len(wrong), "fault") if wrong else good)
    raise typer.Exit(code=1 if wrong else 0)


def publish(  # noqa: PLR0913, PLR0917 - its options
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(metavar="TARGET", help="hub:ORG/NAME, dir:PATH or s3://BUCKET/PATH."),
    ],
    version: Annotated[
        str | None, typer.Option(metavar="X.Y.Z", help="The release; else the latest in dist/.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would change there, and change nothing.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="On a hub: only its members may see it.")
    ] = False,
    gated: Annotated[
        bool, typer.Option("--gated", help="On a hub: readers give their names first.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Bring a release to where others load it.

    A version that is there never changes. After a failure, the same command goes on.
    What is proved to be there stands in published.jsonl: commit that file.
    The hub's address is HF_ENDPOINT's; its token HF_TOKEN's, or that of 'hf auth login'.
    Example: corpus-kit publish hub:ORG/NAME --plan
    """
    from corpus_kit.release.publish import publish as published
    from corpus_kit.release.publish import target as place
    from corpus_kit.release.publish import whole

    chosen = place(target, private=private, gated=gated)
    here = corpus(context)
    release = whole(here, version)
    if plan:
        found = chosen.plan(release)
        if json:
            output.as_json(found)
        else:
            output.data(_planned(found))
        return
    done = published(here, chosen, release)
    if json:
        output.as_json(done)
        return
    sent = f"{counted(done.sent, 'file')} sent" if done.sent else "it was there already"
    output.say(f"{done.version} is at {done.place} ({sent}); {done.digest}")
    output.say("to load it, in Python:")
    output.data(done.load)


def fetch(
    context: typer.Context,
    release: Annotated[
        str | None,
        typer.Argument(
            metavar="PLACE@VERSION",
            help="Such as hub:ORG/NAME@1.0.0; else all of published.jsonl that dist/ lacks.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Bring a published release into dist/.

    Every byte of it is checked; it is there whole or not at all, and overwrites nothing.
    Example: corpus-kit fetch hub:ORG/NAME@1.0.0
    """
    from corpus_kit.release.fetch import NotThere, fetch_all
    from corpus_kit.release.fetch import fetch as fetched

    here, failed = corpus(context), 0
    done = [fetched(here, release)] if release is not None else fetch_all(here)
    told = []
    for one in done:
        if isinstance(one, NotThere):
            failed = failed or one.said[0].exit_code
            for said in one.said:
                output.say(f"error: {one.version} was not brought here: {said}")
            continue
        told.append(one)
        if not json:
            been = "" if one.new else " already"
            output.say(f"{one.version} of {one.place} is here{been}; {one.digest}")
            output.data(str(one.directory))
    if json:
        output.as_json(told)
    elif not told and not failed:
        output.say("dist/ has all that published.jsonl names")
    raise typer.Exit(code=failed)


def withdraw(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The name of a document.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; releases say it.")],
    json: AsJson = False,
) -> None:
    """
    Keep a document out of every later release.

    Its seed and its answers stay where they are; releases that hold it are named, here and where
    they were published.
    Example: corpus-kit withdraw moti --reason "its author asked for it"
    """
    from corpus_kit.release.withdraw import withdraw as withdrawn

    done = withdrawn(corpus(context), document, reason)
    if json:
        output.as_json(done)
        return
    output.say(f"{done.document} is withdrawn: no later release holds it, nor does 'push' send it")
    for version in done.releases:
        output.data(version)
    for one in done.published:
        output.data(f"{one.version} at {one.place}")
        if one.unread:
            output.say(f"  may hold it: could not be read ({one.unread})")
        output.say(f"  to take it back there: {one.next}")
    if done.releases or done.published:
        output.say("make the next release, which does not hold it, with: corpus-kit export")


def _corpus(context: typer.Context, release: str) -> Corpus | None:
    """The corpus that gives a version its place; one elsewhere is read without any, too."""
    if Path(release).is_dir():
        return None
    try:
        return corpus(context)
    except NotACorpus:
        if "@" in release:
            return None
        raise


def _planned(plan: Plan) -> str:
    if plan.done:
        return f"{plan.version} is at {plan.place}; nothing would change"
    lines = [f"to publish {plan.version} at {plan.place}:"]
    lines += [f"  {step}" for step in plan.steps]
    lines += [f"  send    {name} ({counted(size, 'byte')})" for name, size in plan.send.items()]
    lines += [f"  delete  {name}" for name in plan.delete]
    lines += [f"  tag     {plan.tag}"] if plan.tag else []
    return "\n".join(lines)
