"""
This repository's corpus through its first releases, each loaded beside the others.

More documents, corrected labels, and a label that goes. What a release has to hold is worked out
from the files of seeds and answers alone; corpus-kit is only run as a command.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hub import WRITER, Hub

from support import REPOSITORY, command, copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NAME = "org/albanian-news"
LATER = ("004_prishtine-kino-germia", "006_tetove-hendboll", "012_peje-veglat-e-gurit")
"""Documents that the first release does not have yet."""

VERSIONS = ("1.0.0", "1.1.0", "1.1.1", "2.0.0")
ORDER = ("1.0.0", "1.1.1", "1.0.0", "1.1.0", "2.0.0", "1.1.0", "1.1.1", "2.0.0", "1.0.0")
"""How they are loaded: each again while all others are in the cache, old after new."""

LOAD = """
import json, sys
from datasets import ClassLabel, load_dataset

def named(value, feature):
    if value is None:
        return None
    if isinstance(feature, ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, dict):
        return {name: named(value[name], one) for name, one in feature.items()}
    return [named(one, feature.feature) for one in value] if hasattr(feature, "feature") else value

def rows(place, subset, **which):
    return {
        split: [named(row, dict(found.features)) for row in found]
        for split, found in load_dataset(place, subset, cache_dir=sys.argv[1], **which).items()
    }

for version in sys.argv[4:]:
    print(json.dumps([
        [version, way, subset, rows(place, subset, **which)]
        for subset in ("default", "annotations")
        for way, place, which in (
            ("folder", f"{sys.argv[2]}/{version}", {}),
            ("hub", sys.argv[3], {"revision": f"v{version}"}),
        )
    ]))
"""

Rows = dict[str, dict[str, Any]]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """The corpus, what its releases have to hold by version and subset, and what they do."""

    root: Path
    due: Mapping[str, Mapping[str, Rows]]
    loaded: list[tuple[str, str, str, dict[str, list[dict[str, Any]]]]]
    refusal: str
    unrefused: list[str]
    """The versions there were right after the refusal."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Four releases in a folder and on a hub, and all of them loaded by one process."""
    base = tmp_path_factory.mktemp("three")
    root = copied(base / "corpus")
    due: dict[str, Mapping[str, Rows]] = {}
    with pytest.MonkeyPatch.context() as patch, Hub(base / "hub") as hub:
        patch.delenv("HF_HUB_OFFLINE", raising=False)
        patch.setenv("HF_HOME", str(base / "home"))

        def exported(*arguments: str) -> None:
            done = command("-C", root, "export", *arguments)
            version = Path(done.stdout.strip()).name
            due[version] = {"default": decided(root), "annotations": every_answer(root)}
            published = ("-C", root, "publish", f"hub:{NAME}", "--version", version)
            command(*published, HF_ENDPOINT=hub.url, HF_TOKEN=WRITER)

        kept = {one: (root / "seeds" / f"{one}.txt").read_bytes() for one in LATER}
        for one in LATER:
            (root / "seeds" / f"{one}.txt").unlink()
        rewrite(root, lambda one: None if document(one) in LATER else one)
        exported("--version", "1.0.0")

        for name, data in kept.items():
            (root / "seeds" / f"{name}.txt").write_bytes(data)
        for path in (REPOSITORY / "annotations" / "news").iterdir():
            (root / "annotations" / "news" / path.name).write_bytes(path.read_bytes())
        exported()

        rewrite(root, about("008_gjirokaster-guri-i-urte", "culture", "society"))
        exported("--message", "A paragraph about a stone is about society.")

        path = root / "schema" / "news.schema.json"
        schema = json.loads(path.read_bytes())
        topics = schema["properties"]["topic"]["oneOf"]
        topics.remove(next(one for one in topics if one["const"] == "science"))
        path.write_text(json.dumps(schema))
        rewrite(root, about("", "science", "society"))
        refusal = command("-C", root, "export", "--version", "1.2.0", code=2).stderr
        unrefused = sorted(one.name for one in (root / "dist" / "albanian-news").iterdir())
        exported()
        places = [str(base / "cache"), str(root / "dist" / "albanian-news"), NAME]
        patch.setenv("HF_ENDPOINT", hub.url)
        done = subprocess.run(
            [sys.executable, "-c", LOAD, *places, *ORDER],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    loaded = [tuple(one) for line in done.stdout.splitlines() for one in json.loads(line)]
    return Made(root, due, loaded, refusal, unrefused)


def test_versions_follow_from_what_has_changed(made: Made) -> None:
    """More documents are 1.1.0, corrected labels 1.1.1, a label that is gone 2.0.0."""
    assert tuple(made.due) == VERSIONS
    log = (made.root / "dist" / "albanian-news" / "2.0.0" / "CHANGELOG.md").read_text()
    places = [log.index(f"## {version}") for version in VERSIONS]
    assert places == sorted(places, reverse=True)
    assert "A paragraph about a stone is about society." in log


def test_a_label_that_is_gone_is_refused_below_2_0_0(made: Made) -> None:
    """The message names the label, its column and the version that will do; nothing is left."""
    assert "1.2.0" in made.refusal
    assert "2.0.0" in made.refusal
    assert "the label 'science' of 'topic' is gone" in made.refusal
    assert made.unrefused == list(VERSIONS[:3])


def test_the_releases_differ_as_they_should(made: Made) -> None:
    """So that a row of another release would be seen."""
    documents = {
        version: {row["document"] for row in found["default"].values()}
        for version, found in made.due.items()
    }
    assert documents["1.1.0"] - documents["1.0.0"] == set(LATER)
    before, after = (topics(made.due[version]["default"]) for version in ("1.1.0", "1.1.1"))
    assert before["culture"] > after["culture"]
    assert before.total() == after.total()
    before, after = (topics(made.due[version]["default"]) for version in ("1.1.1", "2.0.0"))
    assert before["science"] > after["science"] == 0


@pytest.mark.parametrize("way", ["folder", "hub"])
@pytest.mark.parametrize("subset", ["default", "annotations"])
@pytest.mark.parametrize("version", VERSIONS)
def test_each_gives_its_own_rows_while_the_others_are_cached(
    made: Made, version: str, subset: str, way: str
) -> None:
    """Every value of every row, as often as it is loaded."""
    found = [rows for *what, rows in made.loaded if what == [version, way, subset]]
    assert len(found) == ORDER.count(version) > 1
    for splits in found:
        rows = [row for one in splits.values() for row in one]
        by_key = {key(row): row for row in rows}
        assert len(by_key) == len(rows)
        assert by_key == made.due[version][subset]


def test_no_document_changes_its_split(made: Made) -> None:
    """From release to release and from subset to subset."""
    places: dict[str, set[str]] = {}
    for *_, splits in made.loaded:
        for split, rows in splits.items():
            for row in rows:
                places.setdefault(row["document"], set()).add(split)
    assert {len(names) for names in places.values()} == {1}
    assert set().union(*places.values()) == {"train", "validation", "test"}


# What a release has to hold, by the files


def stored(root: Path) -> Iterator[Answer]:
    """The lines of all annotators' files."""
    for path in sorted((root / "annotations" / "news").iterdir()):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def document(answer: Answer) -> str:
    """The document that an answer is about."""
    return str(answer["segment"].partition("#")[0])


def rewrite(root: Path, change: Callable[[Answer], Answer | None]) -> None:
    """Change each line of all annotators' files; None takes it out."""
    for path in (root / "annotations" / "news").iterdir():
        lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        kept = [found for one in lines if (found := change(one)) is not None]
        said = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in kept]
        path.write_text("".join(f"{one}\n" for one in said), encoding="utf-8")


