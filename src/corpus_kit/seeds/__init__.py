"""Seeds: raw documents, untouched bytes, read as documents and cut into segments."""

from corpus_kit.seeds.read import document, documents, normalised
from corpus_kit.seeds.segment import segments
from corpus_kit.seeds.sentences import sentences

__all__ = ["document", "documents", "normalised", "segments", "sentences"]
