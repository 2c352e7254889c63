"""What tests use: this repository's corpus, copies of it, the command line, and hard texts."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("corpus-kit")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def copied(directory: Path, *, answers: bool = True) -> Path:
    """Copy this repository's corpus into a new directory."""
    names = ["seeds", "schema", *(["annotations"] if answers else [])]
    for name in names:
        shutil.copytree(REPOSITORY / name, directory / name)
    for name in ("corpus.toml", "card.md", "guidelines.md"):
        shutil.copy(REPOSITORY / name, directory / name)
    return directory


def command(
    *arguments: str | Path, code: int = 0, directory: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program; its output must never hold a traceback."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=directory,
        env={**os.environ, **environment},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def forked(act: Callable[[], object]) -> int:
    """The number of a process that does something and ends, with 1 where it failed."""
    child = os.fork()
    if child:
        return child
    try:
        act()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing of the parent's goes on in the child
        traceback.print_exc()
        os._exit(1)


def killed(act: Callable[[], object], after: float) -> None:
    """Do something in a process that is killed after some seconds, wherever it is by then."""
    child = forked(act)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@contextmanager
def traced() -> Iterator[Callable[[], int]]:
    """The block's peak of memory in bytes, asked for after it; extensions' own is not in it."""
    tracemalloc.start()
    peak = 0
    try:
        yield lambda: peak
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()


def texts(*more: str) -> Sequence[str]:
    """Texts that break offsets."""
    return (
        "Tirana",
        "Përshëndetje nga Shqipëria, çfarë dite!",
        "👨‍👩‍👧 familja 👩🏽‍🔬 dhe 🇦🇱 flamuri",
        "mesdhe\u0308 e c\u0327do",
        "مرحبا بالعالم",
        "你好，世界。",
        "a\u00a0b\u202fc\u2028d",
        "rreshti 1\nrreshti 2\tfund",
        *more,
    )


@dataclass(frozen=True)
class Section:
    """A section of docs/kinds.md: a schema, and a row that answers it."""

    title: str
    text: str
    schema: dict[str, Any]
    row: dict[str, Any]

    @property
    def slug(self) -> str:
        """Its title as a name of files."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower())


def sections() -> Sequence[Section]:
    """All of docs/kinds.md."""
    page = (REPOSITORY / "docs" / "kinds.md").read_text()
    found = re.findall(r"^## ([^\n]+)$(.*?)(?=^## |\Z)", page, flags=re.DOTALL | re.MULTILINE)
    return [Section(title, text, *_blocks(text)) for title, text in found]


def _blocks(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    schema, row = re.findall(r"```json\n(.*?)```", text, flags=re.DOTALL)
    return json.loads(schema), json.loads(row)
