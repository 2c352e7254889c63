"""corpus.toml is read, or refused with the file, the line and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus_kit import config
from corpus_kit.config import Config
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidConfig, MissingFile, NotACorpus, UnknownProject

from support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'name = "news"\ntitle = "News"\nlanguages = ["sq"]\nlicense = "unknown"\n'
GOOD = f"{HEAD}[projects.news]\n"


class TestReading:
    """Files that are fine."""

    def test_this_repository(self) -> None:
        """The working example, in the values that the rest of the program uses."""
        found = config.load(REPOSITORY / "corpus.toml")
        assert (found.name, found.languages) == ("albanian-news", ("sq", "en"))
        assert list(found.projects) == ["news"]
        assert found.projects["news"].unit == "paragraph"
        assert found.projects["news"].annotators_per_segment == 3
        assert found.splits.train + found.splits.validation + found.splits.test == pytest.approx(1)
        assert all(one.demonstration for one in found.annotators.values())
        assert found.seeds.header

    def test_a_short_file_is_enough(self, tmp_path: Path) -> None:
        """All else has a default."""
        found = _load(tmp_path, GOOD)
        assert found.projects["news"] == config.Project(unit="paragraph", annotators_per_segment=1)
        assert (found.splits.train, found.splits.validation, found.splits.test) == (0.8, 0.1, 0.1)
        assert (found.seeds.header, found.annotators, found.description) == (None, {}, "")

    def test_projects_come_in_the_order_of_the_file(self, tmp_path: Path) -> None:
        """Not by name."""
        found = _load(tmp_path, f"{HEAD}[projects.b]\n[projects.a]\nunit = 'document'\n")
        assert list(found.projects) == ["b", "a"]

    @pytest.mark.parametrize("shares", [(1, 0, 0), (0.1, 0.2, 0.7), (0.333, 0.333, 0.334)])
    def test_shares(self, tmp_path: Path, shares: tuple[float, float, float]) -> None:
        """Whole numbers and decimals whose sum is only nearly 1."""
        train, validation, test = shares
        splits = f"[splits]\ntrain = {train}\nvalidation = {validation}\ntest = {test}\n"
        assert _load(tmp_path, GOOD + splits).splits.test == test

    @pytest.mark.parametrize("language", ["sq", "sqi", "sq-XK", "sr-Latn", "zh-Hant-TW", "en-GB"])
    def test_languages(self, tmp_path: Path, language: str) -> None:
        """BCP 47 tags with a script or a region."""
        assert _load(tmp_path, GOOD.replace("sq", language)).languages == (language,)


class TestRefusals:
    """Files that are not."""

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            (
                GOOD.replace("title", "titel"),
                2,
                "unknown key 'titel'; did you mean 'title'?",
            ),
            (
                f'colour = "red"\n{GOOD}',
                1,
                f"unknown key 'colour'; known: {', '.join(Config.__struct_fields__)}",
            ),
            (
                f"{GOOD}units = 2\n",
                6,
                "unknown key 'units' in [projects.news]; did you mean 'unit'?",
            ),
            (
                f"{GOOD}[seeds]\nheaders = 'x'\n",
                7,
                "unknown key 'headers' in [seeds]; did you mean 'header'?",
            ),
            (
                f"{GOOD}[splits]\ndev = 0.1\n",
                7,
                (
                    "unknown key 'dev' in [splits]; known: seed, train, validation, test, "
                    "group_by, stratify, fixed, sets, leakage"
                ),
            ),
            (
                f"{GOOD}[annotators.ana]\ndemo = true\n",
                7,
                "unknown key 'demo' in [annotators.ana]; known: demonstration",
            ),
            (
                f"{GOOD}[project.other]\n",
                6,
                "unknown key 'project'; did you mean 'projects'?",
            ),
            (
                f"{HEAD}[splits]\ntrain = 0.8\n[projects.news]\ntrain = 0.8\n",
                8,
                "unknown key 'train' in [projects.news]; known: unit, annotators_per_segment",
            ),
        ],
        ids=[
            "top",
            "no-near-key",
            "project",
            "seeds",
            "splits",
            "annotators",
            "table",
            "further-up",
        ],
    )
    def test_unknown_keys(self, tmp_path: Path, text: str, line: int, message: str) -> None:
        """A typing error must not be silent; the message is whole, as it is shown."""
        with pytest.raises(InvalidConfig) as caught:
            _load(tmp_path, text)
        assert str(caught.value) == f"{tmp_path / 'corpus.toml'}:{line}: {message}"

    @pytest.mark.parametrize(
        ("text", "line", "found"),
        [
            (GOOD.replace('["sq"]', '"sq"'), 3, "expected `array`, got `str` at `languages`"),
            (GOOD.replace('"News"', "5"), 2, "expected `str`, got `int` at `title`"),
            (f"{GOOD}unit = 'page'\n", 6, "invalid enum value 'page' at `unit` in [projects.news]"),
            (f"{GOOD}annotators_per_segment = '3'\n", 6, "expected `int`, got `str`"),
            (f"{GOOD}annotators_per_segment = true\n", 6, "expected `int`, got `bool`"),
            (f"{GOOD}annotators_per_segment = 0\n", 6, "annotators_per_segment is 0"),
            (
                f"{GOOD}annotators_per_segment = 1\n[projects.b]\nannotators_per_segment = 0\n",
                8,
                "annotators_per_segment is 0 in [projects.b]",
            ),
            (f"{HEAD}projects = 5\n", 5, "'projects' has to be a table"),
            (f"{HEAD}[[projects]]\n", 5, "'projects' has to be a table"),
            (f"{HEAD}[projects]\nnews = 'x'\n", 6, "'projects.news' has to be a table"),
            (f"seeds = 'x'\n{GOOD}", 1, "'seeds' has to be a table"),
            (f"{HEAD}[projects]\n", 5, "there is no project"),
            (HEAD, None, "object missing required field `projects`"),
            (GOOD.replace('license = "unknown"\n', ""), None, "missing required field `license`"),
            ("", None, "object missing required field `name`"),
            (GOOD.replace('["sq"]', "[]"), 3, "there is no language"),
            (GOOD.replace('["sq"]', '["sq", "Albanian"]'), 3, "'Albanian' is no language tag"),
            (GOOD.replace('["sq"]', '[""]'), 3, "'' is no language tag"),
            (GOOD.replace('["sq"]', '["sq_AL"]'), 3, "'sq_AL' is no language tag"),
            (f"{GOOD}[splits]\ntrain = 0.9\n", 6, "the splits' shares do not add up to 1"),
            (f"{GOOD}[splits]\ntrain = 1.2\ntest = -0.3\n", 6, "do not add up to 1"),
            (f"{GOOD}[splits]\ntrain = nan\n", 6, "do not add up to 1"),
            (f"{GOOD}[seeds]\nheader = '(?P<date>'\n", 7, "seeds.header is no regular expression"),
            (f"{GOOD}name = \n", 6, "not TOML (invalid value (at line 6"),
            (f'{GOOD}name = "x"\nunit = "x', None, "not TOML"),
            (f"{GOOD}[projects.news]\n", 6, "not TOML (cannot declare"),
            pytest.param(f"{GOOD}x = {'9' * 5_000}", None, "a number in it is too long", id="long"),
            pytest.param(f"{GOOD}x = {'[' * 9_000}", None, "nested too deeply", id="deep"),
        ],
    )
    def test_values(self, tmp_path: Path, text: str, line: int | None, found: str) -> None:
        """Wrong types and wrong values, with the line where there is one."""
        with pytest.raises(InvalidConfig) as caught:
            _load(tmp_path, text)
        place = f"{tmp_path / 'corpus.toml'}:{line}:" if line else f"{tmp_path / 'corpus.toml'}:"
        assert str(caught.value).startswith(f"{place} ")
        assert found in str(caught.value)
        assert "; " in str(caught.value)

    @pytest.mark.parametrize(
        "text",
        [
            GOOD.replace('"news"', '"Lajme"'),
            GOOD.replace('"news"', '"a--b"'),
            GOOD.replace('"news"', '"-a"'),
            GOOD.replace('"news"', '""'),
            GOOD.replace('"news"', f'"{"a" * 51}"'),
            f'{HEAD}[projects."a b"]\n',
            f'{HEAD}[projects."../x"]\n',
            f"{HEAD}[projects.a_b]\n",
            f"{GOOD}[annotators.Ana]\n",
            f'{GOOD}[annotators."ana@example.com"]\n',
        ],
    )
    def test_names(self, tmp_path: Path, text: str) -> None:
        """They become directories, users and parts of web addresses."""
        with pytest.raises(InvalidConfig, match="will not do; use small letters a-z"):
            _load(tmp_path, text)

    def test_a_file_that_is_not_utf_8(self, tmp_path: Path) -> None:
        """TOML is."""
        (tmp_path / "corpus.toml").write_bytes("# një\n".encode("latin-1"))
        with pytest.raises(InvalidConfig, match=r"corpus\.toml: byte 4 is not UTF-8; save it"):
            config.load(tmp_path / "corpus.toml")

    def test_no_file(self, tmp_path: Path) -> None:
        """The message says how to get one."""
        with pytest.raises(MissingFile, match=r"is not there; make one with 'corpus-kit init'"):
            config.load(tmp_path / "corpus.toml")


class TestCorpus:
    """A corpus is where its corpus.toml is."""

    def test_it_is_found_from_below(self, corpus: Corpus) -> None:
        """As git finds a repository."""
        assert Corpus.open(corpus.root / "annotations" / "news").root == corpus.root

    def test_elsewhere_there_is_none(self, tmp_path: Path) -> None:
        """The message says both ways out."""
        with pytest.raises(NotACorpus, match=r"corpus-kit init DIR.*-C DIR"):
            Corpus.open(tmp_path)

    def test_a_project_is_chosen_by_name(self, corpus: Corpus) -> None:
        """The only one needs no name; an unknown one is refused with those there are."""
        assert corpus.project().name == corpus.project("news").name == "news"
        with pytest.raises(UnknownProject, match=r"no project 'nws' in corpus\.toml; it has news"):
            corpus.project("nws")

    def test_of_several_one_has_to_be_named(self, tmp_path: Path) -> None:
        """Unless all of them are meant."""
        (tmp_path / "corpus.toml").write_text(f"{HEAD}[projects.b]\n[projects.a]\n", "utf-8")
        corpus = Corpus.open(tmp_path)
        assert [one.name for one in corpus.chosen(None)] == ["b", "a"]
        assert [one.name for one in corpus.chosen("a")] == ["a"]
        with pytest.raises(UnknownProject, match="choose one with --project: b, a"):
            corpus.project()

    def test_no_seeds(self, tmp_path: Path) -> None:
        """The message says where they belong."""
        (tmp_path / "corpus.toml").write_text(GOOD, "utf-8")
        with pytest.raises(MissingFile, match="seeds: the directory of seeds is not there; make"):
            list(Corpus.open(tmp_path).documents())


def _load(directory: Path, text: str) -> Config:
    path = directory / "corpus.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)
