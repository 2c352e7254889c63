"""Programs that tests install aside: they want other packages than Label Studio and we have."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def installed(directory: Path, *packages: str) -> str:
    """A PYTHONPATH with those packages in front of what is there."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(directory)]
    subprocess.run([*pip, *packages], check=True, capture_output=True)
    before = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(directory), *([before] if before else [])])


@contextmanager
def serving(command: list[str], url: str, log: Path, path: str) -> Iterator[None]:
    """A server, from when it answers."""
    environment = {**os.environ, "PYTHONPATH": path}
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, stdout=file, stderr=file, env=environment, cwd=log.parent
        )
    try:
        _wait(url)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(url: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
