"""Labels change everywhere at once, or nowhere; what cannot be mapped is told and never guessed."""

from __future__ import annotations

import json
from contextlib import closing
from functools import cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corpus_kit import answers, files, migrate, migrations, scaffold, validate
from corpus_kit.cli import app
from corpus_kit.corpus import Corpus
from corpus_kit.errors import CannotMigrate, CorpusError, InvalidMigration, UnfinishedMigration
from corpus_kit.fields.relations import Relations
from corpus_kit.migrate import Asked, Mapper, migrated
from corpus_kit.migrate.guidelines import renamed
from corpus_kit.migrate.journal import unfinished
from corpus_kit.migrate.relabelling import mapping, relabellings
from corpus_kit.migrate.schema import rewritten
from corpus_kit.model import Annotation, Change
from corpus_kit.schema import RowSchema
from corpus_kit.schema.labels import label_lists
from corpus_kit.schema.source import parsed
from corpus_kit.spool import Spool
from corpus_kit.validate import row_faults
from small import SPANS, TEXT, TOPIC, answer, small

from support import REPOSITORY, copied, killed, traced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Fault

TEMPLATES = sorted((REPOSITORY / "src" / "corpus_kit" / "templates").glob("*/schema/*.json"))
WORDS = "Ana iku larg"
LABELS = ["A", "M", "Q"]
ASKED = {
    "topic": {"enum": LABELS},
    "tags": {"type": "array", "uniqueItems": True, "items": {"enum": LABELS}},
    "entities": {
        "$ref": "urn:corpus-kit:spans",
        "items": {"properties": {"label": {"enum": LABELS}, "sense": {"enum": LABELS}}},
    },
    "links": {
        "$ref": "urn:corpus-kit:relations",
        "items": {"properties": {"label": {"enum": LABELS}}},
    },
}


def errors(row: Mapping[str, Any], schema: RowSchema) -> list[Fault]:
    """What is wrong in a row, without warnings: made spans may end with white space."""
    return [one for one in row_faults(row, schema) if one.check.severity == "error"]


def _schema(**asked: Any) -> RowSchema:
    return RowSchema.of({"type": "object", "properties": {"text": TEXT, **asked}})


def _reversed(mapper: Mapper) -> dict[tuple[str, ...], dict[str, str | None]]:
    found = mapper.new.items()
    return {path: {new: old for old, new in said.items() if new} for path, said in found}


def _written(schema: RowSchema, *asked: Asked) -> str:
    """The text of a schema after migrations."""
    text = files.pretty(schema.source).decode()
    for one in asked:
        before = RowSchema.of(parsed(text.encode()))
        text = rewritten(text, before, relabellings(before, one))
    return text


def _mapper(schema: RowSchema, *asked: Asked) -> Mapper:
    """One that does several things at once, each on a question of its own."""
    found = [one for each in asked for one in relabellings(schema, each)]
    text = rewritten(files.pretty(schema.source).decode(), schema, found)
    return Mapper(schema, RowSchema.of(parsed(text.encode())), mapping(found), remove=True)


@cache
def _full() -> RowSchema:
    return _schema(**ASKED)


@cache
def _all_renamed(*pairs: str) -> Mapper:
    return _mapper(_full(), *_everywhere(rename=pairs))


@cache
def _all_merged(pair: str) -> Mapper:
    return _mapper(_full(), *_everywhere(merge=[pair]))


def _everywhere(**asked: Any) -> list[Asked]:
    questions = ("topic", "tags", "entities", "entities.sense", "links")
    return [Asked.parsed(**asked, on=one) for one in questions]


