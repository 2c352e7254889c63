"""
Files that somebody names, and what is wrong in them: answers, exports, releases, rows.

What a file is, its content says. All of them are read as a stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.errors import NotACorpus, UnknownFile
from corpus_kit.inspection import answers, export, release, rows
from corpus_kit.inspection.kinds import Kind, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus_kit.corpus import Corpus
    from corpus_kit.model import Issue

__all__ = ["issues"]


def issues(
    path: Path,
    corpus: Callable[[], Corpus],
    project: str | None = None,
    schema: Path | None = None,
) -> Iterator[Issue]:
    """
    What is wrong in a file or a directory.

    Answers are checked against a project of the corpus, an export against that or a `schema`, a
    release against its own; every other file with a JSON value a line takes a `schema`. `corpus`
    is asked for only where one is needed.

    Raises: UnknownFile; InvalidExport, NotARelease; InvalidSchema; InvalidSeeds; what `corpus`
    raises.
    """
    match kind(path, rows=schema is not None):
        case Kind.RELEASE:
            return release.issues(path)
        case Kind.EXPORT if schema:
            return export.of_schema(path, schema)
        case Kind.EXPORT:
            return export.of_project(path, corpus().project(project))
        case Kind.ROWS if schema:
            return rows.issues(path, schema)
        case Kind.ANNOTATIONS:
            return answers.issues(path, answers.project_of(path, corpus(), project))
    if _is_answers(path, corpus):  # empty, or damaged from its first line on
        return answers.issues(path, answers.project_of(path, corpus(), project))
    raise UnknownFile(path)


def _is_answers(path: Path, corpus: Callable[[], Corpus]) -> bool:
    """Whether it is one of the corpus's files, if there is a corpus."""
    try:
        return any(path.resolve() in one.files() for one in corpus().projects)
    except NotACorpus:
        return False
