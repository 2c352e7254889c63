"""
What ``load_dataset`` does without a word, and a release has to be written around; a class a trap.

Each test that shows the trap itself says so: should it fail, `datasets` has changed and the way
around it may go.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from corpus_kit import files
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidConfig
from corpus_kit.release import release
from corpus_kit.release.stored import Stored
from corpus_kit.release.verify import faults
from small import SPANS, TEXT, TOPIC, answer, small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from support import Run

    Load = Callable[..., Any]

TEXTS = [f"Teksti numër {n}." for n in range(4)]
SHARD = "data/default/train-00000-of-00001.parquet"


@pytest.fixture
def topics(tmp_path: Path) -> Corpus:
    """Four documents; the last is about culture, the others about sport."""
    corpus = small(tmp_path / "corpus", TEXTS, {"topic": TOPIC})
    answer(corpus.project(), "ana", topic)
    return corpus


def topic(text: str) -> dict[str, Any]:
    """The topic of a text."""
    return {"topic": "culture" if "3" in text else "sport"}


def again(corpus: Corpus, *, settings: str = "", asked: dict[str, Any] | None = None) -> Corpus:
    """The corpus with more settings, or with other questions."""
    path = corpus.root / "corpus.toml"
    path.write_text(path.read_text() + settings)
    if asked:
        source = {"type": "object", "properties": {"text": TEXT, **asked}}
        (corpus.root / "schema" / "only.schema.json").write_bytes(files.pretty(source))
    return Corpus.open(corpus.root)


def head(directory: Path) -> dict[str, Any]:
    """The YAML at the top of a card."""
    found: dict[str, Any] = yaml.safe_load((directory / "README.md").read_text().split("---\n")[1])
    return found


def with_head(directory: Path, said: dict[str, Any]) -> None:
    """Write another YAML there."""
    _, _, rest = (directory / "README.md").read_text().split("---\n", 2)
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
    (directory / "README.md").write_text(f"---\n{text}---\n{rest}")


def names(rows: Any, column: str = "topic") -> list[str]:
    """The labels of a column by name."""
    found: list[str] = rows.features[column].int2str(rows[column])
    return found


class TestStaleRows:
    """The cache of a local directory knows it by its name and the card's head, not by its files."""

    def test_a_rebuilt_release_gives_its_own_rows(self, corpus: Corpus, load: Load) -> None:
        """Neither under the same version in the same place, nor under another one there."""
        before = release(corpus, "1.0.0")
        first = load(before.directory, "annotations")
        corpus.project().path("demo-3").unlink()
        shutil.rmtree(before.directory)
        after = release(corpus, "1.0.0")
        assert after.digest != before.digest
        second = load(after.directory, "annotations")
        assert second.num_rows == after.rows["annotations"] != first.num_rows
        corpus.project().path("demo-2").unlink()
        other = release(corpus, "2.0.0")
        shutil.rmtree(after.directory)
        other.directory.rename(after.directory)
        assert load(after.directory, "annotations").num_rows == other.rows["annotations"]

    def test_without_version_and_digest_it_would_not(self, topics: Corpus, load: Load) -> None:
        """The trap: other files under the same head, and the old rows come."""
        directory = release(topics, "1.0.0").directory
        said = head(directory)
        for one in said["configs"]:
            del one["version"], one["description"]
        with_head(directory, said)
        first = names(load(directory)["train"])
        path = directory / SHARD
        pq.write_table(pq.read_table(path).slice(0, 1), path)
        assert names(load(directory)["train"]) == first


class TestRevisionOfADirectory:
    """`revision` means nothing for a directory: which release it is, only its place says."""

    def test_a_directory_holds_one_release(self, topics: Corpus, load: Load) -> None:
        """Whatever revision is asked for, the rows are those of the directory."""
        release(topics, "1.0.0")
        answer(topics.project(), "ana", lambda _: {"topic": "culture"})
        release(topics, "1.0.1")
        for version, due in (("1.0.0", ["sport"] * 3 + ["culture"]), ("1.0.1", ["culture"] * 4)):
            for revision in ("v1.0.0", "v1.0.1", "v9"):
                rows = load(topics.releases / version, revision=revision)["train"]
                assert names(rows) == due

    def test_the_directory_of_all_releases_is_not_taken_for_one(
        self, topics: Corpus, load: Load
    ) -> None:
        """The reader would mix them; what it finds there does not fit together, so it says so."""
        from datasets.exceptions import DatasetGenerationError

        release(topics, "1.0.0")
        answer(topics.project(), "ana", lambda _: {"topic": "culture"})
        release(topics, "1.0.1")
        with pytest.raises(DatasetGenerationError):
            load(topics.releases)


