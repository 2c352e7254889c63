"""Seeds: raw documents, untouched bytes, read as documents and cut into segments."""

from corpus_kit.seeds.read import document, documents
from corpus_kit.seeds.rows import row
from corpus_kit.seeds.segment import segments
from corpus_kit.seeds.sentences import sentences
from corpus_kit.text import normalised

__all__ = ["document", "documents", "normalised", "row", "segments", "sentences"]
