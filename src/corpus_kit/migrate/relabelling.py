"""What becomes of each list of labels in a schema."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus_kit.errors import InvalidMigration
from corpus_kit.schema.labels import LabelList, label_lists
from corpus_kit.words import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from corpus_kit.migrate.asked import Asked, Pair
    from corpus_kit.schema import RowSchema


@dataclass
class Relabelling:
    """
    What becomes of the labels of one list: `new` by what they are called now, None for none.

    `groups` are the labels that become one, with that one; `added` are new altogether.
    """

    labels: LabelList
    new: dict[str, str | None] = field(default_factory=dict)
    groups: list[Pair] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def after(self) -> list[tuple[str, int | None]]:
        """
        The labels there are then, each with its place in the list now; None where it has none.

        Of a group, that is the place of the label that keeps its name, or of the first of them.
        """
        places = {label: i for i, label in enumerate(self.labels.values)}
        kept: dict[str, int | None] = {}
        for label, place in places.items():
            new = self.new.get(label, label)
            if new is not None:
                kept.setdefault(new, places.get(new, place) if self._stays(new) else place)
        found = sorted(kept.items(), key=lambda one: (one[1] is None, one[1] or 0))
        return [*found, *((label, None) for label in self.added)]

    def _stays(self, label: str) -> bool:
        return label in self.labels.values and self.new.get(label, label) == label


def relabellings(schema: RowSchema, asked: Asked) -> list[Relabelling]:
    """
    What becomes of each list of labels that is to change.

    In a tree, what stands below a node that is renamed follows it. A label that the schema no
    longer has can become one that it has: answers may still hold it.

    Raises: InvalidMigration where a label is in no list or in several, or two would be one.
    """
    if not (asked.rename or asked.merge or asked.drop or asked.add):
        raise InvalidMigration("nothing is to change", "say what, such as --rename LOC=PLACE")
    _check_once(asked)
    found = {one.pointer: Relabelling(one) for one in _chosen(label_lists(schema), asked.on)}
    for old, new in asked.rename:
        one = _holding(found.values(), (old,), new)
        below = [label for label in one.labels.below(old) if label not in asked.named]
        one.new |= {label: new + label.removeprefix(old) for label in (old, *below)}
        one.groups.append(((old,), new))
    for some, new in asked.merge:
        one = _holding(found.values(), some, new)
        one.new |= {label: new for label in some if label != new}
        one.groups.append((some, new))
    for label in asked.drop:
        stale = asked.on and len(found) == 1
        one = next(iter(found.values())) if stale else _holding(found.values(), (label,), None)
        one.new[label] = None
    for label in asked.add:
        _only(found.values(), label).added.append(label)
    changed = [one for one in found.values() if one.new or one.added]
    for one in changed:
        _check_new(one, {new for _, new in asked.merge})
    return changed


def _check_once(asked: Asked) -> None:
    counts = Counter(asked.named)
    if twice := [label for label, count in counts.items() if count > 1]:
        found = f"two things are to become of {twice[0]!r}"
        raise InvalidMigration(found, "say one of them, and the other in a migration of its own")
    if same := [old for old, new in asked.rename if old == new]:
        raise InvalidMigration(f"{same[0]!r} is called so already", "choose another name")


def _chosen(lists: Sequence[LabelList], on: str | None) -> list[LabelList]:
    known = [name for one in lists for name in one.questions]
    if on is not None and on not in known:
        near = difflib.get_close_matches(on, known, n=1)
        instead = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
        raise InvalidMigration(f"no question {on!r} has labels", instead)
    return [one for one in lists if on is None or on in one.questions]


def _holding(lists: Collection[Relabelling], old: tuple[str, ...], new: str | None) -> Relabelling:
    """The one list that has the old labels; or the new one, where no schema has the old ones."""
    having = [one for one in lists if any(label in one.labels.values for label in old)]
    if not having and new is not None:
        having = [one for one in lists if new in one.labels.values]
    if not having:
        known = "; ".join(
            f"{listed(one.labels.questions)}: {', '.join(one.labels.values)}" for one in lists
        )
        raise InvalidMigration(
            f"no question has the label {old[0]!r}", f"write one of these: {known}"
        )
    one = _one(having, old[0])
    lacking = [label for label in old if label not in one.labels.values]
    if lacking and new not in one.labels.values and lacking != list(old):
        known = ", ".join(one.labels.values)
        found = f"{listed(one.labels.questions)} has no label {lacking[0]!r}"
        raise InvalidMigration(found, f"write one of these: {known}")
    return one


def _only(lists: Collection[Relabelling], label: str) -> Relabelling:
    one = _one([*lists], label)
    if label in one.labels.values and one.new.get(label, label) == label:
        found = f"{listed(one.labels.questions)} has the label {label!r} already"
        raise InvalidMigration(found, "leave --add out")
    return one


def _one(lists: Sequence[Relabelling], label: str) -> Relabelling:
    if len(lists) != 1:
        names = [one.labels.questions[0] for one in lists]
        found = f"{label!r} could be a label of {listed(names) if names else 'no question here'}"
        raise InvalidMigration(found, "name the question, such as --on " + (names or ["FIELD"])[0])
    return lists[0]


def _check_new(one: Relabelling, merged: Collection[str]) -> None:
    """Two labels become one only where that was asked."""
    sources: dict[str, list[str]] = {}
    for label in one.labels.values:
        if (new := one.new.get(label, label)) is not None:
            sources.setdefault(new, []).append(label)
    groups = Counter(new for _, new in one.groups)
    for new in [*sources, *one.added]:
        olds = sources.get(new, [])
        more = new in one.added and one.added.count(new) + len(olds) > 1
        if more or groups[new] > 1 or (len(olds) > 1 and new not in merged):
            found = f"{listed(one.labels.questions)} would have the label {new!r} twice"
            step = f"--merge {','.join(old for old in olds if old != new)}={new}"
            raise InvalidMigration(found, f"to make them one, write {step}" if olds[1:] else
                                   "choose another name")  # fmt: skip


def mapping(found: Iterable[Relabelling]) -> Mapping[tuple[str, ...], Mapping[str, str | None]]:
    """What labels become, by the paths to answers."""
    return {path: one.new for one in found for path in one.labels.paths if one.new}
