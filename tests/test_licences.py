"""Each document has its source and licence, and a release holds none that does not fit its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
import yaml
from markdown_it import MarkdownIt

from corpus_kit import files
from corpus_kit.corpus import Corpus
from corpus_kit.errors import IncompatibleLicences, InvalidConfig
from corpus_kit.release import release
from corpus_kit.release.sources import STRANGE
from corpus_kit.release.terms import terms, verdict
from small import SETTINGS, TOPIC, answer, small

from support import command

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = """
[sources.koha]
documents = ["0", "1"]
title = "Koha | *Ditore* <b>"
url = "https://example.org/a_b?c&d"
license = "{koha}"

[sources.rest]
documents = ["*"]
license = "cc0-1.0"
"""


def corpus_of(root: Path, licence: str, more: str, count: int = 3) -> Corpus:
    """A corpus under a licence, whose documents are called 0, 1 and so on."""
    corpus = small(root, [f"Teksti {one}." for one in range(count)], {"topic": TOPIC})
    settings = SETTINGS.format(projects="[projects.only]").replace("unknown", licence)
    (root / "corpus.toml").write_text(settings + more)
    answer(corpus.project(), "one", lambda _: {"topic": "sport"})
    return Corpus.open(root)


def documents(made: Any) -> dict[str, tuple[str | None, str | None]]:
    """The source and licence of each document, as the release has them."""
    rows = [
        row
        for path in sorted((made.directory / "data" / "documents").glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]
    return {row["id"]: (row["source"], row["license"]) for row in rows}


@pytest.mark.parametrize(
    ("document", "corpus", "kind"),
    [
        ("cc-by-4.0", "cc-by-4.0", "fits"),
        ("cc-by-4.0", "cc-by-sa-4.0", "fits"),
        ("CC-BY-3.0", "odbl", "fits"),
        ("cc0-1.0", "cc-by-nc-4.0", "fits"),
        ("pddl", "unknown", "fits"),
        ("apache-2.0", "cc-by-4.0", "fits"),
        ("cc-by-nc-4.0", "cc-by-nc-sa-4.0", "fits"),
        ("cc-by-sa-3.0", "cc-by-sa-4.0", "fits"),
        ("cc-by-sa-4.0", "gpl-3.0-only", "fits"),
        ("LicenseRef-ours", "licenseref-ours", "fits"),
        ("cc-by-4.0", "cc0-1.0", "conflict"),
        ("cc-by-nc-4.0", "cc-by-4.0", "conflict"),
        ("cc-by-nc-sa-4.0", "cc-by-sa-4.0", "conflict"),
        ("cc-by-sa-4.0", "cc-by-nc-sa-4.0", "conflict"),
        ("cc-by-sa-4.0", "cc-by-4.0", "conflict"),
        ("cc-by-sa-4.0", "cc-by-sa-3.0", "conflict"),
        ("cc-by-sa-1.0", "cc-by-sa-4.0", "conflict"),
        ("odbl", "cc-by-sa-4.0", "conflict"),
        ("gpl-3.0-only", "cc-by-sa-4.0", "conflict"),
        ("cc-by-nd-4.0", "cc-by-nd-4.0", "conflict"),
        ("cc-by-nc-nd-4.0", "unknown", "conflict"),
        (None, "cc-by-4.0", "missing"),
        ("unknown", "unknown", "missing"),
        (" Other ", "cc-by-4.0", "missing"),
        ("terms of the publisher", "cc-by-4.0", "unsure"),
        ("apache-2.0", "unknown", "unsure"),
    ],
)
def test_conditions_have_to_be_carried(document: str | None, corpus: str, kind: str) -> None:
    """To name authors, to sell nothing, to share alike; what allows no derivatives fits nowhere."""
    found = verdict(document, corpus)
    assert found.kind == kind
    assert bool(found.why) is (kind != "fits")


def test_what_people_accepted_fits() -> None:
    """However they write it."""
    assert verdict("CC-BY-ND-4.0", "cc-by-4.0", ["cc-by-nd-4.0"]).kind == "fits"
    assert verdict("cc-by-nc-4.0", "cc-by-4.0", ["cc-by-nd-4.0"]).kind == "conflict"


def test_a_licence_is_known_by_its_name_alone() -> None:
    """Those ported to a country ask for what the others do."""
    assert terms("cc-by-sa-3.0-de") == terms("cc-by-sa-3.0")
    assert terms("cc-by") is None


def test_documents_have_source_and_licence(tmp_path: Path) -> None:
    """In the rows, on the card as a table, in manifest, datasheet and croissant."""
    made = release(corpus_of(tmp_path / "c", "cc-by-4.0", SOURCES.format(koha="cc-by-4.0")))
    assert documents(made) == {
        "0": ("koha", "cc-by-4.0"), "1": ("koha", "cc-by-4.0"), "2": ("rest", "cc0-1.0"),
    }  # fmt: skip
    card = (made.directory / "README.md").read_text()
    assert "| rest | cc0-1.0 | 1 | 33.3% |" in card
    assert "cc-by-4.0 (2 documents) and cc0-1.0 (1 document)" in card
    assert "cc-by-4.0 (2 documents)" in (made.directory / "datasheet.md").read_text()
    manifest = json.loads((made.directory / "manifest.json").read_bytes())
    assert {"source": "koha", "license": "cc-by-4.0", "documents": 2} in manifest["sources"]
    assert manifest["licenses"] == []
    assert "https://example.org/a_b?c&d" in (made.directory / "croissant.json").read_text()
    assert [one for one in made.told if one.startswith("licences")] == []


def test_what_a_source_is_called_is_text(tmp_path: Path) -> None:
    """Its title is a link to its address, and nothing in it is markup."""
    made = release(corpus_of(tmp_path / "c", "cc-by-4.0", SOURCES.format(koha="cc-by-4.0")))
    card = (made.directory / "README.md").read_text().split("---\n", 2)[2]
    shown = MarkdownIt("commonmark").enable("table").render(card)
    link = '<a href="https://example.org/a_b?c&amp;d">Koha | *Ditore* &lt;b&gt;</a>'
    assert f"<td>{link}</td>" in shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.b/ c", "https://a.b/)x", "https://a.b/<x>", "a.b"]
)
def test_an_address_is_one(tmp_path: Path, url: str) -> None:
    """Whatever would not stay inside the link is refused with its line."""
    more = f"[sources.a]\ndocuments = []\nlicense = 'mit'\nurl = '{url}'\n"
    with pytest.raises(InvalidConfig, match=r"corpus\.toml:\d+: .* is no address"):
        corpus_of(tmp_path / "c", "mit", more)


def test_metadata_of_a_document_come_first(tmp_path: Path) -> None:
    """A line names its licence, or a source of corpus.toml that has one; seeds are no markup."""
    more = '[seeds]\nmetadata = ["source", "license"]\n[licenses]\nincompatible = "tell"\n'
    corpus = corpus_of(tmp_path / "c", "cc-by-4.0", SOURCES.format(koha="cc-by-4.0") + more, 0)
    evil = "[x](http://a.b) <script>\n| $1$"
    lines = [
        {"id": "a", "text": "1", "license": "cc-by-sa-4.0"},
        {"id": "b", "text": "2", "source": "koha"},
        {"id": "c", "text": "3", "source": "https://example.org/3", "license": evil},
    ]
    data = b"".join(files.canonical(one) + b"\n" for one in lines)
    (corpus.seeds / "r.jsonl").write_bytes(data)
    answer(corpus.project(), "one", lambda _: {"topic": "sport"})
    made = release(corpus)
    assert documents(made) == {
        "r/a": ("rest", "cc-by-sa-4.0"),
        "r/b": ("koha", "cc-by-4.0"),
        "r/c": ("https://example.org/3", evil),
    }
    assert not any("\n" in one for one in made.told)
    text = (made.directory / "README.md").read_text()
    shown = MarkdownIt("commonmark").enable("table").render(text.split("---\n", 2)[2])
    assert "<script>" not in shown
    assert 'href="http://a.b"' not in shown
    assert shown.count("[x](http://a.b) &lt;script&gt; | $1$") == 3  # at a glance, issue, table


def test_a_document_without_a_source_is_told_or_refused(tmp_path: Path) -> None:
    """The corpus' own licence is not taken for it."""
    only = '[sources.a]\ndocuments = ["0"]\nlicense = "mit"\n'
    corpus = corpus_of(tmp_path / "c", "cc-by-4.0", only)
    made = release(corpus)
    assert documents(made)["1"] == (None, None)
    (told,) = (one for one in made.told if one.startswith("licences"))
    assert told.endswith("nobody says which it is (1, 2)")
    card = (made.directory / "README.md").read_text()
    assert "- 2 documents under a licence not known: nobody says which it is (1, 2)" in card
    (found,) = json.loads((made.directory / "manifest.json").read_bytes())["licenses"]
    assert (found["found"], found["documents"], found["first"]) == ("missing", 2, ["1", "2"])
    corpus = corpus_of(tmp_path / "d", "cc-by-4.0", only + '[licenses]\nmissing = "refuse"\n')
    with pytest.raises(IncompatibleLicences, match=r"2 documents under a licence not known"):
        release(corpus)


