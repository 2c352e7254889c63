"""
Whether a release is what it says: files by their digests, rows by theirs, the card by the rows.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from corpus_kit import files
from corpus_kit.corpus import Corpus
from corpus_kit.errors import CannotRebuild, NotARelease
from corpus_kit.release.arrays import arrow_schema
from corpus_kit.release.build import tables
from corpus_kit.release.commit import check_out
from corpus_kit.release.digest import Digest, combined
from corpus_kit.release.features import features
from corpus_kit.release.metadata import configs
from corpus_kit.release.stored import MANIFEST, SUM, Stored, sum_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.release.stored import StoredSubset

CARD = "README.md"


def faults(release: Stored) -> Iterator[str]:
    """
    All that is not as the manifest says, in words; nothing where the release is whole.

    Every file is read: a byte that is another anywhere is found, and the file named.
    """
    yield from _file_faults(release)
    for subset in release.subsets.values():
        yield from _subset_faults(subset)
    yield from _card_faults(release)


def rebuilt(release: Stored, corpus: Corpus) -> str:
    """
    The digest of the content that the corpus has at the commit of the release.

    Raises: CannotRebuild where the release says no commit, or git does not have it.
    """
    at = release.manifest.get("corpus")
    if not at:
        found = "it was made of a corpus that was not kept in git"
        raise CannotRebuild(release.directory, found)
    if not at["clean"]:
        found = f"the corpus had changes since its commit {at['commit'][:12]} when it was made"
        raise CannotRebuild(release.directory, found)
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as name:
        root = check_out(corpus.root, at, Path(name) / "corpus")
        if root is None:
            found = f"git does not have the commit {at['commit'][:12]} that it was made of"
            raise CannotRebuild(release.directory, found)
        then = Corpus.open(root)
        with tables(then, Path(name) / "made", release) as (content, _):
            return f"sha256-{content.digest}"


def _file_faults(release: Stored) -> Iterator[str]:
    listed = release.manifest["files"]
    there = {
        path.relative_to(release.directory).as_posix(): path
        for path in release.directory.rglob("*")
        if path.is_file() or path.is_symlink()
    }
    for name, said in listed.items():
        if name not in there:
            yield f"{name} is missing"
        elif there[name].is_symlink() or files.digest(there[name]) != said["sha256"]:
            yield f"{name} is not the file that was released: its digest differs"
    if SUM not in there or there[SUM].read_bytes() != sum_of(release.directory / MANIFEST):
        yield f"{MANIFEST} does not have the digest that {SUM} says, or that one is another"
    for name in sorted(there.keys() - listed.keys() - {MANIFEST, SUM}):
        yield f"{name} is not in {MANIFEST}"


def _subset_faults(subset: StoredSubset) -> Iterator[str]:
    import pyarrow.parquet as pq

    digests: dict[str, Digest] = {}
    for split, count in subset.rows.items():
        place = f"{subset.name}/{split}"
        digest, number = digests.setdefault(split, Digest()), 0
        try:
            if not pq.read_schema(subset.path(split)).equals(arrow_schema(subset.columns)):
                yield f"{place}: its columns are not those of {MANIFEST}"
            for batch in subset.batches(split):
                digest.add(batch)
                number += batch.num_rows
        except (OSError, NotARelease, ValueError) as error:
            yield f"{place} cannot be read: {error}"
            return
        if number != count:
            yield f"{place} has {number} rows, not {count}"
    if f"sha256-{combined(digests)}" != subset.digest:
        yield f"{subset.name}: its rows are not those that were released"


def _card_faults(release: Stored) -> Iterator[str]:
    try:
        text = (release.directory / CARD).read_text(encoding="utf-8")
        head = yaml.safe_load(text.split("---\n", 2)[1])
        said = {one["config_name"]: one["features"] for one in head["dataset_info"]}
        shown = {one["config_name"]: one for one in head["configs"]}
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError) as error:
        yield f"the head of {CARD} cannot be read ({error})"
        return
    for subset in release.subsets.values():
        if said.get(subset.name) != features(subset.columns):
            yield f"{CARD} has other columns of {subset.name} than {MANIFEST}"
    due = configs(str(release.version), release.digest, release.subsets.values())
    if shown != {one["config_name"]: one for one in due}:
        yield f"{CARD} names other subsets, splits or another version than {MANIFEST}"
