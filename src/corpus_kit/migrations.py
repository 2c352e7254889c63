"""
What became of labels: a line each in schema/PROJECT.migrations.jsonl, for every list and migration.

It says of an answer with a label that the schema no longer has what the label is called now.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from corpus_kit import files, lines
from corpus_kit.errors import InvalidMigrations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class Migration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    A line of the file: at which time, an RFC 3339 one in UTC, labels became what.

    `questions` are those that had the labels, such as ``entities`` or ``entities.sense``. A label
    that became None was dropped.
    """

    at: str
    questions: tuple[str, ...]
    labels: dict[str, str | None]


_DECODER = msgspec.json.Decoder(Migration)


def read(path: Path) -> list[Migration]:
    """
    The migrations, the latest last; nothing where there is no file.

    Raises: InvalidMigrations with the line.
    """
    return [*lines.read(path, _DECODER.decode, partial(InvalidMigrations, path))]


def record(path: Path, made: Iterable[Migration]) -> bool:
    """
    Add lines, but for those that are there; tells whether there were any.

    Raises: InvalidMigrations.
    """
    found = read(path)
    new = [one for one in made if one not in found]
    return bool(new) and files.write(
        path, (msgspec.json.encode(one) + b"\n" for one in [*found, *new])
    )


def now(label: str, question: str, made: Sequence[Migration]) -> tuple[str, str | None] | None:
    """
    When a label of a question became another, and what it is called now; None if it never did.

    >>> a = Migration("2026-11-01", ("entities",), {"LOC": "PLACE"})
    >>> b = Migration("2026-11-02", ("entities",), {"PLACE": "GPE", "MISC": None})
    >>> now("LOC", "entities", [a, b]), now("MISC", "entities", [a, b]), now("X", "entities", [a])
    (('2026-11-01', 'GPE'), ('2026-11-02', None), None)
    """
    when, said = "", label
    for one in made:
        if question in one.questions and said in one.labels:
            when, became = when or one.at, one.labels[said]
            if became is None:
                return when, None
            said = became
    return (when, said) if when else None
