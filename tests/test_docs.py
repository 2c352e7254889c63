"""What README and docs/ say is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import transcripts
from corpus_kit import config
from corpus_kit.checks import CHECKS
from corpus_kit.fields import KINDS
from corpus_kit.findings import catalogue
from corpus_kit.inputs import INPUTS
from corpus_kit.release.said import SECTIONS
from corpus_kit.schema import RowSchema
from corpus_kit.validate import row_faults

from support import REPOSITORY, Section, command, sections

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((REPOSITORY / "docs").glob("*.md")),
]


def block(page: Path, language: str, number: int = 0) -> str:
    """One of the page's fenced blocks of a language."""
    found = re.findall(rf"```{language}\n(.*?)```", page.read_text(), flags=re.DOTALL)
    return str(found[number])


def test_the_list_of_commands_is_what_the_commands_say(tmp_path: Path) -> None:
    """docs/cli.md is generated; after a change: scripts/docs."""
    made = tmp_path / "cli.md"
    typer = f"{sys.executable} -m typer corpus_kit.cli utils docs --name corpus-kit --output {made}"
    subprocess.run([*typer.split(), "--title", "All commands"], check=True, capture_output=True)
    assert made.read_text() == (REPOSITORY / "docs" / "cli.md").read_text()


def test_the_list_of_checks_is_what_the_checks_say() -> None:
    """docs/checks.md is generated; after a change: scripts/docs."""
    made = "".join(catalogue.markdown(CHECKS.values()))
    assert made == (REPOSITORY / "docs" / "checks.md").read_text()
    assert all(f'<a id="{code.lower()}"></a>' in made for code in CHECKS)


def test_the_sessions_about_validation_print_what_stands_there() -> None:
    """Typed again, line by line; after a change: scripts/docs."""
    page = transcripts.PAGE.read_text(encoding="utf-8")
    assert len(transcripts.SESSION.findall(page)) >= 3
    assert transcripts.played(page) == page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link and picture into the repository is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    """Every `corpus-kit X` that a page mentions has help."""
    mentioned = re.findall(r"[`$] ?corpus-kit (?:-C \S+ )?((?:[a-z][a-z-]* ?)+)", page.read_text())
    groups = ("schema", "studio", "annotator")
    for words in {tuple(words.split()[:3]) for words in mentioned}:
        depth = next((i for i, word in enumerate(words) if word not in groups), len(words) - 1)
        command(*words[: depth + 1], "--help")


def test_the_example_of_corpus_toml_is_one(tmp_path: Path) -> None:
    """It loads, and every key there is stands on the page."""
    page = REPOSITORY / "docs" / "corpus-toml.md"
    example = tmp_path / "corpus.toml"
    example.write_text(block(page, "toml"))
    config.load(example)
    for kind, name in (
        (config.Config, ""),
        (config.Seeds, "seeds."),
        (config.Project, "projects.NAME."),
        (config.Splits, "splits."),
        (config.Source, "sources.NAME."),
        (config.Licenses, "licenses."),
        (config.Personal, "personal."),
        (config.Annotator, "annotators.NAME."),
    ):
        for key in kind.__struct_fields__:
            assert f"`{name}{key}" in page.read_text()


def test_the_page_names_the_sections_of_a_card() -> None:
    """All of them, with what belongs there."""
    page = (REPOSITORY / "docs" / "corpus-toml.md").read_text()
    for name, what in SECTIONS.items():
        assert f"\n| `{name}` | {what} |\n" in page


def test_the_example_of_a_schema_is_one() -> None:
    """It is a row."""
    schema = RowSchema.of(json.loads(block(REPOSITORY / "docs" / "schema.md", "json")))
    assert [field.kind for field in schema.fields] == ["spans", "choice"]


class TestKinds:
    """docs/kinds.md; `tests/live/test_kinds.py` gives its answers, scripts/pictures shows them."""

    @pytest.mark.parametrize("section", sections(), ids=lambda one: str(one.slug))
    def test_the_row_answers_the_schema(self, section: Section) -> None:
        """The schema is one, and the row has no fault."""
        schema = RowSchema.of(section.schema)
        assert list(row_faults(section.row, schema)) == []
        assert f"](images/kinds/{section.slug}.png)" in section.text

    def test_every_kind_is_there(self) -> None:
        """What can be asked has a section of its name, and what can be shown stands in one."""
        schemas = {one.title: RowSchema.of(one.schema) for one in sections()}
        for kind in KINDS:
            assert kind.kind in {field.kind for field in schemas[kind.kind].fields}
        shown = {one.kind for schema in schemas.values() for one in schema.inputs}
        assert shown == {kind.kind for kind in INPUTS}

    def test_pictures_are_small_and_all_used(self) -> None:
        """No picture is left behind, and a clone does not pay for them."""
        pictures = list((REPOSITORY / "docs" / "images" / "kinds").iterdir())
        assert {one.stem for one in pictures} == {one.slug for one in sections()}
        assert sum(one.stat().st_size for one in pictures) < 1_500_000


def test_pinned_packages_name_no_place() -> None:
    """constraints.txt has names and versions, and nothing else."""
    first, *lines = (REPOSITORY / "constraints.txt").read_text().splitlines()
    assert first.startswith("# ")
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)
