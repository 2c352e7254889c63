"""What is fuzzed: everything that reads bytes of others, each with the inputs that it is given."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st

from corpus_kit import seeds, validate
from corpus_kit.cli.output import as_json
from corpus_kit.cli.told import Told
from corpus_kit.corpus import Corpus
from corpus_kit.fields import KINDS
from corpus_kit.repair import planned, taken_back
from corpus_kit.schema import RowSchema
from corpus_kit.schema.source import parsed
from corpus_kit.studio import export, from_config
from corpus_kit.studio.interface import interface as labelling
from corpus_kit.studio.pull import pull_file
from corpus_kit.studio.tasks import results, task
from corpus_kit.validate import row_faults
from corpus_kit.validate.excerpt import excerpt
from mutated import changed, damaged, lines, written
from small import SPANS, TEXT, TOPIC, answer, small

from support import REPOSITORY, sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from corpus_kit.config import Unit

    Input = Any

CASES = REPOSITORY / "tests" / "cases"
DOCUMENTS = ("Tiranë është kryeqyteti.\n\nKorça, jo. 👩🏽‍🔬", "Vlora\u0308 buzë detit.")
UNITS: tuple[Unit, ...] = ("document", "paragraph", "sentence")
WORDS = """
$anchor $defs $dynamicAnchor $dynamicRef $id $recursiveRef $ref $schema $vocabulary
additionalItems additionalProperties allOf anyOf const contains contentSchema corpus-kit:of
corpus-kit:on default definitions dependencies dependentRequired dependentSchemas description
else enum examples exclusiveMaximum exclusiveMinimum format if items label maxItems maxLength
maximum minContains minItems minLength minimum multipleOf not oneOf pattern patternProperties
prefixItems properties propertyNames readOnly required text then title type unevaluatedItems
unevaluatedProperties uniqueItems
""".split()  # noqa: SIM905 - words, not a list of strings
"""What means something in a schema."""


@dataclass(frozen=True)
class Target:
    """
    Something that reads what others wrote.

    `inputs` is what it is given; `act` gives it to it, with a directory to work in. It may say what
    it likes by its CorpusErrors, and raise nothing else. Of a hundred cases, it gets `share`.
    """

    name: str
    share: float
    inputs: SearchStrategy[Input]
    act: Callable[[Input, Path], None]
    shrinks: bool = True
    """Whether a smaller input is looked for, which takes hundreds of cases."""


def corpus(directory: Path) -> Path:
    """The corpus in which files are replaced; one is made where there is none."""
    root = directory / "corpus"
    if not root.exists():
        made = small(root, DOCUMENTS, {"entities": SPANS, "topic": TOPIC})
        answer(made.project(), "ana", lambda text: {"topic": "sport", "entities": _span(text)})
    return root


def _span(text: str) -> list[dict[str, Any]]:
    return [{"id": "0-5-LOC", "start": 0, "end": 5, "label": "LOC", "text": text[:5]}]


def replaced(place: str, data: bytes, directory: Path) -> None:
    """Put bytes in the place of a file of the corpus, validate, and put back what was there."""
    path = corpus(directory) / place
    before = _bytes_of(path)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        validated(corpus(directory))
    finally:
        path.unlink() if before is None else path.write_bytes(before)


def validated(root: Path) -> None:
    """All issues and repairs there are, as they are printed."""
    here = Corpus.open(root)
    for project in here.projects:
        found = list(validate.issues(project, suspicious=True))
        as_json(found)
        _printable(*map(str, found))
        for repairs in (list(planned(project)), list(taken_back(project))):
            for as_data in (False, True):
                told = Told(here.config, plan=True, undo=False, json=as_data)
                deque(map(told, repairs), maxlen=0)
                told.end()


def schema(data: bytes, directory: Path) -> None:
    """A schema file: read, and what others are told of it."""
    path = directory / "x.schema.json"
    path.write_bytes(data)
    found = RowSchema.load(path)
    deque(found.columns.items(), maxlen=0)
    for row in ({}, {"text": "Tiranë"}, {"text": "Tiranë", "answer": []}):
        _row(row, found)


def pair(both: tuple[bytes, bytes], _: Path) -> None:
    """A schema, and a row that may fit it."""
    found = RowSchema.of(parsed(both[0]))
    try:
        row = msgspec.json.decode(both[1])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if isinstance(row, dict):
        _row(row, found)
        _row(row, found.partial)


def _row(row: dict[str, Any], schema: RowSchema) -> None:
    passed = schema.passes(row)
    assert passed is None or passed is schema.validator.is_valid(row), "the validators differ"
    for fault in row_faults(row, schema):
        _printable(fault.pointer, fault.message, excerpt(row, fault.pointer, schema))


def exported(data: bytes, directory: Path) -> None:
    """A file that is said to be an export."""
    path = directory / "export.json"
    path.write_bytes(data)
    deque(export.tasks(path), maxlen=0)


def pulled(data: bytes, directory: Path) -> None:
    """A file that is said to be an export, its answers taken over."""
    path = directory / "pulled.json"
    path.write_bytes(data)
    project = Corpus.open(corpus(directory / "pull")).project()
    pull_file(project, path)
    validated(project.corpus.root)


def interface(data: bytes, directory: Path) -> None:
    """A labelling config, and the schema that it becomes."""
    path = directory / "config.xml"
    path.write_bytes(data)
    found, left = from_config.of_file(path)
    _printable(json.dumps(found), *map(str, left))
    RowSchema.of(found)


def seed(data: bytes, directory: Path) -> None:
    """Seeds with a row a line, and their segments by every unit."""
    path = directory / "seeds"
    path.mkdir(exist_ok=True)
    for name in ("a.jsonl", "b.txt"):
        (path / name).write_bytes(data)
    for one in seeds.documents(path, r"\s*date (?P<date>\S+)\s", ["id", "date"]):
        for unit in UNITS:
            deque(seeds.segments(one, unit, "sq", ["text", "prompt"]), maxlen=0)


def command(files: dict[str, bytes], directory: Path) -> None:
    """The command line, on a corpus with several files replaced."""
    root = corpus(directory)
    before = {
        name: (root / name).read_bytes() if (root / name).exists() else None for name in files
    }
    for name, data in files.items():
        (root / name).write_bytes(data)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "corpus_kit", "-C", root, "validate", "--json"],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    finally:
        for name, was in before.items():
            (root / name).unlink() if was is None else (root / name).write_bytes(was)
    said = done.stderr.decode()
    assert done.returncode in {0, 1, 2}, (done.returncode, said)
    assert "Traceback" not in said, said
    told = None if said.startswith("error: ") else json.loads(done.stdout)
    wrong = any(one["severity"] == "error" for one in told or ())
    assert told is None or done.returncode == wrong, (done.returncode, told)


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _printable(*texts: str) -> None:
    for text in texts:
        text.encode()


# What they are given


def rows() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Schemas, each with a row that fits it: those of the cases of all kinds, and of the docs."""
    for kind in KINDS:
        for path in sorted((CASES / kind.kind).glob("*/*.json")):
            case = json.loads(path.read_text(encoding="utf-8"))
            found = {"text": TEXT, **case.get("also", {}), "answer": case["property"]}
            yield {"type": "object", "required": ["answer"], "properties": found}, case["row"]
    yield from ((one.schema, one.row) for one in sections())


