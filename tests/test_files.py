"""Files are whole or not there, whatever happens while they are written."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from corpus_kit import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMITED = """
import resource, sys
from pathlib import Path
from corpus_kit import files
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.write(Path(sys.argv[1]), [b"n" * 600] * 2000)
except OSError as error:
    print(error.errno, error.filename)
"""
"""A kernel that refuses to write more than 1000 bytes; Python ignores SIGXFSZ by itself."""

REWRITING = """
import sys
from pathlib import Path
from corpus_kit import files
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        files.write(path, [letter * 1000] * 300)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with old content."""
    path = tmp_path / "answers.jsonl"
    path.write_bytes(b"old")
    return path


def test_a_new_file_and_its_directories_are_made(tmp_path: Path) -> None:
    """Chunks are joined; the directories on the way are made."""
    path = tmp_path / "a" / "b" / "new.txt"
    assert files.write(path, [b"Shqip", "ëri".encode()])
    assert path.read_text(encoding="utf-8") == "Shqipëri"


def test_a_file_is_public_unless_it_is_said_to_be_private(tmp_path: Path) -> None:
    """Whatever the mode of the temporary file was."""
    files.write(tmp_path / "public", [b""])
    files.write(tmp_path / "private", [b""], mode=files.PRIVATE)
    assert _mode(tmp_path / "public") == 0o644
    assert _mode(tmp_path / "private") == 0o600


def test_a_private_file_stays_private_when_it_changes(tmp_path: Path) -> None:
    """A second write does not open it to others."""
    path = tmp_path / "key"
    for content in (b"one", b"two"):
        files.write(path, [content], mode=files.PRIVATE)
        assert _mode(path) == 0o600


def test_the_same_bytes_leave_the_file_alone(path: Path) -> None:
    """Nothing changed, and the file is the same file."""
    before = path.stat()
    assert not files.write(path, [b"o", b"", b"ld"])
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert _names(path) == [path.name]


def test_other_bytes_of_the_same_length_are_a_change(path: Path) -> None:
    """Files are compared by content, not by size."""
    assert files.write(path, [b"new"])
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_failing_source_leaves_the_old_file_and_nothing_beside_it(
    path: Path, error: type[BaseException]
) -> None:
    """A generator may fail in the middle, and a person may press Ctrl-C."""

    def chunks() -> Iterator[bytes]:
        yield b"new" * 100_000
        raise error

    with pytest.raises(error):
        files.write(path, chunks())
    assert path.read_bytes() == b"old"
    assert _names(path) == [path.name]


def test_an_error_of_the_kernel_leaves_the_old_file_and_names_it(path: Path) -> None:
    """The disk takes no more: EFBIG (27) here, like ENOSPC elsewhere."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"27 {path}\n"
    assert path.read_bytes() == b"old"
    assert _names(path) == [path.name]


def test_a_process_killed_at_any_moment_leaves_a_whole_file(path: Path) -> None:
    """Old or new, never part of one; what may lie beside it is hidden."""
    chance = random.Random(4)  # noqa: S311 - moments, not secrets
    whole = {b"old", b"a" * 300_000, b"b" * 300_000}
    for _ in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", REWRITING, path], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.random() * 0.02)
            process.kill()
        assert process.returncode == -signal.SIGKILL
        assert path.read_bytes() in whole
    assert [name for name in _names(path) if not name.startswith(".")] == [path.name]
    assert files.write(path, [b"and it goes on"])


def test_a_private_directory_is_closed_to_others(tmp_path: Path) -> None:
    """Keys lie in it."""
    assert _mode(files.private_directory(tmp_path / "state")) == 0o700


@pytest.mark.parametrize("form", [files.canonical, files.pretty])
def test_json_that_no_other_program_could_read_is_refused(form: object) -> None:
    """NaN is no JSON."""
    assert callable(form)
    with pytest.raises(ValueError, match="JSON"):
        form({"x": float("nan")})


def test_json_for_people_keeps_its_order_and_its_letters() -> None:
    """As the caller gave it, with a line end at the end."""
    assert files.pretty({"b": "ë", "a": 1}).decode() == '{\n  "b": "ë",\n  "a": 1\n}\n'


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    """The directory of a dead process goes, that of a living one stays."""
    dead = subprocess.Popen(["true"])
    dead.wait()
    left, used = (tmp_path / f".1.0.0.{pid}.x.tmp" for pid in (dead.pid, os.getpid()))
    left.mkdir()
    used.mkdir()
    with files.aside(tmp_path / "1.1.0") as built:
        (built / "file").write_text("whole")
        files.into_place(built, tmp_path / "1.1.0")
    assert sorted(path.name for path in tmp_path.iterdir()) == [used.name, "1.1.0"]
    assert (tmp_path / "1.1.0" / "file").read_text() == "whole"


def test_nothing_is_left_of_what_was_not_put_in_place(tmp_path: Path) -> None:
    """Directories made for it go with it; those that were there stay."""
    with files.aside(tmp_path / "dist" / "name" / "1.0.0") as built:
        (built / "file").write_text("half")
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_never_replaced(tmp_path: Path) -> None:
    """Whoever comes second is told."""
    (tmp_path / "1.0.0").mkdir()
    (tmp_path / "1.0.0" / "file").write_text("old")
    with files.aside(tmp_path / "1.0.0") as built, pytest.raises(FileExistsError):
        files.into_place(built, tmp_path / "1.0.0")
    assert (tmp_path / "1.0.0" / "file").read_text() == "old"
