"""
What `validate` found, for people and for programs: one output format a file.

`Findings` keeps the issues of a run, on disk; each format is a function of those.
"""

from corpus_kit.findings.kept import Findings, Group
from corpus_kit.findings.view import View

__all__ = ["Findings", "Group", "View"]
