"""What a kind of input is: one file that implements `Input`, all that is particular to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from corpus_kit.columns import Column, Value

# Label Studio writes these differently into a region's text; only its offsets are authoritative.
STUDIO_TEXT = str.maketrans({"\r": "\\n", "\n": "\\n", "\t": " "})


def says(region: Mapping[str, Any], part: str) -> bool:
    """Whether a region's text is `part`, or nothing; the editor writes white space in its ways."""
    said = region.get("text", "")
    return said == "" or _bare(str(said)) == _bare(part)


def _bare(text: str) -> str:
    return "".join(text.replace("\\n", " ").split())


class Place(NamedTuple):
    """Where a region is in an input's text, in code points, and what it says."""

    start: Any
    end: Any
    text: Any
    converted: bool = False
    """Whether it counted otherwise than Label Studio's present version does."""


@dataclass(frozen=True)
class Described:
    """
    What a tag of Label Studio means as the schema of a property, and what that leaves out.

    Where there is no `schema`, nothing of the tag can be carried, and `left` says why.
    """

    schema: Mapping[str, Any] | None
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What the kinds share."""

    place_columns: ClassVar[Mapping[str, Value]] = {}
    style: ClassVar[str] = ""

    name: str
    title: str | None

    @classmethod
    def _of(cls, name: str, schema: Mapping[str, Any]) -> Self:
        return cls(name, schema.get("title"))

    @classmethod
    def variable(cls, tag: Element) -> str:
        """What stands behind the ``$``."""
        return tag.get("value", "").removeprefix("$")

    def data(self, value: Any) -> dict[str, Any]:  # noqa: ANN401, ARG002 - any JSON value
        """Nothing: Label Studio shows the value itself."""
        return {}

    @property
    def makes(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def given(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """The value itself."""
        return value

    def more(self, value: Any, start: int, end: int) -> dict[str, Any]:  # noqa: ANN401, ARG002
        """Nothing."""
        return {}


class Input(Protocol):
    """One readOnly property of the row, of one kind."""

    kind: ClassVar[str]
    example: ClassVar[str]
    """What to write in a schema to get this kind."""

    column: ClassVar[Column]
    """Its type in the dataset."""

    marking: ClassVar[tuple[str, str]]
    """The Label Studio tag that marks it with labels, and the ``type`` of such results."""

    place_columns: ClassVar[Mapping[str, Value]]
    """What spans of it say beside offsets and text."""

    style: ClassVar[str]
    """CSS for its tag, without child selectors: Label Studio escapes ``>``."""

    @property
    def name(self) -> str:
        """The property."""

    @property
    def title(self) -> str | None:
        """What stands above it, if the schema says."""

    @property
    def makes(self) -> frozenset[str]:
        """The names that its data take beside its own."""

    @classmethod
    def of(cls, name: str, schema: Mapping[str, Any]) -> Self | None:
        """The input that the property describes, or None where it is of another kind."""

    @classmethod
    def described(cls, tag: Element) -> Described | None:
        """What a Label Studio tag shows, or None where it is of another kind."""

    @classmethod
    def variable(cls, tag: Element) -> str:
        """The key of a task's data that such a tag shows."""

    def element(self) -> Element:
        """The Label Studio tag that shows it; the inverse of `described`."""

    def data(self, value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any JSON value
        """What the task holds for Label Studio beside the value itself, by keys."""

    def given(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """What a task made elsewhere shows so, as a row has it."""

    def fault(self, value: Any) -> str | None:  # noqa: ANN401 - any JSON value
        """Why the value cannot be shown, or None."""

    def text(self, value: Any) -> str:  # noqa: ANN401 - any JSON value
        """The text that annotators read, which offsets count; empty where `value` has a fault."""

    def place(self, value: Any, region: Mapping[str, Any]) -> Place:  # noqa: ANN401 - any JSON value
        """
        Where a region, the ``value`` of a Label Studio result, is in the text.

        What makes no sense is passed on as it is, for validation to find.
        """

    def region(self, value: Any, start: int, end: int) -> Mapping[str, Any]:  # noqa: ANN401
        """The region at ``text[start:end]``; the inverse of `place`."""

    def more(self, value: Any, start: int, end: int) -> Mapping[str, Any]:  # noqa: ANN401
        """What a span says of ``text[start:end]`` in its `place_columns`."""
