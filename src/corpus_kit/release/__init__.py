"""
The border with Hugging Face: a corpus's answers as a dataset that ``load_dataset`` reads.
"""

from corpus_kit.release.build import Released, release
from corpus_kit.release.version import released

__all__ = ["Released", "release", "released"]