def answered() -> list[Any]:
    """Real answers: those of this repository, and those of the small corpus."""
    path = REPOSITORY / "annotations" / "news" / "demo-1.jsonl"
    found = list(map(json.loads, path.read_bytes().splitlines()[:20]))
    about = {"segment": "0#b1b3773a05c0", "annotator": "ana", "origin": "human"}
    changed = {
        "history": [
            {
                "by": "repair",
                "at": "2026-11-24T04:31:42Z",
                "checks": ["CK104"],
                "row": {"topic": "culture", "entities": []},
            }
        ],
        "review": ["/entities/0"],
    }
    return [*({**one, **about} for one in found), *({**one, **changed} for one in found), *found]


def own_tasks(directory: Path) -> list[dict[str, Any]]:
    """The tasks of the small corpus, answered in Label Studio."""
    project = Corpus.open(corpus(directory)).project()
    about = {"completed_by": {"id": 1, "email": "a@example.org"}, "was_cancelled": False}
    return [
        {
            "id": number,
            **task(one, project.schema),
            "annotations": [{
                "id": number,
                **about,
                "created_at": "2026-11-24T02:52:46.796231Z",
                "updated_at": "2026-11-24T02:55:00.000000Z",
                "lead_time": 1.5,
                "result": results({
                    **project.schema.shown(one), "topic": "sport", "entities": _span(one.text)
                }, project.schema),
            }],
        }
        for number, one in enumerate(project.segments())
    ]  # fmt: skip


