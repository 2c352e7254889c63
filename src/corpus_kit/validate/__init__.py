"""
Answers to issues: every row against its JSON Schema, then what no schema can see.

`issues` goes through a whole project, `row_faults` looks at one row.
"""

from corpus_kit.validate.annotation import About, faults
from corpus_kit.validate.custom import asking, custom_checks
from corpus_kit.validate.lines import checked
from corpus_kit.validate.project import issues
from corpus_kit.validate.row import row_faults
from corpus_kit.validate.severity import severity

__all__ = [
    "About",
    "asking",
    "checked",
    "custom_checks",
    "faults",
    "issues",
    "row_faults",
    "severity",
]
