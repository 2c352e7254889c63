"""The issues of a run: counted by check, and kept on disk as far as somebody wants to see them."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from corpus_kit.index import disk, temporary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corpus_kit.model import Check, Issue, Severity

ORDER: tuple[Severity, ...] = ("error", "warning", "note")
"""What matters most comes first."""

_TABLE = "CREATE TABLE issues (number INTEGER PRIMARY KEY, severity TEXT, code TEXT, data BLOB)"
_INDEX = "CREATE INDEX grouped ON issues (severity, code)"
_OF = "SELECT data FROM issues WHERE severity = ? AND code = ? ORDER BY number LIMIT ?"


@dataclass(frozen=True)
class Group:
    """What a check found: `count` issues of a severity, `fixes` of them with a fix."""

    check: Check
    severity: Severity
    count: int
    fixes: int


class Findings:
    """
    Issues in a temporary database, which is gone when it is closed or its process is killed.

    With `most` only the first so many of each check are kept; all are counted. Its methods raise
    OSError where the disk takes no more.
    """

    def __init__(self, issues: Iterable[Issue], most: int | None = None) -> None:
        self._database = temporary(_TABLE, _INDEX, page=16_384)
        self._counts: Counter[tuple[Severity, str]] = Counter()
        self._fixes: Counter[tuple[Severity, str]] = Counter()
        self._checks: dict[str, Check] = {}
        with disk():
            self._database.executemany(
                "INSERT INTO issues (severity, code, data) VALUES (?, ?, ?)",
                self._counted(issues, most),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def __iter__(self) -> Iterator[Issue]:
        """The issues that are kept, in the order in which they were found."""
        with disk():
            for (data,) in self._database.execute("SELECT data FROM issues ORDER BY number"):
                yield pickle.loads(data)  # noqa: S301 - written by this process

    def of(self, group: Group, most: int | None = None) -> Iterator[Issue]:
        """The issues of a group, or the first of them."""
        limit = -1 if most is None else most
        with disk():
            for (data,) in self._database.execute(_OF, (group.severity, group.check.code, limit)):
                yield pickle.loads(data)  # noqa: S301 - written by this process

    @property
    def groups(self) -> list[Group]:
        """By check: errors, then warnings, then notes, and in each by code."""
        found = sorted(self._counts, key=lambda key: (ORDER.index(key[0]), key[1]))
        return [
            Group(self._checks[key[1]], key[0], self._counts[key], self._fixes[key])
            for key in found
        ]

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many there are of each severity."""
        return {
            one: sum(count for (severity, _), count in self._counts.items() if severity == one)
            for one in ORDER
        }

    def _counted(
        self, issues: Iterable[Issue], most: int | None
    ) -> Iterator[tuple[str, str, bytes]]:
        for one in issues:
            check = one.fault.check
            key = one.severity, check.code
            self._checks[check.code] = check
            self._counts[key] += 1
            self._fixes[key] += one.fault.fix is not None
            if most is None or self._counts[key] <= most:
                yield *key, pickle.dumps(one)
