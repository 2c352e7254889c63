"""A new corpus works at once, and never takes the place of what is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import scaffold
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidName, UnknownTemplate, WouldOverwrite
from corpus_kit.release import release
from corpus_kit.studio import interface, tasks
from small import wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support import Run

TEMPLATES = scaffold.templates()


def test_there_are_templates() -> None:
    """Those that the documentation names."""
    assert set(TEMPLATES) == {
        *("ner", "topic", "multilabel", "taxonomy", "relations", "translation", "summary"),
        *("qa", "rating", "preference", "ranking", "dialogue"),
    }


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
        assert all(one["data"][shown.name] for one in found for shown in project.schema.inputs)
        assert interface.interface(project.schema)
        assert wrong(project) == []

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

    @pytest.mark.parametrize("name", ["corpus.toml", "guidelines.md", "seeds", "annotations"])
    def test_nothing_is_overwritten(self, tmp_path: Path, template: str, name: str) -> None:
        """A file with other content stays, and nothing is written beside it."""
        written = scaffold.create(tmp_path / "elsewhere", template)
        made = [path.relative_to(tmp_path / "elsewhere") for path in written]
        path = tmp_path / "here" / next(one for one in made if one.is_relative_to(name))
        path.parent.mkdir(parents=True)
        path.write_text("mine")
        _assert_refused(tmp_path / "here", template, path)
        assert path.read_text() == "mine"

    def test_its_answers_pass_the_whole_road(
        self, tmp_path: Path, run: Run, load: Callable[..., Any], template: str
    ) -> None:
        """From init to load_dataset: each annotator's answers, and the rows they agree on."""
        root = tmp_path / "new"
        run("init", root, "--template", template)
        run("-C", root, "validate")
        directory = Path(run("-C", root, "export").stdout.strip())
        decided = _rows(load(directory))
        every = _rows(load(directory, "annotations"))
        segments = {one.id for one in Corpus.open(root).project().segments()}
        assert {row["annotator"] for row in every} == {"demo-1", "demo-2"}
        assert {row["origin"] for row in [*every, *decided]} == {"demonstration"}
        assert {row["id"] for row in every} == segments
        assert len(segments) / 2 < len(decided) < len(segments)

    def test_its_card_says_how_labels_are_read(
        self, tmp_path: Path, load: Callable[..., Any], template: str
    ) -> None:
        """Also those within spans: in Python that gives the first of them; nothing without any."""
        scaffold.create(tmp_path / "new", template)
        made = release(Corpus.open(tmp_path / "new")).directory
        card = (made / "README.md").read_text(encoding="utf-8")
        default = card.partition("\n- config_name: annotations\n  features")[0]
        first = set(re.findall(r"^ +'0': (.+)$", default, re.MULTILINE))
        said = re.findall(r"names are in the features: `(.+)`", card)
        assert len(said) == bool(first)
        for way in said:
            found = eval(way, {"rows": load(made)})  # noqa: S307 - a reader would type it
            assert found in {one.strip("'") for one in first}

    def test_its_release_names_what_is_not_said(self, tmp_path: Path, template: str) -> None:
        """Nothing that stands in for it is printed: not on the card, nor in any other file."""
        scaffold.create(tmp_path / "new", template)
        made = release(Corpus.open(tmp_path / "new")).directory
        card = (made / "README.md").read_text(encoding="utf-8")
        assert "\n\nNobody has described it yet.\n\n" in card
        assert "\n\nThe sources are not stated.\n\n" in card
        missing = card.partition("Not written yet")[2]
        assert all(f"`{key}`" in missing for key in ("description", "source", "authors"))
        assert missing.count("Only people can say this") == 1
        assert card.count("a licence not known") == 1
        settings = (tmp_path / "new" / "corpus.toml").read_text(encoding="utf-8")
        hints = dict(re.findall(r'^# (\w+) = "(.+)"', settings, re.MULTILINE))
        assert hints.keys() == {"description", "source", "license", "title", "url"}
        assert hints.pop("license") == "unknown"  # what a release says too
        for path in made.rglob("*.*"):
            if path.suffix in {".md", ".cff", ".json"}:
                text = path.read_text(encoding="utf-8")
                assert not [hint for hint in hints.values() if hint in text], path
                assert not re.findall(r"[A-Z]{2,}(?: [A-Z]{2,}){2,}", text), path

    def test_its_segments_are_a_handful(self, tmp_path: Path, template: str) -> None:
        """Enough to look at, and no more."""
        scaffold.create(tmp_path / "new", template)
        assert 3 <= len(list(Corpus.open(tmp_path / "new").project().segments())) <= 6

    def test_its_guidelines_name_every_label(self, tmp_path: Path, template: str) -> None:
        """As annotators read it."""
        scaffold.create(tmp_path / "new", template)
        corpus = Corpus.open(tmp_path / "new")
        schema = corpus.project().schema
        titles = {one.name: one.title for one in schema.inputs}
        labels = [titles.get(one, one) for one in _labels(schema.source["properties"])]
        assert [one for one in labels if f"**{one}**" not in (corpus.guidelines or "")] == []

    def test_it_says_what_to_take_away(self, tmp_path: Path, template: str) -> None:
        """Seeds and answers of the example, and who gave those."""
        scaffold.create(tmp_path / "new", template)
        corpus = Corpus.open(tmp_path / "new")
        settings = (tmp_path / "new" / "corpus.toml").read_text(encoding="utf-8")
        told = "texts in seeds/ and the answers in annotations/ only show how things work: delete"
        assert told in settings.replace("\n# ", " ")
        shown = {name for name, one in corpus.config.annotators.items() if one.demonstration}
        assert {path.stem for path in corpus.project().files()} == shown


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

    @pytest.mark.parametrize("name", ["seeds", "schema", "annotations"])
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
    with pytest.raises(UnknownTemplate, match="no template 'nre'; choose one of dialogue, "):
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


def _rows(splits: Any) -> list[dict[str, Any]]:
    """The rows of all splits."""
    return [row for rows in splits.values() for row in rows]


def _labels(schema: Any) -> Iterator[str]:
    """The labels below, by the words that annotators read."""
    if isinstance(schema, list):
        for one in schema:
            yield from _labels(one)
    elif isinstance(schema, dict):
        yield from (one for one in schema.get("enum", ()) if isinstance(one, str))
        if isinstance(schema.get("const"), str):
            yield str(schema.get("title", schema["const"]))
        for one in schema.values():
            yield from _labels(one)


def _git(directory: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=directory, check=True, capture_output=True, text=True
    ).stdout