@st.composite
def _rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row that answers all questions, with spans in places that they share."""
    label = st.sampled_from(LABELS)
    places = st.tuples(st.integers(0, 2), st.integers(3, 4), label)
    spans = [
        {
            "id": f"{start}-{end}-{said}",
            "start": start,
            "end": end,
            "label": said,
            "text": WORDS[start:end],
            "sense": draw(label),
        }
        for start, end, said in sorted(draw(st.sets(places, max_size=5)))
    ]
    ids = [span["id"] for span in spans]
    links = []
    if len(ids) > 1:
        two = st.lists(st.sampled_from(range(len(ids))), min_size=2, max_size=2, unique=True)
        for pair, said, directed in draw(
            st.sets(st.tuples(two.map(tuple), label, st.booleans()), max_size=4)
        ):
            head, tail = pair if directed else sorted(pair)
            one = {"head": ids[head], "tail": ids[tail], "label": said, "directed": directed}
            links += [one] if one not in links else []
    row = {
        "text": WORDS,
        "topic": draw(label),
        "tags": sorted(draw(st.sets(label))),
        "entities": spans,
        "links": links,
    }
    schema = _full()
    links_field = next(one for one in schema.fields if isinstance(one, Relations))
    return {**row, "links": links_field.completed(links, row)}


@given(_rows(), st.sampled_from(LABELS), st.sampled_from(["0", "N", "Z"]))
def test_a_label_renamed_and_renamed_back_gives_the_same_row(
    row: dict[str, Any], old: str, new: str
) -> None:
    """The row between fits its schema, and what has another label is as it was."""
    there = _all_renamed(f"{old}={new}")
    between = migrated(row, there)
    assert not between.unmapped
    assert errors(between.row, there.after) == []
    assert f'"{old}"' not in json.dumps(between.row)
    assert between.row["text"] == row["text"]
    kept = [one for one in row["entities"] if old not in (one["label"], one["sense"])]
    assert [one for one in between.row["entities"] if one in kept] == kept
    back = Mapper(there.after, there.before, _reversed(there))
    assert json.dumps(migrated(between.row, back).row) == json.dumps(row)


@given(_rows(), st.sampled_from(["A", "Q", "Z"]))
def test_a_merge_done_twice_is_a_merge_done_once(row: dict[str, Any], new: str) -> None:
    """And it fits the schema, or what cannot be mapped is told."""
    mapper = _all_merged(f"A,Q={new}")
    once = migrated(row, mapper)
    again = migrated(once.row, mapper)
    assert again.row == once.row
    if not once.unmapped:
        assert errors(once.row, mapper.after) == []
        ids = [one["id"] for one in once.row["entities"]]
        assert len({*ids}) == len(ids)


@given(_rows())
def test_two_labels_that_change_names_are_not_made_one(row: dict[str, Any]) -> None:
    """What has one of them has the other, and the other way round."""
    mapper = _all_renamed("A=Q", "Q=A")
    found = migrated(row, mapper)
    assert not found.unmapped
    assert len(found.row["entities"]) == len(row["entities"])
    assert migrated(found.row, mapper).row["entities"] == row["entities"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parents[1].name)
def test_a_schema_keeps_the_form_that_it_was_written_in(path: Path) -> None:
    """Every label of every template is renamed and renamed back: the text is the same again."""
    text = path.read_text(encoding="utf-8")
    schema = RowSchema.of(parsed(text.encode()))
    for one in label_lists(schema):
        if {*one.values} & {shown.name for shown in schema.inputs}:
            continue  # preferences: their labels are inputs
        for label in one.values:
            there = relabellings(schema, Asked(rename=((label, "X"),), on=one.questions[0]))
            other = rewritten(text, schema, there)
            assert other != text
            between = RowSchema.of(parsed(other.encode()))
            back = relabellings(between, Asked(rename=(("X", label),), on=one.questions[0]))
            assert rewritten(other, between, back) == text


@pytest.mark.parametrize(
    "labels",
    [
        '{"oneOf": [\n  {"const": "a", "title": "A"},\n\n  {"const": "b"}\n]}',
        '{ "enum": ["a",\t"b"] }',
        '{"enum" : [\r\n"a"\r\n,\r\n"b"]}',
    ],
)
def test_only_the_labels_change_in_a_schema_whatever_its_white_space(labels: str) -> None:
    """All else stands byte by byte."""
    text = f'{{"type": "object","properties":{{"text":{json.dumps(TEXT)},\n"topic":{labels}}}}}'
    schema = RowSchema.of(parsed(text.encode()))

    def after(**asked: Any) -> str:
        return rewritten(text, schema, relabellings(schema, Asked.parsed(**asked)))

    assert after(rename=["b=ç"]) == text.replace('"b"', '"ç"')
    added = after(add=["c"])
    assert len(json.loads(added)["properties"]["topic"].popitem()[1]) == 3
    once = RowSchema.of(parsed(added.encode()))
    assert rewritten(added, once, relabellings(once, Asked.parsed(drop=["c"]))) == text


def test_conditions_defaults_and_examples_follow_a_renamed_label() -> None:
    """What is due after an answer is due after the same answer."""
    schema = RowSchema.of(
        {
            "type": "object",
            "properties": {
                "text": TEXT,
                "topic": {**TOPIC, "default": "sport", "examples": ["culture", "sport"]},
                "club": {"type": "string"},
                "word": {"type": "string", "default": "sport"},
            },
            "if": {"properties": {"topic": {"const": "sport"}}, "required": ["topic"]},
            "then": {"required": ["club"]},
        }
    )
    text = _written(schema, Asked.parsed(rename=["sport=games"]))
    after = json.loads(text)
    assert after["if"]["properties"]["topic"]["const"] == "games"
    assert after["properties"]["topic"]["default"] == "games"
    assert after["properties"]["topic"]["examples"] == ["culture", "games"]
    assert after["properties"]["word"]["default"] == "sport"


@pytest.mark.parametrize(
    ("condition", "asked", "found"),
    [
        ({"const": "a"}, {"merge": ["a,b=d"]}, "'a' but not b"),
        ({"enum": ["a", "c"]}, {"merge": ["a,b=d"]}, "'a' but not b"),
        ({"const": "b"}, {"merge": ["a=b"]}, "'b' but not a"),
        ({"const": "a"}, {"drop": ["a"]}, "is dropped"),
        ({"$ref": "#/$defs/some"}, {"rename": ["a=d"]}, "nothing says which question"),
    ],
)
def test_a_condition_that_would_mean_something_else_is_refused(
    condition: dict[str, Any], asked: dict[str, Any], found: str
) -> None:
    """With its pointer, and nothing is written."""
    schema = RowSchema.of(
        {
            "type": "object",
            "properties": {"text": TEXT, "topic": {"enum": ["a", "b", "c"]}, "why": TEXT},
            "if": {"properties": {"topic": condition}, "required": ["topic"]},
            "then": {"required": ["why"]},
            "$defs": {"some": {"const": "a"}},
        }
    )
    with pytest.raises(InvalidMigration, match=found) as raised:
        _written(schema, Asked.parsed(**asked))
    assert raised.value.pointer.startswith(("/if/properties/topic/", "/$defs/some"))


def test_a_condition_that_names_all_labels_of_a_merge_names_the_one() -> None:
    """Once."""
    schema = RowSchema.of(
        {
            "type": "object",
            "properties": {"text": TEXT, "topic": {"enum": ["a", "b", "c"]}, "why": TEXT},
            "if": {"properties": {"topic": {"enum": ["a", "b"]}}, "required": ["topic"]},
            "then": {"required": ["why"]},
        }
    )
    after = json.loads(_written(schema, Asked.parsed(merge=["a,b=d"])))
    assert after["if"]["properties"]["topic"]["enum"] == ["d"]
    assert after["properties"]["topic"]["enum"] == ["d", "c"]


def test_pairs_of_relations_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels of relations by name, those of spans in lists."""
    known = frozenset({*Relations.keywords, "corpus-kit:pairs"})
    monkeypatch.setattr(Relations, "keywords", known)
    pairs = {"born_in": {"head": ["PER"], "tail": ["LOC", "GPE"]}}
    labels = {"enum": ["born_in"]}
    schema = _schema(
        entities={**SPANS, "items": {"properties": {"label": {"enum": ["PER", "LOC", "GPE"]}}}},
        links={
            "$ref": "urn:corpus-kit:relations",
            "corpus-kit:pairs": pairs,
            "items": {"properties": {"label": labels}},
        },
    )
    text = _written(
        schema, Asked.parsed(rename=["born_in=born"]), Asked.parsed(merge=["LOC,GPE=PLACE"])
    )
    found = json.loads(text)["properties"]["links"]["corpus-kit:pairs"]
    assert found == {"born": {"head": ["PER"], "tail": ["PLACE"]}}


