"""The release, read as others read it: with ``datasets.load_dataset``, from the directory alone."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus_kit import answers
from corpus_kit.columns import ClassLabel, Column, List, Struct, Value
from corpus_kit.config import Splits
from corpus_kit.corpus import Corpus
from corpus_kit.errors import (
    HasFindings,
    InvalidVersion,
    NothingDecided,
    VersionTaken,
)
from corpus_kit.release import Released, release, released
from corpus_kit.release.rows import subsets
from corpus_kit.release.splits import SPLITS, split
from small import SPANS, TOPIC, answer, small

from support import PROGRAM, Run, copied, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus_kit.model import Annotation


ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+(\.[\w-]+)+")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A copy of this repository's corpus that no test changes."""
    return Corpus.open(copied(tmp_path_factory.mktemp("source") / "corpus"))


@pytest.fixture(scope="module")
def made(source: Corpus) -> Released:
    """Its release."""
    return release(source)


def given_answers(corpus: Corpus) -> dict[str, list[Annotation]]:
    """The stored answers by segment, annotator by annotator; skips left out."""
    found: dict[str, list[Annotation]] = {}
    for one in corpus.project().annotations():
        if one.status == "submitted":
            found.setdefault(one.segment, []).append(one)
    return found


def expected(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """The rows on which all annotators agree, by segment."""
    return {
        segment: dict(found[0].row)
        for segment, found in given_answers(corpus).items()
        if all(one.row == found[0].row for one in found)
    }


def read(rows: Any) -> dict[str, dict[str, Any]]:
    """The rows of a loaded dataset by segment, labels by name and only what annotators said."""
    topic = rows.features["topic"]
    label = rows.features["entities"].feature["label"]
    return {
        row["id"]: {
            "text": row["text"],
            "entities": [
                {**span, "label": label.int2str(span["label"])} for span in row["entities"]
            ],
            "topic": topic.int2str(row["topic"]),
        }
        for row in rows
    }


def tree(directory: Path) -> dict[str, bytes]:
    """All files below a directory."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def head(made: Released) -> dict[str, Any]:
    """The YAML at the top of the card."""
    _, text, _ = (made.directory / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def feature(column: Column) -> Any:
    """The Hugging Face feature that a column has to be read as."""
    import datasets

    match column:
        case Value(dtype):
            return datasets.Value(dtype)
        case ClassLabel(names):
            return datasets.ClassLabel(names=list(names))
        case Struct(columns):
            return {name: feature(one) for name, one in columns.items()}
        case List(item):
            return datasets.List(feature(item))


def whole(directory: Path) -> bool:
    """Whether every file that the manifest lists is there as it says, and no other."""
    found = tree(directory)
    manifest = found.pop("manifest.json")
    digest = hashlib.sha256(manifest).hexdigest()
    assert found.pop("manifest.sha256") == f"{digest}  manifest.json\n".encode()
    listed: dict[str, Any] = json.loads(manifest)["files"]
    return listed == {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in found.items()
    }


# What a reader gets


@pytest.mark.parametrize("streaming", [False, True])
def test_decided_rows_are_the_answers_all_agree_on(
    source: Corpus, made: Released, load: Callable[..., Any], streaming: bool
) -> None:
    """Every one of them, with its labels by name, and no other."""
    found = load(made.directory, streaming=streaming)
    assert list(found) == list(SPLITS)
    rows: dict[str, Any] = {}
    for name in found:
        rows |= read(found[name])
    assert rows == expected(source)
    assert len(rows) == sum(made.rows["default"].values()) == 32


@pytest.mark.parametrize("streaming", [False, True])
def test_the_other_subset_holds_every_answer(
    source: Corpus, made: Released, load: Callable[..., Any], streaming: bool
) -> None:
    """One row for each annotator's answer, and who gave it when; skips are none."""
    found = load(made.directory, "annotations", streaming=streaming)
    rows = [row for name in found for row in found[name]]
    wanted = [one for all_of_it in given_answers(source).values() for one in all_of_it]
    assert sorted(
        (row["id"], row["annotator"], row["origin"], row["created"], row["updated"], row["text"])
        for row in rows
    ) == sorted(
        (one.segment, one.annotator, one.origin, one.created, one.updated, one.row["text"])
        for one in wanted
    )


@pytest.mark.parametrize("position", [0, 1])
def test_features_are_the_columns(
    source: Corpus, made: Released, load: Callable[..., Any], position: int
) -> None:
    """Names, order, types and the order of labels are what the schema says."""
    subset = subsets(source.project())[position]
    found = load(made.directory, subset.name, split="train").features
    assert list(found) == list(subset.columns)
    assert dict(found) == {name: feature(one) for name, one in subset.columns.items()}


def test_parquet_says_the_same_as_the_card(made: Released) -> None:
    """Readers without the card get the same columns, in every split."""
    import pyarrow.parquet as pq

    for subset in ("default", "annotations"):
        schemas = [pq.read_schema(path) for path in (made.directory / "data" / subset).iterdir()]
        (info,) = (one for one in head(made)["dataset_info"] if one["config_name"] == subset)
        assert len(schemas) == 3
        assert all(schema == schemas[0] for schema in schemas)
        assert schemas[0].names == [one["name"] for one in info["features"]]


def test_rows_say_where_their_text_stands(
    source: Corpus, made: Released, load: Callable[..., Any]
) -> None:
    """The document at those places is the text; the header became metadata."""
    documents = {one.id: one for one in source.documents()}
    for row in load(made.directory, split="train"):
        document = documents[row["document"]]
        assert document.text[row["document_start"] : row["document_end"]] == row["text"]
        assert row["metadata"] == document.metadata
        assert row["origin"] == "demonstration"
        assert row["annotators"] == len(given_answers(source)[row["id"]])


def test_no_document_is_in_two_splits(made: Released, load: Callable[..., Any]) -> None:
    """Nor in another split in another subset."""
    places: dict[str, set[str]] = {}
    for subset in ("default", "annotations"):
        for name, rows in load(made.directory, subset).items():
            for document in rows["document"]:
                places.setdefault(document, set()).add(name)
    assert all(len(names) == 1 for names in places.values())
    assert set().union(*places.values()) == set(SPLITS)


def test_hard_texts_survive(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Emoji, Arabic, combining marks and separators come out as they went in."""

    def whole_text(text: str) -> dict[str, Any]:
        end = len(text)
        span = {"id": f"0-{end}-PER", "start": 0, "end": end, "label": "PER", "text": text}
        return {"marks": [span]}

    corpus = small(tmp_path / "hard", texts(), {"marks": SPANS})
    answer(corpus.project(), "ana", whole_text)
    rows = load(release(corpus).directory, split="train")
    assert rows["text"] == [one.text for one in corpus.project().segments()]
    assert [marks[0]["text"] for marks in rows["marks"]] == list(rows["text"])


def test_what_was_not_answered_is_null(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Of every kind, and also where nobody answered at all; an empty list is an answer."""
    many = {"type": "array", "uniqueItems": True, "items": TOPIC}
    asked = {"topic": TOPIC, "words": {"type": "string"}, "marks": SPANS, "many": many, "few": many}
    corpus = small(tmp_path / "nulls", ["një", "dy"], asked)
    answer(corpus.project(), "ana", lambda text: {"few": ["sport"] if text == "dy" else []})
    for rows in (
        load(release(corpus).directory, split="train"),
        list(load(corpus.releases / "0.1.0", split="train", streaming=True)),
    ):
        assert [[row[name] for name in asked] for row in rows] == [
            [None, None, None, None, []],
            [None, None, None, None, [0]],
        ]


def test_a_document_without_header_has_no_metadata(
    corpus: Corpus, load: Callable[..., Any]
) -> None:
    """Its rows have the column all the same."""
    (corpus.root / "seeds" / "new.txt").write_text("Pa datë.", encoding="utf-8")
    project = corpus.project()
    (segment,) = (one for one in project.segments() if one.document == "new")
    (like, *_) = answers.read(project.path("demo-1"))
    one = replace(like, segment=segment.id, row={**like.row, "text": "Pa datë.", "entities": []})
    answers.write(project.path("ana"), [replace(one, annotator="ana", origin="human")])
    found = load(release(corpus).directory, "annotations")
    (row,) = (row for rows in found.values() for row in rows if row["document"] == "new")
    assert (row["metadata"], row["annotator"]) == ({"date": None}, "ana")


def test_several_projects_give_subsets_of_their_names(
    tmp_path: Path, load: Callable[..., Any]
) -> None:
    """The first project's decided rows are what is loaded without a name."""
    corpus = small(tmp_path / "two", ["një", "dy"], {"topic": TOPIC}, ("alpha", "beta"))
    answer(corpus.project("alpha"), "ana", lambda _: {"topic": "sport"})
    answer(corpus.project("beta"), "eva", lambda _: {"topic": "culture"})
    made = release(corpus)
    names = ["alpha", "alpha.annotations", "beta", "beta.annotations", "documents"]
    assert list(made.rows) == names
    assert [one["config_name"] for one in head(made)["configs"]] == names
    topics = {name: load(made.directory, name, split="train")["topic"] for name in names[:-1]}
    assert topics == dict(zip(names, [[0, 0], [0, 0], [1, 1], [1, 1]], strict=False))
    assert list(load(made.directory, split="train")["topic"]) == [0, 0]


def test_the_card_loads_every_subset(tmp_path: Path) -> None:
    """Its example names each of them, but for the one that needs no name."""
    corpus = small(tmp_path / "two", ["një"], {"topic": TOPIC}, ("alpha", "beta"))
    for project in corpus.projects:
        answer(project, "ana", lambda _: {"topic": "sport"})
    made = release(corpus)
    text = (made.directory / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r'load_dataset\("dist/small/0.1.0", "(.+)"\)', text)
    assert shown == ["alpha.annotations", "beta", "beta.annotations", "documents"]


def test_no_two_subsets_share_a_name(tmp_path: Path) -> None:
    """Also where a project is called like another's subset."""
    corpus = small(tmp_path / "alike", ["një"], {"topic": TOPIC}, ("news", "news-annotations"))
    for project in corpus.projects:
        answer(project, "ana", lambda _: {"topic": "sport"})
    assert len({one["config_name"] for one in head(release(corpus))["configs"]}) == 5


# Splits


@given(st.sets(st.text(min_size=1)), st.text(min_size=1), st.integers(0, 9))
def test_adding_a_document_moves_none(documents: set[str], new: str, seed: int) -> None:
    """A document's split follows from its name alone, whichever others there are."""
    shares = Splits(seed=seed, train=0.5, validation=0.25, test=0.25)
    before = {name: split(name, shares) for name in sorted(documents)}
    after = {name: split(name, shares) for name in sorted(documents | {new}, reverse=True)}
    assert before.items() <= after.items()


@given(st.text(min_size=1), st.integers(0, 9), st.sampled_from(SPLITS))
def test_a_split_of_share_one_takes_all(document: str, seed: int, only: str) -> None:
    """And one of share zero nothing."""
    train, validation, test = (float(name == only) for name in SPLITS)
    shares = Splits(seed=seed, train=train, validation=validation, test=test)
    assert split(document, shares) == only


def test_shares_are_kept_over_many_documents() -> None:
    """Within two percent of 10,000 documents."""
    shares = Splits(seed=3, train=0.6, validation=0.3, test=0.1)
    found = Counter(split(f"document-{i}", shares) for i in range(10_000))
    assert abs(found["train"] - 6_000) < 200
    assert abs(found["validation"] - 3_000) < 200
    assert abs(found["test"] - 1_000) < 200


def test_a_later_release_moves_no_document(corpus: Corpus, load: Callable[..., Any]) -> None:
    """After another document and its answers came in."""
    before = places(load(release(corpus).directory, "annotations"))
    (corpus.root / "seeds" / "0000.txt").write_text("Dokument i ri.", encoding="utf-8")
    project = corpus.project()
    (like, *_) = answers.read(project.path("demo-1"))
    (segment,) = (one for one in project.segments() if one.document == "0000")
    row = {"text": segment.text, "entities": [], "topic": "sport"}
    answers.write(
        project.path("ana"),
        [replace(like, segment=segment.id, annotator="ana", origin="human", row=row)],
    )
    after = places(load(release(corpus).directory, "annotations"))
    assert after.keys() - before.keys() == {"0000"}
    assert before.items() <= after.items()


def places(found: Any) -> dict[str, str]:
    """The split of each document of a loaded dataset."""
    return {document: name for name, rows in found.items() for document in rows["document"]}


# Versions


def test_the_same_corpus_gives_the_same_bytes(made: Released, tmp_path: Path) -> None:
    """In another directory, every file of the release is the same."""
    again = release(Corpus.open(copied(tmp_path / "elsewhere")))
    assert tree(again.directory) == tree(made.directory)
    assert again.digest == made.digest


def test_nothing_new_is_not_released_again(corpus: Corpus) -> None:
    """Without a version asked for, the latest release is returned and nothing is written."""
    first = release(corpus)
    before = {path: path.stat().st_mtime_ns for path in corpus.releases.rglob("*")}
    again = release(corpus)
    assert (first.new, again.new) == (True, False)
    assert (again.directory, again.version) == (first.directory, first.version)
    assert {path: path.stat().st_mtime_ns for path in corpus.releases.rglob("*")} == before


def test_what_has_changed_is_released_under_the_next_version(corpus: Corpus) -> None:
    """The release before it stays as it was."""
    first = release(corpus)
    before = tree(first.directory)
    corpus.project().path("demo-3").unlink()
    second = release(corpus)
    assert (first.version, second.version, second.new) == ("0.1.0", "0.2.0", True)
    assert tree(first.directory) == before
    assert [str(one) for one in released(corpus)] == ["0.1.0", "0.2.0"]


def test_the_content_s_digest_does_not_depend_on_the_version(corpus: Corpus) -> None:
    """Two versions of the same content can be told to be so."""
    one, two = release(corpus, "1.0.0"), release(corpus, "2.0.0")
    assert one.digest == two.digest
    same = [name for name, data in tree(one.directory).items() if tree(two.directory)[name] == data]
    assert set(tree(one.directory)) - set(same) == {
        "CHANGELOG.md",
        "CITATION.cff",
        "README.md",
        "croissant.json",
        "datasheet.md",
        "manifest.json",
        "manifest.sha256",
    }


def test_a_version_is_never_written_twice(corpus: Corpus) -> None:
    """The message proposes the next one; the old release is untouched."""
    first = release(corpus, "1.4.0")
    before = tree(first.directory)
    corpus.project().path("demo-3").unlink()
    with pytest.raises(VersionTaken, match="leave --version out"):
        release(corpus, "1.4.0")
    assert tree(corpus.releases) == {f"1.4.0/{name}": data for name, data in before.items()}


@pytest.mark.parametrize(
    "version",
    ["", "v1.2.0", "1.2", "1", "1.2.3.4", "01.2.3", "1.02.3", "1.2.0-rc.1", "1.2.0+5", "1.2.٣",
     "1.2.x", "1.2.0 ", " 1.2.0", "1.2.0\n", "-1.2.3", "1..3", "../1.2.3", "latest"],
)  # fmt: skip
def test_versions_are_three_whole_numbers(corpus: Corpus, version: str) -> None:
    """Datasets cannot load others; nothing is written."""
    with pytest.raises(InvalidVersion) as refused:
        release(corpus, version)
    assert repr(version) in str(refused.value)
    assert not (corpus.root / "dist").exists()


# What is not released


def test_answers_with_findings_are_not_released(corpus: Corpus) -> None:
    """Their number is told, and nothing is written."""
    path = corpus.project().path("demo-1")
    path.write_bytes(path.read_bytes().replace(b'"topic":"sport"', b'"topic":"sports"'))
    count = path.read_bytes().count(b'"sports"')
    with pytest.raises(HasFindings, match=f"{count} errors .*nothing was written"):
        release(corpus)
    assert not (corpus.root / "dist").exists()


@pytest.mark.parametrize("differ", [False, True])
def test_nothing_decided_is_nothing_to_release(tmp_path: Path, differ: bool) -> None:
    """Without answers, and where annotators differ on every segment."""
    corpus = small(tmp_path / "undecided", ["një", "dy"], {"topic": TOPIC})
    if differ:
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        answer(corpus.project(), "eva", lambda _: {"topic": "culture"})
    with pytest.raises(NothingDecided, match="'only'"):
        release(corpus)
    assert released(corpus) == []
    assert tree(corpus.root / "dist") == {}


# What a release says of itself


def test_the_manifest_has_the_digest_of_every_file(made: Released) -> None:
    """Size and SHA-256, and no file besides; the rows of each subset are counted."""
    assert whole(made.directory)
    manifest = json.loads((made.directory / "manifest.json").read_bytes())
    assert (manifest["name"], manifest["version"]) == ("albanian-news", "0.1.0")
    assert manifest["digest"] == f"sha256-{made.digest}"
    assert {name: one["rows"] for name, one in manifest["subsets"].items()} == made.rows


def test_the_card_s_head_is_read_by_hugging_face(source: Corpus, made: Released) -> None:
    """Each subset has the version and the content's digest, which its cache's key is made of."""
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(str(made.directory / "README.md"), ignore_metadata_errors=False)
    found = card.data.to_dict()
    assert found == head(made)
    assert (found["language"], found["license"]) == (["sq", "en"], "unknown")
    assert found["pretty_name"] == source.config.title
    assert [one["config_name"] for one in found["configs"]] == [
        "default",
        "annotations",
        "documents",
    ]
    for one in found["configs"]:
        assert (one["version"], one["description"]) == ("0.1.0", f"sha256-{made.digest}")


def test_the_card_s_numbers_are_counted(source: Corpus, made: Released) -> None:
    """Documents, segments, answers, decisions, and each annotator's and label's count."""
    card = (made.directory / "README.md").read_text(encoding="utf-8")
    found, decided = given_answers(source), expected(source)
    documents = sum(1 for _ in source.documents())
    segments = sum(1 for _ in source.project().segments())
    by_annotator = Counter(one.annotator for each in found.values() for one in each)
    labels = Counter(span["label"] for row in decided.values() for span in row["entities"])
    topics = Counter(row["topic"] for row in decided.values())
    wanted = [
        f"- Documents: {documents}. Segments, each one paragraph: {segments}.",
        f"- Segments answered: {len(found)}, with {by_annotator.total()} answers in all.",
        f"- Segments decided, where all annotators gave the same answer: {len(decided)}.",
        f"- Segments not decided, because annotators differ: {len(found) - len(decided)}.",
        f"- Segments without an answer: {segments - len(found)}.",
        *(f"| {name} | {count} |" for name, count in by_annotator.items()),
        *(f"| {name} | {count} |" for name, count in (labels + topics).items()),
        *(
            f"| {name} | {rows['train']} | {rows['validation']} | {rows['test']} |"
            for name, rows in made.rows.items()
        ),
    ]
    assert [line for line in wanted if f"\n{line}" not in card] == []


def test_the_card_says_what_is_demonstration_and_what_is_not_known(made: Released) -> None:
    """Nobody takes the answers for people's work, or the texts for free."""
    card = (made.directory / "README.md").read_text(encoding="utf-8")
    assert "demo-1, demo-2, demo-3 were made by the project for demonstration" in card
    assert "| **Licence** | not known |" in card
    assert "far too small to train or test anything on" in card


def test_people_s_answers_are_not_called_a_demonstration(tmp_path: Path) -> None:
    """And an answer that stands alone is told to do so."""
    corpus = small(tmp_path / "people", ["një", "dy"], {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    card = (release(corpus).directory / "README.md").read_text(encoding="utf-8")
    assert "demonstration" not in card
    assert "(by one annotator only: 2)" in card


def test_no_address_or_secret_is_released(corpus: Corpus, load: Callable[..., Any]) -> None:
    """Not in a file, and not in a row."""
    secret = corpus.pseudonyms.key
    (corpus.state / "studio").mkdir()
    (corpus.state / "studio" / "owner.json").write_text('{"token": "geheim-1234"}')
    made = release(corpus)
    shown = [
        repr(row).encode()
        for subset in made.rows
        for rows in load(made.directory, subset).values()
        for row in rows
    ]
    for data in (*tree(made.directory).values(), *shown):
        assert secret not in data
        assert b"geheim" not in data
    assert [found for row in shown if (found := ADDRESS.search(row))] == []
    for name, data in tree(made.directory).items():
        assert name.endswith(".parquet") or not ADDRESS.search(data)


# What a kill leaves


def test_a_release_is_whole_or_not_there(tmp_path: Path, run: Run) -> None:
    """Killed at any moment; the next run works, and no remains are taken for a release."""
    corpus = Corpus.open(copied(tmp_path / "killed"))
    start = time.monotonic()
    run("-C", corpus.root, "export", "--version", "0.0.1")
    took = time.monotonic() - start
    chance = random.Random(8)  # noqa: S311 - not for secrets
    for number in range(10):
        directory = corpus.releases / f"1.{number}.0"
        process = subprocess.Popen(
            [PROGRAM, "-C", corpus.root, "export", "--version", directory.name],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(took * chance.uniform(0.4, 1))
        process.kill()
        process.wait()
        assert not directory.exists() or whole(directory)
    assert all(whole(corpus.releases / str(version)) for version in released(corpus))
    done = run("-C", corpus.root, "export", "--version", "2.0.0")
    assert whole(corpus.releases / "2.0.0")
    assert done.stdout.strip() == str(corpus.releases / "2.0.0")
