"""A list read in windows is the list, wherever the windows end."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit.studio.elements import elements

from support import texts, traced

if TYPE_CHECKING:
    import random

WORDS = st.text(alphabet='ab"\\\\[]{},ë👨 \n', max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)


@given(
    st.lists(JSON, max_size=8),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.integers(1, 40),
)
def test_windows_of_any_size_give_the_elements(
    found: list[Any],
    indent: int | None,
    ascii_only: bool,
    size: int,
) -> None:
    """Quotes, escapes and brackets in texts are none."""
    data = json.dumps(found, indent=indent, ensure_ascii=ascii_only).encode()
    read = [msgspec.json.decode(one) for one in elements(io.BytesIO(data), size)]
    assert read == found


@given(st.lists(JSON, max_size=5), st.randoms(use_true_random=False), st.integers(1, 40))
def test_what_is_no_list_is_refused_in_windows_too(
    found: list[Any], chance: random.Random, size: int
) -> None:
    """With bytes taken out, doubled or exchanged, it is read just where it is a list as a whole."""
    data = bytearray(json.dumps(found).encode())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.randint(0, 2)] = chance.choice([b"", b",", b"]", b"[", b"}", b'"'])
    try:
        whole = list(map(bytes, msgspec.json.decode(data, type=list[msgspec.Raw])))
    except msgspec.DecodeError:
        with pytest.raises(msgspec.DecodeError):
            list(elements(io.BytesIO(data), size))
    else:
        assert list(map(bytes, elements(io.BytesIO(data), size))) == whole


def test_memory_holds_a_window() -> None:
    """However long the list is; most of what is here is the list itself, as bytes."""
    file = io.BytesIO(json.dumps([{"text": one * 50} for one in texts()] * 4000).encode())
    list(elements(io.BytesIO(b"[{}, {}]"), 1))  # numpy is imported
    with traced() as peak:
        assert sum(1 for _ in elements(file, 1 << 16)) == 4000 * len(texts())
    assert peak() < 1 << 20
    assert file.tell() > 20 << 20
