"""
Seed files to documents: bytes decoded, line ends and Unicode form made one, the header taken off.

Text is kept in Unicode NFC, so that a decomposed ë is the same letter as a composed one and no span
can fall between a letter and its mark.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from corpus_kit.errors import InvalidSeed, InvalidSeeds
from corpus_kit.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NAME = re.compile(r"[^\x00-\x1f\x7f#\\\ud800-\udfff]+")


def documents(directory: Path, header: str | None = None) -> Iterator[Document]:
    """
    Every file below `directory` that is not hidden, in the order of their ids.

    Raises: InvalidSeeds, after the last good one, with every file that cannot be read or that
    repeats another's text.
    """
    pattern = re.compile(header) if header else None
    faults: list[InvalidSeed] = []
    seen: dict[str, Path] = {}
    for path in _files(directory):
        try:
            found = document(path, directory, pattern)
            _check_new(found, seen)
        except InvalidSeed as error:
            faults.append(error)
        else:
            yield found
    if faults:
        raise InvalidSeeds(tuple(faults))


def document(path: Path, directory: Path, header: re.Pattern[str] | None = None) -> Document:
    """
    One seed file.

    Raises: InvalidSeed where it is no text, or there is nothing in it.
    """
    data = _bytes(path, directory)
    text = normalised(_decoded(data, path))
    match = header and header.match(text)
    metadata = {key: value for key, value in match.groupdict().items() if value} if match else {}
    start = match.end() if match else 0
    if not text[start:].strip():
        raise InvalidSeed(path, "there is no text in it", "write some, or take the file away")
    digest = hashlib.sha256(data).hexdigest()
    return Document(_id(path, directory), path, digest, text, start, metadata)


def normalised(text: str) -> str:
    r"""
    Line ends as ``\n``, letters composed (NFC).

    >>> normalised("e\u0308\r\n")
    'ë\n'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _files(directory: Path) -> list[Path]:
    """Sorted so that the ids of segments, ``document#…``, come out sorted too."""
    found = (
        path
        for path in directory.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(directory).parts)
        and (path.is_symlink() or not path.is_dir())
    )
    return sorted(found, key=lambda path: f"{_id(path, directory)}#")


def _id(path: Path, directory: Path) -> str:
    name = path.relative_to(directory)
    return unicodedata.normalize(
        "NFC", (name.with_suffix("") if name.suffix == ".txt" else name).as_posix()
    )


def _bytes(path: Path, directory: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise InvalidSeed(path, "not a regular file", "put a copy of the document there")
    if not all(map(_NAME.fullmatch, path.relative_to(directory).parts)):
        raise InvalidSeed(
            path, "its name or its directory's holds '#', '\\' or a control character", "rename it"
        )
    return path.read_bytes()


def _decoded(data: bytes, path: Path) -> str:
    data_start = len(_BOM) if data.startswith(_BOM) else 0
    try:
        text = data[data_start:].decode()
    except UnicodeDecodeError as error:
        at = data_start + error.start
        line = data.count(b"\n", 0, at) + 1
        raise InvalidSeed(
            path,
            f"byte {at} (0x{data[at]:02x}, line {line}) is not UTF-8",
            "save the file as UTF-8 text, or take it away",
        ) from error
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise InvalidSeed(
            path,
            f"line {line} holds the control character U+{ord(bad[0]):04X}, so it is no text",
            "save the file as UTF-8 text, or take it away",
        )
    return text


def _check_new(found: Document, seen: dict[str, Path]) -> None:
    body = found.text[found.start :].strip()
    for mark in (hashlib.sha256(body.encode()).hexdigest(), f"id {found.id}"):
        if mark in seen:
            raise InvalidSeed(found.path, f"the same document as {seen[mark]}", "keep one of them")
        seen[mark] = found.path
