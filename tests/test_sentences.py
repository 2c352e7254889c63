"""Sentences end where a reader of Albanian or English sees an end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit.seeds import sentences

ALBANIAN = (
    # Abbreviations after which the sentence goes on.
    ["Foli Prof. dr. Agim Hoxha.", "Pastaj iku."],
    ["Ka shumë fruta, p.sh. Mollë dhe dardhë.", "Mirë."],
    ["Shih, p. sh., nenin 3.", "Mirë."],
    ["Erdhi vonë, d.m.th. Ana s'ishte aty.", "Iku."],
    ["Banon në Rr. Durrësit.", "Aty rri."],
    ["Shih nr. 5 dhe Nr. 6.", "Fund."],
    ["Takova z. Hoxha dhe znj. Kola.", "Dolëm bashkë."],
    ["Z. Hoxha foli.", "Znj. Ana dëgjoi."],
    ["“Dr. Ana është këtu”, tha ai.", "Iku."],
    ["Foli (Prof. Kola) për gjuhën.", "Iku."],
    ["Erdhi inxh. Marku.", "Akad. Leka priti."],
    ["Në shek. XX pati luftë.", "U mbyll."],
    ["Në Sh.B.A. jetojnë shumë shqiptarë.", "Kanë shkolla."],
    ["Erdhi Sh. Kola me Gj. Marku.", "Hëngrën."],
    ["Letra e A. B. Kolës erdhi.", "Iku."],
    # Abbreviations that may end a sentence.
    ["Bleu mollë, dardhë etj. dhe iku.", "Fund."],
    ["Bleu mollë, dardhë etj.", "Pastaj iku."],
    ["Kushton 5 mln. lekë.", "Është shtrenjtë."],
    # Words that are no abbreviations.
    ["Takimi u mbajt më 5 maj.", "Morën pjesë 20 veta."],
    ["Kjo është një ide e re.", "Të gjithë e duan."],
    ["Kjo është art.", "“Jo”, tha ajo."],
    ["Anija doli në det.", "Çdo gjë shkoi mirë."],
    # Ellipses.
    ["Ai heshti…", "Pastaj foli."],
    ["Ai heshti…", "“Mirë”, tha pastaj."],
    ["Ai heshti...", "Pastaj foli."],
    ["Ai heshti… pastaj foli.", "Iku."],
    # Others.
    ["A erdhi?", "Po!", "Mirë."],
    ["Tha: “Shko.”", "“Jo!” u përgjigj ajo.", "Fund."],
    ["Më 28.11.1912 u shpall pavarësia.", "Ishte e enjte."],
    ["Ka 1.500 banorë dhe ndodhet 3.5 km larg.", "Fund."],
    ["Ndodhi në vitin 2020.", "Nuk u hap më."],
    ["Familja 👨‍👩‍👧 erdhi.", "🎉 Festë!", "Fund."],
    ["Një fjali e vetme pa pikë"],
)
ENGLISH = (
    ["Dr. Smith met Mr. Bean, e.g. in Rome.", "Then he left."],
    ["It cost $3.50.", "Cheap!", "Was it?"],
    ["The family 👨‍👩‍👧 came.", "All were happy."],
)
PIECES = (
    *("Prof.", "dr.", "p.sh.", "etj.", "maj.", "Rr.", "nr.", "5", "Ana", "iku", "çfarë", "Ëma"),
    *("…", "...", ".", "?", "!", " ", "  ", "\n", "“", "”", "\u2028", "\u00a0", "e\u0308"),
    *("👨\u200d👩\u200d👧", "🇦🇱", "你好。", "مرحبا؟"),
)


@pytest.mark.parametrize("expected", ALBANIAN, ids=" | ".join)
def test_albanian(expected: list[str]) -> None:
    """As a reader would cut it."""
    assert _cut(" ".join(expected), "sq") == expected


@pytest.mark.parametrize("expected", ENGLISH, ids=" | ".join)
def test_english(expected: list[str]) -> None:
    """As a reader would cut it."""
    assert _cut(" ".join(expected), "en") == expected


def test_a_region_does_not_change_the_language() -> None:
    """Albanian of Kosovo is Albanian."""
    assert _cut("Banon në Rr. Durrësit. Aty rri.", "sq-XK") == [
        "Banon në Rr. Durrësit.",
        "Aty rri.",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_where_nothing_stands_there_is_no_sentence(text: str) -> None:
    """White space is no sentence."""
    assert list(sentences(text, "sq")) == []


@settings(deadline=None)  # the first call imports sentencex
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join),
    st.sampled_from(["sq", "en", "zh", "ar", "xx"]),
)
def test_sentences_cover_the_text_in_order(text: str, language: str) -> None:
    """Each begins where the last one ended, and only white space is left at the end."""
    at = 0
    for start, end in sentences(text, language):
        assert start == at
        assert text[start:end].strip()
        at = end
    assert not text[at:].strip()


def _cut(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text, language)]
