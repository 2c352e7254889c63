"""Two releases to compare, by what people call them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corpus_kit.errors import NotFetched, VersionUnknown
from corpus_kit.release.build import tables
from corpus_kit.release.diff import Diff, diff
from corpus_kit.release.download import Remote
from corpus_kit.release.manifest import described
from corpus_kit.release.publish import named
from corpus_kit.release.stored import Stored, parent
from corpus_kit.release.verify import faults
from corpus_kit.release.version import released

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.corpus import Corpus


@dataclass(frozen=True)
class Opened:
    """A release to look at, maybe brought here for as long."""

    stored: Stored
    remote: Remote | None = None

    def faults(self) -> Iterator[str]:
        """All that is not as the manifest says, in words."""
        return self.remote.faults(self.stored) if self.remote else faults(self.stored)


@contextmanager
def opened(corpus: Corpus | None, name: str) -> Iterator[Opened]:
    """
    A release by its version, by its directory, or by ``PLACE@VERSION`` where it was published.

    One at a place is brought here whole for the block. `corpus` may be None but for a version.

    Raises: VersionUnknown, NotFetched; NotARelease; InvalidTarget, InvalidVersion, NotPublished,
    CannotRead, NotAsPublished, NoRoom.
    """
    if Path(name).is_dir():
        yield Opened(Stored.open(Path(name)))
    elif "@" in name:
        there, version = named(name)
        dataset = corpus.config.name if corpus else None
        with (
            there.reading(version, dataset) as files,
            TemporaryDirectory(prefix="corpus-kit-") as at,
        ):
            remote = Remote.of(files, version)
            yield Opened(remote.bring(Path(at)), remote)
    else:
        known = tuple(map(str, released(corpus))) if corpus else ()
        if corpus is None or name not in known:
            places = corpus.places(name) if corpus else ()
            raise NotFetched(name, places) if places else VersionUnknown(name, known)
        yield Opened(Stored.open(corpus.releases / name))


@contextmanager
def compared(corpus: Corpus, old: str | None = None, new: str | None = None) -> Iterator[Diff]:
    """
    The diff of two releases: by themselves the latest, and what would be written now.

    Raises: as `opened`; VersionUnknown where there is none; HasFindings; NothingDecided.
    """
    with ExitStack() as stack:
        if old:
            before = stack.enter_context(opened(corpus, old)).stored
        elif (found := parent(corpus)) is None:
            raise VersionUnknown("latest", ())
        else:
            before = found
        if new:
            yield diff(before, stack.enter_context(opened(corpus, new)).stored)
            return
        name = stack.enter_context(TemporaryDirectory(prefix="corpus-kit-"))
        content, _ = stack.enter_context(tables(corpus, Path(name), before))
        yield diff(before, Stored(Path(name), described(content)))
