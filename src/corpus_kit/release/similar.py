"""
Near-duplicates: documents that have most of their words in common, in the same order.

MinHash over runs of five words; two documents are alike where the share of runs that they have in
common, of all runs in either, is estimated to be at least `ALIKE` (Broder 1997). The hashing is
rensa's, version 2 of its algorithm: another one would find other pairs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.spool import Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.model import Document

ALIKE = 0.7
"""With 14 bands of 8 hashes, of pairs this much alike more than half are found; of 0.8, 92 %."""

RUN = 5
BANDS, ROWS = 14, 8
SEED = 1

_WORD = re.compile(r"\w+")

Signature = tuple[int, ...]


def words(document: Document) -> list[str]:
    """The words of a document's body, or of all that a structured one holds, in lower case."""
    text = document.text[document.start :]
    if document.given is not None:
        text = files.canonical(document.given).decode()
    return _WORD.findall(text.lower())


def signature(found: Sequence[str]) -> Signature:
    """
    The MinHash of a text's words: 112 numbers of 32 bits.

    >>> signature("a b c d e f".split())[:2]
    (3376583085, 4069946781)
    """
    from rensa import RMinHash

    made = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    made.update([" ".join(found[i : i + RUN]) for i in range(max(1, len(found) - RUN + 1))])
    return tuple(made.digest())


def alike(one: Signature, other: Signature) -> float:
    """The share of runs in common, estimated."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


class Similar:
    """The documents met so far, on disk, to be asked which of them another is like."""

    def __init__(self) -> None:
        self._index = Index()

    def close(self) -> None:
        """Let go of it all."""
        self._index.close()

    def meet(self, document: Document) -> list[str]:
        """Take a document in; returns those met before that it is like, of each band the first."""
        made = signature(words(document))
        found: dict[str, None] = {}
        for band in self._bands(made):
            self._index.add(band, document.id)
            name = self._index.get(band)
            if name and name != document.id and name not in found and self._alike(made, name):
                found[name] = None
        self._index.add(_of(document.id), " ".join(map(str, made)))
        return list(found)

    def _alike(self, made: Signature, name: str) -> bool:
        other = self._index.get(_of(name)) or ""
        return alike(made, tuple(map(int, other.split()))) >= ALIKE

    @staticmethod
    def _bands(made: Signature) -> Iterator[bytes]:
        for i in range(BANDS):
            yield repr((i, made[i * ROWS : (i + 1) * ROWS])).encode()


def _of(name: str) -> bytes:
    return b"signature " + name.encode()
