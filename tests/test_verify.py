"""A release is what it says, and the corpus gives it again."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from corpus_kit.errors import CannotRebuild, NotARelease, UnknownRow
from corpus_kit.model import Change
from corpus_kit.release import release
from corpus_kit.release.explain import explain, lines
from corpus_kit.release.stored import Stored, sum_of
from corpus_kit.release.verify import faults, rebuilt
from small import TOPIC, answer, small

from support import copied

if TYPE_CHECKING:
    from pathlib import Path

    from support import Run

GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.org")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A release of this repository's corpus."""
    corpus = Corpus.open(copied(tmp_path_factory.mktemp("verify") / "corpus"))
    return Stored.open(release(corpus, "1.0.0").directory)


def committed(root: Path, directory: str = ".") -> Corpus:
    """A small corpus, kept in git, maybe further down in it."""
    corpus = small(root / directory, ["një", "dy"], {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    (root / ".gitignore").write_text("dist/\n")
    subprocess.run([*GIT, "init", "-q", root], check=True)
    commit(root)
    return corpus


def commit(root: Path) -> None:
    """Commit all there is."""
    subprocess.run([*GIT, "-C", root, "add", "-A"], check=True)
    subprocess.run([*GIT, "-C", root, "commit", "-qm", "all"], check=True)


def test_a_whole_release_has_no_faults(stored: Stored) -> None:
    """Nor does it change by being read."""
    assert list(faults(stored)) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_byte_that_is_another_is_found_in_every_file(
    stored: Stored, tmp_path: Path, seed: int
) -> None:
    """Wherever it is; the file is named."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    names = [
        path.relative_to(stored.directory)
        for path in stored.directory.rglob("*.*")
        if path.is_file()
    ]
    for name in names:
        copy = tmp_path / name.as_posix().replace("/", "-")
        shutil.copytree(stored.directory, copy)
        data = bytearray((copy / name).read_bytes())
        data[at := chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (copy / name).write_bytes(data)
        try:
            found = list(faults(Stored.open(copy)))
        except NotARelease as error:
            found = [str(error)]
        assert any(name.name in one for one in found), (name, at)
        shutil.rmtree(copy)


def test_what_is_missing_or_too_much_is_named(stored: Stored, tmp_path: Path) -> None:
    """A file less, a file more."""
    copy = tmp_path / "copy"
    shutil.copytree(stored.directory, copy)
    (copy / "guidelines.md").unlink()
    (copy / "data" / "more.parquet").write_bytes(b"x")
    found = list(faults(Stored.open(copy)))
    assert found == [
        "guidelines.md is missing",
        "data/more.parquet is not in manifest.json",
    ]


def test_a_release_that_lies_about_its_rows_is_found(stored: Stored, tmp_path: Path) -> None:
    """Also where somebody put the file's new digest into the manifest."""
    copy = tmp_path / "copy"
    shutil.copytree(stored.directory, copy)
    train, test = (f"data/default/{split}-00000-of-00001.parquet" for split in ("train", "test"))
    shutil.copy(copy / train, copy / test)
    path = copy / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"][test] = manifest["files"][train]
    path.write_text(json.dumps(manifest))
    (copy / "manifest.sha256").write_bytes(sum_of(path))
    assert [one.split()[0] for one in faults(Stored.open(copy))] == ["default/test", "default:"]


@pytest.mark.parametrize("directory", [".", "deeper/corpus"])
def test_a_release_is_made_again_from_its_commit(tmp_path: Path, directory: str) -> None:
    """Whatever has changed since, and wherever in its repository the corpus is."""
    corpus = committed(tmp_path, directory)
    made = Stored.open(release(corpus, "1.0.0").directory)
    (corpus.root / "seeds" / "9.txt").write_text("tre")
    commit(tmp_path)
    assert rebuilt(made, Corpus.open(corpus.root)) == made.digest
    answer(corpus.project(), "ana", lambda _: {"topic": "culture"})
    commit(tmp_path)
    later = Stored.open(release(Corpus.open(corpus.root)).directory)
    assert later.digest != made.digest
    assert rebuilt(later, corpus) == later.digest
    assert rebuilt(made, corpus) == made.digest


def test_what_was_not_committed_cannot_be_made_again(tmp_path: Path) -> None:
    """Without git, with changes, or with a commit that is not here: it says so."""
    corpus = committed(tmp_path / "one")
    (corpus.root / "seeds" / "9.txt").write_text("tre")
    changed = Stored.open(release(corpus, "1.0.0").directory)
    with pytest.raises(CannotRebuild, match="had changes since its commit"):
        rebuilt(changed, corpus)
    plain = small(tmp_path / "two", ["një"], {"topic": TOPIC})
    answer(plain.project(), "ana", lambda _: {"topic": "sport"})
    with pytest.raises(CannotRebuild, match="not kept in git"):
        rebuilt(Stored.open(release(plain, "1.0.0").directory), plain)
    commit(corpus.root)
    made = Stored.open(release(corpus, "2.0.0").directory)
    other = committed(tmp_path / "three")
    with pytest.raises(CannotRebuild, match="git does not have the commit"):
        rebuilt(made, other)


def test_a_row_is_followed_back_to_its_bytes(corpus: Corpus, run: Run) -> None:
    """Seed and digest, every answer, the decision, the split, the releases."""
    made = Stored.open(release(corpus, "1.0.0").directory)
    default = made.subsets["default"]
    split, row = next(default.find(next(default.all())[1]["id"]))
    found = explain(corpus, row["id"], "1.0.0")
    documents = {one.id: one for one in corpus.documents()}
    assert found.seed is not None
    assert found.seed.digest == documents[row["document"]].digest
    text = documents[row["document"]].text
    assert text[found.seed.start : found.seed.end] == row["text"] == found.shown["text"]
    assert len(found.answers) >= row["annotators"]
    assert (found.decided, found.split, found.released) == (True, split, row)
    assert [(one.version, one.split) for one in found.releases] == [("1.0.0", split)]
    assert found.seed.source in {"found", "written"}
    told = run("-C", corpus.root, "explain", row["id"], "--version", "1.0.0").stdout
    assert f"source    {found.seed.source}, licence {found.seed.license}\n" in told
    assert told == "\n".join(lines(found)) + "\n"
    with pytest.raises(UnknownRow, match="nothing in the corpus is called 'x#1'"):
        explain(corpus, "x#1")


def test_what_was_changed_in_an_answer_is_told(corpus: Corpus, run: Run) -> None:
    """By which command, for which check, and what stood there before."""
    path = corpus.project().path("demo-1")
    first, *others = answers.read(path)
    change = Change("repair", first.updated, ("CK110",), row={"topic": "sport"})
    marked = msgspec.structs.replace(first, history=(change,), review=("/entities/0",))
    answers.write(path, [marked, *others])
    said = run("-C", corpus.root, "explain", first.segment).stdout
    assert f"changed by repair for CK110 at {first.updated}; topic was 'sport'\n" in said
    assert "to be reviewed: /entities/0\n" in said
    found = json.loads(run("-C", corpus.root, "explain", first.segment, "--json").stdout)
    (answer,) = [one for one in found["answers"] if one["annotator"] == "demo-1"]
    assert answer["history"][0]["row"] == {"topic": "sport"}


def test_a_row_whose_text_is_gone_is_still_explained(corpus: Corpus) -> None:
    """By its answers and the releases that hold it."""
    made = Stored.open(release(corpus, "1.0.0").directory)
    _, row = next(made.subsets["default"].all())
    next(corpus.seeds.glob(f"{row['document']}*")).unlink()
    found = explain(corpus, row["id"])
    assert (found.seed, found.releases[0].version) == (None, "1.0.0")
    assert found.shown["text"] == row["text"]


def test_the_command_exits_with_one_on_findings(corpus: Corpus, run: Run) -> None:
    """And names them; a directory does as well as a version."""
    made = release(corpus, "1.0.0")
    assert "1.0.0 is whole" in run("-C", corpus.root, "verify", "1.0.0").stderr
    (made.directory / "README.md").write_text("x")
    done = run("-C", corpus.root, "verify", made.directory, code=1)
    assert done.stdout.startswith("README.md is not the file that was released")
    assert "nowhere" in run("-C", corpus.root, "verify", "nowhere", code=2).stderr
