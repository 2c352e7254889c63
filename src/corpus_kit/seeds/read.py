"""
Seed files to documents: bytes decoded, line ends and Unicode form made one, the header taken off.

Text is kept in Unicode NFC, so that a decomposed ë is the same letter as a composed one and no span
can fall between a letter and its mark.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from corpus_kit import files
from corpus_kit.errors import InvalidSeed, InvalidSeeds
from corpus_kit.index import Index
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
    with closing(Index()) as seen:
        for file in _files(directory):
            for found in _in_file(file, directory, pattern, metadata):
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


class _File(NamedTuple):
    """A file by the id of its document, or what those of its lines begin with."""

    id: str
    name: str
    """Relative to the directory of seeds, with ``/``."""

    regular: bool

    @property
    def lines(self) -> bool:
        """Whether it holds a document a line."""
        return self.name.endswith(SUFFIX)

    @property
    def place(self) -> str:
        """By this files are sorted, so that the ids of segments, ``document#…``, are too."""
        return f"{self.id}{'/' if self.lines else '#'}"


def _in_file(
    file: _File, directory: Path, header: re.Pattern[str] | None, metadata: Collection[str]
) -> Iterator[Document | InvalidSeed]:
    path = directory / file.name
    try:
        _check_file(file, path)
        if file.lines:
            yield from rows(path, file.id, metadata)
        else:
            yield document(path, file.id, header)
    except InvalidSeed as error:
        yield error


def document(path: Path, name: str, header: re.Pattern[str] | None = None) -> Document:
    """
    One seed file, with `name` as its id.

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
    return Document(name, path, digest, text, start, metadata)


def _files(directory: Path) -> list[_File]:
    return sorted(_below(directory, ""), key=lambda one: one.place)


def _below(directory: str | Path, prefix: str) -> Iterator[_File]:
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{prefix}{entry.name}/")
            else:
                name = prefix + entry.name
                yield _File(_id(name), name, entry.is_file(follow_symlinks=False))


def _id(name: str) -> str:
    for suffix in (".txt", SUFFIX):
        if name.endswith(suffix):
            name = name.removesuffix(suffix)
            break
    return unicodedata.normalize("NFC", name)


def _check_file(file: _File, path: Path) -> None:
    if not file.regular:
        raise InvalidSeed(path, "not a regular file", "put a copy of the document there")
    if not all(map(NAME.fullmatch, file.name.split("/"))):
        raise InvalidSeed(
            path, "its name or its directory's holds '#', '\\' or a control character", "rename it"
        )
    if file.lines and path.with_suffix("").is_dir():
        found = f"its lines would be named like the files in {path.with_suffix('').name}/"
        raise InvalidSeed(path, found, "rename one of them")


_CONTROL = bytes(i for i in range(128) if CONTROL.match(chr(i)))
"""The same in UTF-8; to look for bytes is many times as fast."""


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
    if len(data.translate(None, _CONTROL)) < len(data) and (bad := CONTROL.search(text)):
        line = text.count("\n", 0, bad.start()) + 1
        raise InvalidSeed(
            path,
            f"line {line} holds the control character U+{ord(bad[0]):04X}, so it is no text",
            "save the file as UTF-8 text, or take it away",
        )
    return text


def _check_new(found: Document, seen: Index) -> None:
    """`seen` has where each text and each id stands."""
    body = found.text[found.start :].strip()
    content = body.encode() if found.given is None else files.canonical(found.given)
    for mark in (hashlib.sha256(content).digest(), f"id {found.id}".encode()):
        if not seen.add(mark, found.place):
            other = f"the same document as {seen.get(mark)}"
            raise InvalidSeed(found.path, other, "keep one of them", found.line)
