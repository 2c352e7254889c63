"""JSON Pointers into a row (RFC 6901): what is there, and the row with something else there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.model import REMOVED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from corpus_kit.model import Fix, Row

Tokens = tuple[str, ...]


class NotProvable(Exception):
    """A fix cannot be applied, or leaves more than one thing to mean; seen by this package only."""


def tokens(pointer: str) -> Tokens:
    """
    The parts of a pointer.

    >>> tokens("/entities/0/a~1b"), tokens("")
    (('entities', '0', 'a/b'), ())
    """
    parts = pointer.split("/")[1:]
    return tuple(one.replace("~1", "/").replace("~0", "~") for one in parts)


def found(value: Any, path: Tokens) -> Any:  # noqa: ANN401 - any JSON value
    """What is there; REMOVED where a property of an object is not."""
    for i, token in enumerate(path):
        if isinstance(value, dict):
            value = value.get(token, REMOVED)
        elif isinstance(value, list):
            value = value[_index(value, token)]
        else:
            raise NotProvable(f"nothing is at {path[: i + 1]}")
    return value


def replaced(value: Any, path: Tokens, by: Any) -> Any:  # noqa: ANN401 - any JSON values
    """
    A copy of the value with something else at the path, or nothing for REMOVED.

    >>> replaced({"a": [1, 2]}, ("a", "1"), 3), replaced({"a": [1, 2]}, ("a", "0"), REMOVED)
    ({'a': [1, 3]}, {'a': [2]})

    Raises: NotProvable.
    """
    if not path:
        return by
    token, rest = path[0], path[1:]
    if isinstance(value, dict) and (token in value or not rest):
        inner = replaced(value.get(token), rest, by)
        if inner is REMOVED:
            return {key: one for key, one in value.items() if key != token}
        return {**value, token: inner}
    if isinstance(value, list):
        at = _index(value, token)
        inner = replaced(value[at], rest, by)
        return [*value[:at], *([] if inner is REMOVED else [inner]), *value[at + 1 :]]
    raise NotProvable(f"nothing is at {path}")


def put(row: Row, fixes: Iterable[Fix]) -> Mapping[str, Any]:
    """
    The row with the values of fixes in their places, one after the other.

    Raises: NotProvable.
    """
    for one in fixes:
        row = replaced(row, tokens(one.pointer), one.value)
    return row


def taken_out(row: Row, pointers: Collection[str]) -> Mapping[str, Any]:
    """
    The row without what is at the pointers; from the back, so that they go on to lead there.

    Raises: NotProvable.
    """
    for path in sorted(map(tokens, {*pointers}), key=_place, reverse=True):
        row = replaced(row, path, REMOVED)
    return row


def _place(path: Tokens) -> list[tuple[int, str]]:
    return [(int(one) if _is_index(one) else -1, one) for one in path]


def _index(value: list[Any], token: str) -> int:
    if not _is_index(token) or int(token) >= len(value):
        raise NotProvable(f"no item {token}")
    return int(token)


def _is_index(token: str) -> bool:
    return token.isascii() and token.isdigit() and len(token) < 10  # noqa: PLR2004 - any list's
