"""
Where documents come from and under which licence, and what that means for a release of them.

Memory holds as many counts as corpus.toml and SPDX have names, not as many as there are documents.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from corpus_kit.errors import IncompatibleLicences
from corpus_kit.release.licence import spdx
from corpus_kit.release.terms import UNKNOWN, Verdict, terms, verdict
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus_kit.config import Config
    from corpus_kit.model import Document

FIRST = 3
"""Documents that are named of each licence."""

STRANGE = 20
"""Licences that nobody knows, of which each is counted by itself."""

LONGEST = 60
ELSEWHERE = "(as the seeds say)"
"""Sources and licences that only seeds name, once they are too many to list."""


class Provenance(NamedTuple):
    """The source of a document and its licence, by name; None where nobody says."""

    source: str | None
    license: str | None


def provenance(config: Config) -> Callable[[Document], Provenance]:
    """
    What says where a document comes from.

    Its own metadata named ``source`` and ``license`` come first, then the source that it names,
    then the first source of corpus.toml with a pattern that its id matches.
    """
    patterns = [
        (name, re.compile("|".join(map(fnmatch.translate, one.documents)) or r"(?!)"))
        for name, one in config.sources.items()
    ]

    def found(document: Document) -> Provenance:
        said = document.metadata
        source = said.get("source") or next(
            (name for name, pattern in patterns if pattern.match(document.id)), None
        )
        named = config.sources.get(source or "")
        return Provenance(source, said.get("license") or (named.license if named else None))

    return found


@dataclass(frozen=True)
class Finding:
    """Documents of one licence that may not stand in the release, or of which it is not known."""

    license: str
    verdict: Verdict
    documents: int
    first: tuple[str, ...]

    def __str__(self) -> str:
        more = ", …" if self.documents > len(self.first) else ""
        return (
            f"{counted(self.documents, 'document')} under {self.license}: {self.verdict.why} "
            f"({', '.join(self.first)}{more})"
        )


@dataclass
class Licensed:
    """How many documents there are by source and licence, and the first of each."""

    config: Config
    counts: Counter[Provenance] = field(default_factory=Counter)
    first: dict[Provenance, list[str]] = field(default_factory=dict)
    strange: set[str] = field(default_factory=set)

    def add(self, document: str, source: str | None, license: str | None) -> None:  # noqa: A002
        """Count a document."""
        known = source is None or source in self.config.sources
        key = Provenance(source if known else ELSEWHERE, self._bounded(license))
        self.counts[key] += 1
        first = self.first.setdefault(key, [])
        if len(first) < FIRST:
            first.append(document)

    def by_license(self) -> dict[str | None, tuple[int, tuple[str, ...]]]:
        """How many documents each licence has, and the first of them; the most first."""
        found: dict[str | None, tuple[int, tuple[str, ...]]] = {}
        for key, count in self.counts.items():
            before, first = found.get(key.license, (0, ()))
            named = tuple(sorted({*first, *self.first[key]})[:FIRST])
            found[key.license] = before + count, named
        return dict(sorted(found.items(), key=lambda one: (-one[1][0], one[0] or "")))

    @property
    def said(self) -> bool:
        """Whether anything is said of any document."""
        return any(key != (None, None) for key in self.counts) or bool(self.config.sources)

    def findings(self) -> Iterator[Finding]:
        """The licences that do not fit, or of which that is not known."""
        settings = self.config.licenses
        for name, (count, first) in self.by_license().items():
            found = verdict(name, self.config.license, settings.accepted)
            if found.kind != "fits":
                yield Finding(name or "a licence not known", found, count, first)

    def unused(self) -> list[str]:
        """The sources of corpus.toml that no document has."""
        used = {key.source for key in self.counts}
        return [name for name in self.config.sources if name not in used]

    def check(self) -> None:
        """Raise IncompatibleLicences where corpus.toml wants a release refused."""
        settings, findings = self.config.licenses, list(self.findings())
        refused = [
            one
            for one in findings
            if (settings.incompatible if one.verdict.kind == "conflict" else settings.missing)
            == "refuse"
        ]
        if refused:
            raise IncompatibleLicences(self.config.license, tuple(map(str, refused)))

    def _bounded(self, name: str | None) -> str | None:
        """A licence that may be counted by itself, written in one way."""
        name = " ".join((name or "").split())
        if name.lower() in UNKNOWN:
            return None
        if terms(name) or name in self.strange:
            return (spdx(name) or name).lower()
        if len(name) > LONGEST or len(self.strange) >= STRANGE:
            return ELSEWHERE
        self.strange.add(name)
        return name
