"""
Documents to segments: whole, by paragraph or by sentence, with offsets into the document.

A segment's id is its document's id, ``#``, and a digest of its own text: correcting one paragraph
changes one id, and moving paragraphs changes none.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.model import Segment
from corpus_kit.seeds.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.config import Unit
    from corpus_kit.model import Document

Place = tuple[int, int]

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def segments(
    document: Document, unit: Unit, language: str, inputs: Sequence[str] = ()
) -> Iterator[Segment]:
    """
    The document's segments, in order, each without white space at its edges.

    A structured one is a single segment, whatever the unit; its id covers its `inputs`, which are
    what annotators see.
    """
    if document.given is not None:
        shown = {name: document.given[name] for name in inputs if name in document.given}
        name = f"{document.id}#{_digest(files.canonical(shown).decode(), 0)}"
        yield Segment(
            name, document.id, 0, 0, "", document.metadata, document.given, document.place
        )
        return
    seen: dict[str, int] = {}
    place = document.place
    for start, end in _places(document, unit, language):
        text = document.text[start:end]
        earlier = seen.get(text, 0)
        name = f"{document.id}#{_digest(text, earlier)}"
        seen[text] = earlier + 1
        yield Segment(name, document.id, start, end, text, document.metadata, place=place)


def _places(document: Document, unit: Unit, language: str) -> Iterator[Place]:
    if unit == "document":
        yield _trimmed(document.text, document.start, len(document.text))
        return
    for start, end in _paragraphs(document.text, document.start):
        if unit == "paragraph":
            yield start, end
        else:
            for first, last in sentences(document.text[start:end], language):
                yield _trimmed(document.text, start + first, start + last)


def _paragraphs(text: str, start: int) -> Iterator[Place]:
    """What stands between blank lines."""
    for blank in _BLANK.finditer(text, start):
        place = _trimmed(text, start, blank.start())
        if place[0] < place[1]:
            yield place
        start = blank.end()
    place = _trimmed(text, start, len(text))
    if place[0] < place[1]:
        yield place


def _trimmed(text: str, start: int, end: int) -> Place:
    """The place without white space at its edges; empty where there is nothing else."""
    part = text[start:end]
    inner = part.strip()
    start += part.find(inner)
    return start, start + len(inner)


def _digest(text: str, earlier: int) -> str:
    """48 bits of SHA-256; `earlier` counts the same text further up in the same document."""
    return hashlib.sha256(b"%d\0%b" % (earlier, text.encode())).hexdigest()[:12]