def test_what_stands_below_a_node_of_a_tree_follows_it() -> None:
    """A node that is renamed takes its leaves along, in the schema and in answers."""
    nodes = {"enum": ["Animal", "Animal/Dog", "Animals"]}
    tree = {"type": "array", "uniqueItems": True, "corpus-kit:tree": "/", "items": nodes}
    mapper = _mapper(_schema(kinds=tree), Asked.parsed(rename=["Animal=Beast"]))
    found = migrated({"text": "x", "kinds": ["Animal/Dog", "Animals"]}, mapper)
    assert (found.row["kinds"], found.unmapped) == (["Beast/Dog", "Animals"], [])
    both = Asked.parsed(rename=["Animal/Dog=Beast/Wolf", "Animal=Beast"])
    found = migrated({"text": "x", "kinds": ["Animal/Dog"]}, _mapper(_schema(kinds=tree), both))
    assert found.row["kinds"] == ["Beast/Wolf"]


@pytest.mark.parametrize("name", ["topics", "a~1b", "a~b"])
def test_questions_that_share_a_list_change_together(name: str) -> None:
    """The list is one, wherever it is referred to from."""
    schema = RowSchema.of(
        {
            "type": "object",
            "properties": {
                "text": TEXT,
                "first": {"$ref": f"#/$defs/{name}"},
                "second": {"$ref": f"#/$defs/{name}"},
            },
            "$defs": {name.replace("~1", "/"): TOPIC},
        }
    )
    mapper = _mapper(schema, Asked.parsed(rename=["sport=games"]))
    row = {"text": "x", "first": "sport", "second": "sport"}
    assert migrated(row, mapper).row == {"text": "x", "first": "games", "second": "games"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "nothing is to change"),
        ({"rename": ["sport"]}, "which label becomes which"),
        ({"rename": ["a=b=c"]}, "which label becomes which"),
        ({"rename": ["PERS=X"]}, "no question has the label 'PERS'"),
        ({"rename": ["both=X"]}, "topic and entities.*--on topic"),
        ({"add": ["X"]}, "topic and entities.*--on topic"),
        ({"rename": ["PER=LOC"]}, "twice; to make them one, write --merge PER=LOC"),
        ({"rename": ["PER=X", "LOC=X"]}, "twice.*--merge PER,LOC=X"),
        ({"rename": ["PER=X"], "drop": ["PER"]}, "two things"),
        ({"merge": ["PER,PERS=X"]}, "no label 'PERS'"),
        ({"add": ["PER"], "on": "entities"}, "already"),
        ({"rename": ["PER=X"], "add": ["X"], "on": "entities"}, "twice"),
        ({"rename": ["PER=X"], "on": "entitie"}, "did you mean 'entities'"),
        ({"rename": ["PER=PER"]}, "called so already"),
        ({"rename": ["PER=$x"]}, "the schema would not do"),
        ({"drop": ["PER", "LOC"], "merge": []}, "the schema would not do"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, asked: dict[str, Any], found: str) -> None:
    """And says what to write."""
    both = {"enum": ["both", "sport"]}
    labels = ["PER", "LOC", *(["both"] if "drop" not in asked or "rename" in asked else [])]
    spans = {**SPANS, "items": {"properties": {"label": {"enum": labels}}}}
    (project,) = small(tmp_path / "c", ["x"], {"topic": both, "entities": spans}).projects
    with pytest.raises(InvalidMigration, match=found):
        migrate.plan(project, Asked.parsed(**asked))


