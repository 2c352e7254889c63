"""Where something stands in a file, and what is wrong there as issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_kit.model import Issue
from corpus_kit.validate import severity
from corpus_kit.validate.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from corpus_kit.config import Config
    from corpus_kit.model import Fault, Row
    from corpus_kit.schema import RowSchema


@dataclass(frozen=True)
class Place:
    """A file, the line or else the place in it, and whose answer to what stands there."""

    path: Path
    line: int = 0
    place: str = ""
    project: str = ""
    segment: str = ""
    annotator: str = ""

    def issues(
        self, faults: Iterable[Fault], row: Row, schema: RowSchema, config: Config | None = None
    ) -> Iterator[Issue]:
        """The faults, as much as they matter to a corpus, or else as they usually do."""
        for fault in faults:
            matters = severity(fault.check, config) if config else fault.check.severity
            if matters != "off":
                yield Issue(
                    self.path, self.line, self.project, self.segment, self.annotator, matters,
                    fault, excerpt(row, fault.pointer, schema), self.place,
                )  # fmt: skip
