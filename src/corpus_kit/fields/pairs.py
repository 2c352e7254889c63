"""Which labels of spans a relation's label goes with: ``corpus-kit:pairs`` in the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from corpus_kit.errors import InvalidSchema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.fields.options import Option
    from corpus_kit.fields.protocol import Property
    from corpus_kit.fields.spans import Spans

PAIRS = "corpus-kit:pairs"
EXAMPLE = '{"born_in": {"head": ["PER"], "tail": ["LOC"]}}'
ENDS = ("head", "tail")

Relation = Mapping[str, Any]


@dataclass(frozen=True)
class Pairs:
    """
    By a relation's label, the labels that the spans at its ends may have.

    Any where nothing is said.
    """

    allowed: Mapping[str, Mapping[str, frozenset[str]]]

    @classmethod
    def of(cls, asked: Property, between: Sequence[Spans], labels: Sequence[Option]) -> Self:
        """Raises: InvalidSchema where the keyword names what there is not."""
        said = asked.schema.get(PAIRS, {})
        pointer = f"{asked.pointer}/{PAIRS}"
        if not isinstance(said, Mapping):
            raise InvalidSchema(pointer, f"{said!r} pairs no labels", f"write {EXAMPLE}")
        _check_known(said, [one.value for one in labels], "relation has the label", pointer)
        known = [one.value for field in between for one in field.labels]
        return cls({label: dict(_ends(said[label], known, f"{pointer}/{label}")) for label in said})

    def fault(self, relation: Relation, labels: Mapping[str, str]) -> str | None:
        """Why a relation does not go with its spans, or None; `labels` are the spans' by id."""
        ends = self.allowed.get(relation.get("label", ""), {})
        found = [labels[relation[end]] for end in ENDS]
        if _fits(ends, found) or (not relation["directed"] and _fits(ends, found[::-1])):
            return None
        wanted = " to ".join(_listed(ends.get(end)) for end in ENDS)
        return f"{relation['label']!r} leads from {wanted}, not from {found[0]} to {found[1]}"


def _fits(ends: Mapping[str, frozenset[str]], found: Sequence[str]) -> bool:
    return all(
        end not in ends or label in ends[end] for end, label in zip(ENDS, found, strict=True)
    )


def _listed(labels: frozenset[str] | None) -> str:
    return " or ".join(sorted(labels)) if labels else "anything"


def _ends(said: object, known: Sequence[str], pointer: str) -> Iterator[tuple[str, frozenset[str]]]:
    if not isinstance(said, Mapping) or not said or not said.keys() <= {*ENDS}:
        found = "a pair says which labels the head may have, or the tail, or both"
        raise InvalidSchema(pointer, found, f"write such as {EXAMPLE}")
    for end, some in said.items():
        if not isinstance(some, list) or not some:
            found = f"{some!r} is no list of labels of spans"
            raise InvalidSchema(f"{pointer}/{end}", found, 'write "head": ["PER"]')
        _check_known(some, known, "span has the label", f"{pointer}/{end}")
        yield end, frozenset(some)


def _check_known(said: Any, known: Sequence[str], what: str, pointer: str) -> None:  # noqa: ANN401
    for one in said:
        if one not in known:
            has = ", ".join(known) or "none"
            raise InvalidSchema(
                pointer, f"no {what} {one!r} (there are: {has})", "name one of them"
            )
