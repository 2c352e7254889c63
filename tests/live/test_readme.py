"""The README's session, typed by a test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.model import Annotation
from corpus_kit.studio import people, server
from corpus_kit.studio.access import Access
from corpus_kit.studio.submit import submit

from live.conftest import free_port
from support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

README = (REPOSITORY / "README.md").read_text()


def typed(line: str, directory: Path) -> str:
    """Run a line of the session in a shell; returns what it printed."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S602 - the README is a shell session
        line,
        shell=True,
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout


def annotates(directory: Path, name: str) -> None:
    """What the person of the session does: answer every task."""
    corpus = Corpus.open(directory)
    project = corpus.project()
    given = [
        Annotation(
            one.id, "", "submitted", "human", "", "", 1.0, {"text": one.text, "entities": []}
        )
        for one in project.segments()
    ]
    submit(project, given, people.signed_in(corpus, name, Access.of(corpus)))


@pytest.fixture
def mycorpus(tmp_path: Path) -> Iterator[Path]:
    """The directory that the session makes; its server is stopped whatever happens."""
    yield tmp_path / "mycorpus"
    server.stop(Corpus.open(tmp_path / "mycorpus"))


@pytest.mark.timeout(600)
def test_the_ten_lines_and_the_library_work(tmp_path: Path, mycorpus: Path) -> None:
    """From init to load_dataset, then the same from Python."""
    (session,) = re.findall(r"## Ten lines\n\n```console\n(.*?)```", README, flags=re.DOTALL)
    here, printed, port = tmp_path, "", free_port()
    for line in session.splitlines():
        if line.startswith("# ana "):
            annotates(here, "ana")
        elif line == "$ cd mycorpus":
            here = mycorpus
        elif not line.startswith("$ pip install"):
            assert line.startswith("$ ")
            wanted = line.removeprefix("$ ")
            if wanted == "corpus-kit studio start":
                wanted += f" --port {port}"
            printed = typed(wanted, here)
    assert "num_rows" in printed

    (library,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "library.py").write_text(library)
    printed = typed(f"{sys.executable} library.py", tmp_path)
    assert "moti#" in printed
    assert "dist/mycorpus/1.0.0" in printed
