"""The parts of the card that are counted of one project."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import ClassLabel, Column, List, Struct
from corpus_kit.release import pictures
from corpus_kit.release.markdown import line, picture, table, unmarked
from corpus_kit.release.rows import subsets
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus_kit.release.content import Tally

LONGEST, ITEMS = 300, 3
"""Of a text and of a list in the example."""

NAMED = 8
"""Labels that are named at a glance."""


def asked(tally: Tally) -> Iterator[str]:
    """The questions, with what can be answered."""
    for one in tally.project.schema.fields:
        name = one.asked.name
        found = [names for path, names in tally.scales.items() if path.split(".")[0] == name]
        names = found[0] if found else ()
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        given = f" ({', '.join(names[:NAMED])}{more})" if names else ""
        yield unmarked(f"{one.asked.title or name}{given}")


def composition(tally: Tally) -> str:
    """How many documents, segments and answers there are; labels and lengths, seen and counted."""
    left = tally.answered - tally.decided
    _, every = subsets(tally.project)
    answers = sum(tally.answers.values())
    unit = tally.project.config.unit
    alone = f" (by one annotator only: {tally.alone})" if tally.alone else ""
    lines = [
        f"- Documents: {tally.documents}. Segments, each one {unit}: {tally.segments}.",
        f"- Segments answered: {tally.answered}, with {counted(answers, 'answer')} in all.",
        f"- Segments decided, where all annotators gave the same answer: {tally.decided}{alone}.",
        f"- Segments not decided, because annotators differ: {left}. They are left out of the",
        f"  decided rows; all answers to them are in the subset `{every.name}`.",
        f"- Segments without an answer: {tally.segments - tally.answered}.",
    ]
    title = f"## What is in it: {line(tally.project.title)}"
    return "\n\n".join([title, "\n".join(lines), *_labels(tally), *_lengths(tally)])


def _labels(tally: Tally) -> Iterator[str]:
    for path, counts in tally.labels.items():
        if counts:
            yield f"Labels of `{path}` in the decided rows:"
            yield picture(pictures.labels(tally, path))
            yield table(("label", "count"), [(name, counts[name]) for name in tally.scales[path]])


def _lengths(tally: Tally) -> Iterator[str]:
    for name, found in tally.lengths.items():
        if found.count:
            yield (
                f"Characters of `{name}` in the decided rows: from {found.least} to {found.most}, "
                f"{found.mean:.1f} on average."
            )
            yield picture(pictures.lengths(tally.project.name, name, found))
            rows = [(pictures.span(first, last), count) for first, last, count in found.bins()]
            yield table(("characters", "rows"), rows)


def trust(tally: Tally) -> str:
    """Who answered, how many to a segment, how often alike."""
    by_people = sum(n for name, n in tally.answers.items() if name not in tally.demonstration)
    answers = sum(tally.answers.values())
    lines = [
        f"- Answers by people: {by_people} of {answers}.",
        f"- Segments answered by two annotators or more: {tally.shared} of {tally.answered}.",
        f"- Answered alike by all: {alike(tally)}. Chance alone makes some answers alike.",
        *when(tally),
    ]
    shown = [(name, count, "demonstration" if name in tally.demonstration else "person")
             for name, count in sorted(tally.answers.items())]  # fmt: skip
    return "\n\n".join(
        [
            "\n".join(lines),
            picture(pictures.annotators(tally)),
            table(("annotator", "answers", "made by"), shown),
        ]
    )


def alike(tally: Tally) -> str:
    """How many segments all annotators answered alike, of those that several have answered."""
    if not tally.shared:
        return "not known: no segment was answered by two annotators"
    same = tally.decided - tally.alone
    return f"{same} of the {tally.shared} segments with several answers ({same / tally.shared:.0%})"


def when(tally: Tally) -> Iterator[str]:
    """When the answers were given, and how long that took, as far as it is known."""
    if tally.first:
        yield f"- First answer: {tally.first[:10]}. Last answer: {tally.last[:10]}."
    if tally.timed:
        mean = tally.seconds / tally.timed
        yield (
            f"- Time an answer took: {mean:.1f} seconds on average, known of "
            f"{counted(tally.timed, 'answer')}."
        )


ADDED = {
    "id": "of the segment: the document and a digest of what was shown",
    "document": "the document that it is from, by its id in the subset `documents`",
    "document_start": "where it begins in the document's text",
    "document_end": "where it ends there",
    "metadata": "what the seed says beside its text",
    "annotators": "how many annotators answered it",
    "agreement": "by question, the share of pairs of annotators who agree; empty if one answered",
    "votes": "the answers that were given to questions with a fixed list, and by how many",
    "decided_by": "whose answer it is: that of the one `annotator`, or of all `annotators` alike",
    "origin": "`human` where all answers to it are the work of people",
}
"""What the columns mean that decided rows have of their own."""


def columns(tally: Tally) -> str:
    """What the columns mean."""
    schema = tally.project.schema
    titles = {one.asked.name: one.asked.title for one in schema.fields}
    rows = [
        (f"`{name}`", titles.get(name, "shown to annotators"), ", ".join(_names(column)))
        for name, column in schema.columns.items()
    ]
    added = subsets(tally.project)[0].columns.keys() - schema.columns.keys()
    rows += [(f"`{name}`", meaning, "") for name, meaning in ADDED.items() if name in added]
    return (
        f"## Columns of {tally.project.name}\n\n"
        + table(("column", "meaning", "labels"), rows)
        + "\n\nOffsets in spans count Unicode code points, half-open: `text[start:end]`. "
        "`document_start` and `document_end` count the same way in the document, read as UTF-8, "
        "with line ends as `\\n` and in Unicode NFC. The full schema is "
        f"`schema/{tally.project.name}.schema.json`."
    )


def example(tally: Tally) -> str:
    """The first decided row, shortened."""
    shown = [(f"`{name}`", _shown(_shortened(value))) for name, value in _values(tally)]
    return (
        f"One decided row of {tally.project.name}, long texts and lists cut at …, without the "
        f"columns that say where it comes from:\n\n{table(('column', 'value'), shown)}"
    )


def _values(tally: Tally) -> Iterator[tuple[str, Any]]:
    for name in tally.project.schema.columns:
        if tally.example and name in tally.example:
            yield name, tally.example[name]


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return unmarked(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _shortened(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case str():
            return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
        case list() if len(value) > ITEMS:
            return [*map(_shortened, value[:ITEMS]), "…"]
        case list():
            return [_shortened(one) for one in value]
        case dict():
            return {key: _shortened(one) for key, one in value.items()}
    return value


def _names(column: Column) -> Iterable[str]:
    match column:
        case ClassLabel(names):
            return names
        case Struct(inner):
            return [name for one in inner.values() for name in _names(one)]
        case List(item):
            return _names(item)
    return ()
