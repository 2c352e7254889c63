"""One real Label Studio for the whole run; each test has a corpus of its own on it."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.studio import people, server
from corpus_kit.studio.access import KEY, URL, Access

from live.kinds import PASSED, table
from support import REPOSITORY, copied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of kinds and stages, as far as they were run."""
    if PASSED:
        terminalreporter.section("every kind, at every stage")
        terminalreporter.write_line(table(PASSED))


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The corpus whose embedded server runs."""
    host = Corpus.open(copied(tmp_path_factory.mktemp("host") / "corpus", answers=False))
    server.start(host, free_port())
    yield host
    server.stop(host)


@pytest.fixture(scope="session")
def demonstrators(host: Corpus) -> dict[str, Access]:
    """The server as each demonstration annotator, signed up and signed in."""
    access = Access.of(host)
    names = [path.stem for path in Corpus.open(REPOSITORY).project().files()]
    for name in names:
        people.add(host, name, access)
    return {name: people.signed_in(host, name, access) for name in names}


@pytest.fixture
def access(host: Corpus, monkeypatch: pytest.MonkeyPatch) -> Access:
    """The running server, as the environment of every command of the test names it."""
    access = Access.of(host)
    monkeypatch.setenv(URL, access.url)
    monkeypatch.setenv(KEY, access.key)
    return access


@pytest.fixture
def road(tmp_path: Path, access: Access, request: pytest.FixtureRequest) -> Corpus:  # noqa: ARG001
    """A corpus that the server has not met, without answers."""
    root = copied(tmp_path / "corpus", answers=False)
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[:40].strip("-")
    settings = root / "corpus.toml"
    settings.write_text(settings.read_text().replace("albanian-news", name, 1))
    schema = root / "schema" / "news.schema.json"
    schema.write_text(schema.read_text().replace("Albanian news: entities and topic", name, 1))
    return Corpus.open(root)
