"""
The release's README.md: what people read.

Every number in it is counted; what is not known is said to be so.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from corpus_kit.columns import ClassLabel, Column, List, Struct
from corpus_kit.release.metadata import metadata
from corpus_kit.release.splits import ordered
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence

    from corpus_kit.config import Config, Splits
    from corpus_kit.release.content import Content, Tally


def card(content: Content) -> str:
    """README.md, whole."""
    import yaml

    config = content.corpus.config
    head = yaml.safe_dump(metadata(content), sort_keys=False, allow_unicode=True, width=100)
    parts = [
        f"# {config.title}",
        config.description.strip(),
        _demonstration(content.tallies),
        (
            f"Version {content.version}. Languages: {', '.join(config.languages)}. "
            f"Licence: {_licence(config)}"
        ),
        "## Where the texts come from",
        config.source.strip() or "The sources are not stated.",
        *(_composition(tally) for tally in content.tallies),
        _splits(content),
        *(_columns(tally) for tally in content.tallies),
        _loading(content),
        _rebuilding(content.digest),
    ]
    return f"---\n{head}---\n\n" + "\n\n".join(part for part in parts if part) + "\n"


def _demonstration(tallies: Sequence[Tally]) -> str:
    shown = sorted(set().union(*(tally.demonstration for tally in tallies)))
    if not shown:
        return ""
    return (
        f"> The answers of {', '.join(shown)} were made by the project for demonstration; they are "
        "not the work of human annotators. Rows that rest on them have the origin `demonstration`."
    )


def _licence(config: Config) -> str:
    return "not known." if config.license == "unknown" else f"{config.license}."


def _composition(tally: Tally) -> str:
    left = tally.answered - tally.decided
    answers = sum(tally.answers.values())
    unit = tally.project.config.unit
    alone = f" (by one annotator only: {tally.alone})" if tally.alone else ""
    unanswered = tally.segments - tally.answered
    lines = [
        f"## What is in it: {tally.project.title}",
        "",
        f"- Documents: {len(tally.documents)}. Segments, each one {unit}: {tally.segments}.",
        f"- Segments answered: {tally.answered}, with {counted(answers, 'answer')} in all.",
        f"- Segments decided, where all annotators gave the same answer: {tally.decided}{alone}.",
        f"- Segments not decided, because annotators differ: {left}. They are left out of the",
        "  decided rows; all answers to them are in the other subset.",
        f"- Segments without an answer: {unanswered}.",
        "",
        _table(("annotator", "answers"), sorted(tally.answers.items())),
    ]
    for name, counts in tally.labels.items():
        if counts:
            ordered = _by_schema(tally, name, counts)
            lines += ["", f"Labels of `{name}` in the decided rows:", ""]
            lines += [_table(("label", "count"), ordered)]
    return "\n".join(lines)


def _by_schema(tally: Tally, name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    """All labels in the order of the schema, those that never occur with 0."""
    return [(label, counts[label]) for label in _names(tally.project.schema.columns[name])]


def _names(column: Column) -> Iterable[str]:
    match column:
        case ClassLabel(names):
            return names
        case Struct(columns):
            return [name for one in columns.values() for name in _names(one)]
        case List(item):
            return _names(item)
    return ()


def _splits(content: Content) -> str:
    shown = ordered({name for one in content.tables for name in one.splits})
    rows = [(one.name, *(one.rows.get(split, 0) for split in shown)) for one in content.tables]
    shares = content.corpus.config.splits
    return (
        "## Splits\n\nWhole documents go to a split, and stay there in later versions. "
        f"{_together(shares)} Shares aimed at: train {shares.train:g}, "
        f"validation {shares.validation:g}, test {shares.test:g}. "
        f"Documents in another split than a near-duplicate: {content.leaks}. Rows:\n\n"
        + _table(("subset", *shown), rows)
    )


def _together(splits: Splits) -> str:
    """How documents come to their splits, in a sentence."""
    with_others = f"those with the same {splits.group_by} and " if splits.group_by else ""
    rest = (
        f"where the labels of {splits.stratify} were missed most"
        if splits.stratify
        else "by a hash of their names"
    )
    return f"Of new documents, {with_others}near-duplicates go together, the others {rest}."


def _columns(tally: Tally) -> str:
    schema = tally.project.schema
    titles = {one.asked.name: one.asked.title for one in schema.fields}
    rows = [
        (f"`{name}`", titles.get(name, "shown to annotators"), ", ".join(_names(column)))
        for name, column in schema.columns.items()
    ]
    return (
        f"## Columns of {tally.project.name}\n\n"
        + _table(("column", "meaning", "labels"), rows)
        + "\n\nOffsets in spans count Unicode code points, half-open: `text[start:end]`. "
        "`document_start` and `document_end` count the same way in the document, read as UTF-8, "
        "with line ends as `\\n` and in Unicode NFC. The full schema is "
        f"`schema/{tally.project.name}.schema.json`."
    )


def _loading(content: Content) -> str:
    directory = f"dist/{content.corpus.config.name}/{content.version}"
    lines = [f'rows = load_dataset("{directory}")']
    for one in content.tables[1:]:
        variable = re.sub(r"\W", "_", one.name)
        lines.append(f'{variable} = load_dataset("{directory}", "{one.name}")')
    code = "\n".join(["from datasets import load_dataset", "", *lines])
    return f"## How to load it\n\n```python\n{code}\n```"


def _rebuilding(digest: str) -> str:
    return (
        "## How it was made\n\nWith corpus-kit, from seeds, schema and answers; the same input "
        f"gives the same files. The content's digest is `sha256-{digest}`; `manifest.json` has "
        "that of every file."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: object) -> str:
    return html.escape(" ".join(str(value).split()), quote=False).replace("|", "\\|")
