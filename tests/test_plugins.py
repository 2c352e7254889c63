"""Another installed package adds a kind of field, in one file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support import command

if TYPE_CHECKING:
    from pathlib import Path

KIND = '''
"""Stress: a text that is asked for where the schema has the format "stress"."""

from dataclasses import dataclass
from typing import ClassVar
from xml.etree.ElementTree import Element

from corpus_kit.columns import TEXT
from corpus_kit.fields.protocol import Question, result, single


@dataclass(frozen=True)
class Stress(Question):
    kind: ClassVar = "stress"
    example: ClassVar = \'{"type": "string", "format": "stress"}\'
    result_type: ClassVar = "textarea"
    column = TEXT

    @classmethod
    def of(cls, asked):
        return cls(asked) if asked.schema.get("format") == "stress" else None

    def control(self, hotkeys):
        return Element("TextArea", {"name": self.asked.name, "toName": self.on, "rows": "1"})

    def value(self, results, row):
        return single(results, "text")

    def results(self, value, row):
        return [result(self, {"text": [value]})]
'''


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A directory of packages with the plug-in installed in it."""
    site = tmp_path / "site"
    information = site / "stress_kind-1.0.dist-info"
    information.mkdir(parents=True)
    (site / "stress_kind.py").write_text(KIND)
    (information / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stress-kind\nVersion: 1.0\n"
    )
    (information / "entry_points.txt").write_text(
        "[corpus_kit.fields]\nstress = stress_kind:Stress\n"
    )
    return site


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus that asks a question of the plug-in's kind."""
    root = tmp_path / "verse"
    command("init", root, "--template", "topic")
    path = root / "schema" / "topic.schema.json"
    schema = json.loads(path.read_text())
    schema["properties"]["beat"] = {"type": "string", "format": "stress", "title": "Which beat?"}
    path.write_text(json.dumps(schema))
    return root


def test_its_kind_is_asked(site: Path, root: Path) -> None:
    """It is recognised, shown in the interface, and a column."""
    path = str(site)
    assert "stress" in command("-C", root, "schema", "show", PYTHONPATH=path).stdout
    assert 'name="beat"' in command("-C", root, "schema", "interface", PYTHONPATH=path).stdout
    features = json.loads(command("-C", root, "schema", "features", PYTHONPATH=path).stdout)
    assert {"name": "beat", "dtype": "string"} in features


def test_without_it_the_schema_is_refused(root: Path) -> None:
    """The message says which kinds there are."""
    assert "/properties/beat" in command("-C", root, "schema", "show", code=2).stderr


def test_a_broken_one_is_named(site: Path, root: Path) -> None:
    """With its package and what to do."""
    (site / "stress_kind.py").write_text("import nothing_of_that_name")
    told = command("-C", root, "schema", "show", code=2, PYTHONPATH=str(site)).stderr
    assert "'stress' of the package stress-kind" in told
    assert "uninstall it" in told
