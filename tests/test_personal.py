"""Addresses and numbers of people are found where they are, listed for review, and never masked."""

from __future__ import annotations

import itertools
import json
import re
import stat
import string
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit import files
from corpus_kit.config import Personal
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidConfig, PersonalData
from corpus_kit.fields import KINDS
from corpus_kit.personal import Match, found
from corpus_kit.personal.card import is_card
from corpus_kit.personal.iban import LENGTHS, is_iban
from corpus_kit.release import release
from corpus_kit.release.personal import FIXED, looked_for
from small import SETTINGS, TOPIC, answer, small

from support import command, texts

if TYPE_CHECKING:
    from pathlib import Path

HELD = {
    "ana@example.org": "email",
    "a.hoxha+lajme@posta.example.co.uk": "email",
    "përparim@example.com": "email",
    "ana@müller.example": "email",
    "AL47 2121 1009 0000 0002 3569 8741": "iban",
    "GB82WEST12345698765432": "iban",
    "XK051212012345678906": "iban",
    "4111 1111 1111 1111": "card",
    "378282246310005": "card",
    "3056 930902 5904": "card",
    "8.8.8.8": "ip",
    "2001:4860:4860::8888": "ip",
    "+355 69 201 2345": "phone",
    "+383 (0)44 123 456": "phone",
    "+49 30 901820": "phone",
}
OUTSIDE = st.text(
    st.characters(exclude_categories=("Nd", "Cs", "Sm"), exclude_characters="@+"), max_size=60
)
"""Text in which there is nothing, and to which no number or address can belong."""


@given(OUTSIDE, st.sampled_from(sorted(HELD)), OUTSIDE)
def test_what_is_put_into_a_text_is_found_there(before: str, held: str, after: str) -> None:
    """At exactly that place, whatever else is there, and nothing but that."""
    text = f"{before} {held}\n{after}"
    start = len(before) + 1
    assert found(text) == [Match(HELD[held], start, start + len(held))]


@given(st.text(max_size=200), st.sampled_from(["AL", "XK", "US"]))
def test_findings_stand_in_order_and_apart(text: str, region: str) -> None:
    """Whatever the text, they are parts of it that do not overlap."""
    made = found(text, [region])
    assert all(0 <= one.start < one.end <= len(text) for one in made)
    assert all(one.end <= other.start for one, other in itertools.pairwise(made))


@given(
    st.sampled_from(sorted(LENGTHS)),
    st.text(string.ascii_uppercase + string.digits, min_size=30, max_size=30),
    st.integers(1, 96),
)
def test_another_check_digit_is_no_iban(country: str, account: str, off: int) -> None:
    """Of a hundred numbers one is right; any other is found to be wrong, in groups or whole."""
    rest = account[: LENGTHS[country] - 4]
    right = next(one for n in range(2, 99) if is_iban(one := f"{country}{n:02}{rest}"))
    check = (int(right[2:4]) - 2 + off) % 97 + 2
    wrong = f"{country}{check:02}{rest}"
    assert [one.kind for one in found(right)] == ["iban"]
    assert not is_iban(wrong)
    for text in (wrong, " ".join(re.findall(".{1,4}", wrong))):
        assert "iban" not in {one.kind for one in found(text)}


@given(st.integers(10**14, 10**15 - 1), st.integers(1, 9))
def test_another_check_digit_is_no_card(digits: int, off: int) -> None:
    """Luhn's rule: of ten last digits one is right."""
    number = f"4{digits:014}"[:15]
    right = next(one for n in range(10) if is_card(one := f"{number}{n}"))
    assert [one.kind for one in found(right)] == ["card"]
    assert found(f"{right[:-1]}{(int(right[-1]) + off) % 10}") == []


@pytest.mark.parametrize(
    "text",
    [
        *texts(),
        "2023-08-14, ora 12:30:45, 1.234.567 lekë, neni 12.3.4",
        "127.0.0.1 and 192.168.0.12 and 10.0.0.1 lead to nobody",
        "std::vector a::b ::1 http://example.org/@ana ana@localhost @ana @ a@b",
        "ISBN 978-3-16-148410-0, DOI 10.1000/182, 1234 5678 9012 3456",
        "044 123 456",
    ],
)
def test_what_is_none_is_not_found(text: str) -> None:
    """Dates, sums, versions, code, networks of one's own; national numbers of no named region."""
    assert found(text) == []


