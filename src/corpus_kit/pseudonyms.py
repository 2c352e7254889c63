"""
Annotators' pseudonyms: stable for whoever has the key, meaningless to anyone else.

A pseudonym is the HMAC-SHA-256 of the annotator's address under the corpus's key, cut to 32 bits:
without the key, knowing somebody's address does not tell which pseudonym is theirs.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.errors import MissingPseudonymKey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VARIABLE = "CORPUS_KIT_PSEUDONYM_KEY"
DOMAIN = "annotators.invalid"
"""The domain of the addresses of those added by name; RFC 2606 keeps it from ever existing."""

_PSEUDONYM = re.compile(r"annotator-[0-9a-f]{8}")


@dataclass(frozen=True)
class Pseudonyms:
    """`named` are the annotators who appear under their own name."""

    key: bytes = field(repr=False)
    named: frozenset[str] = frozenset()

    def of(self, identity: str) -> str:
        """
        The name that an annotator appears under; `identity` is an e-mail address.

        >>> Pseudonyms(b"key", frozenset({"demo-1"})).of("demo-1@annotators.invalid")
        'demo-1'
        >>> Pseudonyms(b"key").of("Ana@Example.com") == Pseudonyms(b"key").of("ana@example.com")
        True
        """
        identity = identity.strip().lower()
        local, _, domain = identity.rpartition("@")
        if domain == DOMAIN and local in self.named:
            return local
        return f"annotator-{hmac.new(self.key, identity.encode(), hashlib.sha256).hexdigest()[:8]}"


def key(path: Path, answers: Iterable[Path]) -> bytes:
    """
    The corpus's key: from the environment, from `path`, or made there at first use.

    Raises: MissingPseudonymKey when there is none, but `answers` stand under pseudonyms already.
    """
    if given := os.environ.get(VARIABLE, "").strip():
        return given.encode()
    if not path.exists() or not path.read_bytes().strip():
        for file in answers:
            if _PSEUDONYM.fullmatch(file.stem):
                raise MissingPseudonymKey(path, file)
        files.private_directory(path.parent)
        files.write(path, [secrets.token_hex(32).encode(), b"\n"], mode=files.PRIVATE)
    return path.read_bytes().strip()
