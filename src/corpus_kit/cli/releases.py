"""Commands about releases: export, diff, explain, verify, publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, corpus
from corpus_kit.words import counted

if TYPE_CHECKING:
    from corpus_kit.release.diff import Diff
    from corpus_kit.release.publish import Plan


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (export, diff, explain, verify, publish, withdraw):
        app.command()(command)


def export(
    context: typer.Context,
    version: Annotated[
        str | None,
        typer.Option(metavar="X.Y.Z", help="Its version; else the least that what changed takes."),
    ] = None,
    message: Annotated[
        str,
        typer.Option("--message", "-m", metavar="TEXT", help="What to say of it in CHANGELOG.md."),
    ] = "",
    json: AsJson = False,
) -> None:
    """
    Write a release for load_dataset.

    A directory dist/NAME/VERSION, complete or not there.
    Example: corpus-kit export --version 1.0.0
    """
    from corpus_kit.release import release

    made = release(corpus(context), version, message)
    if json:
        output.as_json(made)
        return
    names = sorted({name for rows in made.rows.values() for name in rows}, reverse=True)
    head = ("subset", *names)
    lines = [(one, *(rows.get(name, 0) for name in names)) for one, rows in made.rows.items()]
    output.say(output.table([head, *lines]))
    if not made.new:
        output.say(f"nothing has changed since {made.version}, so no new release was written")
    for reason in made.reasons:
        output.say(f"changed: {reason}")
    output.say(f"segments left out, because annotators differ: {made.undecided}")
    for one in made.told:
        output.say(one)
    output.say(f'next, in Python: datasets.load_dataset("{made.directory}")')
    output.data(str(made.directory))


def diff(
    context: typer.Context,
    old: Annotated[
        str | None,
        typer.Argument(metavar="A", help="A version or a directory; else the latest release."),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(metavar="B", help="Another one; else what 'export' would write now."),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Say what has changed from one release to another, and what version that takes.

    Example: corpus-kit diff 1.0.0 1.1.0
    """
    from corpus_kit.release.compare import compared

    with compared(corpus(context), old, new) as found:
        if json:
            output.as_json(_for_programs(found))
        else:
            output.data(_told(found))


def explain(
    context: typer.Context,
    row: Annotated[str, typer.Argument(metavar="ROW", help="The id of a row or segment.")],
    version: Annotated[
        str | None, typer.Option(metavar="X.Y.Z", help="Show what this release has of it, too.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Say where a row comes from: seed, segment, answers, decision, split, releases.

    Example: corpus-kit explain moti#b841c3424ee3
    """
    from corpus_kit.release.explain import explain as explained
    from corpus_kit.release.explain import lines

    found = explained(corpus(context), row, version)
    if json:
        output.as_json(found)
    else:
        output.data("\n".join(lines(found)))


def verify(
    context: typer.Context,
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="A version or a directory.")],
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Make it again from the corpus at its commit, and compare."),
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Check that a release is what its manifest says.

    Every byte of it is read. Exits with 1 on findings.
    Example: corpus-kit verify 1.0.0 --rebuild
    """
    from corpus_kit.release.compare import opened
    from corpus_kit.release.verify import faults, rebuilt

    found = opened(None if Path(release).is_dir() else corpus(context), release)
    wrong = list(faults(found))
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
    The hub's address is HF_ENDPOINT's; its token HF_TOKEN's, or that of 'hf auth login'.
    Example: corpus-kit publish hub:ORG/NAME --plan
    """
    from corpus_kit.release.publish import target as place
    from corpus_kit.release.publish import whole

    chosen = place(target, private=private, gated=gated)
    release = whole(corpus(context), version)
    if plan:
        found = chosen.plan(release)
        if json:
            output.as_json(found)
        else:
            output.data(_planned(found))
        return
    done = chosen.publish(release)
    if json:
        output.as_json(done)
        return
    sent = f"{counted(done.sent, 'file')} sent" if done.sent else "it was there already"
    output.say(f"{done.version} is at {done.place} ({sent}); {done.digest}")
    output.say("to load it, in Python:")
    output.data(done.load)


def withdraw(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The name of a document.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; releases say it.")],
    json: AsJson = False,
) -> None:
    """
    Keep a document out of every later release.

    Its seed and its answers stay where they are; releases that hold it are named.
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
    if done.releases:
        output.say(
            "the releases above hold it: take them back wherever they were published, and make the "
            "next with: corpus-kit export"
        )


def _planned(plan: Plan) -> str:
    if plan.done:
        return f"{plan.version} is at {plan.place}; nothing would change"
    lines = [f"to publish {plan.version} at {plan.place}:"]
    lines += [f"  {step}" for step in plan.steps]
    lines += [f"  send    {name} ({counted(size, 'byte')})" for name, size in plan.send.items()]
    lines += [f"  delete  {name}" for name in plan.delete]
    lines += [f"  tag     {plan.tag}"] if plan.tag else []
    return "\n".join(lines)


def _for_programs(found: Diff) -> dict[str, object]:
    from corpus_kit.release.bump import least, reasons

    return {
        "old": str(found.old.version),
        "least": str(least(found)),
        "reasons": [{"step": one.step.name, "said": one.said} for one in reasons(found)],
        "rows": {
            name: {
                "added": rows.added,
                "removed": rows.removed,
                "changed": rows.changed,
                "fields": rows.fields,
                "moved": {" to ".join(pair): n for pair, n in rows.moved.items()},
                "flips": {
                    column: [[*pair, n] for pair, n in sorted(flips.items())]
                    for column, flips in rows.flips.items()
                },
                "examples": rows.examples,
            }
            for name, rows in found.rows.items()
        },
    }


def _told(found: Diff) -> str:
    from corpus_kit.release.bump import least, reasons

    asked = reasons(found)
    if not asked:
        return f"nothing has changed since {found.old.version}"
    lines = [f"since {found.old.version}, so the next version is {least(found)} or later:"]
    lines += [f"  {one.step.name:<5}  {one.said}" for one in asked]
    for name, rows in found.rows.items():
        lines += [f"{name}: `{column}` differs in {count}" for column, count in rows.fields.items()]
        for column, flips in rows.flips.items():
            lines += ["", f"{name}: {column}, was and is", output.table(_matrix(flips))]
        for what, ids in rows.examples.items():
            lines += ["", f"{name}: {what}, such as", *(f"  {one}" for one in ids)]
    return "\n".join(lines)


def _matrix(flips: dict[tuple[str, str], int]) -> list[tuple[object, ...]]:
    """A line for each old label, a column for each new one."""
    old, new = (sorted({pair[i] for pair in flips}) for i in range(2))
    return [("", *new), *((was, *(flips.get((was, now), 0) for now in new)) for was in old)]
