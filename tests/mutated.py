"""Strategies for what is almost right: real values and bytes with a few things changed in them."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from support import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

REFERENCES = (
    *("urn:corpus-kit:spans", "urn:corpus-kit:relations", "urn:corpus-kit:ranking"),
    *("urn:corpus-kit:none", "#", "#/properties/text", "#/$defs/a", "#/$defs/~", "#a", "", "x#/y"),
    *("https://json-schema.org/draft/2020-12/schema", "http://127.0.0.1:1/x", "file:///etc/passwd"),
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 0.5, -0.0, 2**53 + 1, 2**64, -(10**30), 1e308, 5e-324),
    *([], {}, [None], [[]], {"": {}}, {"id": "x"}, "", "a", "\0", "\ud800", "\udc00x", "d#1", "/~"),
    *texts(),
    *REFERENCES,
)
"""What may stand in the place of something else."""

BITS = (
    *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\n", b'"', b"\\", b"{", b"}", b"[", b"]"),
    *(b",", b":", b"NaN", b"-Infinity", b"1e999", b"-0", b"0" * 400, b"9" * 5_000, b"1E-999"),
    *(b'"\\ud800"', b'"\\u0000"', b"[" * 2_000, b'{"a":' * 2_000, b"]" * 50, b"null", b"true"),
    *(b"<", b"&", b"<!--", b"]]>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;", b"\x1f\x8b", b"#"),
    "ë".encode(), "👩🏽‍🔬".encode(), "e\u0308".encode(), "\u2028".encode(),
)  # fmt: skip
"""What may stand anywhere in a file."""

JSON: SearchStrategy[Any] = st.recursive(
    st.sampled_from(ODD) | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Any value, NaN and lone surrogates among them."""


@st.composite
def changed(draw: DrawFn, values: Sequence[Any], words: Sequence[str] = ()) -> Any:
    """One of the values with up to four changes; `words` are keys that mean something there."""
    made = [copy.deepcopy(values[draw(st.integers(0, len(values) - 1))])]
    for _ in range(draw(st.integers(0, 4))):
        _change(draw, made, words)
    return made[0] if made else None


def _change(draw: DrawFn, value: Any, words: Sequence[str]) -> None:
    """Change something in a list or object, or in one that it holds."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if not isinstance(value[key], dict | list) or draw(st.integers(0, 3)) == 0:
            break
        value = value[key]
    kind = draw(st.sampled_from(("replace", "delete", "add", "swap")))
    if not keys or kind == "add":
        _add(draw, value, words)
    elif kind == "replace":
        value[key] = copy.deepcopy(draw(st.sampled_from(ODD) | JSON))
    elif kind == "delete":
        del value[key]
    else:
        other = draw(st.sampled_from(keys))
        value[key], value[other] = value[other], value[key]


def _add(draw: DrawFn, value: Any, words: Sequence[str]) -> None:
    one = copy.deepcopy(draw(st.sampled_from(ODD) | JSON))
    if isinstance(value, list):
        again = draw(st.integers(0, 1)) == 0
        value.append(copy.deepcopy(value[-1]) if value and again else one)
    else:
        value[draw(st.sampled_from(words) if words else st.text(max_size=3))] = one


@st.composite
def written(draw: DrawFn, values: SearchStrategy[Any]) -> bytes:
    """A value as JSON, in one of the ways to write it; now and then with a key twice."""
    apart = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    ascii_only = draw(st.integers(0, 3)) == 0
    made = json.dumps(draw(values), ensure_ascii=ascii_only, separators=apart)
    if draw(st.integers(0, 15)) == 0 and made.startswith("{") and len(made) > len("{}"):
        made = f"{{{made[1:-1]},{made[1:]}"
    return made.encode(errors="surrogatepass")


@st.composite
def lines(draw: DrawFn, values: SearchStrategy[Any]) -> bytes:
    """Some of them, one a line, and seldom something else between."""
    some = draw(st.lists(written(values), min_size=1, max_size=4))
    made = b"\n".join(some) + b"\n"
    return draw(damaged([made])) if draw(st.integers(0, 3)) == 0 else made


@st.composite
def damaged(draw: DrawFn, data: Sequence[bytes]) -> bytes:
    """One of them with up to four cuts, insertions and repetitions."""
    made = data[draw(st.integers(0, len(data) - 1))]
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(made)))
        end = min(len(made), start + draw(st.integers(0, 12)))
        if draw(st.integers(0, 9)) == 0:
            made = made[:start]
        elif draw(st.integers(0, 4)) == 0:
            made = made[:end] + made[start:]
        else:
            new = draw(st.sampled_from(BITS) | st.binary(max_size=4))
            made = made[:start] + new + made[end:]
    return made