def _spans(*labels: str) -> Callable[[str], Mapping[str, Any]]:
    """An answer that marks the first word once with each label."""

    def said(text: str) -> Mapping[str, Any]:
        end = text.index(" ")
        return {
            "entities": [
                {"id": f"0-{end}-{one}", "start": 0, "end": end, "label": one, "text": text[:end]}
                for one in sorted(labels)
            ]
        }

    return said


def _corpus(root: Path) -> Project:
    """Two annotators who marked two documents."""
    (project,) = small(root, ["Tirana fle", "Korça zgjohet"], {"entities": SPANS}).projects
    answer(project, "ana", _spans("LOC"))
    answer(project, "ben", _spans("LOC", "PER"))
    (root / "guidelines.md").write_text("- **LOC**: a place\n- PER: not a LOC\n", encoding="utf-8")
    return project


def _done(project: Project, *, remove: bool = False, **asked: Any) -> tuple[Path, ...]:
    """Migrate; returns what was written."""
    found = migrate.plan(_fresh(project), Asked.parsed(**asked), remove=remove)
    survey = migrate.Survey(found)
    for _ in migrate.surveyed(survey):
        pass
    return migrate.carry_out(survey)


def _fresh(project: Project) -> Project:
    return Corpus.open(project.corpus.root).project(project.name)


