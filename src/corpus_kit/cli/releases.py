"""Commands about releases as the corpus gives them: export, diff, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli import output
from corpus_kit.cli.context import AsJson, Custom, corpus

if TYPE_CHECKING:
    from corpus_kit.release.diff import Diff


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (export, diff, explain):
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
    custom: Custom = None,
    json: AsJson = False,
) -> None:
    """
    Write a release for load_dataset.

    A directory dist/NAME/VERSION, complete or not there.
    Example: corpus-kit export --version 1.0.0
    """
    from corpus_kit.release import release

    made = release(corpus(context), version, message, custom=custom)
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
        typer.Argument(metavar="A", help="A version, directory or PLACE@VERSION; else the latest."),
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
