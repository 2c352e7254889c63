"""
The sessions of docs/validation.md: typed again, each in a corpus of its name.

After a change of what commands print: scripts/docs writes the page anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dirty import dirty, mendable

from support import PROGRAM, REPOSITORY, copied

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAGE = REPOSITORY / "docs" / "validation.md"
SESSION = re.compile(r"(<!-- transcript: (\w+) -->\n\n```console\n)(.*?)(?=```)", re.DOTALL)
CORPORA: Mapping[str, Callable[[Path], Path]] = {
    "clean": copied,
    "dirty": dirty,
    "mendable": mendable,
}


def played(text: str) -> str:
    """The page with what its commands print now, on both streams as a terminal shows them."""
    with tempfile.TemporaryDirectory() as name:
        made = {one: make(Path(name) / one) for one, make in CORPORA.items()}

        def session(found: re.Match[str]) -> str:
            typed = [line[2:] for line in found[3].splitlines() if line.startswith("$ ")]
            return found[1] + "".join(
                f"$ {line}\n{_printed(line, made[found[2]])}" for line in typed
            )

        return SESSION.sub(session, text)


def _printed(line: str, directory: Path) -> str:
    done = subprocess.run(  # noqa: S602 - the page is a shell session
        line,
        shell=True,
        cwd=directory,
        env={**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


if __name__ == "__main__":
    PAGE.write_text(played(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
