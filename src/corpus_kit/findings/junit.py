"""Findings as JUnit's XML, which CI servers show: a test for each check, failed where it found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from corpus_kit.checks import CHECKS
from corpus_kit.findings.view import printable
from corpus_kit.words import counted

if TYPE_CHECKING:
    from corpus_kit.findings.kept import Findings, Group
    from corpus_kit.findings.view import View

MOST = 20
"""Issues of a check that are told; all are counted."""

SUITE = "corpus-kit validate"


def document(findings: Findings, view: View) -> bytes:
    """The XML: errors are failures, warnings and notes what the test said."""
    groups = findings.groups
    checks = {**CHECKS, **{group.check.code: group.check for group in groups}}
    failed = {group.check.code for group in groups if group.severity == "error"}
    counts = {"name": SUITE, "tests": str(len(checks)), "failures": str(len(failed))}
    root = Element("testsuites", counts)
    suite = SubElement(root, "testsuite", {**counts, "errors": "0", "skipped": "0"})
    for check in checks.values():
        case = SubElement(suite, "testcase", classname=SUITE, name=printable(str(check)))
        for group in groups:
            if group.check.code == check.code:
                _told(case, group, findings, view)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _told(case: Element, group: Group, findings: Findings, view: View) -> None:
    told = [printable(str(view.of(issue))) for issue in findings.of(group, MOST)]
    if group.count > MOST:
        told.append(f"… and {group.count - MOST} more")
    if group.severity == "error":
        message = f"{counted(group.count, 'error')}: {printable(group.check.finds)}"
        SubElement(case, "failure", type="error", message=message).text = "\n".join(told)
    else:
        SubElement(case, "system-out").text = "\n".join([f"{group.severity}:", *told])
