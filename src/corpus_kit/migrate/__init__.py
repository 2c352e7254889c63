"""
Labels that become others: in the schema, in stored answers, in what guidelines list.

`plan` says what would change, `surveyed` looks at every stored answer, `carry_out` does it.
"""

from corpus_kit.migrate.asked import Asked
from corpus_kit.migrate.carry_out import carry_out
from corpus_kit.migrate.label import Mapper
from corpus_kit.migrate.plan import Plan, plan
from corpus_kit.migrate.row import Migrated, migrated
from corpus_kit.migrate.survey import Finding, Survey, surveyed

__all__ = [
    "Asked",
    "Finding",
    "Mapper",
    "Migrated",
    "Plan",
    "Survey",
    "carry_out",
    "migrated",
    "plan",
    "surveyed",
]
