"""
What is checked: a value for each check, with a code that stays and the words of its documentation.

Where something is wrong is a `Fault` or an `Issue` of `corpus_kit.model`; both name a check.
`check` makes a check of a function, in a corpus or in another package: see docs/custom-checks.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.checks import about, answers, corpus, files, rows, spans
from corpus_kit.checks.custom import Answer, check
from corpus_kit.model import REMOVED, Check, Fix

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHECKS", "REMOVED", "Answer", "Fix", "check"]

_ALL = [
    one
    for module in (files, spans, answers, about, rows, corpus)
    for one in vars(module).values()
    if isinstance(one, Check)
]

CHECKS: Mapping[str, Check] = {
    one.code: one for one in sorted([*_ALL, *rows.BY_KEYWORD.values()], key=lambda one: one.code)
}
"""Our own, by their codes."""
