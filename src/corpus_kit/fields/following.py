"""Regions that follow their text, where it was normalised after they were marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from corpus_kit.text import moved, normalised

if TYPE_CHECKING:
    from corpus_kit.fields.protocol import Result
    from corpus_kit.inputs import Input


@dataclass(frozen=True)
class Following:
    """From the value `before` of an input, whose text was `text`, to the one `after`."""

    shown: Input
    before: Any
    after: Any
    text: str

    @classmethod
    def of(cls, shown: Input, before: Any, after: Any) -> Self | None:  # noqa: ANN401 - JSON values
        """None where no region has to move: the texts are the same, or have nothing in common."""
        if before == after:
            return None
        text, kept = shown.text(before), shown.text(after)
        return cls(shown, before, after, text) if text != kept == normalised(text) else None

    def region(self, region: Result) -> Result:
        """The same region in the normalised text; one without a place stays as it is."""
        start, end, said, _ = self.shown.place(self.before, region["value"])
        offsets = isinstance(start, int) and isinstance(end, int)
        if not (offsets and 0 <= start < end <= len(self.text)):
            return region
        there = dict(self.shown.region(self.after, *moved(self.text, start, end)))
        if said != self.text[start:end]:
            there["text"] = said
        return {**region, "value": {**region["value"], **there}}
