"""
Checks that a corpus brings along in its checks.py, or a package: functions that are decorated.

What is registered stands in the module that the function is of, so that two functions of one name
are two checks, and nothing is kept of a module that is gone.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any, TypeVar, get_args

from corpus_kit.errors import InvalidCheck
from corpus_kit.model import Check, Fix, Origin, Severity

REGISTERED = "__corpus_kit_checks__"
"""Where a module has its checks."""

_CODE = re.compile(r"[A-Z]+[0-9]+")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a check may look at beside the row: whose answer it is, and to what.

    `segment` and `document` are ids, `metadata` is the document's. `created` and `updated` are
    RFC 3339 times in UTC, `seconds` the time the annotator took, None where it is not known.
    """

    project: str
    segment: str
    document: str
    metadata: Mapping[str, str]
    annotator: str
    origin: Origin
    created: str
    updated: str
    seconds: float | None


Told = tuple[str, str] | tuple[str, str, Fix]
"""What a check yields: a JSON Pointer into the row, a message, and what would put it right."""

Function = Callable[[dict[str, Any], Answer], Iterable[Told] | None]
F = TypeVar("F", bound=Function)


@dataclass(frozen=True)
class Custom:
    """A check, the function that looks, and where it stands: ``file:line``."""

    check: Check
    function: Function
    file: str
    line: int

    @property
    def place(self) -> str:
        """Where to look for it."""
        return f"{self.file}:{self.line}"


def check(  # noqa: PLR0913 - what a check has to say of itself
    code: str, name: str, *, finds: str, severity: Severity = "warning", why: str = "",
    mend: str = "",
) -> Callable[[F], F]:  # fmt: skip
    """
    Make a check of a function, which is called with the row and the `Answer` it is of.

    It gets only rows in which other checks found no error, each time a copy of its own.

    Raises: InvalidCheck where the code, the name or the function will not do.
    """

    def register(function: F) -> F:
        if not isinstance(function, FunctionType):
            raise InvalidCheck(f"{function!r}", code, "it is no function", "decorate one")
        source = function.__code__
        made = Custom(
            Check(code, name, severity, finds, why, mend),
            function,
            source.co_filename,
            source.co_firstlineno,
        )
        if fault := _fault(made):
            raise InvalidCheck(made.place, code, *fault)
        function.__globals__.setdefault(REGISTERED, []).append(made)
        return function

    return register


def _fault(made: Custom) -> tuple[str, str] | None:
    """What will not do, and what to do."""
    one = made.check
    if not _CODE.fullmatch(str(one.code)) or one.code.startswith("CK"):
        return "its code will not do", "write capital letters, other than CK…, and a number: NEWS01"
    if not _NAME.fullmatch(str(one.name)):
        return f"its name {one.name!r} will not do", "write small letters, digits and hyphens"
    if one.severity not in get_args(Severity):
        return f"its severity is {one.severity!r}", f"write {', '.join(get_args(Severity))}"
    try:
        inspect.signature(made.function).bind({}, None)
    except TypeError as error:
        return f"the function does not take a row and an answer ({error})", "let it take both"
    return None