def _state(project: Project) -> dict[str, str]:
    """All files that are not hidden, without times."""
    root = project.corpus.root
    return {
        str(path.relative_to(root)): _timeless(path)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def _timeless(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.partition('"at"')[0] for line in lines)


def test_a_migration_changes_schema_answers_and_guidelines_and_keeps_what_was(
    tmp_path: Path,
) -> None:
    """Everything is valid afterwards, and the history has the properties that changed."""
    project = _corpus(tmp_path / "c")
    before = [*project.annotations()]
    _done(project, rename=["LOC=PLACE"])
    project = _fresh(project)
    assert list(validate.issues(project)) == []
    (spans,) = label_lists(project.schema)
    assert spans.values == ("PER", "PLACE")
    assert project.corpus.guidelines == "- **PLACE**: a place\n- PER: not a LOC\n"
    for was, one in zip(before, project.annotations(), strict=True):
        (change,) = one.history
        assert change.by == "migrate"
        assert change.row == {"entities": was.row["entities"]}
        assert msgspec.structs.replace(one, row={**one.row, **change.row}, history=()) == was


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    """It only reads."""
    project = _corpus(tmp_path / "c")
    before = _state(project)
    survey = migrate.Survey(migrate.plan(project, Asked.parsed(rename=["LOC=PLACE"])))
    assert list(migrate.surveyed(survey)) == []
    assert [one.labels for one in survey.files] == [{"spans": 2}, {"spans": 2}]
    assert _state(project) == before
    assert not project.corpus.state.exists()


def test_a_dropped_label_that_answers_have_is_a_finding_for_each(tmp_path: Path) -> None:
    """With its line; nothing is written, unless it was asked to take them out."""
    project = _corpus(tmp_path / "c")
    before = _state(project)
    survey = migrate.Survey(migrate.plan(project, Asked.parsed(drop=["PER"])))
    found = [*migrate.surveyed(survey)]
    assert [(one.path.name, one.line, one.pointer) for one in found] == [
        ("ben.jsonl", 1, "/entities/1"),
        ("ben.jsonl", 2, "/entities/1"),
    ]
    with pytest.raises(CannotMigrate):
        migrate.carry_out(survey)
    assert _state(project) == before
    _done(project, drop=["PER"], remove=True)
    project = _fresh(project)
    assert list(validate.issues(project)) == []
    assert {span["label"] for one in project.annotations() for span in one.row["entities"]} == {
        "LOC"
    }


def test_an_answer_that_has_to_be_given_is_never_taken_out(tmp_path: Path) -> None:
    """A required choice whose option is dropped is a finding even then."""
    root = tmp_path / "c"
    (project,) = small(root, ["x"], {"topic": {"enum": ["a", "b"]}}).projects
    source = {**project.schema.source, "required": ["text", "topic"]}
    project.schema_path.write_bytes(files.pretty(source))
    answer(project, "ana", lambda _: {"topic": "a"})
    survey = migrate.Survey(migrate.plan(_fresh(project), Asked.parsed(drop=["a"]), remove=True))
    (found,) = migrate.surveyed(survey)
    assert "not answered" in found.message


def test_spans_that_become_one_but_say_otherwise_are_a_finding() -> None:
    """Which of the two is right nobody has said; equal ones are one."""
    schema = _full()
    mapper = _mapper(schema, Asked.parsed(merge=["A,M=Q"], on="entities"))

    def row(first: str, second: str) -> dict[str, Any]:
        common = {"start": 0, "end": 3, "text": "Ana"}
        return {
            "text": WORDS,
            "entities": [
                {"id": "0-3-A", "label": "A", **common, "sense": first},
                {"id": "0-3-M", "label": "M", **common, "sense": second},
            ],
            "links": [{"head": "0-3-A", "tail": "0-3-M", "label": "A", "directed": True}],
        }

    assert "something else is said" in migrated(row("A", "M"), mapper).unmapped[0].message
    found = migrated(row("A", "A"), mapper)
    assert [one["id"] for one in found.row["entities"]] == ["0-3-Q"]
    assert [one.message for one in found.unmapped] == ["its head and its tail become the same span"]
    assert found.moved["entities"] == [0, 0]


def test_relations_of_a_span_that_is_taken_out_go_with_it() -> None:
    """Nothing is related to nothing."""
    schema = _full()
    mapper = _mapper(schema, Asked.parsed(drop=["M"], on="entities"))
    row = {
        "text": WORDS,
        "entities": [
            {"id": "0-3-A", "start": 0, "end": 3, "label": "A", "text": "Ana"},
            {"id": "4-7-M", "start": 4, "end": 7, "label": "M", "text": "iku"},
        ],
        "links": [{"head": "0-3-A", "tail": "4-7-M", "label": "A", "directed": True}],
    }
    found = migrated(row, mapper)
    assert (found.unmapped, found.row["links"], len(found.row["entities"])) == ([], [], 1)


def _deep() -> list[Any]:
    found: list[Any] = ["A"]
    for _ in range(5_000):
        found = [found]
    return found


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"text": 1, "topic": ["A"], "tags": "A", "entities": "A", "links": {"A": "A"}},
        {"tags": [{"A": 1}, "A", "A", None], "entities": [None, "A", {"label": ["A"]}, {}]},
        {"entities": [{"label": "A", "id": "A", "start": "x"}], "links": ["A", {}, {"head": 1}]},
        {"entities": [{"label": "A", "id": "²-1-A"}], "links": [{"head": "²-1-A", "tail": "A"}]},
        {"links": [{"head": None, "tail": None, "label": None, "directed": False}]},
        {"entities": [{"label": "A", "id": _deep()}, {"label": "A", "id": _deep()}]},
        {"topic": "A", "tags": [_deep(), "A"]},
    ],
)
def test_rows_that_are_none_are_mapped_as_far_as_they_go(row: dict[str, Any]) -> None:
    """There is no row on which a migration fails."""
    mapper = _mapper(_full(), *_everywhere(rename=["A=Z"]))
    assert migrated(row, mapper).row.keys() == row.keys()