class TestEmptySplits:
    """One split without rows makes all of them unloadable, and stray shards are read too."""

    @pytest.mark.parametrize(
        ("shares", "left"),
        [
            ("train = 1.0\nvalidation = 0.0\ntest = 0.0", ["train"]),
            ("train = 0.5\nvalidation = 0.5\ntest = 0.0", ["train", "validation"]),
            ("train = 0.0\nvalidation = 0.0\ntest = 1.0", ["test"]),
        ],
    )
    def test_they_are_left_out(
        self, corpus: Corpus, load: Load, shares: str, left: list[str]
    ) -> None:
        """Of the files, of the card and of what is loaded, in every subset."""
        path = corpus.root / "corpus.toml"
        text = path.read_text(encoding="utf-8")
        other = text.replace("train = 0.6\nvalidation = 0.2\ntest = 0.2", shares)
        assert other != text
        path.write_text(other, encoding="utf-8")
        made = release(Corpus.open(corpus.root))
        for subset in ("default", "annotations"):
            assert list(made.rows[subset]) == left
            assert sorted(load(made.directory, subset)) == left
            shards = (made.directory / "data" / subset).iterdir()
            assert sorted({path.name.partition("-")[0] for path in shards}) == left

    def test_a_split_that_only_has_undecided_rows(self, topics: Corpus, load: Load) -> None:
        """It stands in the subsets that have rows of it, and not in the others."""
        corpus = again(topics, settings='[splits.sets]\ngold = ["3"]\n')
        answer(corpus.project(), "ben", lambda _: {"topic": "sport"})
        made = release(corpus)
        assert sorted(load(made.directory)) == ["train"]
        assert sorted(load(made.directory, "annotations")) == ["gold", "train"]

    def test_remains_of_an_earlier_build_are_not_read(self, topics: Corpus, load: Load) -> None:
        """A killed process's parts lie aside and go; a shard that somebody puts in is found."""
        shard = release(topics, "1.0.0").directory / SHARD
        remains = topics.releases / ".new.999999999.x.tmp"
        (remains / SHARD).parent.mkdir(parents=True)
        shutil.copy(shard, remains / SHARD)
        made = release(topics, "2.0.0")
        assert not remains.exists()
        assert load(made.directory).num_rows == {"train": 4}
        shutil.copy(shard, (made.directory / SHARD).with_name("train-00001-of-00002.parquet"))
        assert any("train-00001-of-00002" in one for one in faults(Stored.open(made.directory)))


class TestLabels:
    """The card's features win over the files': names in another order relabel data silently."""

    def test_names_in_another_order_are_believed(self, topics: Corpus, load: Load) -> None:
        """The trap; that somebody changed the card so, `verify` says."""
        directory = release(topics).directory
        assert names(load(directory)["train"]) == ["sport"] * 3 + ["culture"]
        said = head(directory)
        info = next(one for one in said["dataset_info"] if one["config_name"] == "default")
        asked = next(one for one in info["features"] if one["name"] == "topic")
        asked["dtype"]["class_label"]["names"] = {"0": "culture", "1": "sport"}
        said["configs"][0]["description"] = "another, for the cache"
        with_head(directory, said)
        assert names(load(directory)["train"]) == ["culture"] * 3 + ["sport"]
        assert any("README.md" in one for one in faults(Stored.open(directory)))

    def test_their_order_cannot_change_from_release_to_release(
        self, tmp_path: Path, load: Load
    ) -> None:
        """Wherever they stand: the same number is the same label, and new ones stand last."""

        def asked(topics: list[str], places: list[str]) -> dict[str, Any]:
            many = {"type": "array", "uniqueItems": True, "items": {"enum": topics}}
            label = {"label": {"enum": places}, "role": {"enum": topics}}
            spans = {**SPANS, "items": {"properties": label}}
            return {"topic": {"enum": topics}, "many": many, "marks": spans}

        span = {"id": "0-6-LOC", "start": 0, "end": 6, "label": "LOC", "text": "Teksti"}
        row = {"topic": "sport", "many": ["culture", "sport"], "marks": [{**span, "role": "sport"}]}
        corpus = small(tmp_path / "c", TEXTS, asked(["sport", "culture"], ["PER", "LOC"]))
        answer(corpus.project(), "ana", lambda _: row)
        old = release(corpus, "1.0.0")
        corpus = again(corpus, asked=asked(["a", "culture", "sport"], ["LOC", "A", "PER"]))
        other = {**row, "many": ["a"], "marks": [{**span, "role": "a"}]}
        answer(corpus.project(), "ana", lambda text: other if "3" in text else row)
        new = release(corpus)
        assert new.version == "1.1.0"
        before, after = (load(one.directory)["train"] for one in (old, new))
        due = {"topic": ["sport", "culture"], "label": ["PER", "LOC"], "role": ["sport", "culture"]}
        for rows, more in ((before, {}), (after, {"topic": ["a"], "label": ["A"], "role": ["a"]})):
            marks = rows.features["marks"].feature
            said = {
                "topic": rows.features["topic"].names,
                "label": marks["label"].names,
                "role": marks["role"].names,
            }
            assert said == {name: due[name] + more.get(name, []) for name in due}
            assert rows.features["many"].feature.names == said["topic"]
        assert [before[n] for n in range(3)] == [after[n] for n in range(3)]
        assert (after[3]["many"], after[3]["marks"][0]["role"]) == ([2], 2)


