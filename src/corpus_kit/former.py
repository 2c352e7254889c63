"""
Labels that a project had: as its last release says, and the record of migrations.

Both are read when they are first asked about, which is when an answer holds a label that is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from corpus_kit import migrations
from corpus_kit.errors import CorpusError
from corpus_kit.schema import RowSchema
from corpus_kit.schema.labels import label_lists, question

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.migrations import Migration
    from corpus_kit.schema import labels

_VERSION = re.compile(r"\d{1,9}\.\d{1,9}\.\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class Former:
    """
    The labels that the project of a `schema` file had before.

    `releases` is the directory that has one for each version, `record` the file of migrations.
    """

    schema: str
    releases: Path
    record: Path

    def told(self, label: str, path: labels.Path) -> str | None:
        """When an answer's label was one, and what to do; None where nothing says that it was."""
        name = question(path)
        if became := migrations.now(label, name, self._migrations):
            when, new = became[0].partition("T")[0], became[1]
            if new is None:
                step = f"--drop {label} --on {name} --remove-answers"
                return f"{label!r} was dropped on {when}: run {_command(step)} to take it out"
            step = f"--rename {label}={new} --on {name}"
            return f"{label!r} became {new!r} on {when}: run {_command(step)}"
        version, known = self._released
        if label in known.get(path, ()):
            step = f"--rename {label}=NEW --on {name}"
            said = f"{label!r} was a label in release {version}, and is none now: run"
            return f"{said} {_command(step)} to say what it is called"
        return None

    @cached_property
    def _migrations(self) -> Sequence[Migration]:
        return migrations.read(self.record)

    @cached_property
    def _released(self) -> tuple[str, Mapping[labels.Path, Collection[str]]]:
        """The last release with a schema that can be read, and its labels by the paths to them."""
        names = [one.name for one in self.releases.iterdir()] if self.releases.is_dir() else []
        versions = filter(_VERSION.fullmatch, names)
        for version in sorted(versions, key=_numbers, reverse=True):
            try:
                schema = RowSchema.load(self.releases / version / "schema" / self.schema)
                lists = label_lists(schema)
            except (CorpusError, OSError):
                continue
            return version, {path: one.values for one in lists for path in one.paths}
        return "", {}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _command(options: str) -> str:
    return f"'corpus-kit schema migrate {options}'"
