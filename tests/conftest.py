"""Fixtures and options for all tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from corpus_kit.corpus import Corpus
from corpus_kit.release import release
from hub import WRITER, Hub
from small import TOPIC, answer, small

from support import REPOSITORY, Run, command, copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

settings.register_profile("corpus-kit", deadline=None)
settings.load_profile("corpus-kit")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Some tests run on demand: scripts/test asks for the live ones, scripts/outside for others."""
    parser.addoption("--live", action="store_true", help="also test on a real server and browser")
    parser.addoption("--outside", action="store_true", help="also test with programs of others")
    parser.addoption("--pictures", type=Path, help="keep the screenshots of live tests here")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave some tests out unless they are asked for: they are deselected, not skipped."""
    for name in ("live", "outside"):
        there = REPOSITORY / "tests" / name
        found = [item for item in items if item.path.is_relative_to(there)]
        if found and not config.getoption(f"--{name}"):
            config.hook.pytest_deselected(items=found)
            items[:] = [item for item in items if item not in found]


@pytest.fixture(autouse=True)
def no_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test meets a server, a key or a cache of whoever runs it."""
    for name in (
        "LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY", "CORPUS_KIT_PSEUDONYM_KEY", "CORPUS_KIT_CUSTOM",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A copy of this repository's corpus, with the demonstration answers."""
    return Corpus.open(copied(tmp_path / "corpus"))


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where screenshots go."""
    kept: Path | None = request.config.getoption("--pictures")
    return kept or tmp_path / "pictures"


@pytest.fixture
def run() -> Run:
    """Run ``corpus-kit`` as a person would; `code` is the exit code to expect."""
    return command


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """The real ``load_dataset``, its caches in a directory of its own."""
    home = tmp_path_factory.mktemp("hugging-face")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HOME", str(home))
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
        from datasets import load_dataset

        def loaded(directory: Path, *arguments: str, **more: Any) -> Any:
            return load_dataset(str(directory), *arguments, cache_dir=str(home / "cache"), **more)

        yield loaded


@pytest.fixture
def two(tmp_path: Path) -> Corpus:
    """A corpus with the releases 1.0.0 and 1.1.0; the second has no guidelines any more."""
    corpus = small(tmp_path / "corpus", ["një", "dy 👩🏽‍🔬", "tre"], {"topic": TOPIC})
    (corpus.root / "guidelines.md").write_text("Read.")
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    release(Corpus.open(corpus.root), "1.0.0")
    (corpus.root / "guidelines.md").unlink()
    answer(corpus.project(), "ben", lambda _: {"topic": "sport"})
    release(Corpus.open(corpus.root), "1.1.0")
    return Corpus.open(corpus.root)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """
    An empty hub, with a token that may write there, for this process and those it starts.

    The proof takes seconds: it is left out in this process, and done by the commands that are run.
    """
    from huggingface_hub import constants

    with Hub(tmp_path / "hub") as made:
        monkeypatch.delenv("HF_HUB_OFFLINE")
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        monkeypatch.setenv("HF_TOKEN", WRITER)
        # What huggingface_hub read of them when it was imported.
        template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(constants.ENDPOINT, made.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "ENDPOINT", made.url)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr("corpus_kit.release.publish.hub.prove", lambda *_: None)
        yield made
