"""
Answers that follow their text, where seeds were corrected after they were given.

`plan` goes through a whole project; `reviewed` takes the marks away of what people looked at again.
"""

from corpus_kit.rebase.project import LEAST, Rebase, plan
from corpus_kit.rebase.reviewed import reviewed
from corpus_kit.rebase.told import Flag, Told

__all__ = ["LEAST", "Flag", "Rebase", "Told", "plan", "reviewed"]
