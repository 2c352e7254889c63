"""What is to become of labels, as it is asked."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from corpus_kit.errors import InvalidMigration

if TYPE_CHECKING:
    from collections.abc import Iterable


Pair = tuple[tuple[str, ...], str]
"""Labels, and what they become."""


@dataclass(frozen=True)
class Asked:
    """
    What is to become of labels; `on` names the question where it could be several.

    A label that is renamed or merged stands in answers under its new name afterwards. A dropped one
    stands in none.
    """

    rename: tuple[tuple[str, str], ...] = ()
    merge: tuple[Pair, ...] = ()
    drop: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    on: str | None = None

    @classmethod
    def parsed(
        cls,
        rename: Iterable[str] = (),
        merge: Iterable[str] = (),
        drop: Iterable[str] = (),
        add: Iterable[str] = (),
        on: str | None = None,
    ) -> Self:
        """
        Read ``OLD=NEW`` and ``OLD,OLD=NEW``.

        Raises: InvalidMigration.
        """
        renamed = [_sides(one, "--rename LOC=PLACE") for one in rename]
        merged = [_sides(one, "--merge DATE,TIME=WHEN") for one in merge]
        return cls(
            tuple(renamed),
            tuple((tuple(part.strip() for part in old.split(",")), new) for old, new in merged),
            tuple(drop),
            tuple(add),
            on,
        )

    @property
    def named(self) -> tuple[str, ...]:
        """The labels of which something is to become."""
        renamed = (old for old, _ in self.rename)
        return *renamed, *(label for some, _ in self.merge for label in some), *self.drop

    def __str__(self) -> str:
        said = [("--rename", f"{old}={new}") for old, new in self.rename]
        said += [("--merge", f"{','.join(old)}={new}") for old, new in self.merge]
        said += [("--drop", old) for old in self.drop] + [("--add", new) for new in self.add]
        said += [("--on", self.on)] if self.on else []
        return shlex.join(part for one in said for part in one)


def _sides(text: str, example: str) -> tuple[str, str]:
    old, _, new = (part.strip() for part in text.partition("="))
    if not old or not new or "=" in new or not all(part.strip() for part in old.split(",")):
        found = f"{text!r} does not say which label becomes which"
        raise InvalidMigration(found, f"write it such as {example}")
    return old, new
