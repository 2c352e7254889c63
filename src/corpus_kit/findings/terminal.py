"""Findings as people read them: by check, the first of each, and what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit.findings.view import mended, printable
from corpus_kit.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus_kit.findings.kept import Findings, Group
    from corpus_kit.findings.view import View
    from corpus_kit.model import Issue, Severity

EACH, ALL = 5, 20
"""Issues of a check that are shown, and of all checks together; of each there is one at least."""


@dataclass(frozen=True)
class Style:
    """How words are set off: those of a severity, and the span that an excerpt is about."""

    severity: Callable[[Severity, str], str]
    span: Callable[[str], str]


PLAIN = Style(lambda _, text: text, lambda text: f"[[{text}]]")
"""As text alone can."""


def lines(
    findings: Findings, view: View, style: Style = PLAIN, *, whole: bool = False, notes: bool = True
) -> Iterator[str]:
    """
    The findings, group by group, with an empty line between two.

    With `whole` every one of them, else the first; without `notes` those are counted, a line each.
    """
    left, before = ALL, ""
    for group in findings.groups:
        counted_only = group.severity == "note" and not notes
        most = 0 if counted_only else min(EACH, max(1, left))
        left -= min(most, group.count)
        if before and not (counted_only and before == "note"):
            yield ""
        before = group.severity
        yield _head(group, style, hint=counted_only)
        for issue in findings.of(group, None if whole else most):
            yield from _issue(view.of(issue), view.link(issue), style)
        if most and not whole and (rest := group.count - most) > 0:
            yield f"  … and {rest} more; see them with --check {group.check.code} --all"


def closing(findings: Findings) -> Iterator[str]:
    """How many there are of each severity, and what to type next."""
    told = [counted(count, name) for name, count in findings.counts.items() if count]
    groups = findings.groups
    if not told:
        yield "no findings"
        return
    yield ""
    yield listed(told)
    if fixes := sum(group.fixes for group in groups):
        yield f"what repair would do about {fixes} of them: corpus-kit repair --plan"
    code = groups[0].check.code
    yield f"what a check is about, and how to mend what it finds: corpus-kit checks {code}"


def _head(group: Group, style: Style, *, hint: bool) -> str:
    what = style.severity(group.severity, printable(f"{group.severity} {group.check}"))
    more = f" (see --check {group.check.code})" if hint else ""
    return f"{what}, {counted(group.count, 'time')}{more}: {printable(group.check.finds)}"


def _issue(issue: Issue, url: str | None, style: Style) -> Iterator[str]:
    fault = issue.fault
    by = issue.annotator and f"by {issue.annotator}"
    at = fault.pointer and f"at {fault.pointer}"
    about = " ".join(filter(None, (issue.segment, by, at)))
    yield "  " + printable(": ".join(filter(None, (issue.where, about))))
    yield "    " + printable(fault.message)
    if issue.excerpt:
        text = printable(issue.excerpt)
        yield "    " + re.sub(r"\[\[(.*)\]\]", lambda found: style.span(found[1]), text)
    if fault.fix:
        yield "    " + printable(f"repair would {mended(fault.fix)}")
    if url:
        yield "    " + printable(url)
