"""
What was published on a hub, read from its git repository by a mirror that others made (olah).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from corpus_kit.corpus import Corpus
from corpus_kit.release import release
from hub import WRITER, Hub
from outside.aside import installed, serving
from small import TOPIC, answer, small

from live.conftest import free_port
from support import command

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OLAH = "olah==0.5.4"
SETTINGS = """\
[basic]
host = "127.0.0.1"
port = {port}
repos-path = "{root}/repos"
hf-scheme = "http"
hf-netloc = "127.0.0.1:9"
mirror-scheme = "http"
mirror-netloc = "127.0.0.1:{port}"
mirrors-path = ["{root}/mirrors"]
[accessibility]
offline = true
"""
LOAD = """
from datasets import load_dataset
for tag in ("v1.0.0", "v1.1.0"):
    rows = load_dataset("org/small", revision=tag)["train"]
    print(tag, rows.num_rows, rows["annotators"][0], rows.features["topic"].names)
"""


def test_a_mirror_of_the_repository_gives_each_release_by_its_tag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never asks our hub: all it has are git's objects and the large files."""
    corpus = small(tmp_path / "corpus", ["një", "dy"], {"topic": TOPIC})
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    with Hub(tmp_path / "hub") as hub:
        for version, annotator in (("1.0.0", "ana"), ("1.1.0", "ben")):
            answer(corpus.project(), annotator, lambda _: {"topic": "sport"})
            release(Corpus.open(corpus.root), version)
            publish = ("-C", corpus.root, "publish", "hub:org/small")
            command(*publish, HF_ENDPOINT=hub.url, HF_TOKEN=WRITER)
        cloned(hub, tmp_path / "mirrors" / "datasets" / "org" / "small")
    port = free_port()
    (tmp_path / "olah.toml").write_text(SETTINGS.format(port=port, root=tmp_path))
    path = installed(tmp_path / "packages", OLAH)
    olah = [sys.executable, "-c", "from olah.server import cli; cli()", "-c", "olah.toml"]
    url = f"http://127.0.0.1:{port}"
    with serving(olah, url, tmp_path / "olah.log", path):
        monkeypatch.setenv("HF_ENDPOINT", url)
        done = subprocess.run(
            [sys.executable, "-c", LOAD], capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines() == [
        "v1.0.0 2 1 ['sport', 'culture']",
        "v1.1.0 2 2 ['sport', 'culture']",
    ]


def cloned(hub: Hub, directory: Path) -> None:
    """A clone of the dataset, with its large files where git-lfs has them."""
    found = hub.repository("org/small")
    subprocess.run(["git", "clone", "--quiet", found.path, directory], check=True)
    for file in found.large.iterdir():
        place = directory / ".git" / "lfs" / "objects" / file.name[:2] / file.name[2:4]
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place / file.name)
