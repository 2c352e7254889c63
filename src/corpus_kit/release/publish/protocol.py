"""What a place can do: take releases, and give them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from corpus_kit.release.stored import MANIFEST, SUM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from corpus_kit.release.stored import Stored
    from corpus_kit.release.version import Version


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

    target: str
    """The place, as a command takes it."""

    tag: str | None = None
    commit: str | None = None
    """Where a hub has it."""


@dataclass(frozen=True)
class Files:
    """The files of a release at a place."""

    place: str
    """With the version, for people."""

    chunks: Callable[[str], Iterator[bytes]]
    """A file's bytes as they come, maybe more than there should be; raises FileNotFoundError."""

    digest: str | None = None
    """That of the manifest's bytes, where an index says it."""

    others: frozenset[str] | None = None
    """The names of all that is there; None where others may put files beside."""


class Target(Protocol):
    """A place that releases are published in."""

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

    def reading(
        self, version: Version, name: str | None = None, /
    ) -> AbstractContextManager[Files]:
        """
        The files of a release of the dataset `name`, or of the only one that can be meant.

        Raises: NotPublished where the place has no such release; CannotRead.
        """


def names(release: Stored) -> list[str]:
    """The files of a release, those that say what it holds last."""
    return [*sorted(release.manifest["files"]), MANIFEST, SUM]
