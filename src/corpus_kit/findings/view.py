"""How things that came with the data are shown to people."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus_kit.model import REMOVED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus_kit.model import Fix, Issue

LONG = 80
"""Characters of a value."""

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, with which terminals are told what to do
    "\u2028\u2029"  # ends of lines
    "\u202a-\u202e\u2066-\u2069"  # what turns the order of letters around
    "\ud800-\udfff\ufffe\uffff]"  # what UTF-8 or XML cannot hold
)


def printable(text: str) -> str:
    r"""
    The text with what no terminal should get written out.

    >>> printable("Tiranë\x1b[2J")
    'Tiranë\\x1b[2J'
    """
    return _HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)


@dataclass(frozen=True)
class View:
    """
    What issues are shown with.

    `near` is how a path is named from where somebody looks; `link` the address of the task that an
    issue is about, in Label Studio, where it is known.
    """

    near: Callable[[Path], Path]
    link: Callable[[Issue], str | None]

    def of(self, issue: Issue) -> Issue:
        """The issue with its path as it is named from here."""
        return replace(issue, path=self.near(issue.path))


def mended(fix: Fix) -> str:
    """What a fix would do, in words."""
    if fix.value is REMOVED:
        return f"take out what is at {fix.pointer}"
    value = _span(fix.value) or json.dumps(fix.value, ensure_ascii=False)
    short = value if len(value) <= LONG else f"{value[: LONG - 1]}…"
    return f"write {short} at {fix.pointer}"


def _span(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    """A span as people read it; None where it is none."""
    if not isinstance(value, dict) or not value.keys() >= {"start", "end", "label", "text"}:
        return None
    return f"{value['label']} {value['start']}:{value['end']} {value['text']!r}"
