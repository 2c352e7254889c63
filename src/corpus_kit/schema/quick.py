"""
The quick validator: `jsonschema-rs` passes a row, `jsonschema` explains what it does not pass.

`jsonschema` is the reference and almost 200 times slower. The quick one is asked only about schemas
on which the two have nothing to differ about, and what it refuses is asked of the reference again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from corpus_kit.schema.source import keywords

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus_kit.model import Row

UNLIKE = frozenset(
    {
        "dependencies",  # of older drafts: the one knows it still, the other does not
        "format",  # each has its own idea of an address or a time
        "multipleOf",  # of a large float they compute different remainders
        "pattern",  # \d, \w and $ mean one thing in Python and another in Rust
        "patternProperties",
        "unevaluatedItems",  # what counts as evaluated has been mended in both, not in step
        "unevaluatedProperties",
    }
)
"""The keywords on which the two may differ."""


def quick(source: dict[str, Any]) -> Callable[[Row], bool | None]:
    """
    What the quick validator says of a row: whether it fits, or None where it is not to be asked.

    `source` is a schema with all that it refers to inside. Rows are JSON as a parser gives it: of a
    tuple, a NaN or a lone surrogate the two think differently.
    """
    from jsonschema_rs import Draft202012Validator

    if any(key in UNLIKE for _, key, _ in keywords(source)):
        return _silent
    try:
        fits = Draft202012Validator(source, retriever=_refuse).is_valid
    except Exception:  # noqa: BLE001 - an $id that it cannot read, say
        return _silent

    def verdict(row: Row) -> bool | None:
        try:
            return fits(row)
        except Exception:  # noqa: BLE001 - whatever it is, the reference decides
            return None

    return verdict


def _refuse(uri: str) -> NoReturn:
    """Nothing is fetched: a schema has all that it refers to inside."""
    raise LookupError(uri)


def _silent(_: Row) -> None:
    """No word: the reference decides."""
