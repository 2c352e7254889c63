"""
datasheet.md: the questions of Datasheets for Datasets (Gebru et al., 2021), answered or not.

What was counted or is so by construction is answered here; what a section of card.md is about is
answered there; every other question stands as unanswered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.release import parts
from corpus_kit.release.card import demonstrators, licence, placing
from corpus_kit.release.markdown import line, plain
from corpus_kit.release.questions import QUESTIONS
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.release.content import Content


def datasheet(content: Content) -> str:
    """The file, whole."""
    known = _known(content)
    answered: list[str] = []
    unanswered: list[str] = []
    for part, questions in QUESTIONS.items():
        answered_here = []
        for one in questions:
            section = one.section if one.section in content.said else None
            said = [known[one.key]] if one.key in known else []
            if section:
                anchor = section.lower().replace(" ", "-")
                said.append(f"See [{section}](README.md#{anchor}) in the card.")
            if said:
                answered_here.append(f"### {one.asked}\n\n" + "\n\n".join(said))
            else:
                write = f" (`## {one.section}` in `card.md`)" if one.section else ""
                unanswered.append(f"- {part}: {one.asked}{write}")
        if answered_here:
            answered += [f"## {part}", *answered_here]
    asked = sum(map(len, QUESTIONS.values()))
    head = (
        f"# Datasheet of {line(content.corpus.config.title)} {content.version}\n\n"
        "The questions of *Datasheets for Datasets* (Gebru et al., Communications of the ACM "
        f"64(12), 2021): {asked - len(unanswered)} of {asked} are answered, the others are listed "
        "at the end."
    )
    end = ["## Unanswered", "\n".join(unanswered)] if unanswered else []
    return "\n\n".join([head, *answered, *end]) + "\n"


def _known(content: Content) -> dict[str, str]:
    """Answers by the question's key: what was counted, and what corpus-kit makes so."""
    config = content.corpus.config
    known = {
        "represent": _instances(content),
        "count": _counts(content),
        "sample": _sample(content),
        "features": "The text as annotators saw it, and their answers. The columns are in "
        "`README.md`, and in full in `schema/`.",
        "label": "Yes: the answers are the labels. How often each occurs is in `README.md`.",
        "splits": f"Yes. {placing(content)}",
        "relations": "Rows of one document have the same value in `document`.",
        "self-contained": "All texts that annotators read are in the files.",
        "noise": "\n".join(
            f"{tally.project.name}, answered alike by all annotators: {parts.alike(tally)}."
            for tally in content.tallies
        ),
        "raw": "Yes: the subset `documents` has every document, and the subset of all answers "
        "has each annotator's own.",
        "software": "Yes: corpus-kit, in the version that `manifest.json` names.",
        "cleaning": "Line ends became `\\n`, and characters Unicode NFC. What annotators read is "
        f"one {' or '.join(dict.fromkeys(t.project.config.unit for t in content.tallies))} each.",
        "licence": f"The licence is {licence(config)}.",
        "older": "Versions are never changed. `CHANGELOG.md` says what differs between them.",
    }
    if config.source.strip():
        known["acquired"] = plain(config.source)
    if config.authors:
        known["who"] = ", ".join(map(line, config.authors))
    if times := [one for tally in content.tallies for one in parts.when(tally)]:
        known["when"] = "Of the texts it is not known. Of the answers:\n\n" + "\n".join(times)
    if shown := demonstrators(content.tallies):
        known["people"] = (
            f"The answers of {', '.join(shown)} were made by the project for demonstration, not by "
            "human annotators."
        )
    return known


def _instances(content: Content) -> str:
    units = [f"{line(one.project.title)}: each one {one.project.config.unit}, asked "
             + "; ".join(f"“{line(field.asked.title or field.asked.name)}”"
                         for field in one.project.schema.fields)
             for one in content.tallies]  # fmt: skip
    return f"{'. '.join(units)}. Languages: {', '.join(content.corpus.config.languages)}."


def _counts(content: Content) -> str:
    return "\n".join(_rows(content))


def _rows(content: Content) -> Iterator[str]:
    for one in content.tables:
        splits = ", ".join(f"{split} {one.rows[split]}" for split in one.splits)
        yield f"- `{one.name}`: {counted(sum(one.rows.values()), 'row')} ({splits})"


def _sample(content: Content) -> str:
    said = [
        f"{one.project.name}: of {counted(one.segments, 'segment')}, {one.answered} were answered "
        f"and {one.decided} decided; the others are not in the decided rows."
        for one in content.tallies
    ]
    return "\n".join(said) + "\n\nWhat the documents are a sample of is not known."
