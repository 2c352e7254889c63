"""
The release's README.md: what people read.

Every number in it is counted; what only people can say comes from card.md, and what nobody said is
named as missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus_kit.columns import ClassLabel, Column, List, Struct
from corpus_kit.release import parts
from corpus_kit.release.languages import languages
from corpus_kit.release.markdown import line, plain, table, unmarked
from corpus_kit.release.metadata import metadata
from corpus_kit.release.reported import issues, licences, sources
from corpus_kit.release.rows import DOCUMENTS
from corpus_kit.release.said import missing
from corpus_kit.release.splits import ordered
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus_kit.config import Config, Splits
    from corpus_kit.release.content import Content, Tally, Written


def card(content: Content) -> str:
    """README.md, whole."""
    import yaml

    config = content.corpus.config
    head = yaml.safe_dump(metadata(content), sort_keys=False, allow_unicode=True, width=100)
    said = content.said
    body = [
        f"# {line(config.title)}",
        plain(config.description) or "Nobody has described it yet.",
        _demonstration(content.tallies),
        _glance(content),
        _loading(content),
        *(parts.example(tally) for tally in content.tallies),
        *_said(content, "Motivation", "Uses"),
        *(parts.composition(tally) for tally in content.tallies),
        *_trust(content),
        "## Known issues",
        said.get("Known issues", ""),
        issues(content),
        *_said(content, "Bias and limits"),
        "## Where the texts come from",
        sources(content),
        *_said(content, "Collection", "Personal and sensitive information"),
        _splits(content),
        *(parts.columns(tally) for tally in content.tallies),
        _making(content),
        *_said(content, "Annotators", "Maintenance"),
        _citing(content),
        _missing(missing(config, said)),
    ]
    return f"---\n{head}---\n\n" + "\n\n".join(part for part in body if part) + "\n"


def demonstrators(tallies: Sequence[Tally]) -> list[str]:
    """Who answered for demonstration only."""
    return sorted(set().union(*(tally.demonstration for tally in tallies)))


def licence(config: Config) -> str:
    """The licence, in words."""
    return "not known" if config.license == "unknown" else config.license


def _demonstration(tallies: Sequence[Tally]) -> str:
    shown = demonstrators(tallies)
    if not shown:
        return ""
    alone = all(set(tally.answers) <= tally.demonstration for tally in tallies)
    given = f"of {', '.join(shown)} were made by the project for demonstration"
    said = (
        f"**No answer in it is the work of a human annotator:** those {given}."
        if alone
        else f"The answers {given}; they are not the work of human annotators."
    )
    return f"> {said} Rows that rest on them have the origin `demonstration`."


def _glance(content: Content) -> str:
    config = content.corpus.config
    rows = [("Version", content.version), ("Languages", languages(config.languages))]
    for tally, main in zip(content.tallies, _main(content), strict=True):
        of = f" of {tally.project.name}" if len(content.tallies) > 1 else ""
        held = ", ".join(f"{split} {n}" for split, n in main)
        rows += [
            (f"Asked{of}", "; ".join(parts.asked(tally))),
            (f"Decided rows{of}", f"{_decided(tally)}: {held}"),
            (f"Annotators{of}", _annotators(tally)),
            (f"Answered alike by all{of}", parts.alike(tally)),
        ]
    rows.append(("Licence", licence(config)))
    if of_documents := licences(content):
        rows.append(("Licences of the documents", unmarked(of_documents)))
    return table(("At a glance", ""), [(f"**{name}**", said) for name, said in rows])


def _decided(tally: Tally) -> str:
    alone = f" ({tally.alone} by one annotator only)" if tally.alone else ""
    return f"{counted(tally.decided, tally.project.config.unit)} that all answered alike{alone}"


def _main(content: Content) -> Iterator[list[tuple[str, int]]]:
    for one in content.tables:
        if one.main:
            yield [(split, one.rows[split]) for split in one.splits]


def _annotators(tally: Tally) -> str:
    shown = len(tally.demonstration)
    kind = " (for demonstration)" if shown == len(tally.answers) else (
        f" ({shown} for demonstration)" if shown else ""
    )  # fmt: skip
    return f"{len(tally.answers)}{kind}, {counted(sum(tally.answers.values()), 'answer')}"


def _said(content: Content, *names: str) -> list[str]:
    return [f"## {name}\n\n{content.said[name]}" for name in names if name in content.said]


def _trust(content: Content) -> Iterator[str]:
    yield "## How far to trust it"
    for tally in content.tallies:
        if len(content.tallies) > 1:
            yield f"### {line(tally.project.title)}"
        yield parts.trust(tally)


def _splits(content: Content) -> str:
    shown = ordered({name for one in content.tables for name in one.splits})
    rows = [(one.name, *(one.rows.get(split, 0) for split in shown)) for one in content.tables]
    return f"## Splits\n\n{placing(content)} Rows:\n\n{table(('subset', *shown), rows)}"


def placing(content: Content) -> str:
    """How documents come to their splits, and whether near-duplicates are in two."""
    shares = content.corpus.config.splits
    return (
        "Whole documents go to a split, and stay there in later versions. "
        f"{_together(shares)} Shares aimed at: train {shares.train:g}, "
        f"validation {shares.validation:g}, test {shares.test:g}. "
        f"Documents in another split than a near-duplicate: {content.leaks}."
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


def _loading(content: Content) -> str:
    directory = f"dist/{content.corpus.config.name}/{content.version}"
    lines = [f'rows = load_dataset("{directory}")  # {_held(content.tables[0])}']
    for one in content.tables[1:]:
        variable = re.sub(r"\W", "_", one.name)
        lines.append(f'{variable} = load_dataset("{directory}", "{one.name}")  # {_held(one)}')
    code = "\n".join(["from datasets import load_dataset", "", *lines])
    return (
        f"## How to load it\n\n```python\n{code}\n```\n\n"
        "The path is the directory that this file is in. From a hub, it is the name there, and "
        f'this version: `load_dataset("ORG/NAME", revision="v{content.version}")`.'
        f"{_numbers(content)}"
    )


def _numbers(content: Content) -> str:
    """How to read labels, by the example of those least deep; empty where there are none."""
    main = content.tables[0]
    ways = sorted(_ways(Struct(main.columns)), key=lambda way: way.count("["))
    if not ways:
        return ""
    read = f'rows["{main.splits[0]}"].features{ways[0]}.int2str(0)'
    return f" Labels are numbers; their names are in the features: `{read}`."


def _ways(column: Column) -> Iterator[str]:
    """Python that leads from a column's feature to the labels in it."""
    match column:
        case ClassLabel():
            yield ""
        case List(item):
            yield from (f".feature{way}" for way in _ways(item))
        case Struct(inner):
            yield from (f'["{name}"]{way}' for name, one in inner.items() for way in _ways(one))


