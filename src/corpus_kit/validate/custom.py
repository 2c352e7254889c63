"""
Checks of others: where they come from, and how they are run.

Those of installed packages are run always. A corpus's checks.py is code that came with the corpus:
it is run only where the caller says so.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import redirect_stdout
from functools import partial
from importlib.metadata import entry_points
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit import answers
from corpus_kit.checks import CHECKS
from corpus_kit.checks.custom import REGISTERED, Answer, Custom
from corpus_kit.corpus import SETTINGS
from corpus_kit.errors import (
    BrokenCheck,
    BrokenChecks,
    BrokenPlugin,
    CorpusError,
    InvalidConfig,
    RepeatedCheck,
)
from corpus_kit.model import REMOVED, Fault, Fix
from corpus_kit.validate.severity import severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from importlib.metadata import EntryPoint
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Corpus, Project
    from corpus_kit.model import Annotation, Check, Document

GROUP = "corpus_kit.checks"
MODULE = "corpus_kit_custom_checks"
"""What checks.py is called once it is loaded."""

YIELD = "yield a JSON Pointer into the row and a message, and a Fix if there is one"


def custom_checks(corpus: Corpus, *, own: bool) -> tuple[Custom, ...]:
    """
    The checks of packages, by name, then those of the corpus's checks.py if `own`.

    Those that corpus.toml turns off are left out.

    Raises: BrokenPlugin; BrokenChecks; InvalidCheck; RepeatedCheck; InvalidConfig where
    corpus.toml names a check that there is not.
    """
    packages = sorted(entry_points(group=GROUP), key=lambda one: one.name)
    found = [check for one in packages for check in _of_package(one)]
    has_own = corpus.checks.is_file()
    if own and has_own:
        found += _of_file(corpus.checks)
    codes: dict[str, Custom] = {}
    for one in found:
        if (other := codes.setdefault(one.check.code, one)) is not one:
            raise RepeatedCheck(one.check.code, one.place, other.place)
    if own or not has_own:
        _check_known(corpus, codes)
    return tuple(one for one in found if severity(one.check, corpus.config) != "off")


def asking(
    checks: Sequence[Custom], project: Project, document: Document | None
) -> Callable[[Line, Annotation], list[Fault]] | None:
    """What asks these checks of an answer about the document; None where there are none."""
    return partial(_faults, checks, project, document) if checks and document else None


def _faults(
    checks: Sequence[Custom], project: Project, document: Document, line: Line, one: Annotation
) -> list[Fault]:
    """
    What these checks find in an answer to a segment of the document.

    Raises: BrokenCheck.
    """
    answer = Answer(
        project.name,
        one.segment,
        document.id,
        {**document.metadata},
        one.annotator,
        one.origin,
        one.created,
        one.updated,
        one.seconds,
    )
    return [fault for check in checks for fault in _run(check, line, answer)]


def _run(check: Custom, line: Line, answer: Answer) -> list[Fault]:
    # What it prints is talk, and what it does to the row stays its own.
    row: dict[str, Any] = {**answers.decoded(line).row}
    try:
        with redirect_stdout(sys.stderr):
            told = list(check.function(row, answer) or ())
        return [_fault(check.check, one) for one in told]
    except (Exception, SystemExit) as error:
        place = _place(error, check.file) or check.place
        where = f"{line.path}:{line.number}"
        raise BrokenCheck(place, check.check.code, where, _reason(error)) from error


def _fault(check: Check, told: Any) -> Fault:  # noqa: ANN401 - what somebody's code yields
    match told:
        case (str(pointer), str(message)):
            fix = None
        case (str(pointer), str(message), Fix() as fix):
            _check_json(fix)
        case _:
            raise TypeError(f"it yields {told!r:.80}, and has to {YIELD}")
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON Pointer; write /{pointer}")
    return Fault(check, pointer, " ".join(message.splitlines()), fix)


def _check_json(fix: Fix) -> None:
    if fix.value is not REMOVED:
        msgspec.json.encode(fix.value)


def _of_package(one: EntryPoint) -> list[Custom]:
    package = one.dist.name if one.dist else one.value
    try:
        module = one.load()
    except CorpusError:
        raise
    except (Exception, SystemExit) as error:
        raise BrokenPlugin(package, one.name, _reason(error), "the checks") from error
    found: list[Custom] = getattr(module, REGISTERED, [])
    if not found:
        raise BrokenPlugin(package, one.name, "it is no module with checks", "the checks")
    return found


def _of_file(path: Path) -> list[Custom]:
    """The checks in a file, which is run; nothing is left of it on disk."""
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    sys.modules[MODULE] = module  # dataclasses look there
    try:
        with redirect_stdout(sys.stderr):
            code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102 - it is what was asked for
    except CorpusError:
        raise
    except SyntaxError as error:
        raise BrokenChecks(f"{path}:{error.lineno or 1}", _reason(error)) from error
    except (Exception, SystemExit) as error:
        raise BrokenChecks(_place(error, str(path)) or str(path), _reason(error)) from error
    found: list[Custom] = getattr(module, REGISTERED, [])
    return found


def _place(error: BaseException, file: str) -> str | None:
    """The last line of a file on the way to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    numbers = [one.lineno for one in frames if one.filename == file]
    return f"{file}:{numbers[-1]}" if numbers else None


def _reason(error: BaseException) -> str:
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(said.split())}" if said else type(error).__name__


def _check_known(corpus: Corpus, codes: Iterable[str]) -> None:
    for code in corpus.config.checks:
        if code not in CHECKS and code not in codes:
            found = f"there is no check {code!r} in [checks]"
            known = ", ".join(codes) or "none"
            instead = "take it out, or install the package that has it; those of checks.py and of "
            instead += f"packages are: {known}"
            raise InvalidConfig(corpus.root / SETTINGS, found, instead)
