"""
corpus-kit: from raw seed documents to a labelled dataset that others can load and trust.

The library's parts, from the bottom up: `corpus_kit.model` (the values), `corpus_kit.schema`
(one JSON Schema describes one row), `corpus_kit.corpus` (a directory opened),
`corpus_kit.validate`, `corpus_kit.studio` (Label Studio), `corpus_kit.release` (the dataset).
"""

__version__ = "0.1.0"
