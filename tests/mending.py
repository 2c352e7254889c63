"""Rows with the fixes in them that their faults come with."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from corpus_kit.model import REMOVED
from corpus_kit.validate import row_faults

if TYPE_CHECKING:
    from corpus_kit.model import Fix, Row
    from corpus_kit.schema import RowSchema

MOST = 40
"""Fixes of a row."""


def mended(row: Row, schema: RowSchema) -> Row:
    """The row with one fix after the other, until there is none."""
    for _ in range(MOST):
        fix = next((fault.fix for fault in row_faults(row, schema) if fault.fix), None)
        if fix is None:
            return row
        row = applied(row, fix)
    raise AssertionError(f"fixes do not come to an end: {row}")


def applied(row: Row, fix: Fix) -> Row:
    """A row with what a fix puts into it, or without what it takes out."""
    made = copy.deepcopy(dict(row))
    *path, last = [int(one) if one.isdigit() else one for one in fix.pointer[1:].split("/")]
    there: Any = made
    for key in path:
        there = there[key]
    if fix.value is REMOVED:
        del there[last]
    else:
        there[last] = fix.value
    return made
