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
    from collections.abc import Collection

    from corpus_kit.corpus import Project
    from corpus_kit.model import Fault, Row
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
        text = digest(one.shown) if self._compare else b""
        for checked, said in one.submitted:
            place = one.segment.id, checked.line.annotator, checked.line.number
            if self._compare and not any(map(self._is_error, checked.faults)):
                self.facts.given.append((text, *place, digest(self._said(said.row))))
            for name in self._texts if self._measure else ():
                if length := len(_joined(said.row.get(name))):
                    self.facts.written.append((name, length, *place))
            if self._time and said.seconds is not None:
                self.facts.took.append((said.annotator, said.seconds))

    def _said(self, row: Row) -> Row:
        """The answers; null and nothing are the same."""
        return {name: one for name in self._asked if (one := row.get(name)) is not None}

    def _is_error(self, fault: Fault) -> bool:
        return severity(fault.check, self._config) == "error"


def digest(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """64 bits of a JSON value, however its keys are sorted: equal values are told by them."""
    return xxh3_64_digest(_ENCODER.encode(value))


_ENCODER = msgspec.json.Encoder(order="sorted")


def _joined(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What was written, in one text or in several."""
    several = value if isinstance(value, list) else [value]
    return " ".join(one for one in several if isinstance(one, str)).strip()
