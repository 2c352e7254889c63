"""The embedded server: started, met again, stopped, and closed to the outside."""

from __future__ import annotations

import os
import signal
import socket
import stat
from typing import TYPE_CHECKING

import psutil
import pytest

from corpus_kit.studio import credentials, server
from corpus_kit.studio.access import Access

from support import command

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus


def lives(pid: int) -> bool:
    """Whether the process runs; one that has ended may wait to be asked how."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_running_server_is_met_again(host: Corpus) -> None:
    """Start, status and open find the one that runs."""
    running = server.running(host)
    assert running is not None
    assert command("-C", host.root, "studio", "start").stdout.strip() == running.url
    assert running.url in command("-C", host.root, "studio", "status").stdout


def test_it_listens_on_loopback_only(host: Corpus) -> None:
    """No other machine can reach it."""
    running = server.running(host)
    assert running is not None
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(running.pid).net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_secrets_are_for_this_user_only(host: Corpus) -> None:
    """Files have mode 600, directories 700, and nothing stands in the list of processes."""
    running = server.running(host)
    assert running is not None
    owner = credentials.owner(host)
    command_line = " ".join(psutil.Process(running.pid).cmdline())
    assert owner.password not in command_line
    assert owner.token not in command_line
    for path in (credentials.owner_path(host), credentials.directory(host) / "server.log"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(credentials.directory(host).stat().st_mode) == 0o700
    assert owner.token not in (credentials.directory(host) / "server.log").read_text()
    assert owner.token not in repr(Access.of(host)) + repr(owner)


def test_a_taken_port_is_told_with_a_free_one(corpus: Corpus) -> None:
    """Another program on the port is noticed before anything is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = command("-C", corpus.root, "studio", "start", "--port", str(port), code=3).stderr
    assert f"port {port} is taken" in told
    assert "--port" in told
    assert server.running(corpus) is None


def test_without_a_server_commands_say_how_to_get_one(corpus: Corpus) -> None:
    """Push, pull and status exit with 3 and name the next step."""
    for arguments in (("push",), ("pull",), ("studio", "status")):
        assert "corpus-kit studio start" in command("-C", corpus.root, *arguments, code=3).stderr


def test_an_annotator_is_added_once(host: Corpus) -> None:
    """The second time says that the name is there; the password is in a file, not in the output."""
    added = command("-C", host.root, "studio", "annotator", "add", "once")
    path = credentials.annotator_path(host, "once")
    assert added.stdout.strip() == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert credentials.annotator(host, "once").password not in added.stdout + added.stderr
    told = command("-C", host.root, "studio", "annotator", "add", "once", code=3).stderr
    assert "once" in told
    command("-C", host.root, "studio", "annotator", "add", "Not A Name", code=2)


@pytest.mark.timeout(600)
def test_data_outlive_a_killed_server(corpus: Corpus) -> None:
    """After kill -9 the next start finds users and tasks; stop leaves nothing running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command("-C", corpus.root, "studio", "start", "--port", port)
    command("-C", corpus.root, "push")
    first = server.running(corpus)
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(first.pid)] if psutil.pid_exists(first.pid) else [], 10)
    assert server.running(corpus) is None
    command("-C", corpus.root, "studio", "start", "--port", port)
    assert "54 were there" in command("-C", corpus.root, "push").stderr
    second = server.running(corpus)
    assert second is not None
    command("-C", corpus.root, "studio", "stop")
    assert server.running(corpus) is None
    assert not lives(second.pid)
    assert "not running" in command("-C", corpus.root, "studio", "stop").stderr