class _StopError(Exception):
    """A kill."""


@pytest.mark.parametrize("asked", [{"rename": ["LOC=PLACE"]}, {"rename": ["LOC=PER", "PER=LOC"]}])
@pytest.mark.parametrize("after", [False, True])
def test_a_migration_stopped_at_any_file_is_ended_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], *, after: bool
) -> None:
    """The result is that of one that was not stopped, also where two labels change names."""
    whole = _corpus(tmp_path / "whole")
    _done(whole, **asked)
    wanted = _state(whole)
    write, stopped = files.write, 0
    for number in range(20):
        project = _corpus(tmp_path / str(number))
        left = number

        def stopping(path: Path, *rest: Any, **more: Any) -> bool:
            nonlocal left
            left -= 1
            if left < 0 and not after:
                raise _StopError
            done = write(path, *rest, **more)
            if left < 0:
                raise _StopError
            return done

        monkeypatch.setattr(files, "write", stopping)
        try:
            _done(project, **asked)
        except _StopError:
            stopped += 1
            monkeypatch.setattr(files, "write", write)
            _done(project, **asked)
        monkeypatch.setattr(files, "write", write)
        assert _state(project) == wanted
        assert list(validate.issues(_fresh(project))) == []
        if left >= 0:
            break
    assert stopped >= 5


def test_a_migration_killed_at_any_moment_is_ended_by_the_same_command(tmp_path: Path) -> None:
    """By the system, without a word."""
    whole = _corpus(tmp_path / "whole")
    begun = monotonic()
    _done(whole, rename=["LOC=PER", "PER=LOC"])
    length = monotonic() - begun
    for number in range(6):
        project = _corpus(tmp_path / str(number))
        swap = partial(_done, project, rename=["LOC=PER", "PER=LOC"])
        killed(swap, number * length / 5)
        if project.migrations.exists() and not unfinished(
            project, "--rename LOC=PER --rename PER=LOC"
        ):
            continue  # it had ended
        swap()
        assert _state(project) == _state(whole)


