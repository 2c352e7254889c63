"""A new corpus works at once, and never takes the place of what is there."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from corpus_kit import scaffold, validate
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidName, UnknownTemplate, WouldOverwrite
from corpus_kit.studio import interface, tasks

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = scaffold.templates()


def test_there_are_templates() -> None:
    """Those that the documentation names."""
    assert TEMPLATES == ("multilabel", "ner", "topic", "translation")


@pytest.mark.parametrize("template", TEMPLATES)
class TestEveryTemplate:
    """What all templates keep to."""

    def test_it_makes_a_corpus_with_tasks(self, tmp_path: Path, template: str) -> None:
        """It opens under the directory's name, its schema loads, its example can be pushed."""
        scaffold.create(tmp_path / "Lajme të reja 2", template)
        corpus = Corpus.open(tmp_path / "Lajme të reja 2")
        assert corpus.config.name == "lajme-t-reja-2"
        assert corpus.guidelines
        (project,) = corpus.projects
        found = list(tasks.tasks(project))
        assert found
        assert all(one["data"][project.schema.inputs[0].name] for one in found)
        assert interface.interface(project.schema)
        assert list(validate.issues(project)) == []

    def test_it_says_what_it_wrote(self, tmp_path: Path, template: str) -> None:
        """All files, and no others; settings last, so that a part of a corpus is none."""
        written = scaffold.create(tmp_path / "new", template)
        assert {path for path in (tmp_path / "new").rglob("*") if path.is_file()} == set(written)
        assert written[-1].name == "corpus.toml"
        assert len(written) == len(set(written))

    def test_a_second_run_changes_nothing(self, tmp_path: Path, template: str) -> None:
        """Nor does a run after an interrupted one."""
        written = scaffold.create(tmp_path / "new", template)
        before = {path: path.stat().st_mtime_ns for path in written}
        (tmp_path / "new" / "corpus.toml").unlink()
        assert scaffold.create(tmp_path / "new", template) == written
        assert all(path.stat().st_mtime_ns == before[path] for path in written[:-1])

    def test_git_takes_seeds_as_they_are(self, tmp_path: Path, template: str) -> None:
        """No line end is rewritten; keys, releases and leftovers are ignored."""
        directory = tmp_path / "new"
        scaffold.create(directory, template)
        subprocess.run(["git", "init", "-q", directory], check=True)
        names = [".corpus-kit/pseudonym.key", "dist/a", "annotations/x/.a.jsonl.1.tmp"]
        ignored = _git(directory, "check-ignore", *names, "seeds/a.txt", "annotations/x/a.jsonl")
        assert ignored.split() == names
        assert "text: unset" in _git(directory, "check-attr", "text", "seeds/a/b.txt")

    @pytest.mark.parametrize("name", ["corpus.toml", "guidelines.md", "seeds/example.txt"])
    def test_nothing_is_overwritten(self, tmp_path: Path, template: str, name: str) -> None:
        """A file with other content stays, and nothing is written beside it."""
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
        _assert_refused(tmp_path, template, path)
        assert path.read_text() == "mine"


class TestInTheWay:
    """Things that are no files of ours."""

    @pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
    def test_a_link(self, tmp_path: Path, target: str) -> None:
        """It may lead out of the directory; also where it leads nowhere."""
        directory = tmp_path / "new"
        directory.mkdir()
        (tmp_path / "elsewhere").write_text("theirs")
        link = directory / "corpus.toml"
        link.symlink_to(tmp_path / target)
        _assert_refused(directory, "ner", link)
        assert (tmp_path / "elsewhere").read_text() == "theirs"

    def test_a_directory(self, tmp_path: Path) -> None:
        """Where a file belongs."""
        (tmp_path / "guidelines.md").mkdir()
        _assert_refused(tmp_path, "ner", tmp_path / "guidelines.md")

    @pytest.mark.parametrize("name", ["seeds", "schema"])
    def test_a_file(self, tmp_path: Path, name: str) -> None:
        """Where a directory belongs."""
        (tmp_path / name).write_text("mine")
        with pytest.raises(WouldOverwrite):
            scaffold.create(tmp_path, "ner")
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_all_of_them_are_named(self, tmp_path: Path) -> None:
        """Nobody moves one file to hear of the next."""
        (tmp_path / "corpus.toml").write_text("mine")
        (tmp_path / "guidelines.md").write_text("mine")
        with pytest.raises(WouldOverwrite) as caught:
            scaffold.create(tmp_path, "ner")
        assert {path.name for path in caught.value.paths} == {"corpus.toml", "guidelines.md"}

    def test_other_files_are_no_hindrance(self, tmp_path: Path) -> None:
        """They stay."""
        (tmp_path / "README.md").write_text("mine")
        scaffold.create(tmp_path, "ner")
        assert (tmp_path / "README.md").read_text() == "mine"


def test_an_unknown_template_is_refused(tmp_path: Path) -> None:
    """With those there are."""
    with pytest.raises(UnknownTemplate, match="no template 'nre'; choose one of multilabel, ner"):
        scaffold.create(tmp_path / "new", "nre")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["ë", "---", "语料", "a" * 51])
def test_names_that_no_corpus_can_have_are_refused(tmp_path: Path, name: str) -> None:
    """Nothing is written."""
    with pytest.raises(InvalidName, match="the directory's name"):
        scaffold.create(tmp_path / name, "ner")
    assert not list(tmp_path.iterdir())


def _assert_refused(directory: Path, template: str, path: Path) -> None:
    """Refused because of `path`, with all that is there left as it was."""
    before = sorted(directory.rglob("*"))
    with pytest.raises(WouldOverwrite) as caught:
        scaffold.create(directory, template)
    assert caught.value.paths == (path,)
    assert str(path) in str(caught.value)
    assert sorted(directory.rglob("*")) == before


def _git(directory: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=directory, check=True, capture_output=True, text=True
    ).stdout
