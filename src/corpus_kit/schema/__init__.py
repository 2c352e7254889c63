"""
The schema is the row: one JSON Schema (2020-12) describes one row of the dataset to be published.

Properties that are ``readOnly`` are what annotators see; all others are what they are asked.
"""

from corpus_kit.schema.row import RowSchema

__all__ = ["RowSchema"]
