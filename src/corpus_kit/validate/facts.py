"""
What is kept of a chunk for the checks of the whole corpus: a few numbers and names for each answer.

Texts and answers are 64 bits of a digest here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from xxhash import xxh3_64_digest

from corpus_kit.checks.corpus import NEAR_EMPTY, SAME_TEXT_DIFFERS, TEST_ALSO_IN_TRAIN, TOO_FAST
from corpus_kit.fields.text import Text
from corpus_kit.validate.severity import severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from corpus_kit.corpus import Project
    from corpus_kit.model import Fault
    from corpus_kit.validate.standing import Standing
    from corpus_kit.validate.whole import leaks, lengths, pace, repeated


@dataclass
class Facts:
    """Those of a chunk."""

    given: list[repeated.Fact] = field(default_factory=list)
    stands: list[leaks.Fact] = field(default_factory=list)
    written: list[lengths.Fact] = field(default_factory=list)
    took: list[pace.Fact] = field(default_factory=list)


class Notes:
    """Takes down the facts that the checks need whose codes are `on`."""

    def __init__(self, project: Project, on: Collection[str]) -> None:
        self._asked = [one.asked.name for one in project.schema.fields]
        self._texts = [one.asked.name for one in project.schema.fields if isinstance(one, Text)]
        self._config = project.corpus.config
        self._compare = SAME_TEXT_DIFFERS.code in on
        self._place = TEST_ALSO_IN_TRAIN.code in on and project.corpus.splits.exists()
        self._measure = NEAR_EMPTY.code in on and bool(self._texts)
        self._time = TOO_FAST.code in on
        self.facts = Facts()

    def take(self, one: Standing) -> None:
        """Take down what there is to know of a segment and the answers to it."""
        if self._place:
            segment = one.segment
            text = digest(one.shown if segment.given is not None else segment.text)
            place = str(one.path), one.line
            self.facts.stands.append((text, segment.document, segment.id, *place))
        if one.submitted:
            self._answers(one)

    def _answers(self, one: Standing) -> None:
        facts, name = self.facts, one.segment.id
        text = digest(one.shown) if self._compare else b""
        for (line, _, faults), said in one.submitted:
            place = name, line.annotator, line.number
            if self._compare and not (faults and self._is_wrong(faults)):
                facts.given.append((text, *place, digest([*map(said.row.get, self._asked)])))
            for asked in self._texts if self._measure else ():
                if length := len(_joined(said.row.get(asked))):
                    facts.written.append((asked, length, *place))
            if self._time and said.seconds is not None:
                facts.took.append((line.annotator, said.seconds))

    def _is_wrong(self, faults: Iterable[Fault]) -> bool:
        return any(severity(one.check, self._config) == "error" for one in faults)


def digest(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """64 bits of a JSON value, however its keys are sorted: equal values are told by them."""
    return xxh3_64_digest(_ENCODER.encode(value))


_ENCODER = msgspec.json.Encoder(order="sorted")


def _joined(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What was written, in one text or in several."""
    several = value if isinstance(value, list) else [value]
    return " ".join(one for one in several if isinstance(one, str)).strip()
