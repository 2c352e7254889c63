"""Releases brought into ``dist/`` from where they were published: verified, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.errors import (
    CorpusError,
    NotAsPublished,
    NotOurs,
    OtherThanPublished,
)
from corpus_kit.release.download import Remote
from corpus_kit.release.publish import named, place
from corpus_kit.release.stored import MANIFEST
from corpus_kit.release.version import Version, released

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.corpus import Corpus
    from corpus_kit.ledger import Publication
    from corpus_kit.release.publish import Target


@dataclass(frozen=True)
class Fetched:
    """A release that is in ``dist/`` now; `new` is False where it was before."""

    version: str
    place: str
    directory: Path
    digest: str
    new: bool = True


@dataclass(frozen=True)
class NotThere:
    """A release that could not be brought here, and what each place said."""

    version: str
    said: tuple[CorpusError, ...]


def fetch(corpus: Corpus, name: str) -> Fetched:
    """
    Bring the release ``PLACE@VERSION`` into ``dist/``.

    Raises: InvalidTarget, InvalidVersion, NotPublished, CannotRead; NotAsPublished where it is
    damaged; NotOurs where it is another corpus's; OtherThanPublished where ``dist/`` has another of
    that version. Then nothing was changed.
    """
    there, version = named(name)
    return _fetched(corpus, there, version, None)


def fetch_all(corpus: Corpus) -> Iterator[Fetched | NotThere]:
    """
    Bring every release that was published and that ``dist/`` lacks, the latest first.

    Raises: InvalidLedger.
    """
    for version, made in sorted(lacking(corpus).items(), reverse=True):
        said: list[CorpusError] = []
        for one in made:
            try:
                there = place(one.place, corpus.root)
                yield _fetched(corpus, there, version, one.digest)
                break
            except CorpusError as error:
                said.append(error)
        else:
            yield NotThere(str(version), tuple(said))


def lacking(corpus: Corpus) -> dict[Version, list[Publication]]:
    """The published versions that ``dist/`` lacks, with all their places."""
    here = set(released(corpus))
    found: dict[Version, list[Publication]] = {}
    for one in corpus.published:
        if (version := Version.parse(one.version)) not in here:
            found.setdefault(version, []).append(one)
    return found


def _fetched(corpus: Corpus, there: Target, version: Version, digest: str | None) -> Fetched:
    """Bring one here; `digest` is what its content has to have, where that is known."""
    directory = corpus.releases / str(version)
    with there.reading(version, corpus.config.name) as found:
        remote = Remote.of(found, version)
        said, name = remote.said.get("digest"), remote.said.get("name")
        if digest not in {None, said}:
            raise NotAsPublished(found.place, f"its content has the digest {said}, not {digest}")
        if digest is None and name != corpus.config.name:
            raise NotOurs(found.place, str(name), corpus.config.name)
        if not directory.exists():
            with files.aside(directory) as aside:
                brought = remote.bring(aside)
                if wrong := next(remote.faults(brought), None):
                    raise NotAsPublished(found.place, wrong)
                try:
                    files.into_place(aside, directory)
                    return Fetched(str(version), found.place, directory, brought.digest)
                except FileExistsError:  # Somebody was faster; with the same release, that is well.
                    pass
        here = directory / MANIFEST
        if not here.is_file() or here.read_bytes() != remote.raw:
            raise OtherThanPublished(directory, found.place)
        return Fetched(str(version), found.place, directory, str(said), new=False)
