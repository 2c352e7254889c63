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
from corpus_kit.seeds.text import CONTROL, normalised

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
            try:
                found = _document(path, prefix, number, line, metadata)
                if found is not None and found.id in places:
                    first = places[found.id][0]
                    raise _fault(path, number, f"the same id as line {first}", "give it another")
            except InvalidSeed as error:
                yield error
            else:
                if found is not None:
                    places[found.id] = number, at
            at += len(line)
        for _, (number, at) in sorted(places.items()):
            file.seek(at)
            again = _document(path, prefix, number, file.readline(), metadata)
            if again is not None:
                yield again


def _document(
    path: Path, prefix: str, number: int, line: bytes, metadata: Collection[str]
) -> Document | None:
    """The line as a document; None where it is blank."""
    data = line.removeprefix(BOM) if number == 1 else line
    if not data.strip():
        return None
    found = _normalised(_object(path, number, data), path, number)
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
    digest = hashlib.sha256(data).hexdigest()
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


def _normalised(value: Any, path: Path, number: int) -> Any:  # noqa: ANN401 - any JSON value
    """Every text in the value as texts are kept; NUL and the like are refused."""
    if isinstance(value, str):
        text = normalised(value)
        if bad := CONTROL.search(text):
            found = f"a text in it holds the control character U+{ord(bad[0]):04X}"
            raise _fault(path, number, found, "take it out")
        return text
    if isinstance(value, list):
        return [_normalised(one, path, number) for one in value]
    if isinstance(value, dict):
        return {key: _normalised(one, path, number) for key, one in value.items()}
    return value


def _fault(path: Path, number: int, found: str, instead: str) -> InvalidSeed:
    return InvalidSeed(path, found, instead, number)
