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

from corpus_kit import files
from corpus_kit.errors import InvalidSeed, InvalidSeeds
from corpus_kit.model import Document
from corpus_kit.seeds.rows import BOM, NAME, SUFFIX, rows
from corpus_kit.text import CONTROL, normalised

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


def documents(
    directory: Path, header: str | None = None, metadata: Collection[str] = ()
) -> Iterator[Document]:
    """
    Every file below `directory` that is not hidden, in the order of their ids.

    A ``.jsonl`` file holds a document a line, any other is one; `metadata` names what lines may say
    beside their inputs.

    Raises: InvalidSeeds, after the last good one, with every seed that cannot be read or that
    repeats another's text.
    """
    pattern = re.compile(header) if header else None
    faults: list[InvalidSeed] = []
    seen: dict[str, str] = {}
    for path in _files(directory):
        for found in _in_file(path, directory, pattern, metadata):
            try:
                if isinstance(found, InvalidSeed):
                    raise found
                _check_new(found, seen)
            except InvalidSeed as error:
                faults.append(error)
            else:
                yield found
    if faults:
        raise InvalidSeeds(tuple(faults))


def _in_file(
    path: Path, directory: Path, header: re.Pattern[str] | None, metadata: Collection[str]
) -> Iterator[Document | InvalidSeed]:
    try:
        _check_file(path, directory)
        if path.suffix == SUFFIX:
            yield from rows(path, _id(path, directory), metadata)
        else:
            yield document(path, directory, header)
    except InvalidSeed as error:
        yield error


def document(path: Path, directory: Path, header: re.Pattern[str] | None = None) -> Document:
    """
    One seed file.

    Raises: InvalidSeed where it is no text, or there is nothing in it.
    """
    data = path.read_bytes()
    text = normalised(_decoded(data, path))
    match = header and header.match(text)
    metadata = {key: value for key, value in match.groupdict().items() if value} if match else {}
    start = match.end() if match else 0
    if not text[start:].strip():
        raise InvalidSeed(path, "there is no text in it", "write some, or take the file away")
    digest = hashlib.sha256(data).hexdigest()
    return Document(_id(path, directory), path, digest, text, start, metadata)


def _files(directory: Path) -> list[Path]:
    """Sorted so that the ids of segments, ``document#…``, come out sorted too."""
    found = (
        path
        for path in directory.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(directory).parts)
        and (path.is_symlink() or not path.is_dir())
    )

    def place(path: Path) -> str:
        return f"{_id(path, directory)}{'/' if path.suffix == SUFFIX else '#'}"

    return sorted(found, key=place)


def _id(path: Path, directory: Path) -> str:
    name = path.relative_to(directory)
    short = name.with_suffix("") if name.suffix in {".txt", SUFFIX} else name
    return unicodedata.normalize("NFC", short.as_posix())


def _check_file(path: Path, directory: Path) -> None:
    if path.is_symlink() or not path.is_file():
        raise InvalidSeed(path, "not a regular file", "put a copy of the document there")
    if not all(map(NAME.fullmatch, path.relative_to(directory).parts)):
        raise InvalidSeed(
            path, "its name or its directory's holds '#', '\\' or a control character", "rename it"
        )
    if path.suffix == SUFFIX and path.with_suffix("").is_dir():
        found = f"its lines would be named like the files in {path.with_suffix('').name}/"
        raise InvalidSeed(path, found, "rename one of them")


def _decoded(data: bytes, path: Path) -> str:
    data_start = len(BOM) if data.startswith(BOM) else 0
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
    if bad := CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise InvalidSeed(
            path,
            f"line {line} holds the control character U+{ord(bad[0]):04X}, so it is no text",
            "save the file as UTF-8 text, or take it away",
        )
    return text


def _check_new(found: Document, seen: dict[str, str]) -> None:
    body = found.text[found.start :].strip()
    content = body.encode() if found.given is None else files.canonical(found.given)
    for mark in (hashlib.sha256(content).hexdigest(), f"id {found.id}"):
        if mark in seen:
            other = f"the same document as {seen[mark]}"
            raise InvalidSeed(found.path, other, "keep one of them", found.line)
        seen[mark] = found.place
