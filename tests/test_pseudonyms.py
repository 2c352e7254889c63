"""Annotators' pseudonyms are stable for whoever has the key, and nobody gets a second one."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit.errors import MissingPseudonymKey
from corpus_kit.pseudonyms import DOMAIN, VARIABLE, Pseudonyms, key

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Corpus

NAMED = frozenset({"demo-1"})
ADDRESSES = ("ana@example.com", "ana@example.org", "demo-1@example.com", "user 3", "")


def test_a_known_address_has_a_known_pseudonym() -> None:
    """Files of answers in git depend on it: HMAC-SHA-256, 32 bits."""
    assert Pseudonyms(b"key").of("ana@example.com") == "annotator-60a14d1a"


@given(st.binary(), st.emails())
def test_pseudonyms_are_stable_and_tell_nothing(secret: bytes, address: str) -> None:
    """The same for every way of writing the address; eight hexadecimal digits."""
    found = Pseudonyms(secret).of(address)
    assert found == Pseudonyms(secret).of(f" {address.upper()}\n") == Pseudonyms(secret).of(address)
    head, _, digits = found.rpartition("-")
    assert head == "annotator"
    assert len(digits) == 8
    assert set(digits) <= set("0123456789abcdef")


def test_people_differ_and_so_do_keys() -> None:
    """Another address or another key is another pseudonym."""
    found = {Pseudonyms(secret).of(one) for secret in (b"a", b"b") for one in ADDRESSES}
    assert len(found) == 2 * len(ADDRESSES)


@pytest.mark.parametrize("identity", [f"demo-1@{DOMAIN}", f" Demo-1@{DOMAIN.upper()} "])
def test_the_named_appear_under_their_names(identity: str) -> None:
    """Those whom corpus.toml lists, and who were added by name."""
    assert Pseudonyms(b"key", NAMED).of(identity) == "demo-1"


@pytest.mark.parametrize(
    "identity", [f"demo-2@{DOMAIN}", "demo-1@example.com", "demo-1", f"x@demo-1@{DOMAIN}"]
)
def test_nobody_else_does(identity: str) -> None:
    """Anyone may have such an address; only ours is known to be theirs."""
    assert Pseudonyms(b"key", NAMED).of(identity).startswith("annotator-")


def test_the_key_is_not_shown() -> None:
    """Neither in a traceback nor in a log."""
    assert "secret" not in repr(Pseudonyms(b"secret", NAMED))


class TestKey:
    """Where the key comes from."""

    def test_it_is_made_once(self, tmp_path: Path) -> None:
        """Long, for this user only, in a directory for this user only."""
        path = tmp_path / "state" / "pseudonym.key"
        made = key(path, [])
        assert len(made) == 64
        assert key(path, []) == made
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_every_corpus_has_its_own(self, tmp_path: Path) -> None:
        """It is random."""
        assert key(tmp_path / "a", []) != key(tmp_path / "b", [])

    def test_the_environment_comes_first(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Then no file is made, and it is the same key as its text in a file."""
        made = key(tmp_path / "made", [])
        monkeypatch.setenv(VARIABLE, (tmp_path / "made").read_text())
        answers = [tmp_path / "annotator-0123abcd.jsonl"]
        assert key(tmp_path / "other", answers) == made
        assert not (tmp_path / "other").exists()

    @pytest.mark.parametrize("blank", ["", " ", "\n"])
    def test_a_blank_variable_is_no_key(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str
    ) -> None:
        """With an empty key, anyone could tell whose pseudonym it is."""
        monkeypatch.setenv(VARIABLE, blank)
        assert len(key(tmp_path / "key", [])) == 64

    def test_answers_under_pseudonyms_need_their_key(self, tmp_path: Path) -> None:
        """A new key would give the same person a second name; nothing is made."""
        answers = [tmp_path / "demo-1.jsonl", tmp_path / "annotator-0123abcd.jsonl"]
        with pytest.raises(MissingPseudonymKey) as caught:
            key(tmp_path / "state" / "key", answers)
        assert str(answers[1]) in str(caught.value)
        assert str(tmp_path / "state" / "key") in str(caught.value)
        assert VARIABLE in str(caught.value)
        assert not (tmp_path / "state").exists()

    def test_answers_under_names_need_none(self, tmp_path: Path) -> None:
        """Names like pseudonyms, but not of that form, are names."""
        answers = [tmp_path / f"{name}.jsonl" for name in ("demo-1", "annotator-1", "annotators")]
        assert key(tmp_path / "key", answers)

    def test_a_corpus_has_its_key_in_its_state(self, corpus: Corpus) -> None:
        """The demonstrators of the working example are named."""
        assert corpus.pseudonyms.of(f"demo-1@{DOMAIN}") == "demo-1"
        assert corpus.pseudonyms.key == (corpus.state / "pseudonym.key").read_bytes().strip()
