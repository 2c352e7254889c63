"""
The release's README.md: what Hugging Face reads, in YAML, and what people read.

Every number in it is counted; what is not known is said to be so.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus_kit.columns import ClassLabel, Column, List, Struct, Value
from corpus_kit.release.rows import agreed
from corpus_kit.release.splits import SPLITS
from corpus_kit.release.table import labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus_kit.config import Config
    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Segment

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True)
class Written:
    """A subset as it was written: its columns, and its rows by split."""

    name: str
    columns: Mapping[str, Column]
    rows: Mapping[str, int]
    digest: str
    main: bool
    """Whether this is the subset of decided rows."""

    @property
    def splits(self) -> list[str]:
        """The splits that have rows, in the usual order."""
        return [split for split in SPLITS if self.rows.get(split)]


@dataclass
class Tally:
    """What is counted on the way through a project's segments."""

    project: Project
    documents: set[str] = field(default_factory=set)
    segments: int = 0
    answered: int = 0
    decided: int = 0
    alone: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    demonstration: set[str] = field(default_factory=set)
    labels: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, segment: Segment, given: Sequence[Annotation]) -> None:
        """Take one segment and its answers into account."""
        self.documents.add(segment.document)
        self.segments += 1
        self.answered += bool(given)
        self.answers.update(one.annotator for one in given)
        self.demonstration.update(one.annotator for one in given if one.origin == "demonstration")
        if agreed(given):
            self.decided += 1
            self.alone += len(given) == 1
            for name, column in self.project.schema.columns.items():
                found = labels(given[0].row.get(name), column)
                self.labels.setdefault(name, Counter()).update(found)


def card(
    config: Config, version: str, digest: str, written: Sequence[Written], tallies: Sequence[Tally]
) -> str:
    """README.md, whole."""
    import yaml

    head = yaml.safe_dump(
        metadata(config, version, digest, written, tallies),
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    parts = [
        f"# {config.title}",
        config.description.strip(),
        _demonstration(tallies),
        f"Version {version}. Languages: {', '.join(config.languages)}. Licence: {_licence(config)}",
        "## Where the texts come from\n\n"
        + (config.source.strip() or "The sources are not stated."),
        *(_composition(tally) for tally in tallies),
        _splits(config, written),
        *(_columns(tally) for tally in tallies),
        _loading(config, version, written),
        _rebuilding(digest),
    ]
    return f"---\n{head}---\n\n" + "\n\n".join(part for part in parts if part) + "\n"


def metadata(
    config: Config, version: str, digest: str, written: Sequence[Written], tallies: Sequence[Tally]
) -> dict[str, Any]:
    """
    The card's YAML.

    Each config carries the version and a digest of the content: both enter the key of the cache
    that ``load_dataset`` keeps of a local directory, which would return an older release otherwise.
    """
    kinds = {one.task_category for tally in tallies for one in tally.project.schema.fields}
    rows = sum(sum(one.rows.values()) for one in written if one.main)
    default = next(one.name for one in written if one.main)
    return {
        "pretty_name": config.title,
        "language": list(config.languages),
        "license": config.license,
        "task_categories": sorted(kind for kind in kinds if kind),
        "size_categories": [next((name for limit, name in SIZES if rows < limit), "n>1M")],
        "tags": ["corpus-kit"],
        "configs": [
            {
                "config_name": one.name,
                "version": version,
                "description": f"sha256-{digest}",
                **({"default": True} if one.name == default else {}),
                "data_files": [
                    {"split": split, "path": f"data/{one.name}/{split}-*.parquet"}
                    for split in one.splits
                ],
            }
            for one in written
        ],
        "dataset_info": [
            {"config_name": one.name, "features": features(one.columns)} for one in written
        ],
    }


def features(columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    """The columns as ``dataset_info`` writes features, in the form that old readers know too."""
    return [{"name": name, **_feature(column)} for name, column in columns.items()]


def _feature(column: Column) -> dict[str, Any]:
    match column:
        case Value(dtype):
            return {"dtype": dtype}
        case ClassLabel(names):
            return {"dtype": {"class_label": {"names": {str(i): n for i, n in enumerate(names)}}}}
        case Struct(columns):
            return {"struct": features(columns)}
        case List(Struct(columns)):
            return {"list": features(columns)}
        case List(item):
            inner = _feature(item)["dtype"] if not isinstance(item, List) else _feature(item)
            return {"list": inner}


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
    alone = f" ({tally.alone} of them have one annotator only)" if tally.alone else ""
    unanswered = tally.segments - tally.answered
    lines = [
        f"## What is in it: {tally.project.title}",
        "",
        f"- {len(tally.documents)} documents, {tally.segments} segments (each one {unit}).",
        f"- {tally.answered} segments were answered, {answers} answers in all.",
        f"- {tally.decided} segments are decided: their annotators gave the same answer{alone}.",
        f"- {left} answered segments are not decided: annotators differ. They are left out of the",
        "  decided rows; all answers to them are in the other subset.",
        f"- {unanswered} segments have no answer.",
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


def _splits(config: Config, written: Sequence[Written]) -> str:
    shown = [split for split in SPLITS if any(one.rows.get(split) for one in written)]
    rows = [(one.name, *(one.rows.get(split, 0) for split in shown)) for one in written]
    shares = config.splits
    return (
        "## Splits\n\nWhole documents go to a split, by a hash of their name: a document is in one "
        f"split only and stays there in later versions. Shares aimed at: train {shares.train:g}, "
        f"validation {shares.validation:g}, test {shares.test:g}. Rows:\n\n"
        + _table(("subset", *shown), rows)
    )


def _columns(tally: Tally) -> str:
    rows = []
    for name, one in tally.project.schema.source["properties"].items():
        meaning = one.get("title") or one.get("description") or "shown to annotators"
        rows.append((f"`{name}`", meaning, ", ".join(_names(tally.project.schema.columns[name]))))
    return (
        f"## Columns of {tally.project.name}\n\n"
        + _table(("column", "meaning", "labels"), rows)
        + "\n\nOffsets in spans count Unicode code points, half-open: `text[start:end]`. "
        "`document_start` and `document_end` count the same way in the document, read as UTF-8, "
        "with line ends as `\\n` and in Unicode NFC. The full schema is "
        f"`schema/{tally.project.name}.schema.json`."
    )


def _loading(config: Config, version: str, written: Sequence[Written]) -> str:
    directory = f"dist/{config.name}/{version}"
    lines = [f'rows = load_dataset("{directory}")']
    for one in written[1:]:
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