class TestEarlierReaders:
    """Features of today, written into the files, cannot be read by earlier releases of datasets."""

    def test_the_files_say_nothing_of_features(self, corpus: Corpus, load: Load) -> None:
        """They are plain Parquet; the card has them, in the form that all releases know."""
        made = release(corpus)
        for path in made.directory.rglob("*.parquet"):
            assert b"huggingface" not in (pq.read_schema(path).metadata or {})
        kinds = {kind for one in head(made.directory)["dataset_info"] for kind in keys(one)}
        assert kinds <= {"config_name", "features", "name", "dtype", "list", "struct",
                         "class_label", "names"}  # fmt: skip
        features = load(made.directory)["train"].features
        assert features["entities"].feature["label"].names == ["PER", "ORG", "LOC", "DATE", "MISC"]


def keys(said: Any) -> Iterator[str]:
    """All keys of a YAML, but for the positions of labels."""
    if isinstance(said, dict):
        yield from (key for key in said if not key.isdigit())
    inner: Iterable[Any] = said.values() if isinstance(said, dict) else said
    if not isinstance(said, str):
        for one in inner:
            yield from keys(one)


class TestOneSchema:
    """Splits whose files differ in a type, as where all values of one are null, do not load."""

    ASKED = {  # noqa: RUF012 - no test changes it
        "topic": TOPIC,
        "words": {"type": "string"},
        "share": {"type": "number"},
        "marks": SPANS,
        "many": {"type": "array", "uniqueItems": True, "items": TOPIC},
    }

    def test_splits_without_answers_have_the_same_types(self, tmp_path: Path, load: Load) -> None:
        """Null in all of one split and given in the other; whole numbers here, fractions there."""
        corpus = small(tmp_path / "c", TEXTS, self.ASKED)
        corpus = again(corpus, settings='[splits.sets]\ngold = ["1"]\nhalves = ["2"]\n')
        said = {"topic": "sport", "words": "po", "share": 1, "marks": [], "many": ["culture"]}
        given = {TEXTS[0]: said, TEXTS[2]: {**said, "share": 0.5}}
        answer(corpus.project(), "ana", lambda text: given.get(text, {}))
        made = release(corpus)
        found = load(made.directory)
        assert found["train"].features == found["gold"].features == found["halves"].features
        assert [found["gold"][0][name] for name in self.ASKED] == [None] * len(self.ASKED)
        assert [found[split][0]["share"] for split in ("train", "halves")] == [1.0, 0.5]
        schemas = [pq.read_schema(path) for path in (made.directory / "data/default").iterdir()]
        assert len(schemas) == 3
        assert all(one == schemas[0] for one in schemas)
        assert not any(pa.types.is_null(one) for one in schemas[0].types)


class TestNames:
    """Not every name can be a split, and a path has to be a string."""

    @pytest.mark.parametrize("name", ["all", "dev-clean"])
    def test_names_that_do_not_load_are_refused(self, topics: Corpus, name: str) -> None:
        """Before anything is made."""
        with pytest.raises(InvalidConfig, match=f"'{name}' cannot be a split"):
            again(topics, settings=f'[splits.sets]\n{name} = ["1"]\n')

    @pytest.mark.parametrize("name", ["gold", "gold_2", "E_RE", "7"])
    def test_names_that_are_taken_load(self, topics: Corpus, load: Load, name: str) -> None:
        """With the rows of that split and no other."""
        made = release(again(topics, settings=f'[splits.sets]\n{name} = ["1"]\n'))
        found = load(made.directory)
        assert sorted(found) == sorted([name, "train"])
        assert found[name]["text"] == [TEXTS[1]]

    def test_what_export_says_to_run_runs(self, topics: Corpus, run: Run, tmp_path: Path) -> None:
        """In Python, word for word."""
        told = run("-C", topics.root, "export").stderr
        call = told.partition("next, in Python: ")[2].strip()
        done = subprocess.run(
            [sys.executable, "-c", f"import datasets\nprint({call}.num_rows)"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "HF_HOME": str(tmp_path / "home")},
        )
        assert done.stdout == "{'train': 4}\n"
