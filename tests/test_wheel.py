"""The wheel, built and installed as others get it: complete, and independent of the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from corpus_kit import __version__

from support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = REPOSITORY / "src" / "corpus_kit"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    directory = tmp_path_factory.mktemp("wheel")
    quiet(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", directory, REPOSITORY,
        directory=directory,
    )  # fmt: skip
    (path,) = directory.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program of a fresh environment that holds the wheel, outside the repository."""
    root = tmp_path_factory.mktemp("installed")
    quiet(sys.executable, "-m", "venv", "--without-pip", root / "venv", directory=root)
    python = root / "venv" / "bin" / "python"
    quiet(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps",
        "--quiet", wheel, directory=root,
    )  # fmt: skip
    # The dependencies, without a network. A path file inside that directory is not followed, so the
    # editable corpus_kit of this environment stays out.
    (site,) = (root / "venv" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return quiet(python.with_name(program), *arguments, directory=root)

    return run


def quiet(*command: str | Path, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that has to work."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """All modules, templates, the vocabulary and the mark of types; no tests, seeds or answers."""
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == wanted
    assert {"corpus_kit/py.typed", "corpus_kit/vocabulary/spans.schema.json"} <= names
    assert "corpus_kit/templates/ner/corpus.toml" in names


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    """Its name has the version; it carries the licence and a program, and runs on any platform."""
    assert wheel.name == f"corpus_kit-{__version__}-py3-none-any.whl"
    listed = ZipFile(wheel)
    info = f"corpus_kit-{__version__}.dist-info"
    assert f"{info}/licenses/LICENSE" in listed.namelist()
    assert "corpus-kit = corpus_kit.cli:main" in listed.read(f"{info}/entry_points.txt").decode()
    assert f"Version: {__version__}\n" in listed.read(f"{info}/METADATA").decode()


def test_the_wheel_is_the_same_every_time(wheel: Path, tmp_path: Path) -> None:
    """Two builds give the same bytes."""
    quiet(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, REPOSITORY,
        directory=tmp_path,
    )  # fmt: skip
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_installed_package_makes_a_corpus(
    installed: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """It is the wheel's own, and goes from nothing to tasks without the repository."""
    program = "import corpus_kit; print(corpus_kit.__file__)"
    found = Path(installed("python", "-c", program).stdout.strip())
    venv = installed("python", "-c", "import sys; print(sys.prefix)").stdout.strip()
    assert found.is_relative_to(venv)
    assert not found.is_relative_to(REPOSITORY)
    assert installed("corpus-kit", "--version").stdout == f"corpus-kit {__version__}\n"
    root = tmp_path / "mine"
    installed("corpus-kit", "init", root)
    (root / "seeds" / "ours.txt").write_text("Drita Cungu jeton në Tiranë.", encoding="utf-8")
    tasks = json.loads(installed("corpus-kit", "-C", root, "tasks").stdout)
    assert "Drita Cungu jeton në Tiranë." in [task["data"]["text"] for task in tasks]
    assert "1 note" in installed("corpus-kit", "-C", root, "validate").stderr
