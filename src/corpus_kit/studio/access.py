"""Which Label Studio a corpus works with: the one that the environment names, or its own."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from corpus_kit.errors import HalfAnAddress, InvalidAddress, InvalidKey, NoServer
from corpus_kit.studio import credentials
from corpus_kit.studio.server import running

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus

URL = "LABEL_STUDIO_URL"
KEY = "LABEL_STUDIO_API_KEY"


@dataclass(frozen=True)
class Access:
    """The address of a Label Studio and a key to its API."""

    url: str
    key: str = field(repr=False)

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        """
        The server that the environment names, else the embedded one.

        Raises: NoServer when there is neither; InvalidAddress, InvalidKey.
        """
        url, key = (os.environ.get(name, "").strip() for name in (URL, KEY))
        if bool(url) != bool(key):
            raise HalfAnAddress(KEY if url else URL)
        if url and key:
            return cls(_address(url), _checked(key))
        if (server := running(corpus)) is None:
            raise NoServer
        return cls(server.url, credentials.owner(corpus).token)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "@" in url:
        raise InvalidAddress
    return url.rstrip("/")


def _checked(key: str) -> str:
    if not re.fullmatch(r"[!-~]+", key):
        raise InvalidKey
    return key
