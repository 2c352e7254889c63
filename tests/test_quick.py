"""The quick validator: it says what the reference says, or is silent."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.fields import KINDS
from corpus_kit.schema import RowSchema
from corpus_kit.schema.quick import UNLIKE, quick
from corpus_kit.validate import row_faults

from support import REPOSITORY, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "cases"
CASES = [path for kind in KINDS for path in sorted((FOLDER / kind.kind).glob("*/*.json"))]
TEXT = {"type": "string", "readOnly": True}
ODD: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 1.0, 2.5, 2**53 + 1, 2**64, 1e300, [], {}, [None], {"id": "x"}, ""),
    *texts(),
)
"""What may stand in the place of something else."""

USES: dict[str, dict[str, Any]] = {
    "dependencies": {"dependencies": {"text": ["answer"]}},
    "format": {"properties": {"answer": {"type": "string", "format": "date"}}},
    "multipleOf": {"properties": {"answer": {"type": "integer", "multipleOf": 3}}},
    "pattern": {"properties": {"answer": {"type": "string", "pattern": r"\d$"}}},
    "patternProperties": {"patternProperties": {"^a": {"type": "string"}}},
    "unevaluatedItems": {"unevaluatedItems": False},
    "unevaluatedProperties": {"unevaluatedProperties": False},
}
"""A schema with each of the keywords that make it silent."""


def test_rows_of_this_repository_are_passed_alike() -> None:
    """All of them, and all with every twentieth of the changes that there are."""
    project = Corpus.open(REPOSITORY).project()
    for one in project.annotations():
        assert project.schema.passes(one.row) is (one.status == "submitted")
        for row in (one.row, *list(_changed(one.row))[::20]):
            assert project.schema.passes(row) is _reference(row, project.schema), row


@pytest.mark.parametrize("path", CASES, ids=lambda path: "-".join(path.parts[-3:]))
def test_cases_are_passed_alike(path: Path) -> None:
    """Those of every kind of field, and each with every change; it is silent on some schemas."""
    case = json.loads(path.read_text(encoding="utf-8"))
    schema = _schema(properties={**case.get("also", {}), "answer": case["property"]})
    silent = any(f'"{keyword}":' in json.dumps(schema.source) for keyword in UNLIKE)
    for row in (case["row"], *_changed(case["row"])):
        passed = schema.passes(msgspec.json.decode(msgspec.json.encode(row)))
        assert passed is (None if silent else _reference(row, schema)), row


@pytest.mark.parametrize("keyword", sorted(UNLIKE))
def test_it_is_silent_where_the_two_may_differ(keyword: str) -> None:
    """Then the reference decides, and finds what there is to find."""
    schema = _schema(**USES[keyword])
    assert schema.passes({"text": "", "answer": "a"}) is None
    assert [fault.pointer for fault in row_faults({"text": 1, "answer": 3}, schema)][-1:] == [
        "/text"
    ]


def test_a_property_may_be_called_like_a_keyword() -> None:
    """That alone does not make it silent."""
    schema = _schema(properties={"format": {"enum": ["a", "b"]}})
    assert schema.passes({"text": "", "format": "a", "answer": "a"}) is True


@pytest.mark.parametrize("source", [{"$id": "no address"}, {"title": "fine"}])
def test_what_it_cannot_read_is_for_the_reference(source: dict[str, Any]) -> None:
    """A schema that it refuses, or a value that is no JSON."""
    schema = _schema(**source)
    assert schema.passes({"text": "", "answer": {1, 2}}) is None
    assert schema.validator.is_valid({"text": "", "answer": "a"})


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """A file or an address that a schema refers to is not looked at; the reference decides."""
    (tmp_path / "any").write_text("true", encoding="utf-8")
    source = {"properties": {"text": {"$ref": (tmp_path / "any").as_uri()}}}
    assert quick(source)({"text": "a"}) is None


def test_that_the_two_differ_is_a_fault_of_its_own() -> None:
    """The reference finds nothing, yet the row is not passed silently."""
    schema = _schema()
    vars(schema)["passes"] = lambda _: False  # no row is known on which they do
    (fault,) = row_faults({"text": "", "answer": "a"}, schema)
    assert (fault.check.name, fault.pointer) == ("validators-disagree", "")
    assert "jsonschema-rs refuses the row" in fault.message
    assert "tell the developers" in fault.check.mend


def _schema(properties: dict[str, Any] | None = None, **more: Any) -> RowSchema:
    found = {"text": TEXT, "answer": {"enum": ["a", "b"]}, **(properties or {})}
    return RowSchema.of(
        {"type": "object", "required": ["text", "answer"], "properties": found, **more}
    )


def _reference(row: Any, schema: RowSchema) -> bool:
    return not any(True for _ in schema.validator.iter_errors(row))


def _changed(value: Any) -> Iterator[Any]:
    """The value with something else in the place of one of its parts, or without it, or twice."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        less = copy.copy(value)
        del less[key]
        yield less
        if isinstance(value, list):
            yield [*value, value[key]]
        if isinstance(value[key], dict | list):
            yield from (_with(value, key, one) for one in _changed(value[key]))
        yield from (_with(value, key, one) for one in ODD)


def _with(value: Any, key: Any, one: Any) -> Any:
    made = copy.copy(value)
    made[key] = one
    return made
