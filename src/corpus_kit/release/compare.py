"""Two releases to compare, by what people call them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corpus_kit.errors import VersionUnknown
from corpus_kit.release.build import tables
from corpus_kit.release.diff import Diff, diff
from corpus_kit.release.manifest import described
from corpus_kit.release.stored import Stored, latest
from corpus_kit.release.version import released

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.corpus import Corpus


def opened(corpus: Corpus | None, name: str) -> Stored:
    """
    A release by its version, or by its directory.

    Raises: VersionUnknown; NotARelease.
    """
    if Path(name).is_dir():
        return Stored.open(Path(name))
    known = tuple(map(str, released(corpus))) if corpus else ()
    if corpus is None or name not in known:
        raise VersionUnknown(name, known)
    return Stored.open(corpus.releases / name)


@contextmanager
def compared(corpus: Corpus, old: str | None = None, new: str | None = None) -> Iterator[Diff]:
    """
    The diff of two releases: by themselves the latest, and what would be written now.

    Raises: as `opened`; VersionUnknown where there is none; HasFindings; NothingDecided.
    """
    before = opened(corpus, old) if old else latest(corpus)
    if before is None:
        raise VersionUnknown("latest", ())
    if new:
        yield diff(before, opened(corpus, new))
        return
    with (
        TemporaryDirectory(prefix="corpus-kit-") as name,
        tables(corpus, Path(name), before) as (content, _),
    ):
        yield diff(before, Stored(Path(name), described(content)))
