"""
Every check has a case, a file: what is found there, and what corpus.toml makes of it.

Those of questions and spans stand with their kind (`test_fields.py`); the others are small corpora
in ``cases/checks``, with the places in which the check finds something.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import validate
from corpus_kit.checks import CHECKS
from corpus_kit.corpus import Corpus
from small import TOPIC, small

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus_kit.model import Issue

CASES = Path(__file__).parent / "cases"
EVERY_CASE = pytest.mark.parametrize(
    "path", sorted((CASES / "checks").glob("*.json")), ids=lambda path: path.stem
)
UNKNOWN = "CK499"
"""No row is known on which the two validators differ: see `test_quick.py`."""


def test_every_check_has_a_case() -> None:
    """So that none is documented which finds nothing."""
    found = {_read(path).get("code") for path in CASES.glob("*/invalid/*.json")}
    found |= {_read(path)["code"] for path in (CASES / "checks").glob("*.json")}
    assert CHECKS.keys() - found == {UNKNOWN}


@EVERY_CASE
def test_a_case_is_found_where_it_is(path: Path, tmp_path: Path) -> None:
    """By its code, in the places that it names and in no other."""
    case = _read(path)
    found = _issues(_corpus(case, tmp_path), case)
    assert path.stem == case["code"]
    assert [f"{one.path.relative_to(tmp_path / 'corpus')}:{one.line}" for one in found] == (
        case["places"]
    )
    assert all(one.fault.message for one in found)


def test_a_property_of_another_name_is_told(tmp_path: Path) -> None:
    """As what the keyword that ``propertyNames`` leads to says; there is no pointer to a name."""
    names = {"propertyNames": {"enum": ["text"]}}
    case = {"seeds": ["Ana."], "asked": {"topic": TOPIC}, "answers": {}, "also": names}
    project = _corpus(case, tmp_path).project()
    row = {"text": "Ana.", "topic": "sport"}
    faults = [*validate.row_faults(row, project.schema, project.former)]
    assert [fault.check.code for fault in faults] == ["CK403"]


@EVERY_CASE
def test_corpus_toml_says_how_much_it_matters(path: Path, tmp_path: Path) -> None:
    """Anything from an error to nothing."""
    case = _read(path)
    corpus = _corpus(case, tmp_path)
    for level in ("error", "warning", "note"):
        found = _issues(_with(corpus, f'[checks]\n{case["code"]} = "{level}"\n'), case)
        assert [one.severity for one in found] == [level] * len(case["places"])
    assert _issues(_with(corpus, f'[checks]\n{case["code"]} = "off"\n'), case) == []


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _corpus(case: Mapping[str, Any], root: Path) -> Corpus:
    corpus = small(root / "corpus", case["seeds"], case["asked"])
    schema = corpus.project().schema_path
    source = {**_read(schema), **case.get("also", {})}
    schema.write_text(json.dumps(source), encoding="utf-8")
    for name, lines in case["answers"].items():
        path = corpus.project().path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        said = (one if isinstance(one, str) else json.dumps(one) for one in lines)
        path.write_text("".join(f"{line}\n" for line in said), encoding="utf-8")
    for name, text in case.get("files", {}).items():
        (corpus.root / name).write_text(text, encoding="utf-8")
    settings = corpus.root / "corpus.toml"
    table = "[projects.only]\n"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(table, f"{table}{case.get('settings', '')}\n"))
    return Corpus.open(corpus.root)


def _with(corpus: Corpus, table: str) -> Corpus:
    settings = corpus.root / "corpus.toml"
    text = settings.read_text(encoding="utf-8").partition("[checks]")[0]
    settings.write_text(f"{text}{table}", encoding="utf-8")
    return Corpus.open(corpus.root)


def _issues(corpus: Corpus, case: Mapping[str, Any]) -> list[Issue]:
    found = validate.issues(corpus.project(), suspicious=case.get("suspicious", False))
    return [one for one in found if one.fault.check.code == case["code"]]
