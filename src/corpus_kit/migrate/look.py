"""Places that a migration leaves alone, told in sentences for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from corpus_kit.migrate.guidelines import naming
from corpus_kit.schema.labels import label_lists
from corpus_kit.schema.references import target
from corpus_kit.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus_kit.corpus import Project
    from corpus_kit.migrate.relabelling import Relabelling
    from corpus_kit.schema import RowSchema


def shared(
    project: Project, schema: RowSchema, found: Sequence[Relabelling], guidelines: str
) -> dict[str, str]:
    """
    Labels in the guidelines that another list has too, with a sentence about each.

    The guidelines are about all questions of all projects, and do not say whose label they name.
    """
    changing = {one.labels.pointer for one in found}
    others = [(project.name, one) for one in label_lists(schema) if one.pointer not in changing]
    for each in project.corpus.projects:
        if each.name != project.name and each.schema_path.exists():
            others += [(each.name, one) for one in label_lists(each.schema)]
    told = {}
    for _, label in naming(guidelines, [label for one in found for label in one.new]):
        having = [
            f"{name}'s {listed(one.questions)}" for name, one in others if label in one.values
        ]
        if having:
            told[label] = (
                f"guidelines.md: {label!r} is a label of {listed(having)} too, so it stays"
            )
    return told


def places(
    project: Project,
    found: Sequence[Relabelling],
    guidelines: str,
    before: RowSchema,
    after: RowSchema,
) -> Iterator[str]:
    """Sentences about the guidelines and the schema as they are then, and the tuned interface."""
    old = [label for one in found for label in one.new if label in one.labels.values]
    gone = [title for one in found for title in _titles(one, before) - _titles(one, after)]
    added = [label for one in found for label in one.added]
    for number, some in groupby(naming(guidelines, [*old, *gone]), key=itemgetter(0)):
        yield f"guidelines.md:{number}: names {listed([repr(label) for _, label in some])}"
    for label in added:
        yield f"guidelines.md: say when {label!r} is right"
    for one in found:
        yield from _words(one, after)
    if (old or added) and project.interface_path.exists():
        name = project.interface_path.relative_to(project.corpus.root)
        yield f"{name}: it was tuned by hand, so change the labels in it, too"


def _entries(one: Relabelling, schema: RowSchema) -> list[Mapping[str, Any]]:
    """What the list of labels says of each; of some that are only listed, nothing."""
    above, _, key = one.labels.pointer.rpartition("/")
    entries = target(schema.source, f"#{above}", above)[key]
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _titles(one: Relabelling, schema: RowSchema) -> set[str]:
    return {str(entry["title"]) for entry in _entries(one, schema) if "title" in entry}


def _words(one: Relabelling, after: RowSchema) -> Iterator[str]:
    """Titles and descriptions that name labels of before, and labels that lack a title."""
    titled = _titles(one, after)
    for i, entry in enumerate(_entries(one, after)):
        place = f"schema#{one.labels.pointer}/{i}"
        if titled and "title" not in entry and entry["const"] not in one.labels.values:
            yield f"{place}: {entry['const']!r} has no title, and others have one"
        for word in ("title", "description"):
            for _, label in naming(str(entry.get(word, "")), one.new):
                yield f"{place}/{word}: names {label!r}"
