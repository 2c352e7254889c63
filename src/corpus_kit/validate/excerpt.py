"""The text around a span, for people to see what is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.fields.spans import Spans

if TYPE_CHECKING:
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

AROUND = 30
"""Characters shown on either side."""


def excerpt(row: Row, pointer: str, schema: RowSchema) -> str:
    """
    The text about the span that a JSON Pointer leads to or into, ``[[…]]`` around the span.

    Line ends and the like are shown as spaces. Empty where the pointer leads to no span that has a
    place.
    """
    name, _, rest = pointer[1:].partition("/")
    field = next((one for one in schema.fields if one.asked.name == name), None)
    span = _item(row.get(name), rest.partition("/")[0])
    if not isinstance(field, Spans) or not isinstance(span, dict):
        return ""
    start, end = span.get("start"), span.get("end")
    text = field.input.text(row.get(field.on))
    if not (type(start) is int is type(end) and 0 <= start <= end and start <= len(text)):
        return ""
    return marked(text, start, end)


def marked(text: str, start: int, end: int) -> str:
    r"""
    The text around ``text[start:end]``.

    >>> marked("Më 3 mars\n2023 u takuan në Tiranë.", 3, 14)
    'Më [[3 mars 2023]] u takuan në Tiranë.'
    """
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    parts = text[first:start], text[start:end], text[end:last]
    before, inside, after = (" ".join(one.splitlines()).replace("\t", " ") for one in parts)
    return f"{'…' * (first > 0)}{before}[[{inside}]]{after}{'…' * (last < len(text))}"


def _item(value: Any, token: str) -> Any:  # noqa: ANN401 - any JSON value
    return value[int(token)] if isinstance(value, list) and token.isdigit() else None
