"""Where characters end is UAX #29's word, and the quick answer is never another one."""

from __future__ import annotations

import re
import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit.fields.anchoring import WINDOW, near
from corpus_kit.fields.characters import MARKS, PLAIN, character, splits_character, splits_word
from corpus_kit.fields.marked import trimmed
from corpus_kit.fields.span import all_whole

from support import texts

HARD = st.sampled_from(
    "aë “”…\r\n\t\u00a0\u00ad\u0300\u0308\u0327\u200d\u200c\u0600\u06dd\u064e\u0651مح"
    "🇦🇱🇽👩🏽🔬❤\ufe0f©®कि\u094dष각ᄀ\u1161\u11a8คำ\u0d4e\U000e0067"
)
"""What sticks to its neighbours, and what does not."""

TEXTS = st.text(HARD, max_size=12) | st.text(max_size=12)


def test_plain_code_points_are_characters_by_themselves() -> None:
    """None is a mark, a joiner, half a flag, a syllable's part or what stands before a digit."""
    plain = [one for one in map(chr, range(sys.maxunicode + 1)) if re.match(PLAIN, one)]
    assert len(plain) > 30_000
    assert {*map(chr, range(ord(MARKS)))} <= {*plain}
    joined = regex.compile(
        r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}\p{GCB=Prepend}\p{GCB=RI}\p{GCB=L}\p{GCB=V}"
        r"\p{GCB=T}\p{GCB=LV}\p{GCB=LVT}]"
    )
    assert not [one for one in plain if joined.match(one)]
    pairs = ((before, behind) for behind in plain for before in "a©“م你")
    assert all(len(regex.findall(r"\X", before + behind)) == 2 for before, behind in pairs)


@given(TEXTS)
def test_a_place_splits_a_character_where_uax_29_says_so(text: str) -> None:
    """At every place of any text, and never at its ends."""
    ends = {0, *(found.end() for found in regex.finditer(r"\X", text))}
    for at in range(len(text) + 1):
        assert splits_character(text, at) is (at not in ends)


@given(TEXTS, st.data())
def test_what_passes_quickly_is_whole(text: str, data: st.DataObject) -> None:
    """The quick answer is yes just where characters are whole and no edge is white space."""
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    said = text[start:end]
    span = {"id": f"{start}-{end}-X", "start": start, "end": end, "label": "X", "text": said}
    split = splits_character(text, start) or splits_character(text, end)
    assert all_whole([span], text) is (not split and said == said.strip())


@given(TEXTS)
def test_trimming_splits_no_character_that_was_whole(text: str) -> None:
    """It stays inside, and trims nothing more the second time."""
    if not text.strip():
        return
    first, last = trimmed(text, 0, len(text))
    assert 0 <= first < last <= len(text)
    assert not splits_character(text, first)
    assert not splits_character(text, last)
    assert trimmed(text, first, last) == (first, last)


@pytest.mark.parametrize("text", texts())
def test_a_character_is_named_whole(text: str) -> None:
    """From any place inside it."""
    for found in regex.finditer(r"\X", text):
        assert character(text, found.end()) == found[0]
        inside = range(found.start() + 1, found.end())
        assert {character(text, at) for at in inside} <= {found[0]}


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Tiranë", 5, True),
        ("Tiranë", 0, False),
        ("Tiranë", 6, False),
        ("e\u0301Ana", 2, True),
        ("مُحَمَّد", 2, True),
        ("Ana-Maria", 3, False),
        ("a_1", 1, True),
        ("Ç’tha", 1, False),
        ("🎉Ana", 1, False),
    ],
)
def test_words_are_letters_with_their_marks(text: str, at: int, expected: bool) -> None:
    """Digits and the underscore too; hyphens, quotes and emoji are between words."""
    assert splits_word(text, at) is expected


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("x" * WINDOW + "Ana", 0, (WINDOW, WINDOW + 3)),
        ("x" * WINDOW + "xAna", 0, None),
        ("Ana" + "x" * WINDOW, 3 + WINDOW - 3, (0, 3)),
        ("Ana" + "x" * WINDOW, 3 + WINDOW, None),
        ("AnAnA", 4, None),
        ("Ana\u0301", 2, None),
        ("Ana", 10**30, None),
    ],
)
def test_a_span_is_found_again_near_by(
    text: str, start: int, expected: tuple[int, int] | None
) -> None:
    """Within the window, once, and not as a part of other characters."""
    said = "AnA" if text == "AnAnA" else "Ana"
    assert near({"start": start, "text": said}, text) == expected
