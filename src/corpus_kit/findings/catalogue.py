"""The checks and what they are about, for people."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from corpus_kit.checks import CHECKS
from corpus_kit.errors import UnknownCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus_kit.model import Check, Severity

HEAD = """\
# All checks

What `corpus-kit validate` looks for. This page is written by `corpus-kit checks --markdown`;
`corpus-kit checks CK103` says the same in a terminal, with the severity that your corpus gives it.
How to read what was found stands in [validation.md](validation.md).

A code stays what it is: names and sentences may change. An *error* makes `corpus-kit validate` exit
with 1 and keeps `corpus-kit export` from writing a release; a *warning* or a *note* does neither.
`corpus.toml` says otherwise by the code (`"off"` leaves a check out):

```toml
[checks]
CK105 = "warning"
```

| code | name | severity | finds |
| --- | --- | --- | --- |
"""


def chosen(names: Iterable[str], more: Iterable[Check] = ()) -> list[Check]:
    """
    The checks of these codes or names; `more` are those that are not ours.

    Raises: UnknownCheck.
    """
    checks = [*CHECKS.values(), *more]
    known = {one.code: one for one in checks} | {one.name: one for one in checks}
    found = []
    for name in names:
        one = known.get(name.upper()) or known.get(name.lower())
        if one is None:
            near = get_close_matches(name.upper(), CHECKS, 1) or get_close_matches(name, known, 1)
            raise UnknownCheck(name, near[0] if near else None)
        found.append(one)
    return found


def value(check: Check, severity: Severity) -> dict[str, str]:
    """A check as an object for programs."""
    return {
        "code": check.code,
        "name": check.name,
        "severity": severity,
        "finds": check.finds,
        "why": check.why,
        "mend": check.mend,
    }


def text(check: Check) -> str:
    """What it finds, why that matters and what to do, as paragraphs."""
    return f"{check.finds}\n\n{check.why}\n\nWhat to do: {check.mend}"


def explained(check: Check, severity: Severity) -> str:
    """A check, all about it."""
    return f"{check} ({severity})\n\n{text(check)}\n\n{_changed(check, severity)}"


def _changed(check: Check, severity: Severity) -> str:
    other = "warning" if severity == "error" else "error"
    return (
        'To have it taken for something else ("error", "warning", "note", or "off" to leave it '
        f'out), write into corpus.toml:\n\n  [checks]\n  {check.code} = "{other}"'
    )


def markdown(checks: Iterable[Check]) -> Iterator[str]:
    """The page about all checks, with an anchor for each by its code in small letters."""
    listed = list(checks)
    yield HEAD
    for one in listed:
        name = f"[{one.code}](#{one.code.lower()})"
        yield f"| {name} | {one.name} | {one.severity} | {_cell(one.finds)} |\n"
    for one in listed:
        yield (
            f'\n<a id="{one.code.lower()}"></a>\n\n## {one}\n\n'
            f"*{one.severity.capitalize()}.* {one.finds}\n\n{one.why}\n\n"
            f"**What to do:** {one.mend}\n"
        )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
