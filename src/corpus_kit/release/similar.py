"""
Near-duplicates: documents that have most of their words in common, in the same order.

MinHash over runs of five words; two documents are alike where the share of runs that they have in
common, of all runs in either, is estimated to be at least `ALIKE` (Broder 1997). Words are hashed
with BLAKE2b, runs by a polynomial of those, and the MinHash is rensa's, version 2 of its algorithm:
other ones would find other pairs.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.index import disk, temporary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus_kit.model import Document

ALIKE = 0.7
"""With 14 bands of 8 hashes, of pairs this much alike more than half are found; of 0.8, 92 %."""

RUN = 5
BANDS, ROWS = 14, 8
SEED = 1

PRIME = 0x9E3779B97F4A7C15
"""Odd, so that no hash of a word is lost; 2 ** 64 by the golden ratio (Knuth 1973)."""

KNOWN = 100_000
"""Words whose hashes are in memory."""

_BETWEEN = re.compile(r"[^\w\s]+")


def words(document: Document) -> list[str]:
    """The words of a document's body, or of all that a structured one holds, in lower case."""
    text = document.text[document.start :]
    if document.given is not None:
        text = files.canonical(document.given).decode()
    return _BETWEEN.sub(" ", text.lower()).split()


class _Hashes(dict[str, int]):
    """The words met last, each with a hash of 64 bits."""

    def __missing__(self, word: str) -> int:
        if len(self) == KNOWN:
            self.clear()
        hashed = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = int.from_bytes(hashed, "little")
        return self[word]


_hashes = _Hashes()


def signature(found: Sequence[str]) -> bytes:
    """
    The MinHash of a text's words: 112 numbers of 32 bits.

    >>> signature("a b c d e f".split())[:8].hex()
    '86c780d3dbe5aacf'
    """
    import numpy as np
    from rensa import RMinHash

    hashed = np.fromiter(map(_hashes.__getitem__, found), np.uint64, len(found))
    runs = hashed[: max(1, len(found) - RUN + 1)].copy()
    for i in range(1, min(RUN, len(found))):  # a polynomial of the words' hashes, modulo 2 ** 64
        runs = runs * np.uint64(PRIME) + hashed[i : i + len(runs)]
    offsets = np.array([0, len(runs)], np.uint64)
    made = RMinHash.digest_matrix_from_flat_token_hashes(runs, offsets, BANDS * ROWS, SEED)
    return np.array(made.to_rows()[0], dtype="<u4").tobytes()


def alike(one: bytes, other: bytes) -> float:
    """The share of runs in common of two texts, estimated by their signatures."""
    import numpy as np

    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


_BANDS = "CREATE TABLE bands (of INTEGER PRIMARY KEY, document INTEGER)"
_MET = "CREATE TABLE met (document INTEGER PRIMARY KEY, name TEXT, signature BLOB)"


class Similar:
    """The documents met so far, on disk, to be asked which of them another is like."""

    def __init__(self) -> None:
        self._database = temporary(_BANDS, _MET, cache=32_000)
        self._count = 0

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()

    def meet(self, document: str, made: bytes) -> list[str]:
        """
        Take a document in, by its id and signature.

        Returns: those met before that it is like, of each band the first.
        """
        keys, ask = _bands(made), self._database.execute
        with disk():
            there = dict(ask(_SAME_BAND, keys))
            near = dict.fromkeys(there[one] for one in keys if one in there)
            found = [ask("SELECT name, signature FROM met WHERE document = ?", (one,)).fetchone()
                     for one in near]  # fmt: skip
            new = [(one, self._count) for one in keys if one not in there]
            self._database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", new)
            ask("INSERT INTO met VALUES (?, ?, ?)", (self._count, document, made))
        self._count += 1
        return [name for name, other in found if alike(made, other) >= ALIKE]


_SAME_BAND = f"SELECT of, document FROM bands WHERE of IN ({','.join('?' * BANDS)})"  # noqa: S608


def _bands(made: bytes) -> list[int]:
    """A number for each band: near-duplicates have one in common, others almost never."""
    import numpy as np

    numbers = np.frombuffer(made, "<u4").reshape(BANDS, ROWS)
    hashed: Any = np.arange(BANDS).astype(np.uint64)
    for i in range(ROWS):
        hashed = hashed * np.uint64(PRIME) + numbers[:, i]
    hashed = (hashed ^ (hashed >> np.uint64(32))) * np.uint64(PRIME)
    return [int(one) for one in hashed.view(np.int64)]