def _pairs() -> SearchStrategy[tuple[bytes, bytes]]:
    found = list(rows())
    schemas = changed([one for one, _ in found], WORDS)
    alike = st.integers(0, len(found) - 1).flatmap(
        lambda i: st.tuples(
            written(changed([found[i][0]], WORDS)), written(changed([found[i][1]], ("text",)))
        )
    )
    return alike | st.tuples(written(schemas), written(changed([one for _, one in found])))


def targets(directory: Path) -> list[Target]:
    """All of them, with a directory to make inputs in."""
    settings = [(REPOSITORY / "corpus.toml").read_bytes(), b'name = "a"\nlanguages = ["sq"]\n']
    schemas = [one for one, _ in rows()]
    answers = changed(answered(), ("history", "review", "row", "segment", "updated"))
    exports = [path.read_bytes() for path in sorted((CASES / "exports").iterdir())]
    exports += [path.read_bytes() for path in sorted((CASES / "json_min").glob("*.json*"))]
    withdrawn = [{"document": "1", "reason": "asked for"}, {"document": "0", "reason": ""}]
    moved = [
        {"at": "2026-11-24T04:31:42Z", "questions": [name], "labels": {"x": label, "LOC": None}}
        for name, label in (("topic", "sport"), ("entities", "PER"))
    ]
    given = [row for _, row in rows()]
    tasks = [json.loads(one) for one in exports]
    exports += [gzip.compress(one, mtime=0) for one in exports]
    toml = damaged(settings)
    seed_lines = lines(changed(given, ("id", "date", "text", "prompt")))
    place = partial(partial, replaced)
    return [
        Target("row", 34, _pairs(), pair),
        Target("schema", 18, written(changed(schemas, WORDS)) | damaged(_bytes(schemas)), schema),
        Target("answers", 16, lines(answers), place("annotations/only/ana.jsonl")),
        Target("seeds", 8, seed_lines | damaged(_bytes(given)), seed),
        Target("export", 8, written(changed(tasks)) | damaged(exports), exported),
        Target("pull", 4, written(changed([own_tasks(directory)])), pulled),
        Target("interface", 6, damaged(list(_configs())), interface),
        Target("settings", 4, toml, place("corpus.toml")),
        Target("migrations", 1, lines(changed(moved)), place("schema/only.migrations.jsonl")),
        Target("withdrawals", 1, lines(changed(withdrawn)), place("withdrawn.jsonl")),
        Target(
            "command", 0.4,
            st.fixed_dictionaries({}, optional={
                "annotations/only/ana.jsonl": lines(answers),
                "schema/only.schema.json": written(changed(schemas, WORDS)),
                "seeds/a.jsonl": seed_lines,
                "withdrawn.jsonl": lines(changed(withdrawn)),
            }),
            command,
            shrinks=False,
        ),
    ]  # fmt: skip


def _bytes(values: list[Any]) -> list[bytes]:
    return [json.dumps(one).encode() for one in values]


def _configs() -> Iterator[bytes]:
    """The labelling configs of the docs' schemas, and one of somebody else."""
    yield from (labelling(RowSchema.of(one.schema)).encode() for one in sections())
    yield (CASES / "json_min" / "config.xml").read_bytes()
