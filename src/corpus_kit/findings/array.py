"""Findings as a JSON array, an object a line; docs/validation.md says what stands in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from corpus_kit.model import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus_kit.findings.view import View
    from corpus_kit.model import Fix, Issue

_RAW = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON may hold as it is, and a terminal or UTF-8 should not."""


def chunks(issues: Iterable[Issue], view: View) -> Iterator[bytes]:
    """The array's bytes, issue by issue."""
    before = "["
    for issue in issues:
        yield f"{before}\n{dumped(value(issue, view))}".encode()
        before = ","
    yield b"[]\n" if before == "[" else b"\n]\n"


def value(issue: Issue, view: View) -> dict[str, Any]:
    """The issue as an object."""
    fault = issue.fault
    return {
        "code": fault.check.code,
        "check": fault.check.name,
        "severity": issue.severity,
        "project": issue.project or None,
        "path": str(view.near(issue.path)),
        "line": issue.line or None,
        "place": issue.place or None,
        "segment": issue.segment or None,
        "annotator": issue.annotator or None,
        "pointer": fault.pointer,
        "message": fault.message,
        "excerpt": issue.excerpt or None,
        "url": view.link(issue),
        "fix": fault.fix and fix(fault.fix),
    }


def fix(one: Fix) -> dict[str, Any]:
    """A fix as an object."""
    if one.value is REMOVED:
        return {"pointer": one.pointer, "remove": True}
    return {"pointer": one.pointer, "value": one.value}


def dumped(found: dict[str, Any]) -> str:
    """An object on one line, safe to look at."""
    text = json.dumps(found, ensure_ascii=False)
    return _RAW.sub(lambda raw: f"\\u{ord(raw[0]):04x}", text)
