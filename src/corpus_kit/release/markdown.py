"""Markdown of what was counted: tables and pictures, with nothing in them that could be markup."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus_kit.release.pictures import Picture


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def picture(one: Picture) -> str:
    """A picture, with what it shows in words."""
    return f"![{literal(one.alt)}]({one.path})"


def plain(text: str) -> str:
    """
    Markdown without HTML: what would be a tag is text.

    >>> plain("<b>3 < 4</b> & *so on*")
    '&lt;b>3 &lt; 4&lt;/b> & *so on*'
    """
    return text.strip().replace("<", "&lt;")


def line(text: object) -> str:
    """Text on one line, without HTML."""
    return html.escape(" ".join(str(text).split()), quote=False)


def literal(text: object) -> str:
    r"""
    Text on one line of which nothing is Markdown.

    >>> print(literal("a *b* [c](d) <e>"))
    a \*b\* \[c\](d) &lt;e&gt;
    """
    return unmarked(line(text))


def unmarked(text: object) -> str:
    r"""
    Text for the cell of a `table`, of which nothing is Markdown; the table makes one line of it.

    >>> print(unmarked("a *b* <e> $x$"))
    a \*b\* <e> \$x\$
    """
    return re.sub(r"([\\`*_\[\]~$])", r"\\\1", str(text))


def link(text: str, url: str) -> str:
    """A link for the cell of a `table`; of its address, that it is one was checked before."""
    return f"[{unmarked(text)}]({url})"


def _cell(value: object) -> str:
    return line(value).replace("|", "\\|")
