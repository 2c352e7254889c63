"""
Guidelines with other labels, where a label stands as a name.

That is at the head of an item of a list or of a heading, or alone in a cell of a table. All other
places are for people to look at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_HEAD = re.compile(r"(?P<before>\s*(?:[-*+]|\d+[.)]|#{1,6})\s+)(?P<rest>.*)", re.DOTALL)
_MARKS = ("**", "__", "`", "*", "_", "")
_CELL = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
# What may follow a name that no mark encloses: the end, a colon, a dash, a bracket.
_AFTER = re.compile(r"\s*($|[:(\u2013\u2014]|- )")


def renamed(text: str, new: Mapping[str, str]) -> str:
    """
    The guidelines with labels by their new names.

    >>> renamed("- **LOC**: a place", {"LOC": "PLACE"}), renamed("| the LOC | LOC |", {"LOC": "X"})
    ('- **PLACE**: a place', '| the LOC | X |')
    """
    lines = text.splitlines(keepends=True)
    for number, fenced in enumerate(_fenced(lines)):
        if not fenced:
            lines[number] = _line(lines[number], new)
    return "".join(lines)


def naming(text: str, labels: Collection[str]) -> Iterator[tuple[int, str]]:
    """The lines, by number from 1, that name one of the labels as a word, and which."""
    for number, line in enumerate(text.splitlines(), 1):
        for label in labels:
            if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", line):
                yield number, label


def _fenced(lines: list[str]) -> Iterator[bool]:
    """Whether each line is code."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        yield bool(fence or match)
        if match and not fence:
            fence = match[1]
        elif match and match[1] == fence:
            fence = ""


def _line(line: str, new: Mapping[str, str]) -> str:
    if line.lstrip().startswith("|"):
        cells = _CELL.split(line)
        return "|".join(_cell(cell, new) for cell in cells)
    if match := _HEAD.fullmatch(line):
        return match["before"] + _head(match["rest"], new)
    return line


def _cell(cell: str, new: Mapping[str, str]) -> str:
    inner = cell.strip()
    for mark in _MARKS:
        label = inner[len(mark) : len(inner) - len(mark)]
        if label in new and inner == f"{mark}{label}{mark}":
            return cell.replace(inner, f"{mark}{new[label]}{mark}")
    return cell


def _head(rest: str, new: Mapping[str, str]) -> str:
    """What follows the sign of a list or heading; a label may begin as another does."""
    for label in sorted(new, key=len, reverse=True):
        for mark in _MARKS:
            name = f"{mark}{label}{mark}"
            after = rest[len(name) :]
            if rest.startswith(name) and (not after[:1].isalnum() if mark else _AFTER.match(after)):
                return f"{mark}{new[label]}{mark}{after}"
    return rest
