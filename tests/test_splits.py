"""Documents stay in their splits, with those they belong to."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidConfig, InvalidSplits, Leakage
from corpus_kit.release import release
from corpus_kit.release.gather import facts
from corpus_kit.release.similar import Similar, alike, signature
from corpus_kit.release.splits import ALIKE, BALANCED, FROZEN, NAMED, TOGETHER, assign
from small import TOPIC, answer, small

if TYPE_CHECKING:
    from pathlib import Path

WORDS = (
    "punimet",
    "rruga",
    "banorët",
    "mësuesja",
    "shkolla",
    "tregu",
    "kopshti",
    "muzika",
    "libri",
)
HALVES = "[splits]\ntrain = 0.5\nvalidation = 0.0\ntest = 0.5\n"


def text(number: int, length: int = 60) -> str:
    """A text that is like no other."""
    return " ".join(f"{WORDS[(number * i + i * i) % len(WORDS)]}{number}{i}" for i in range(length))


def corpus_of(root: Path, texts: dict[str, str], rules: str = HALVES) -> Corpus:
    """A corpus of these documents, with these rules for splits."""
    corpus = small(root, [], {"topic": TOPIC})
    for name, said in texts.items():
        path = corpus.seeds / f"{name}.txt"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(said)
    settings_path = root / "corpus.toml"
    start = settings_path.read_text().partition("[splits]")[0]
    settings_path.write_text(start + rules)
    answer(Corpus.open(root).project(), "ana", lambda said: {"topic": topic(said)})
    return Corpus.open(root)


def topic(said: str) -> str:
    """Every fourth text is about culture."""
    return "culture" if said.startswith("kulturë") else "sport"


def places(corpus: Corpus) -> dict[str, str]:
    """The split of each document."""
    with assign(corpus, facts(corpus)) as placed:
        return {one.id: placed.of(one.id).split for one in corpus.documents()}


def why(corpus: Corpus, document: str) -> str:
    """Why a document is where it is."""
    with assign(corpus, facts(corpus)) as placed:
        return placed.of(document).why


def test_a_released_document_is_never_moved(tmp_path: Path) -> None:
    """Whatever the shares, the seed and the other documents are later."""
    corpus = corpus_of(tmp_path / "c", {f"d{n}": text(n) for n in range(20)})
    release(corpus)
    before = places(corpus)
    assert set(before.values()) == {"train", "test"}
    rules = "[splits]\nseed = 9\ntrain = 0.0\nvalidation = 1.0\ntest = 0.0\n"
    shutil.copytree(corpus.root, tmp_path / "again")
    later = corpus_of_again(tmp_path / "again", rules, {f"new{n}": text(100 + n) for n in range(5)})
    after = places(later)
    assert before.items() <= after.items()
    assert {after[f"new{n}"] for n in range(5)} == {"validation"}
    assert why(later, "d0") == FROZEN
    assert release(later).version == "0.2.0"


def corpus_of_again(root: Path, rules: str, more: dict[str, str]) -> Corpus:
    """The same corpus with other rules and more documents."""
    for name, said in more.items():
        (root / "seeds" / f"{name}.txt").write_text(said)
    path = root / "corpus.toml"
    path.write_text(path.read_text().partition("[splits]")[0] + rules)
    answer(Corpus.open(root).project(), "ana", lambda said: {"topic": topic(said)})
    return Corpus.open(root)


def test_documents_of_a_source_go_together(tmp_path: Path) -> None:
    """Those with the same value of the metadata that group_by names, new ones too."""
    rules = HALVES + 'group_by = "source"\n[seeds]\nheader = "source (?P<source>\\\\w+)\\\\s+"\n'
    texts = {f"d{n}": f"source s{n % 6}\n\n{text(n)}" for n in range(30)}
    corpus = corpus_of(tmp_path / "c", texts, rules)
    found = places(corpus)
    assert all(len({found[f"d{n}"] for n in range(s, 30, 6)}) == 1 for s in range(6))
    assert len(set(found.values())) == 2
    release(corpus)
    later = corpus_of_again(tmp_path / "c", rules, {"new": f"source s3\n\n{text(200)}"})
    assert places(later)["new"] == found["d3"]
    assert why(later, "new") == TOGETHER


def test_near_duplicates_go_together(tmp_path: Path) -> None:
    """A text with a word changed is no new text."""
    texts = {f"d{n}": text(n, 80) for n in range(12)}
    copies = {f"e{n}": text(n, 80) + " fund" for n in range(12)}
    corpus = corpus_of(tmp_path / "c", texts | copies)
    found = places(corpus)
    assert all(found[f"d{n}"] == found[f"e{n}"] for n in range(12))
    assert why(corpus, "e5") == ALIKE
    assert len(set(found.values())) == 2


def test_near_duplicates_in_two_splits_are_told_or_refused(tmp_path: Path) -> None:
    """As corpus.toml says; the first pairs are named."""
    rules = HALVES + 'leakage = "refuse"\n[splits.sets]\ngold = ["gold/*"]\n'
    texts = {"a": text(1, 80), "gold/a": text(1, 80) + " fund"}
    corpus = corpus_of(tmp_path / "c", texts, rules)
    with pytest.raises(Leakage, match=r"1 document in another split.*\n  gold/a and a"):
        release(corpus)
    assert not corpus.splits.exists()
    told = corpus_of_again(tmp_path / "c", rules.replace("refuse", "tell"), {})
    card = (release(told).directory / "README.md").read_text()
    assert "Documents in another split than a near-duplicate: 1." in card


def test_a_set_of_its_own_is_a_split(tmp_path: Path) -> None:
    """By patterns of names; what was released elsewhere cannot go there later."""
    rules = HALVES + '[splits.sets]\ngold = ["gold/*", "d7"]\n'
    texts = {"gold/a": text(1), "gold/b": text(2), "d7": text(7), "d8": text(8)}
    corpus = corpus_of(tmp_path / "c", texts, rules)
    made = release(corpus)
    assert made.rows["default"]["gold"] == 3
    assert why(corpus, "gold/a") == FROZEN
    moved = corpus_of_again(tmp_path / "c", rules.replace("d7", "d8"), {})
    with pytest.raises(InvalidSplits, match=r"'d8' was released in .*puts it into gold"):
        release(moved)
    (tmp_path / "c" / "splits.jsonl").write_text("no")
    with pytest.raises(InvalidSplits, match=r"splits\.jsonl:1"):
        release(moved)
    (tmp_path / "c" / "splits.jsonl").unlink()
    assert why(moved, "d8") == NAMED


def test_a_fixed_split_takes_nothing_new(tmp_path: Path) -> None:
    """Once it was released; before that it is filled like any other."""
    rules = HALVES + 'fixed = ["test"]\n'
    corpus = corpus_of(tmp_path / "c", {f"d{n}": text(n) for n in range(10)}, rules)
    release(corpus)
    before = Counter(places(corpus).values())
    assert before["test"] > 1
    later = corpus_of_again(tmp_path / "c", rules, {f"n{n}": text(50 + n) for n in range(10)})
    assert Counter(places(later).values()) == {
        "test": before["test"],
        "train": before["train"] + 10,
    }


def test_labels_are_balanced_where_it_is_wished(tmp_path: Path) -> None:
    """A label that a quarter of the documents have is a quarter of each split, nearly."""
    rules = '[splits]\ntrain = 0.5\nvalidation = 0.25\ntest = 0.25\nstratify = "topic"\n'
    texts = {f"d{n:02}": ("kulturë " if n % 4 == 0 else "") + text(n) for n in range(40)}
    corpus = corpus_of(tmp_path / "c", texts, rules)
    found = places(corpus)
    about = Counter((found[name], topic(said)) for name, said in texts.items())
    assert about["train", "culture"] == 5
    assert {about["validation", "culture"], about["test", "culture"]} <= {2, 3}
    assert abs(about["train", "sport"] - 15) <= 1
    assert why(corpus, "d03") == BALANCED


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ('fixed = ["gold"]', "no split is called 'gold'"),
        ('sets = {all = ["x"]}', "'all' cannot be a split"),
        ('sets = {dev-clean = ["x"]}', "'dev-clean' cannot be a split"),
        ('sets = {test = ["x"]}', "'test' cannot be a split"),
        ('leakage = "no"', "leakage"),
    ],
)
def test_rules_that_cannot_be_are_refused(tmp_path: Path, rules: str, said: str) -> None:
    """With the line they stand on."""
    with pytest.raises(InvalidConfig, match=said):
        corpus_of(tmp_path / "c", {"a": "x"}, HALVES + rules + "\n")


def test_the_signature_is_the_one_that_releases_rest_on() -> None:
    """Another version of the library would find other pairs."""
    made = signature(["një", "dy", "tre"])
    numbers = [int.from_bytes(made[i : i + 4], "little") for i in range(0, len(made), 4)]
    assert len(numbers) == 112
    assert numbers[:4] == [3617885926, 3949326498, 3468866089, 3230525076]


@given(st.integers(0, 40), st.integers(60, 200))
@settings(max_examples=40)
def test_the_estimate_is_near_the_share_of_runs(changed: int, length: int) -> None:
    """Within a quarter, with 112 hashes: five deviations and more."""
    one = [f"fjala{i}" for i in range(length)]
    other = one[: length - changed] + [f"tjetër{i}" for i in range(changed)]
    runs = [{" ".join(some[i : i + 5]) for i in range(length - 4)} for some in (one, other)]
    true = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    assert abs(alike(signature(one), signature(other)) - true) < 0.25


def test_pairs_are_found_on_disk(tmp_path: Path) -> None:
    """Each that is alike, and no other."""
    texts = {f"d{n}": text(n) for n in range(30)} | {"copy": text(4) + " x"}
    corpus = corpus_of(tmp_path / "c", texts)
    with closing(Similar()) as similar:
        met = {one.document: similar.meet(one.document, one.signature) for one in facts(corpus)}
    assert {name for name, others in met.items() if others} == {"d4"}
    assert met["d4"] == ["copy"]
