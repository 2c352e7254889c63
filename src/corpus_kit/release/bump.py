"""
The least step of the version that a change of the data takes, and what asks for it.

MAJOR: somebody's code or figures may break. MINOR: there is more. PATCH: the same, corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from corpus_kit.release.changed import CORRECTED, GONE, WITHDRAWN
from corpus_kit.release.version import Version
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.release.changed import RowChanges
    from corpus_kit.release.diff import Diff


class Step(IntEnum):
    """A step of a version, the larger the later."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


REMOVED = {GONE: Step.MAJOR, WITHDRAWN: Step.MAJOR, CORRECTED: Step.PATCH}
"""The step that removed rows take, by why they were; MINOR where not."""


@dataclass(frozen=True)
class Reason:
    """What asks for a step."""

    step: Step
    said: str


def reasons(diff: Diff) -> tuple[Reason, ...]:
    """All that asks for a step, the largest first; empty where nothing has changed."""
    return tuple(sorted(_reasons(diff), key=lambda one: -one.step))


def least(diff: Diff) -> Version:
    """The smallest version that the new content may have."""
    asked = reasons(diff)
    return following(diff.old.version, asked[0].step) if asked else diff.old.version


def following(version: Version, step: Step) -> Version:
    """
    The version a step later; before 1.0.0 the first number stays, and a MAJOR step is a MINOR one.

    >>> str(following(Version(1, 2, 3), Step.MAJOR)), str(following(Version(0, 2, 3), Step.MAJOR))
    ('2.0.0', '0.3.0')
    """
    major, minor, patch = version
    if step is Step.MAJOR and major:
        return Version(major + 1, 0, 0)
    if step is Step.PATCH:
        return Version(major, minor, patch + 1)
    return Version(major, minor + 1, 0)


def _reasons(diff: Diff) -> Iterator[Reason]:
    for change in diff.columns:
        step = Step.MAJOR if change.breaking else Step.MINOR
        yield Reason(step, f"{change.subset}: {change.what}")
    if diff.licence:
        old, new = diff.licence
        step = Step.MINOR if old == "unknown" else Step.MAJOR
        yield Reason(step, f"the licence is {new}, and was {old}")
    for name, rows in diff.rows.items():
        yield from (Reason(step, f"{name}: {said}") for step, said in _of_rows(rows))
    for name, (before, now) in diff.others.items():
        step = Step.MINOR if now > before else Step.PATCH
        yield Reason(step, f"{name}: {counted(now, 'row')}, and there were {before}")
    if diff.words_only:
        yield Reason(Step.PATCH, "rows and columns are the same, but not what is said of them")


def _of_rows(rows: RowChanges) -> Iterator[tuple[Step, str]]:
    for (old, new), count in sorted(rows.moved.items()):
        yield Step.MAJOR, f"{counted(count, 'row')} moved from {old} to {new}"
    for why, count in sorted(rows.removed.items()):
        step = REMOVED.get(why, Step.MINOR)
        yield step, f"{counted(count, 'row')} {why}, removed"
    for why, count in sorted(rows.added.items()):
        step = Step.PATCH if why == CORRECTED else Step.MINOR
        yield step, f"{counted(count, 'row')} {why}, added"
    for why, count in sorted(rows.changed.items()):
        yield Step.PATCH, f"{counted(count, 'row')} changed: {why}"
