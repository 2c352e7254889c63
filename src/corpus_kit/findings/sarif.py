"""
Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.

Written as they come: the rules stand behind the results.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corpus_kit import __version__, files
from corpus_kit.checks import CHECKS
from corpus_kit.findings.array import dumped, fix
from corpus_kit.findings.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from corpus_kit.findings.view import View
    from corpus_kit.model import Check, Issue

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "corpusKit/v1"


def chunks(issues: Iterable[Issue], view: View) -> Iterator[bytes]:
    """The log's bytes, result by result; paths are such as `view` names them."""
    rules = dict(CHECKS)
    index = {code: number for number, code in enumerate(rules)}
    yield (
        f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{\n'
        '"columnKind": "unicodeCodePoints", "results": ['
    ).encode()
    before = ""
    for issue in issues:
        check = issue.fault.check
        number = index.setdefault(check.code, len(index))
        rules.setdefault(check.code, check)
        yield f"{before}\n{dumped(_result(issue, number, view))}".encode()
        before = ","
    driver = {
        "name": "corpus-kit",
        "version": __version__,
        "rules": [_rule(check) for check in rules.values()],
    }
    yield f'\n],\n"tool": {dumped({"driver": driver})}}}]}}\n'.encode()


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.code,
        "name": check.name,
        "shortDescription": {"text": check.finds},
        "fullDescription": {"text": f"{check.finds} {check.why}"},
        "help": {"text": text(check), "markdown": text(check)},
        "defaultConfiguration": {"level": check.severity.replace("off", "none")},
    }


def _result(issue: Issue, rule: int, view: View) -> dict[str, Any]:
    fault = issue.fault
    url = view.link(issue)
    shown = {
        "project": issue.project,
        "place": issue.place,
        "segment": issue.segment,
        "annotator": issue.annotator,
        "pointer": fault.pointer,
        "excerpt": issue.excerpt,
        "url": url,
        "fix": fault.fix and fix(fault.fix),
    }
    return {
        "ruleId": fault.check.code,
        "ruleIndex": rule,
        "level": issue.severity,
        "message": {"text": "\n".join(filter(None, (fault.message, issue.excerpt)))},
        "locations": [_location(issue, view)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(issue)},
        "properties": {key: said for key, said in shown.items() if said},
    }


def _location(issue: Issue, view: View) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(view.near(issue.path))}}
    if issue.line:
        physical["region"] = {"startLine": issue.line}
    within = " ".join(filter(None, (issue.place, issue.segment, issue.fault.pointer)))
    logical = {"logicalLocations": [{"fullyQualifiedName": within}]} if within else {}
    return {"physicalLocation": physical, **logical}


def _uri(path: Path) -> str:
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _fingerprint(issue: Issue) -> str:
    """What stays where lines move: whose answer to what is wrong, and how."""
    fault = issue.fault
    within = [issue.project, issue.segment, issue.annotator, issue.place]
    said = [fault.check.code, *within, fault.pointer, fault.message]
    return hashlib.sha256(files.canonical(said)).hexdigest()[:32]
