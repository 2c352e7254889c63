"""
Files that are whole or not there: atomic replacement, private files, canonical JSON.

A process killed at any moment leaves the old file or the new one. What it may leave beside it is a
hidden ``.NAME.*.tmp``, which nothing reads.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PUBLIC = 0o644
PRIVATE = 0o600


def write(path: Path, chunks: Iterable[bytes], *, mode: int = PUBLIC) -> bool:
    """
    Put `chunks` in the place of `path` once all of them are on disk.

    Returns: whether the file changed; one that holds the same bytes already is left alone.

    Raises: OSError (a full disk among them), with `path` as its file name and the old file whole.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        aside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(mode)
        if path.exists() and filecmp.cmp(aside, path, shallow=False):
            return False
        aside.replace(path)
    except OSError as error:
        error.filename = str(path)
        raise
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)
    sync(path.parent)
    return True


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def aside(directory: Path) -> Iterator[Path]:
    """
    A directory beside `directory` to build it in, gone after the block unless put `into_place`.

    What killed processes left of the same kind is taken away; the names say whose they are.
    """
    parent = directory.parent
    made = [one for one in (parent, *parent.parents) if not one.exists()]
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(".*.tmp"):
        owner = left.name.split(".")[-3]
        if not (owner.isdigit() and _alive(int(owner))):
            shutil.rmtree(left, ignore_errors=True)
    name = tempfile.mkdtemp(prefix=f".{directory.name}.{os.getpid()}.", suffix=".tmp", dir=parent)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)
        with suppress(OSError):  # not empty: something was built
            for one in made:
                one.rmdir()


def into_place(built: Path, directory: Path) -> None:
    """
    Make `built`, all of it on disk, be `directory`.

    Raises: FileExistsError where something stands there.
    """
    for path in built.rglob("*"):
        sync(path)
    built.chmod(0o755)
    try:
        built.rename(directory)
    except OSError as error:
        if directory.exists():
            raise FileExistsError(directory) from error
        raise
    sync(directory.parent)


def sync(path: Path) -> None:
    """Make a file's bytes, or a directory's entries, last through a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def private_directory(path: Path) -> Path:
    """Make the directory, open to this user only."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """
    JSON with sorted keys and no spaces, UTF-8: the form that digests are taken of.

    >>> canonical({"b": "ë", "a": [1, None]}).decode()
    '{"a":[1,null],"b":"ë"}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def pretty(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """JSON for people to read, keys in the order given, UTF-8, with a final line end."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
