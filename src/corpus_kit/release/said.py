"""
What only people can say of a corpus: settings, and the sections of card.md under known headings.
"""

from __future__ import annotations

import difflib
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus_kit.errors import InvalidCard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from markdown_it.token import Token

    from corpus_kit.config import Config

SECTIONS: Mapping[str, str] = {
    "Motivation": "why the corpus was made, by whom, and who paid for it",
    "Uses": "what it is good for, and what it must not be used for",
    "Known issues": "what is known to be wrong in it",
    "Bias and limits": "whom and what the texts and answers leave out or favour",
    "Personal and sensitive information": "who is named in the texts, and what was done about it",
    "Collection": "how, when and by whom the texts were chosen and taken",
    "Annotators": "who they are, how they were found, taught and paid",
    "Maintenance": "who answers for the corpus, where to write, what will change",
    "Citation": "the publication to cite",
}
"""The headings that card.md may have, in the order of the card, with what belongs there."""


SETTINGS: Mapping[str, str] = {
    "description": "what it is (`description`)",
    "source": "where its texts come from (`source`)",
    "authors": "who is to be cited (`authors`)",
}
"""What corpus.toml may leave out that only people can say."""


def sections(text: str, path: Path) -> dict[str, str]:
    """
    The sections of card.md that say something, by name, in the order of `SECTIONS`.

    HTML is refused: it would run, or break the page, wherever the card is shown.

    Raises: InvalidCard with the line.
    """
    from markdown_it import MarkdownIt

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")  # as Markdown counts lines: other separators are text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for line, found, instead in _faults(tokens, lines):
        raise InvalidCard(path, line, found, instead)
    starts = list(_starts(tokens))
    said: dict[str, str] = {}
    ends = [*(start for start, _, _ in starts), len(lines)][1:]
    for (start, after, heading), end in zip(starts, ends, strict=True):
        name = _known(heading)
        if name is None:
            known = ", ".join(SECTIONS)
            near = difflib.get_close_matches(heading, SECTIONS, n=1)
            instead = f"did you mean {near[0]!r}? Known: {known}" if near else f"known: {known}"
            raise InvalidCard(path, start + 1, f"unknown section {heading!r}", instead)
        if name in said:
            raise InvalidCard(path, start + 1, f"{name!r} stands twice", "make one of both")
        said[name] = "\n".join(lines[after:end]).strip()
    return {name: said[name] for name in SECTIONS if said.get(name)}


def missing(config: Config, said: Mapping[str, str]) -> dict[str, list[str]]:
    """What nobody wrote, by the file that it would stand in; empty where all is said."""
    found = {
        "corpus.toml": [what for key, what in SETTINGS.items() if not getattr(config, key)],
        "card.md": [name for name in SECTIONS if name not in said],
    }
    return {file: names for file, names in found.items() if names}


def _starts(tokens: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Of each section the line of its heading, counted from 0, that below, and what it says."""
    for token, inner in pairwise(tokens):
        if token.map and _opens(token):
            yield token.map[0], token.map[1], inner.content


def _known(heading: str) -> str | None:
    return next((name for name in SECTIONS if name.casefold() == heading.casefold()), None)


def _opens(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2" and token.level == 0


def _faults(tokens: list[Token], lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """What would not stay in its section, or not be text, each with its line."""
    inside = False
    for token in tokens:
        if not token.map:
            continue
        line = token.map[0] + 1
        if token.type == "html_block" or any(
            one.type == "html_inline" for one in token.children or ()
        ):
            yield line, "HTML in the card", "write Markdown, or put it between `backticks`"
        elif token.type == "heading_open" and token.tag == "h1":
            yield line, "a heading of the first level", "sections begin with '## '"
        elif token.type == "fence" and token.level == 0 and not _closed(token, lines):
            yield line, "a block of code that does not end", f"close it with {token.markup}"
        elif _opens(token):
            inside = True
        elif not inside:
            yield line, "text before the first section", f"write '## {next(iter(SECTIONS))}' above"


def _closed(fence: Token, lines: list[str]) -> bool:
    assert fence.map is not None  # noqa: S101 - for the type checker: the caller has asked
    start, end = fence.map
    return end - start > 1 and lines[end - 1].strip().startswith(fence.markup)
