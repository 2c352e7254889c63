"""Who annotated stays here: no file of a release holds a name, an address or a key of theirs."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from corpus_kit.release import release
from corpus_kit.studio.pull import pull_file
from corpus_kit.studio.tasks import results, tasks
from small import TOPIC, small

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Corpus

PEOPLE = [
    {"id": 700_031, "email": "Arbana.Hoxhallari@Example.com", "username": "arbana_h",
     "first_name": "Arbana", "last_name": "Hoxhallari", "initials": "AH", "phone": "+355692012345"},
    {"id": 700_032, "email": "driton@example.net", "username": "driton_z",
     "first_name": "Driton", "last_name": "Zhegrova", "phone": "+38344123456"},
]  # fmt: skip
SECRETS = [
    str(value).lower()
    for one in PEOPLE
    for name, value in one.items()
    if name != "initials"
    for value in (value, str(value).partition("@")[0])
]


def pulled(root: Path) -> Corpus:
    """A corpus that both have annotated in Label Studio."""
    corpus = small(root, ["Moti sot.", "Ndeshja mbrëmë."], {"topic": TOPIC})
    project = corpus.project()
    result = results({"text": "", "topic": "sport"}, project.schema)
    made = [
        {
            **task,
            "id": number,
            "updated_by": PEOPLE[0],
            "reviewers": PEOPLE,
            "annotations": [
                {
                    "id": 1000 + turn,
                    "completed_by": one,
                    "created_username": f" {one['first_name']} {one['last_name']}",
                    "created_at": "2026-11-24T10:00:00Z",
                    "updated_at": "2026-11-24T10:00:00Z",
                    "lead_time": 3.5,
                    "result": result,
                }
                for turn, one in enumerate(PEOPLE)
            ],
        }
        for number, task in enumerate(tasks(project), 1)
    ]
    path = root.with_suffix(".json")
    path.write_text(json.dumps(made), encoding="utf-8")
    pull_file(project, path)
    return corpus


def held(data: bytes | str) -> list[str]:
    """What of theirs is in it."""
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    return [one for one in SECRETS if one in text.lower()]


def test_no_file_of_a_release_tells_who_annotated(tmp_path: Path) -> None:
    """All bytes, and all rows of the Parquet files with their metadata; the list for review too."""
    corpus = pulled(tmp_path / "c")
    assert held((tmp_path / "c.json").read_bytes())
    key = corpus.pseudonyms.key
    made = release(corpus, message="first")
    assert {name for rows in made.rows.values() for name in rows} == {"train"}
    found = [path for path in made.directory.rglob("*") if path.is_file()]
    assert {"README.md", "manifest.json", "datasheet.md", "CITATION.cff", "croissant.json"} <= {
        path.name for path in found
    }
    names = set()
    for path in [*found, corpus.state / "personal.jsonl"]:
        data = path.read_bytes()
        assert held(path.relative_to(corpus.root).as_posix()) == []
        assert held(data) == [], path
        assert key not in data
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            assert held(repr(table.to_pylist()) + repr(table.schema.metadata)) == [], path
            names |= set(table.to_pydict().get("annotator", ()))
    assert names == {corpus.pseudonyms.of(str(one["email"])) for one in PEOPLE}
    assert all(name.startswith("annotator-") for name in names)


def test_neither_do_the_files_that_git_tracks(tmp_path: Path) -> None:
    """Answers, splits and settings: all but the state of this machine and the releases."""
    corpus = pulled(tmp_path / "c")
    release(corpus)
    shutil.rmtree(corpus.state)
    shutil.rmtree(corpus.releases)
    for path in corpus.root.rglob("*"):
        assert held(path.relative_to(corpus.root).as_posix()) == []
        assert not path.is_file() or held(path.read_bytes()) == [], path
