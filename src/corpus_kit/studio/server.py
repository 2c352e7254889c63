"""
The embedded Label Studio: started on loopback with a data folder of its own, and stopped.

With the settings below neither the server nor its pages call anything outside.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psutil

from corpus_kit import files
from corpus_kit.errors import PortTaken, ServerDidNotStart, ServerNotInstalled
from corpus_kit.studio import credentials, http

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.corpus import Corpus

HOST = "127.0.0.1"
PORT = 8080
PATIENCE = 300
"""Seconds to wait for a first start; it takes 24 to 54 s on two cores."""

SETTINGS = {
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    # Without it, at first creation, the token below is answered with 401.
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
}


@dataclass(frozen=True)
class Server:
    """A running embedded server."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"


def running(corpus: Corpus) -> Server | None:
    """The corpus's server, if its process lives."""
    try:
        kept = msgspec.json.decode(_state(corpus).read_bytes(), type=Server)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return kept if _process(kept) else None


def start(corpus: Corpus, port: int = PORT) -> Server:
    """
    Start the server, unless it runs, and wait until it answers.

    Of two starts at once the second waits for the first, and meets its server.

    Raises: ServerNotInstalled, PortTaken, ServerDidNotStart.
    """
    log = credentials.directory(corpus) / "server.log"
    with (credentials.directory(corpus) / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if server := running(corpus):
            _wait(psutil.Process(server.pid), server, log)
            return server
        program = _program()
        if _busy(port):
            raise PortTaken(port, _free_port())
        process = _spawn(corpus, program, port, log)
        try:
            server = Server(process.pid, port)
            files.write(_state(corpus), [files.pretty(asdict(server))], mode=files.PRIVATE)
            _wait(process, server, log)
        except BaseException:
            _end(process)
            _state(corpus).unlink(missing_ok=True)
            raise
    return server


def stop(corpus: Corpus) -> bool:
    """Stop the server; say whether one ran. Its sqlite data survive a stop at any moment."""
    server = running(corpus)
    if server and (process := _process(server)):
        _end(process)
    _state(corpus).unlink(missing_ok=True)
    return server is not None


def _state(corpus: Corpus) -> Path:
    return credentials.directory(corpus) / "server.json"


def _process(server: Server) -> psutil.Process | None:
    """The server's process; a later one of the same number has another command line."""
    with suppress(psutil.Error):
        process = psutil.Process(server.pid)
        words = process.cmdline()  # empty where it has ended, but nobody has asked how
        if str(server.port) in words and any(word.endswith("label-studio") for word in words):
            return process
    return None


def _end(process: psutil.Process) -> None:
    """Ask the process and its children to end; make them after ten seconds."""
    family = [process]
    with suppress(psutil.NoSuchProcess):
        family += process.children(recursive=True)
    for signal in (psutil.Process.terminate, psutil.Process.kill):
        for one in family:
            with suppress(psutil.NoSuchProcess):
                signal(one)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            psutil.wait_procs(family, timeout=0.1)
            if all(map(_ended, family)):
                return


def _ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _program() -> str:
    beside = Path(sys.executable).with_name("label-studio")
    found = str(beside) if beside.exists() else shutil.which("label-studio")
    if found is None:
        raise ServerNotInstalled
    return found


def _spawn(corpus: Corpus, program: str, port: int, log: Path) -> psutil.Process:
    """A process of its own session, which outlives this one."""
    command = [program, "start", "--no-browser", "--internal-host", HOST, "--port", str(port)]
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        program,
        command,
        {**os.environ, **_environment(corpus)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), append, files.PRIVATE),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    return psutil.Process(pid)


def _environment(corpus: Corpus) -> Mapping[str, str]:
    """Secrets go through the environment: arguments can be read by every user of the machine."""
    owner = credentials.owner(corpus)
    return {
        **SETTINGS,
        "LABEL_STUDIO_BASE_DATA_DIR": str(
            files.private_directory(credentials.directory(corpus) / "data")
        ),
        "SECRET_KEY": owner.secret,
        "LABEL_STUDIO_USERNAME": owner.email,
        "LABEL_STUDIO_PASSWORD": owner.password,
        "LABEL_STUDIO_USER_TOKEN": owner.token,
    }


def _wait(process: psutil.Process, server: Server, log: Path) -> None:
    import httpx

    deadline = time.monotonic() + PATIENCE
    with http.client(server.url, timeout=2) as browser:
        while time.monotonic() < deadline:
            if _ended(process):
                raise ServerDidNotStart(log, "it ended by itself")
            with suppress(httpx.HTTPError, ValueError):
                if browser.get("/health").json() == {"status": "UP"}:
                    _check_port(process, server, log)
                    return
            time.sleep(0.3)
    raise ServerDidNotStart(log, f"no answer for {PATIENCE} s")


def _check_port(process: psutil.Process, server: Server, log: Path) -> None:
    """Label Studio silently takes the next port when its own is busy by then."""
    listening = {
        connection.laddr.port
        for one in (process, *process.children(recursive=True))
        for connection in one.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    if server.port not in listening:
        raise ServerDidNotStart(log, f"another program took port {server.port} meanwhile")


def _busy(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
