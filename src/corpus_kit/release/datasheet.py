"""
datasheet.md: the questions of Datasheets for Datasets (Gebru et al., 2021), answered or not.

What was counted or is so by construction is answered here. Of the others, those that a section of
card.md is about lead there, for the reader to see what it says; the rest stands as unanswered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.release import parts
from corpus_kit.release.card import demonstrators, placing
from corpus_kit.release.languages import languages
from corpus_kit.release.markdown import line, literal
from corpus_kit.release.questions import QUESTIONS
from corpus_kit.release.reported import licences, sources
from corpus_kit.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.release.content import Content
    from corpus_kit.release.questions import Question


def datasheet(content: Content) -> str:
    """The file, whole."""
    known, said = _known(content), content.said
    answered: list[str] = []
    written: list[str] = []
    unanswered: list[str] = []
    for part, questions in QUESTIONS.items():
        here = [_answered(one, known[one.key], said) for one in questions if one.key in known]
        answered += [f"## {part}", *here] if here else []
        for one in questions:
            if one.key not in known:
                entry = f"- {part}: {one.asked}"
                if one.section in said:
                    written.append(f"{entry} See {_link(one.section)}.")
                else:
                    place = f"`## {one.section}` in `card.md`" if one.section else "`corpus.toml`"
                    unanswered.append(f"{entry} ({place})")
    count = sum(1 for part in QUESTIONS.values() for one in part if one.key in known)
    head = (
        f"# Datasheet of {line(content.corpus.config.title)} {content.version}\n\n"
        "The questions of *Datasheets for Datasets* (Gebru et al., Communications of the ACM "
        f"64(12), 2021). {count} are answered from the data, {len(written)} fall under a section "
        f"of the card that people wrote, {len(unanswered)} are unanswered."
    )
    parts = [head, *answered]
    if written:
        parts += ["## Under a section of the card", "\n".join(written)]
    if unanswered:
        parts += ["## Unanswered", "\n".join(unanswered)]
    return "\n\n".join(parts) + "\n"


def _answered(question: Question, answer: str, said: Mapping[str, str]) -> str:
    more = f"\n\nSee also {_link(question.section)}." if question.section in said else ""
    return f"### {question.asked}\n\n{answer}{more}"


def _link(section: str) -> str:
    return f"[{section}](README.md#{section.lower().replace(' ', '-')})"


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
    }
    if config.license != "unknown":
        known["licence"] = f"The licence is {config.license}."
    if config.source.strip() or content.licensed.said:
        known["acquired"] = sources(content)
    if of_documents := licences(content):
        also = f"Of the documents: {literal(of_documents)}."
        known["licence"] = " ".join(filter(None, (known.get("licence"), also)))
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
    return f"{'. '.join(units)}. Languages: {languages(content.corpus.config.languages)}."


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
