"""
What commands print: data to stdout, talk to stderr, errors in one line and an exit code.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer

from corpus_kit.errors import CorpusError, Interrupted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SERVICE_FAILED = 3
INTERRUPTED = 130


def say(text: str) -> None:
    """Talk, on stderr."""
    typer.echo(text, err=True)


def data(text: str) -> None:
    """What was asked for, on stdout."""
    raw([text.encode(), b"\n"])


def raw(chunks: Iterable[bytes]) -> None:
    """Bytes as they are, on stdout; a reader that has gone, such as `head`, is a good end."""
    if sys.stdout is None:  # closed by the shell: >&-
        return
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def as_json(value: Any) -> None:  # noqa: ANN401 - any of our values
    """The value for a program, on stdout."""
    data(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def table(rows: Iterable[Sequence[object]]) -> str:
    """Columns aligned: words to the left, numbers to the right."""
    lines = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if cell.isdigit() else cell.ljust(width)
            for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def near(path: Path) -> Path:
    """The path from here, if it is below; otherwise whole."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def failed(error: Exception | Interrupted) -> int:
    """Say what went wrong; returns the exit code."""
    match error:
        case Interrupted():
            say(str(error))
            return INTERRUPTED
        case CorpusError():
            say(f"error: {error}")
            return error.exit_code
        case OSError() if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            say(f"error: {error.filename or 'the disk'}: the disk is full; the old file is whole. "
                "Free some space and run the same command again")  # fmt: skip
            return SERVICE_FAILED
        case OSError():
            say(f"error: {error.filename or 'a file'}: {(error.strerror or str(error)).lower()}; "
                "check that it is there and yours, then run the same command again")  # fmt: skip
            return SERVICE_FAILED
    raise error


def _plain(value: Any) -> Any:  # noqa: ANN401 - what json meets
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value)} is not JSON")
