"""Versions of a release: X.Y.Z, one directory each, never changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Self

from corpus_kit.errors import InvalidVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus_kit.corpus import Corpus

# No suffix: datasets cannot load a version such as 1.2.0-rc.1.
_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)


class Version(NamedTuple):
    """
    A version number.

    >>> str(Version.parse("1.10.0"))
    '1.10.0'
    >>> Version.parse("1.10.0") > Version.parse("1.9.3")
    True
    """

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises: InvalidVersion."""
        if (match := _VERSION.fullmatch(text)) is None:
            raise InvalidVersion(text)
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return ".".join(map(str, self))


FIRST = Version(0, 1, 0)
"""The version to propose where there was none."""


def released(corpus: Corpus) -> list[Version]:
    """The versions in ``dist/``, oldest first."""
    if not corpus.releases.is_dir():
        return []
    return among(path.name for path in corpus.releases.iterdir())


def among(names: Iterable[str]) -> list[Version]:
    """
    The versions among names of files, oldest first.

    >>> [str(one) for one in among(["1.10.0", "1.9.3", ".1.9.4.tmp", "index.json"])]
    ['1.9.3', '1.10.0']
    """
    return sorted(Version.parse(name) for name in names if _VERSION.fullmatch(name))