def _held(table: Written) -> str:
    if table.main:
        return "decided rows"
    return "whole documents" if table.name == DOCUMENTS else "all answers"


def _making(content: Content) -> str:
    guidelines = " `guidelines.md` is what annotators are given to read."
    return (
        "## How it was made\n\nThe questions are those of the schema."
        f"{guidelines if content.corpus.guidelines else ''} An answer stands in the decided rows "
        "where all who answered said the same. corpus-kit made the files from seeds, schema and "
        "answers; the same input gives the same files.\n\n"
        "- `CHANGELOG.md`: what changed from version to version\n"
        "- `datasheet.md`: the usual questions about a dataset, those without an answer too\n"
        "- `croissant.json`: this page for machines\n"
        "- `manifest.json`: the digest of every file; that of the content is "
        f"`sha256-{content.digest}`"
    )


def _citing(content: Content) -> str:
    said = content.said.get("Citation")
    return "\n\n".join(
        ["## Citation", *([said] if said else []), "`CITATION.cff` names this version."]
    )


def _missing(names: Mapping[str, Sequence[str]]) -> str:
    if not names:
        return ""
    lines = [f"- in `{file}`: {', '.join(some)}" for file, some in names.items()]
    return "\n\n".join(
        [
            "## Not written yet",
            "Only people can say this:",
            "\n".join(lines),
            "What they write in these files of the corpus stands here in the next version.",
        ]
    )
