"""
Date: a day, or a day and a time.

In the row as RFC 3339 writes them: ``2026-11-24`` and ``2026-11-24T10:30:00Z``. Label Studio has no
time zones: a time that an annotator enters is taken as UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.checks.answers import TIME_WITH_LINE_END
from corpus_kit.columns import TEXT, Value
from corpus_kit.fields.protocol import Question, result, single
from corpus_kit.inputs import Described
from corpus_kit.model import Fault, Fix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Row


FORMATS = {"date": ("date", "%Y-%m-%d"), "date-time": ("date,time", "%Y-%m-%dT%H:%M")}
"""What Label Studio shows, and how it writes the answer, by the schema's ``format``."""


@dataclass(frozen=True)
class Date(Question):
    """A date, or a date with a time where `timed`."""

    kind: ClassVar = "date"
    example: ClassVar = '{"type": "string", "format": "date"}'
    result_type: ClassVar = "datetime"

    style: ClassVar[str] = (
        ".htx-datetime { margin: 4px 0 !important; padding: 0 } "
        ".htx-datetime input { margin: 0 8px 0 0 !important; font-size: 16px }"
    )

    timed: bool

    @property
    def column(self) -> Value:
        """A string, which keeps a zone that was given."""
        return TEXT

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """A string in the format of a date or of a date and time."""
        found = asked.schema.get("format")
        if asked.schema.get("type") != "string" or found not in FORMATS:
            return None
        return cls(asked, found == "date-time")

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """A calendar, with a clock or not."""
        if control.tag != "DateTime":
            return None
        shown = set(control.get("only", "date,time").replace(" ", "").split(","))
        for kind, (parts, written) in FORMATS.items():
            if shown == {*parts.split(",")}:
                other = control.get("format", written) != written
                left = (f"in a row it is written {written}, not {control.get('format')}",)
                return Described({"type": "string", "format": kind}, left if other else ())
        return Described(None, (f"it asks for {' and '.join(sorted(shown))}, which is no date",))

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """A calendar, and a clock where a time is asked."""
        shown, written = FORMATS["date-time" if self.timed else "date"]
        return Element(
            "DateTime",
            {"name": self.asked.name, "toName": self.on, "only": shown, "format": written},
        )

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The date; a time without seconds and zone gets both."""
        found = single(results, "datetime")
        short = self.timed and isinstance(found, str) and len(found) == len("2026-11-24T10:30")
        return f"{found}:00Z" if short else found

    def results(self, value: str, row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with the date."""
        return [result(self, {"datetime": value.removesuffix(":00Z") if self.timed else value})]

    def faults(self, value: str, row: Row) -> Iterator[Fault]:  # noqa: ARG002
        """A line end at the end, which a regular expression's ``$`` lets pass."""
        if value.endswith("\n"):
            pointer = f"/{self.asked.name}"
            fix = Fix(pointer, value.rstrip("\n"))
            yield Fault(TIME_WITH_LINE_END, pointer, "a line end stands behind it", fix)
