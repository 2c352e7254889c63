"""
A new corpus from a template: files that work at once, never in the place of others.
"""

from __future__ import annotations

import re
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from corpus_kit import files
from corpus_kit.errors import UnknownTemplate, WouldOverwrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

IGNORED = b"# What corpus-kit keeps for itself and what it builds\n.corpus-kit/\ndist/\n.*.tmp\n"
UNTOUCHED = b"# Seeds are kept byte for byte: no line end is ever rewritten.\nseeds/** -text\n"


def templates() -> tuple[str, ...]:
    """The names of the templates there are."""
    return tuple(sorted(one.name for one in _root().iterdir() if one.is_dir()))


def create(directory: Path, template: str) -> list[Path]:
    """
    Write the template's files into `directory`; returns them.

    Files that hold just this already are fine, so an interrupted run can be repeated.

    Raises: UnknownTemplate; InvalidName where the directory's name will not do for a corpus;
    WouldOverwrite, with nothing written.
    """
    from corpus_kit.config import check_name

    if template not in templates():
        raise UnknownTemplate(template, templates())
    name = re.sub(r"[^a-z0-9]+", "-", directory.name.lower()).strip("-")
    check_name(name, "the directory's name")
    wanted = {directory / path: data for path, data in _contents(template, name)}
    above = {one for path in wanted for one in path.parents if one.is_relative_to(directory)}
    taken = sorted(
        {path for path, data in wanted.items() if _differs(path, data)}
        | {one for one in above if one.exists() and not one.is_dir()}
    )
    if taken:
        raise WouldOverwrite(tuple(taken))
    for path, data in wanted.items():
        files.write(path, [data])
    return list(wanted)


def _root() -> Traversable:
    return resources.files("corpus_kit") / "templates"


def _contents(template: str, name: str) -> Iterator[tuple[str, bytes]]:
    """Settings last: a directory without a corpus.toml is no corpus yet."""
    yield ".gitignore", IGNORED
    yield ".gitattributes", UNTOUCHED
    root = _root() / template
    yield from sorted(_below(root / "schema", "schema"))
    yield from sorted(_below(root / "seeds", "seeds"))
    yield from sorted(_below(root / "annotations", "annotations"))
    yield "guidelines.md", (root / "guidelines.md").read_bytes()
    settings = Template((root / "corpus.toml").read_text(encoding="utf-8"))
    yield "corpus.toml", settings.substitute(name=name).encode()


def _below(directory: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for one in directory.iterdir():
        if one.is_dir():
            yield from _below(one, f"{name}/{one.name}")
        else:
            yield f"{name}/{one.name}", one.read_bytes()


def _differs(path: Path, data: bytes) -> bool:
    return path.is_symlink() or (
        path.exists() and (not path.is_file() or path.read_bytes() != data)
    )