def test_incompatible_licences_are_refused(tmp_path: Path) -> None:
    """With counts, documents, the reason and what to do; nothing is written."""
    corpus = corpus_of(tmp_path / "c", "cc-by-4.0", SOURCES.format(koha="cc-by-nc-4.0"))
    done = command("-C", corpus.root, "export", code=1)
    assert "2 documents under cc-by-nc-4.0: it allows no commercial use (0, 1)" in done.stderr
    assert "'accepted' of [licenses]" in done.stderr
    assert not list(corpus.releases.rglob("*.json"))
    assert not corpus.splits.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [('incompatible = "tell"', 1), ('accepted = ["CC-BY-NC-4.0"]', 0)],
)
def test_people_decide_otherwise(tmp_path: Path, more: str, told: int) -> None:
    """Told it stands on the card; accepted it is no issue any more."""
    more = f"{SOURCES.format(koha='cc-by-nc-4.0')}[licenses]\n{more}\n"
    made = release(corpus_of(tmp_path / "c", "cc-by-4.0", more))
    assert len([one for one in made.told if one.startswith("licences")]) == told
    card = (made.directory / "README.md").read_text()
    assert card.count("it allows no commercial use") == told


def test_a_source_that_no_document_has_is_told(tmp_path: Path) -> None:
    """Its patterns may be mistyped."""
    more = '[sources.typo]\ndocuments = ["koah/*"]\nlicense = "mit"\n'
    made = release(corpus_of(tmp_path / "c", "mit", more))
    assert "sources of corpus.toml that no document has: typo" in made.told


