"""
CHANGELOG.md of a release: what has changed since the one before, and what people say of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.release.bump import reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.release.diff import Diff

CHANGELOG = "CHANGELOG.md"
HEAD = "# Changes\n"


def changelog(version: str, changes: Diff | None, message: str = "") -> str:
    """
    The change log of a release.

    `message` stands above what was counted; the entries of the releases before follow.
    """
    entry = [f"## {version}", *([message.strip()] if message.strip() else [])]
    if changes is None:
        entry.append("The first release.")
    else:
        entry.append("\n".join(_lines(changes)))
    return "\n\n".join([HEAD.rstrip(), *entry, *_before(changes)]) + "\n"


def _lines(changes: Diff) -> Iterator[str]:
    for one in reasons(changes):
        yield f"- {one.step.name.lower()}: {one.said}"
    for name, rows in changes.rows.items():
        for column, count in sorted(rows.fields.items()):
            yield f"- {name}: `{column}` differs in {count} of these"
        for column, flips in sorted(rows.flips.items()):
            for (old, new), count in sorted(flips.items()):
                yield f"- {name}: `{column}` from {old} to {new}: {count}"


def _before(changes: Diff | None) -> list[str]:
    path = changes and changes.old.directory / CHANGELOG
    if not path or not path.exists():
        return []
    return [path.read_text(encoding="utf-8").removeprefix(HEAD).strip()]
