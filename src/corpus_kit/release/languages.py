"""Languages by their English names, as the hub has them: the list comes with `datasets`."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def languages(tags: Iterable[str]) -> str:
    """
    The languages that BCP 47 tags name, each with its tag; a tag alone where the list lacks it.

    >>> languages(["sq", "sr-Latn", "x-mine"])
    'Albanian (sq), Serbian (sr-Latn), x-mine'
    """
    return ", ".join(map(_language, tags))


def _language(tag: str) -> str:
    names = _names()
    name = names.get(tag) or names.get(tag.partition("-")[0].lower())
    return f"{name} ({tag})" if name else tag


@cache
def _names() -> Mapping[str, str]:
    """By code; read where it lies, since to import `datasets` takes a second."""
    found = importlib.util.find_spec("datasets")
    assert found  # noqa: S101 - for the type checker: it is one of our requirements
    assert found.origin  # noqa: S101 - the same: it is a package
    there = Path(found.origin).parent / "utils" / "resources" / "languages.json"
    names: dict[str, str] = json.loads(there.read_bytes())
    return names
