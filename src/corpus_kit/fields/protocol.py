"""
What a kind of field is: one file that implements `Field`, all that is particular to it.

A Label Studio *result* is one item of an annotation's ``result`` list: a JSON object with
``from_name`` (the control, here the property's name), ``to_name`` (the input), ``type``, ``value``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, Self

from corpus_kit.words import readable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from corpus_kit.columns import Column
    from corpus_kit.inputs import Described, Input
    from corpus_kit.model import Fault, Row

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Property:
    """
    A property of the row that annotators are asked for, its ``$ref`` resolved.

    `inputs` are what they see, in order, and `others` all that they are asked, for kinds that rest
    on another; `pointer` leads to the property.
    """

    name: str
    schema: Mapping[str, Any]
    pointer: str
    required: bool
    inputs: tuple[Input, ...]
    others: tuple[Property, ...] = ()

    @property
    def title(self) -> str:
        """The prompt that annotators read."""
        return str(self.schema.get("title", readable(self.name)))

    @property
    def help(self) -> str | None:
        """A sentence of help below the prompt."""
        return self.schema.get("description")


Control = tuple[str, str]
"""What tells whose a result is: its ``from_name`` and its ``type``."""


@dataclass(frozen=True)
class Question:
    """What the kinds share; they stand below the inputs, and are about the first of them."""

    task_category: ClassVar[str | None] = None
    keywords: ClassVar[frozenset[str]] = frozenset()
    placement: ClassVar[Literal["above", "below"]] = "below"
    style: ClassVar[str] = ""

    asked: Property

    if TYPE_CHECKING:

        @property
        def result_type(self) -> str:
            """Each kind says it."""

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """None: a kind that says nothing is not found in a config."""
        return None

    @property
    def on(self) -> str:
        """The first input."""
        return self.asked.inputs[0].name

    @property
    def reads(self) -> frozenset[Control]:
        """The one control that bears the property's name."""
        return frozenset({(self.asked.name, self.result_type)})

    @property
    def showing(self) -> frozenset[str]:
        """None."""
        return frozenset()

    @property
    def beside(self) -> frozenset[str]:
        """None."""
        return frozenset()

    @property
    def nested(self) -> tuple[Field, ...]:
        """None."""
        return ()

    @property
    def makes(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def data(self, row: Row) -> Mapping[str, Any]:  # noqa: ARG002
        """Nothing."""
        return {}

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:  # noqa: ARG002
        """Nothing."""
        return iter(())

    def given(self, data: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG002
        """Nothing."""
        return {}

    def moved(
        self,
        results: Sequence[Result],
        before: Row,  # noqa: ARG002
        after: Row,  # noqa: ARG002
    ) -> Sequence[Result]:
        """As they are."""
        return results

    def completed(self, value: Any, row: Row) -> Any:  # noqa: ANN401, ARG002 - any JSON value
        """The value as it is: nothing in it follows from the rest."""
        return value

    def faults(self, value: Any, row: Row) -> Iterator[Fault]:  # noqa: ANN401, ARG002
        """None: the schema sees all there is."""
        return iter(())


def control_of(result: Result) -> Control:
    """The control that a result is of; relations have no name."""
    return str(result.get("from_name", "")), str(result.get("type", ""))


def gathered(results: Iterable[Result], key: str) -> list[Any]:
    """What stands in the lists that the results' values have under `key`, in one list."""
    found: list[Any] = []
    for result in results:
        one = result["value"].get(key, [])
        found.extend(one if isinstance(one, list) else [one])
    return found


def single(results: Iterable[Result], key: str) -> Any:  # noqa: ANN401 - any JSON value
    """The one thing that the results' values have under `key`; a list where there are several."""
    found = gathered(results, key)
    return found[0] if len(found) == 1 else found or None


def result(field: Field, value: Mapping[str, Any], **more: str) -> Result:
    """A Label Studio result of the field."""
    return {
        "from_name": field.asked.name,
        "to_name": field.on,
        "type": field.result_type,
        "value": value,
        **more,
    }


class Field(Protocol):
    """One asked property of the row, of one kind."""

    kind: ClassVar[str]
    example: ClassVar[str]
    """What to write in a schema to get this kind."""

    task_category: ClassVar[str | None]
    """What the Hugging Face Hub calls such a task, where it has a name for it."""

    keywords: ClassVar[frozenset[str]]
    """The ``corpus-kit:`` keywords that mean something to this kind."""

    placement: ClassVar[Literal["above", "below"]]
    """Where the control stands: above the text it marks, or below all inputs."""

    style: ClassVar[str]
    """CSS for its control, without child selectors: Label Studio escapes ``>``."""

    @property
    def asked(self) -> Property:
        """The property it was made of."""

    @property
    def result_type(self) -> str:
        """The ``type`` of its Label Studio results."""

    @property
    def on(self) -> str:
        """The input that it is about."""

    @property
    def showing(self) -> frozenset[str]:
        """The inputs that its control shows itself."""

    @property
    def beside(self) -> frozenset[str]:
        """The inputs that are to stand beside each other."""

    @property
    def nested(self) -> tuple[Field, ...]:
        """Questions about each thing that is marked, with controls of their own."""

    @property
    def makes(self) -> frozenset[str]:
        """The names that its controls and its data take beside its own."""

    @property
    def reads(self) -> frozenset[Control]:
        """The controls whose results `value` wants."""

    @property
    def column(self) -> Column:
        """Its type in the dataset."""

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """
        The field that `asked` describes, or None where it is of another kind.

        Raises: InvalidSchema when it is of this kind, but wrong.
        """

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:
        """
        What a Label Studio tag asks about the inputs of these names; the inverse of `control`.

        None where it is of another kind. Words around it, such as a title, are no part of it.
        """

    def control(self, hotkeys: Iterator[str]) -> Element:
        """The Label Studio tag; hotkeys are taken from the iterator while it lasts."""

    def data(self, row: Row) -> Mapping[str, Any]:
        """What the task holds for the control beside the inputs, by keys."""

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """
        What the annotator answered, or None where nothing was.

        `results` are of the controls in `reads`. What cannot be understood in them is passed on as
        it is, for validation to find.
        """

    def mended(self, results: Sequence[Result], row: Row) -> Iterator[str]:
        """What `value` puts right in such results, a few words for each time."""

    def given(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The inputs that a task made elsewhere holds for such a control, beside those by name."""

    def moved(self, results: Sequence[Result], before: Row, after: Row) -> Sequence[Result]:
        """
        The results, among any others, of a task made elsewhere, once it is one of ours.

        `before` is what it shows, with all of its data, and `after` the same as a seed holds it.
        """

    def completed(self, value: Any, row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """
        A value in which what follows from the rest may be missing, with that in its place.

        `row` has the inputs, and what others answer as it was given. What makes no sense is passed
        on as it is, for `faults` and the schema to find.
        """

    def results(self, value: Any, row: Row) -> Iterable[Result]:  # noqa: ANN401 - any JSON value
        """The Label Studio results that mean `value`; the inverse of `value`."""

    def faults(self, value: Any, row: Row) -> Iterator[Fault]:  # noqa: ANN401 - any JSON value
        """What is wrong that JSON Schema cannot see; `value` fits its schema."""
