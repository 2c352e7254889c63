"""What a place to publish in can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from corpus_kit.release.stored import MANIFEST, SUM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.release.stored import Stored


@dataclass(frozen=True)
class Plan:
    """What publishing a release would change at a place; all empty where it is there."""

    place: str
    version: str
    digest: str
    send: Mapping[str, int] = field(default_factory=dict)
    """Files to send with their bytes, in the order in which they get there."""

    delete: tuple[str, ...] = ()
    """Files to take away: those of the release before."""

    tag: str | None = None
    steps: tuple[str, ...] = ()
    """What else changes, in words."""

    @property
    def done(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.send or self.delete or self.tag or self.steps)


@dataclass(frozen=True)
class Published:
    """A release at its place, found there by reading it."""

    place: str
    version: str
    digest: str
    sent: int
    """Files that were sent; 0 where all were there."""

    load: str
    """How to load it, in Python."""


class Target(Protocol):
    """A place to publish in."""

    def plan(self, release: Stored) -> Plan:
        """
        What `publish` would do; changes nothing.

        Raises: VersionPublished, LaterPublished; ServiceError where the place cannot be read.
        """

    def publish(self, release: Stored) -> Published:
        """
        Bring the release there; done again, go on where it stopped, or do nothing.

        Raises: as `plan`; PublishedMeanwhile; NotAsPublished.
        """


def names(release: Stored) -> list[str]:
    """The files of a release, those that say what it holds last."""
    return [*sorted(release.manifest["files"]), MANIFEST, SUM]