def about(name: str, old: str, new: str) -> Callable[[Answer], Answer]:
    """A topic for another one, in the answers about a document or, without a name, about all."""

    def change(one: Answer) -> Answer:
        if name in {"", document(one)} and one["row"].get("topic") == old:
            one["row"]["topic"] = new
        return one

    return change


def topics(rows: Rows) -> Counter[str]:
    """How often each topic occurs."""
    return Counter(row["topic"] for row in rows.values())


def key(row: Mapping[str, Any]) -> str:
    """What a row is known by."""
    return f"{row['id']} {row.get('annotator')}"


def every_answer(root: Path) -> Rows:
    """The subset of all answers: a row for each that was submitted."""
    kept = ("annotator", "origin", "created", "updated", "seconds")
    rows = [
        {**place(root, one), **one["row"], **{name: one[name] for name in kept}}
        for one in stored(root)
        if one["status"] == "submitted"
    ]
    return {key(row): row for row in rows}


def decided(root: Path) -> Rows:
    """The default subset: a row for each segment that all answered alike."""
    by_segment: dict[str, list[Answer]] = {}
    for one in stored(root):
        if one["status"] == "submitted":
            by_segment.setdefault(one["segment"], []).append(one)
    rows = [
        {
            **place(root, given[0]),
            **given[0]["row"],
            "annotators": len(given),
            "agreement": {name: share(name, given) for name in ("entities", "topic")},
            "votes": votes("topic", given),
            "decided_by": "annotators" if len(given) > 1 else "annotator",
            "origin": "demonstration",
        }
        for given in by_segment.values()
        if all(one["row"] == given[0]["row"] for one in given)
    ]
    return {key(row): row for row in rows}


def share(question: str, given: list[Answer]) -> float | None:
    """The part of the pairs of annotators who said the same; of one alone there is none."""
    pairs = list(combinations([one["row"][question] for one in given], 2))
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def votes(question: str, given: list[Answer]) -> list[dict[str, Any]]:
    """How many gave each answer: the most frequent first, and of those alike by the answer."""
    found = Counter(one["row"][question] for one in given)
    ranked = sorted(found, key=lambda one: (-found[one], one))
    return [{"question": question, "answer": one, "count": found[one]} for one in ranked]


def place(root: Path, answer: Answer) -> dict[str, Any]:
    """What a row says of where its text stands: in the one place of the document that has it."""
    data = (root / "seeds" / f"{document(answer)}.txt").read_bytes()
    text = unicodedata.normalize("NFC", data.decode().replace("\r\n", "\n"))
    header = tomllib.loads((root / "corpus.toml").read_text())["seeds"]["header"]
    (start,) = [one.start() for one in re.finditer(re.escape(answer["row"]["text"]), text)]
    found = re.match(header, text)
    return {
        "id": answer["segment"],
        "document": document(answer),
        "document_start": start,
        "document_end": start + len(answer["row"]["text"]),
        "metadata": found.groupdict() if found else {"date": None},
    }
