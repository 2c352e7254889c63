"""
Structured seeds: ``.jsonl`` files with a row a line, a JSON object that holds the inputs by name.

Each line is a document of its own, named by its ``id``, or else by a digest of the line.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit import files
from corpus_kit.errors import InvalidSeed
from corpus_kit.model import Document
from corpus_kit.schema.references import token
from corpus_kit.text import CONTROL, normalised

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

SUFFIX = ".jsonl"
NAME = re.compile(r"[^\x00-\x1f\x7f#\\\ud800-\udfff]+")
"""What an id may be: anything that can be part of the name of a document."""

BOM = b"\xef\xbb\xbf"


def rows(
    path: Path, prefix: str, metadata: Collection[str] = ()
) -> Iterator[Document | InvalidSeed]:
    """
    The documents in a file, in the order of their ids, ``prefix/ID``; or what is wrong with a line.

    `metadata` names what a line may say beside its inputs. Memory holds the ids, not the lines.
    """
    places: dict[str, tuple[int, int]] = {}
    with path.open("rb") as file:
        at = 0
        for number, line in enumerate(file, 1):
            data = line.removeprefix(BOM) if number == 1 else line
            at += len(line)
            if not data.strip():
                continue
            try:
                found = row(path, prefix, number, data, metadata)
                if found.id in places:
                    first = places[found.id][0]
                    raise _fault(path, number, f"the same id as line {first}", "give it another")
            except InvalidSeed as error:
                yield error
            else:
                places[found.id] = number, at - len(data)
        for _, (number, at) in sorted(places.items()):
            file.seek(at)
            yield row(path, prefix, number, file.readline(), metadata)


def row(
    path: Path, prefix: str, number: int, line: bytes, metadata: Collection[str] = ()
) -> Document:
    """
    A line as a document, ``prefix/ID``.

    Raises: InvalidSeed.
    """
    try:
        found = _normalised(_object(path, number, line), path, number)
    except RecursionError as error:
        raise _fault(path, number, "nested too deeply", "make it flatter") from error
    name = found.pop("id", None)
    name = hashlib.sha256(files.canonical(found)).hexdigest()[:12] if name is None else name
    if not isinstance(name, str) or not NAME.fullmatch(name):
        instead = "write a string without '#', '\\' and control characters"
        raise _fault(path, number, f"the id {name!r} cannot name a document", instead)
    said = {key: found.pop(key) for key in metadata if found.get(key) is not None}
    for key, value in said.items():
        if not isinstance(value, str):
            fault = f"{key!r} is in seeds.metadata, but no text"
            raise _fault(path, number, fault, "write a string")
    if not found:
        raise _fault(path, number, "there is nothing in it to show", "give the inputs by name")
    digest = hashlib.sha256(line).hexdigest()
    return Document(f"{prefix}/{name}", path, digest, "", 0, said, found, number)


def _object(path: Path, number: int, data: bytes) -> dict[str, Any]:
    try:
        data.decode()
        said = msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        raise _fault(
            path, number, f"byte {error.start} is not UTF-8", "save it as UTF-8"
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise _fault(path, number, f"not JSON ({str(error).lower()})", "mend it there") from error
    if not isinstance(said, dict):
        raise _fault(path, number, "not a JSON object", 'write {"NAME": "text", …}')
    return said


def _normalised(value: Any, path: Path, number: int, pointer: str = "") -> Any:  # noqa: ANN401
    """Every text in the value as texts are kept; NUL and the like are refused."""
    if isinstance(value, str):
        if bad := CONTROL.search(value):
            character = f"the control character U+{ord(bad[0]):04X}"
            found = f"{pointer} holds {character} at character {bad.start()}"
            raise _fault(path, number, found, "take it out")
        return normalised(value)
    if isinstance(value, list):
        return [_normalised(one, path, number, f"{pointer}/{i}") for i, one in enumerate(value)]
    if isinstance(value, dict):
        return {
            key: _normalised(one, path, number, f"{pointer}/{token(key)}")
            for key, one in value.items()
        }
    return value


def _fault(path: Path, number: int, found: str, instead: str) -> InvalidSeed:
    return InvalidSeed(path, found, instead, number)