def test_national_numbers_are_found_in_the_regions_named() -> None:
    """The same digits are a number in one country and none in another."""
    text = "tel. 04 227 4000"
    assert found(text, ["AL"]) == [Match("phone", 5, 16)]
    assert found(text, ["DK"]) == []


@pytest.mark.parametrize(
    "text",
    ["1" * 200_000, "a" * 200_000 + "@", "a." * 100_000 + "@" + "b." * 100_000, "@" * 200_000,
     "AL47 " * 40_000, "4111 " * 40_000, "2001:" * 40_000, "1.1." * 50_000],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_no_text_takes_long(text: str) -> None:
    """Seeds are anybody's: the time grows with the length of the text, not with its square."""
    assert len(found(text, ["AL"])) < 2


# In a release


def asked(root: Path, settings: str = "", **more: Any) -> Corpus:
    """A corpus of texts with an address, a topic and a note to answer."""
    documents = [
        "Kontakt: ana@example.org dhe desk@example.org.\n\nShkurt.",
        "Header x@example.com\n\n👨‍👩‍👧 IBAN AL47 2121 1009 0000 0002 3569 8741",
    ]
    corpus = small(root, documents, {"topic": TOPIC, "note": {"type": "string"}})
    (root / "corpus.toml").write_text(SETTINGS.format(projects="[projects.only]") + settings)
    corpus = Corpus.open(root)
    for name in ("one", "two"):
        answer(corpus.project(), name, lambda _: {"topic": "sport", **more})
    return corpus


def listed(corpus: Corpus) -> list[dict[str, Any]]:
    """The list for review."""
    lines = (corpus.state / "personal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def said(corpus: Corpus) -> str:
    """What the card says of it."""
    card = next(corpus.releases.glob("*/README.md")).read_text(encoding="utf-8")
    return next(line for line in card.splitlines() if line.startswith("Personal data: "))


def test_every_finding_is_listed_and_the_release_has_counts(tmp_path: Path) -> None:
    """Where it is, on this machine alone; card and manifest say how many, and the text is whole."""
    corpus = asked(tmp_path / "c", note="shih ben@example.net")
    made = release(corpus)
    lines = listed(corpus)
    assert {(one["kind"], one["found"], one["field"], one["annotator"]) for one in lines} == {
        ("email", "ana@example.org", "/text", None),
        ("email", "desk@example.org", "/text", None),
        ("email", "x@example.com", "/text", None),
        ("iban", "AL47 2121 1009 0000 0002 3569 8741", "/text", None),
        ("email", "ben@example.net", "/note", "one"),
        ("email", "ben@example.net", "/note", "two"),
    }
    for one in lines:
        if one["field"] == "/text":
            text = next(doc.text for doc in corpus.documents() if doc.id == one["document"])
            assert text[one["start"] : one["end"]] == one["found"]
        assert one["found"] in one["excerpt"]
    assert stat.S_IMODE((corpus.state / "personal.jsonl").stat().st_mode) == 0o600
    assert "Found: 11 e-mail addresses and 1 IBAN in 2 documents. Nothing was masked." in said(
        corpus
    )
    manifest = json.loads((made.directory / "manifest.json").read_bytes())
    assert manifest["personal"]["found"] == {"email": 11, "iban": 1}
    assert f"see {corpus.state / 'personal.jsonl'}" in " ".join(made.told)
    assert not list(made.directory.rglob("personal*"))
    assert "ana@example.org" not in (made.directory / "manifest.json").read_text()


def test_nothing_found_is_said_too(tmp_path: Path) -> None:
    """What was looked for stands on the card, and the list is empty."""
    corpus = small(tmp_path / "c", ["Moti sot."], {"topic": TOPIC})
    answer(corpus.project(), "one", lambda _: {"topic": "sport"})
    made = release(corpus)
    assert looked_for(corpus.config.personal) in said(corpus)
    assert "Found: none. Nothing was masked." in said(corpus)
    assert listed(corpus) == []
    assert "personal data: none" in made.told


def test_what_was_reviewed_is_not_counted(tmp_path: Path) -> None:
    """By the very words, or by a pattern."""
    accepted = '[personal]\naccepted = ["*@example.org", "AL47 2121 1009 0000 0002 3569 8741"]\n'
    corpus = asked(tmp_path / "c", accepted)
    release(corpus)
    assert [one["found"] for one in listed(corpus)] == ["x@example.com"]
    assert "Found: 1 e-mail address in 1 document. Reviewed before, and let stand: 3." in said(
        corpus
    )


def test_a_release_is_refused_where_corpus_toml_wants_it(tmp_path: Path) -> None:
    """Nothing is written but the list; once all is reviewed, it goes on."""
    corpus = asked(tmp_path / "c", '[personal]\nfound = "refuse"\n')
    with pytest.raises(PersonalData) as caught:
        release(corpus)
    assert "3 e-mail addresses and 1 IBAN in 2 documents" in str(caught.value)
    assert str(corpus.state / "personal.jsonl") in str(caught.value)
    assert len(listed(corpus)) == 4
    assert not list(corpus.root.glob("dist/*/*"))
    path = corpus.root / "corpus.toml"
    path.write_text(path.read_text() + 'accepted = ["*"]\n')
    assert release(Corpus.open(corpus.root)).new


def test_structured_seeds_are_looked_through_once(tmp_path: Path) -> None:
    """However many people answered them; metadata too, and each with its place."""
    corpus = small(tmp_path / "c", [], {"topic": TOPIC})
    settings = SETTINGS.format(projects="[projects.only]")
    (corpus.root / "corpus.toml").write_text(f'{settings}[seeds]\nmetadata = ["by"]\n')
    seed = {"id": "a", "text": "Shkruaj te 8.8.8.8.", "by": "ana@example.org"}
    (corpus.seeds / "rows.jsonl").write_bytes(files.canonical(seed) + b"\n")
    corpus = Corpus.open(corpus.root)
    for name in ("one", "two"):
        answer(corpus.project(), name, lambda _: {"topic": "sport"})
    release(corpus)
    assert [(one["kind"], one["document"], one["field"]) for one in listed(corpus)] == [
        ("email", "rows/a", "/metadata/by"),
        ("ip", "rows/a", "/text"),
    ]


def test_what_annotators_write_about_a_span_is_looked_through(tmp_path: Path) -> None:
    """With its place; the span's own text is that of the document, and is not counted again."""
    note = {"type": "string"}
    properties = {"label": {"enum": ["PER"]}, "note": note}
    spans = {"$ref": "urn:corpus-kit:spans", "items": {"properties": properties}}
    corpus = small(tmp_path / "c", ["ana@example.org"], {"who": spans})
    span = {"id": "0-15-PER", "start": 0, "end": 15, "label": "PER", "text": "ana@example.org"}
    said = {**span, "note": "dhe 8.8.8.8"}
    answer(corpus.project(), "one", lambda _: {"who": [said]})
    release(corpus)
    assert [(one["kind"], one["field"], one["start"]) for one in listed(corpus)] == [
        ("email", "/text", 0),
        ("ip", "/who/0/note", 4),
    ]


def test_every_kind_of_question_is_looked_through_or_fixed() -> None:
    """A new kind is one of both by somebody's choice."""
    assert {one.kind for one in KINDS} == FIXED | {"text"}


def test_the_command_says_what_was_found(tmp_path: Path) -> None:
    """In one line, with the file to read."""
    corpus = asked(tmp_path / "c")
    done = command("-C", corpus.root, "export")
    assert (
        "personal data: 3 e-mail addresses and 1 IBAN in 2 documents; "
        f"see {corpus.state / 'personal.jsonl'}\n"
    ) in done.stderr
    assert "ana@example.org" not in done.stdout + done.stderr


def test_only_regions_that_there_are_can_be_named(tmp_path: Path) -> None:
    """With the line."""
    corpus = small(tmp_path / "c", ["x"], {"topic": TOPIC})
    path = corpus.root / "corpus.toml"
    path.write_text(path.read_text() + '[personal]\nregions = ["AL", "Albania"]\n')
    with pytest.raises(InvalidConfig, match=r":12: 'Albania' is no region"):
        Corpus.open(corpus.root)
    named = looked_for(Personal(regions=("AL", "XK")))
    assert named.endswith(
        "phone numbers in international form and in the national form of AL and XK"
    )


def test_the_assumption_of_the_properties_holds() -> None:
    """Every example of theirs is one by itself."""
    assert {text: [one.kind for one in found(text)] for text in HELD} == {
        text: [kind] for text, kind in HELD.items()
    }
