"""Releases as earlier versions of `datasets` read them, with the pyarrow of their time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import answers, files
from corpus_kit.corpus import Corpus
from corpus_kit.model import Annotation
from corpus_kit.release import release
from outside.aside import installed
from small import SETTINGS

from support import Section, copied, sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.corpus import Project

EARLIER = {
    "3.6.0": ("datasets==3.6.0", "huggingface-hub==0.31.4", "pyarrow==20.0.0", "pandas<3"),
    "4.0.0": ("datasets==4.0.0", "huggingface-hub==0.33.4", "pyarrow==21.0.0", "pandas<3"),
}
READER = Path(__file__).with_name("reader.py")
TIME = "2026-11-24T00:00:00.000000Z"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """One of this repository's corpus, and one of all kinds of questions."""
    root = tmp_path_factory.mktemp("releases")
    made = [Corpus.open(copied(root / "own")), every_kind(root / "kinds")]
    return {one.root.name: release(one).directory for one in made}


@pytest.fixture(scope="module")
def now(
    tmp_path_factory: pytest.TempPathFactory, releases: Mapping[str, Path]
) -> Mapping[str, dict[str, Any]]:
    """What today's reader gives of them."""
    home = tmp_path_factory.mktemp("now")
    return {name: read(directory, home) for name, directory in releases.items()}


def test_all_kinds_are_there(now: Mapping[str, dict[str, Any]]) -> None:
    """A question of every section of docs/kinds.md, answered once and left out once."""
    for section in sections():
        rows = {row["document"]: row for row in of(now["kinds"], section.slug)}
        answered, empty = rows[f"rows/{section.slug}"], rows["rows/empty"]
        asked = [name for name in section.row if name not in shown(section)]
        assert asked
        assert all(answered[name] is not None and empty[name] is None for name in asked)


@pytest.mark.parametrize("version", EARLIER)
def test_an_earlier_reader_gives_the_same(
    version: str,
    tmp_path: Path,
    releases: Mapping[str, Path],
    now: Mapping[str, dict[str, Any]],
) -> None:
    """Rows, columns and the names of labels of every subset and split, streamed or not."""
    path = installed(tmp_path / "packages", *EARLIER[version])
    for name, directory in releases.items():
        found = read(directory, tmp_path / "home", path)
        assert found.pop("version") == version
        assert found == {key: one for key, one in now[name].items() if key != "version"}


def read(directory: Path, home: Path, path: str = "") -> dict[str, Any]:
    """What a reader says of a release: today's, or the one that is first on a PYTHONPATH."""
    environment = {**os.environ, "HF_HOME": str(home), **({"PYTHONPATH": path} if path else {})}
    done = subprocess.run(
        [sys.executable, READER, directory],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def of(found: Mapping[str, Any], subset: str) -> list[dict[str, Any]]:
    """All rows of a subset."""
    return [row for split in found["subsets"][subset].values() for row in split["rows"]]


def every_kind(root: Path) -> Corpus:
    """
    A corpus with a project for each section of docs/kinds.md.

    Each project has an answer to what its section shows, and an empty one to another row: nothing
    has to be answered here.
    """
    (root / "seeds").mkdir(parents=True)
    (root / "schema").mkdir()
    tables = "".join(f"[projects.{one.slug}]\n" for one in sections())
    (root / "corpus.toml").write_text(SETTINGS.format(projects=tables), encoding="utf-8")
    everything = {name: one for section in sections() for name, one in shown(section).items()}
    rows = {"empty": everything} | {one.slug: everything | shown(one) for one in sections()}
    lines = [files.canonical({"id": name, "of": name, **row}) for name, row in rows.items()]
    (root / "seeds" / "rows.jsonl").write_bytes(b"\n".join(lines))
    for one in sections():
        optional = {key: value for key, value in one.schema.items() if key != "required"}
        (root / "schema" / f"{one.slug}.schema.json").write_bytes(files.pretty(optional))
    corpus = Corpus.open(root)
    for one in sections():
        answered(corpus.project(one.slug), one)
    return corpus


def shown(section: Section) -> dict[str, Any]:
    """What annotators see of a section's row."""
    properties = section.schema["properties"]
    return {name: one for name, one in section.row.items() if properties[name].get("readOnly")}


def answered(project: Project, section: Section) -> None:
    """Answer the row of the section as it does, and the empty one not at all."""
    said = {f"rows/{section.slug}": section.row, "rows/empty": {}}
    given = [
        Annotation(
            segment=one.id,
            annotator="ana",
            status="submitted",
            origin="human",
            created=TIME,
            updated=TIME,
            seconds=1.5,
            row={**project.schema.shown(one), **said[one.document]},
        )
        for one in project.segments()
        if one.document in said
    ]
    answers.write(project.path("ana"), given)