def test_another_migration_does_not_begin_before_a_stopped_one_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says which command ends it."""
    project = _corpus(tmp_path / "c")
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "record", _stop)
        with pytest.raises(_StopError):
            _done(project, rename=["LOC=PLACE"])
    with pytest.raises(UnfinishedMigration, match="schema migrate --rename LOC=PLACE"):
        _done(project, rename=["PER=PERSON"])
    project.schema_path.write_text(project.schema_path.read_text() + "\n")
    with pytest.raises(InvalidMigration, match="was edited while"):
        _done(project, rename=["LOC=PLACE"])


def _stop(*_: Any) -> None:
    raise _StopError


def test_an_answer_under_an_old_label_is_stale_and_is_mapped_by_what_the_message_says(
    tmp_path: Path,
) -> None:
    """Pulled late, from a server that had the old labels."""
    project = _corpus(tmp_path / "c")
    late = project.path("ana").read_bytes()
    _done(project, rename=["LOC=PLACE"])
    project.path("ana").write_bytes(late)
    found = [*validate.issues(_fresh(project))]
    assert [one.fault.check.code for one in found] == ["CK304", "CK304"]
    assert "--rename LOC=PLACE --on entities'" in found[0].fault.message
    _done(project, rename=["LOC=PLACE"], on="entities")
    assert list(validate.issues(_fresh(project))) == []


def test_a_label_of_the_last_release_is_stale_and_one_of_none_is_not(tmp_path: Path) -> None:
    """The latest version counts, and one that cannot be read is passed over."""
    project = _corpus(tmp_path / "c")
    releases = project.corpus.releases
    for version, labels in (("0.9.0", ["OLD"]), ("0.10.0", ["LOC", "PER"]), ("0.11.0", [])):
        spans = {**SPANS, "items": {"properties": {"label": {"enum": labels}}}}
        path = releases / version / "schema" / "only.schema.json"
        files.write(path, [files.pretty({**_schema(entities=SPANS).source} | {
            "properties": {"text": TEXT, "entities": spans}})])  # fmt: skip
    spans = {**SPANS, "items": {"properties": {"label": {"enum": ["PER"]}}}}
    project.schema_path.write_bytes(files.pretty(_schema(entities=spans).source))
    answer(_fresh(project), "ben", _spans("OLD"))
    found = [(one.path.stem, one.fault) for one in validate.issues(_fresh(project))]
    assert {(who, fault.check.code) for who, fault in found} == {("ana", "CK304"), ("ben", "CK403")}
    assert "release 0.10.0" in next(fault.message for who, fault in found if who == "ana")


def test_what_a_command_changed_is_not_undone_by_the_same_answer_from_the_server() -> None:
    """A later one counts."""
    time = "2026-11-24T00:00:0{}.000000Z"

    def given(label: str, second: int, *history: Change) -> Annotation:
        when = time.format(second)
        return Annotation("d#1", "ana", "submitted", "human", when, when, None, {"topic": label},
                          history)  # fmt: skip

    def kept(server: Annotation, here: Annotation) -> Any:
        with closing(Spool()) as spool:
            spool.add([server])
            spool.keep("ana", [here])
            (line,) = spool.lines("ana")
        return json.loads(line)["row"]["topic"]

    change = Change(by="migrate", at=time.format(9), row={"topic": "LOC"})
    assert kept(given("LOC", 1), given("PLACE", 1, change)) == "PLACE"
    assert kept(given("LOC", 2), given("PLACE", 1, change)) == "LOC"
    assert kept(given("LOC", 1), given("PER", 1)) == "LOC"


def test_pointers_to_what_has_to_be_looked_at_follow(tmp_path: Path) -> None:
    """LOC stood before PER, and stands behind it as PLACE."""
    project = _corpus(tmp_path / "c")
    path = project.path("ben")
    marked = [msgspec.structs.replace(one, review=("/entities/0",)) for one in answers.read(path)]
    answers.write(path, marked)
    _done(project, rename=["LOC=Z"])
    for one in answers.read(path):
        assert one.review == ("/entities/1",)
        assert one.row["entities"][1]["label"] == "Z"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("### LOC", "### PLACE"),
        ("## LOC: places", "## PLACE: places"),
        ("1. `LOC` is a place", "1. `PLACE` is a place"),
        ("| x | **LOC** | LOC |\n", "| x | **PLACE** | PLACE |\n"),
        ("- LOC \u2013 a place\r\n", "- PLACE \u2013 a place\r\n"),
        ("- LOC is not a word here", None),
        ("- LOCAL: a paper", None),
        ("The LOC stays", None),
        ("```\n- LOC: x\n```", None),
        ("| the LOC |", None),
    ],
)
def test_guidelines_change_only_where_a_label_is_a_name(text: str, wanted: str | None) -> None:
    """Sentences are for people."""
    assert renamed(text, {"LOC": "PLACE"}) == (wanted or text)


def test_guidelines_are_left_alone_where_another_question_has_the_label(tmp_path: Path) -> None:
    """It is told which."""
    root = tmp_path / "c"
    asked = {"topic": TOPIC, "other": TOPIC}
    (project,) = small(root, ["x"], asked).projects
    (root / "guidelines.md").write_text("- sport: games\n", encoding="utf-8")
    found = migrate.plan(project, Asked.parsed(rename=["sport=games"], on="topic"))
    assert found.guidelines.before == found.guidelines.after
    assert "'sport' is a label of only's other too" in found.look[0]


def test_memory_does_not_grow_with_the_answers(tmp_path: Path) -> None:
    """An answer at a time."""
    project = _corpus(tmp_path / "c")
    one = next(project.annotations())
    lines = (msgspec.structs.replace(one, segment=f"0#{i:08}") for i in range(2_000))
    files.write(project.path("ana"), map(answers.line, lines))
    with traced() as peak:
        _done(project, rename=["LOC=PLACE"])
    assert peak() < project.path("ana").stat().st_size / 2


def test_the_command_tells_the_plan_and_then_does_it(tmp_path: Path) -> None:
    """In words, with the diff, and with what to do next."""
    root = copied(tmp_path)
    said = ["-C", str(root), "schema", "migrate", "--rename", "LOC=PLACE"]
    planned = CliRunner().invoke(app, [*said, "--plan"])
    assert planned.exit_code == 0
    assert '+              { "const": "PLACE", "title": "Place (LOC)"' in planned.stdout
    assert "+## PLACE: places" in planned.stdout
    path = root / "annotations" / "news" / "demo-1.jsonl"
    marked = [line.count('"label":"LOC"') for line in path.read_text().splitlines()]
    wanted = f"{path.name}: {sum(map(bool, marked))} lines, {sum(marked)} spans"
    assert wanted in planned.stdout
    told = json.loads(CliRunner().invoke(app, [*said, "--plan", "--json"]).stdout)
    assert told["files"][0]["labels"] == {"spans": sum(marked)}
    assert told["schema"] in planned.stdout
    done = CliRunner().invoke(app, said)
    assert done.exit_code == 0
    assert "next: corpus-kit validate, then corpus-kit push" in done.stderr
    again = CliRunner().invoke(app, said)
    assert "nothing to change" in again.stderr
    assert len(migrations.read(root / "schema" / "news.migrations.jsonl")) == 1
    dropped = CliRunner().invoke(app, [*said[:4], "--drop", "MISC"])
    assert isinstance(dropped.exception, CorpusError)
    listed = CliRunner().invoke(app, [*said[:4], "--drop", "MISC", "--plan", "--json"])
    assert listed.exit_code == 1
    assert {"line", "segment", "pointer"} < json.loads(listed.stdout)["findings"][0].keys()
    assert "'MISC' is dropped" in dropped.stdout


@pytest.mark.parametrize("number", [0, 1])
def test_the_page_shows_what_the_command_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """docs/migration.md, in the corpus that it names; of long output the beginning."""
    page = (REPOSITORY / "docs" / "migration.md").read_text(encoding="utf-8")
    said, _, shown = page.split("```console\n$ corpus-kit ")[number + 1].partition("\n")
    scaffold.create(tmp_path / "mycorpus", "ner")
    monkeypatch.chdir(tmp_path / "mycorpus")
    printed = CliRunner().invoke(app, said.split()).stdout
    assert printed.startswith(shown.partition("```")[0])


def test_a_schema_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    """Without a traceback, whatever is deep in it."""
    (project,) = small(tmp_path / "c", ["x"], {"topic": TOPIC}).projects
    deep = "[" * 600 + "]" * 600
    text = project.schema_path.read_text().replace('"enum"', f'"default": {deep}, "enum"')
    project.schema_path.write_text(text)
    with pytest.raises(CorpusError, match="nested too deeply"):
        migrate.plan(_fresh(project), Asked.parsed(rename=["sport=games"]))
