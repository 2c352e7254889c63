"""
The names in projects made elsewhere, as those of a schema.

They are the ones that `studio.labelling` gives to a config's: an export needs no config.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus_kit.fields import control_of
from corpus_kit.schema.properties import column_name
from corpus_kit.studio.labelling import OF_SPANS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.fields import Result
    from corpus_kit.fields.protocol import Control
    from corpus_kit.schema import RowSchema


class Names:
    """The names of a schema, and what stands for them elsewhere."""

    def __init__(self, schema: RowSchema) -> None:
        self._schema = schema
        self._inputs = frozenset(one.name for one in schema.inputs)

    @cached_property
    def nested(self) -> frozenset[Control]:
        """The controls that ask about spans."""
        return frozenset(
            control
            for field in self._schema.fields
            for one in field.nested
            for control in one.reads
        )

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """All controls that have a name, by it."""
        found = (control for field in self._schema.fields for control in field.reads)
        return {control[0]: control for control in found if control[0]}

    def asked(self, name: str) -> Control | None:
        """The control that is called `name` elsewhere."""
        within = column_name(name, OF_SPANS)
        owners = [one.asked.name for one in self._schema.fields if one.nested]
        tries = (name, column_name(name), *(f"{owner}_{within}" for owner in owners))
        return next((self.controls[one] for one in tries if one in self.controls), None)

    def shown(self, key: str) -> str:
        """The input that a key of a task's data is, or else the key."""
        column = column_name(key, ending="text")
        return column if key not in self._inputs and column in self._inputs else key

    def is_input(self, key: str) -> bool:
        """Whether a key of a task's data is an input."""
        return self.shown(key) in self._inputs

    def data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a task by the names of the inputs; what stands there by name comes first."""
        times = Counter(map(self.shown, data))
        names = {key: self.shown(key) for key in data}
        # Where two keys could be an input, it is the one of its name, or none.
        found = {name if times[name] == 1 else key: data[key] for key, name in names.items()}
        for field in self._schema.fields:
            found = {**field.given(data), **found}
        return found | {key: data[key] for key in data if key in self._inputs}

    def result(self, found: Result) -> Result:
        """A result by the name of its question."""
        name, kind = control_of(found)
        ours = self.asked(name) if name else None
        return {**found, "from_name": ours[0]} if ours and ours[1] == kind else found
