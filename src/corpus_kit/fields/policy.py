"""What a schema asks of spans beyond their labels: how they may overlap, and where they may end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from corpus_kit.errors import InvalidSchema

if TYPE_CHECKING:
    from corpus_kit.fields.protocol import Property

OVERLAP, EDGES = "corpus-kit:overlap", "corpus-kit:edges"
KEYWORDS = {OVERLAP: ("any", "nested", "none"), EDGES: ("characters", "words")}
"""What they may be, the usual first."""


@dataclass(frozen=True)
class Policy:
    """
    How spans may share characters, and what they have to hold whole.

    `overlap` is ``any``, ``nested`` (one may hold another, but none crosses another) or ``none``.
    """

    overlap: str
    words: bool

    @classmethod
    def of(cls, asked: Property) -> Self:
        """Raises: InvalidSchema where a keyword says something else."""
        for keyword, known in KEYWORDS.items():
            if (said := asked.schema.get(keyword, known[0])) not in known:
                written = " or ".join(f'"{one}"' for one in known)
                raise InvalidSchema(
                    f"{asked.pointer}/{keyword}",
                    f"{said!r} says nothing about spans there",
                    f"write {written}",
                )
        overlap = asked.schema.get(OVERLAP, "any")
        return cls(overlap, asked.schema.get(EDGES) == "words")