def test_another_title_is_another_release(tmp_path: Path) -> None:
    """What is said of sources belongs to the content."""
    corpus = corpus_of(tmp_path / "c", "cc-by-4.0", SOURCES.format(koha="cc-by-4.0"))
    assert release(corpus).version == "0.1.0"
    path = corpus.root / "corpus.toml"
    path.write_text(path.read_text().replace("Koha | ", "Gazeta "))
    made = release(Corpus.open(corpus.root))
    assert (made.new, made.version) == (True, "0.1.1")


def test_licences_of_seeds_do_not_fill_memory(tmp_path: Path) -> None:
    """A licence of its own for every document: the first are named, the others counted as one."""
    corpus = corpus_of(tmp_path / "c", "mit", '[seeds]\nmetadata = ["license", "source"]\n', 0)
    lines = [{"id": f"{n:03}", "text": f"t {n}", "license": f"ours {n}", "source": f"s {n}"}
             for n in range(3 * STRANGE)]  # fmt: skip
    data = b"".join(files.canonical(one) + b"\n" for one in lines)
    (corpus.seeds / "r.jsonl").write_bytes(data)
    answer(corpus.project(), "one", lambda _: {"topic": "sport"})
    made = release(corpus)
    said = json.loads((made.directory / "manifest.json").read_bytes())["licenses"]
    assert len(said) == STRANGE + 1
    assert sum(one["documents"] for one in said) == len(lines)


def test_unknown_cannot_be_accepted(tmp_path: Path) -> None:
    """It is no licence."""
    with pytest.raises(InvalidConfig, match=r"'unknown' is no licence that can be accepted"):
        corpus_of(tmp_path / "c", "mit", '[licenses]\naccepted = ["unknown"]\n')


def test_this_repository_says_what_is_not_known(corpus: Corpus) -> None:
    """Of its first document neither source nor licence; the others are the project's own."""
    made = release(corpus)
    found = documents(made)
    assert found.pop("000_ab33e44390d37e2a") == ("found", "unknown")
    assert set(found.values()) == {("written", "apache-2.0")}
    head = (made.directory / "README.md").read_text().split("---\n", 2)[1]
    assert yaml.safe_load(head)["license"] == "unknown"
