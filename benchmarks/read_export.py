"""
How fast an export of Label Studio is read, checked and stored, and in how much memory.

The claim: an export of 100,000 tasks, with 300,000 answers, becomes validated files of answers at
least three times as fast as with the script that a user would write (`plain_script.py`), and in at
most 1 GB of memory, which grows neither with the export nor with the answers.

Usage: read_export.py [--tasks 100000]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.corpus import Corpus
from corpus_kit.studio.tasks import task
from made import HERE, PROGRAM, TOPICS, Span, measured, paragraph, seeds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.model import Segment

PEOPLE = ("arta", "besa", "drini", "era", "fatos")
ANSWERS = 3
"""For each task."""
FAULTY = 200
"""Of so many answers one has a fault."""


@dataclass(frozen=True)
class Run:
    """What a way took, and what it found."""

    seconds: float
    megabytes: float
    answers: int
    faulty: int


def main() -> None:
    """Make the export, go both ways, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--tasks", type=int, default=100_000)
    count = parser.parse_args().tasks
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as name:
        root, export = Path(name) / "corpus", Path(name) / "export.json"
        make(root, export, count)
        print(f"{count:,} tasks, {export.stat().st_size / 1e6:,.0f} MB")
        ours = by_corpus_kit(root, export)
        plain = by_plain_script(root, export)
    print(f"{'':14}{'seconds':>9}{'tasks/s':>9}{'MB':>7}{'answers':>9}{'faulty':>8}")
    for title, run in (("plain script", plain), ("corpus-kit", ours)):
        print(
            f"{title:14}{run.seconds:9.1f}{count / run.seconds:9,.0f}{run.megabytes:7,.0f}"
            f"{run.answers:9,}{run.faulty:8,}"
        )
    print(f"ratio {plain.seconds / ours.seconds:.1f}")
    if (plain.answers, plain.faulty) != (ours.answers, ours.faulty):
        sys.exit("the two did not find the same")


def by_plain_script(root: Path, export: Path) -> Run:
    """The script, with the schema bundled for it."""
    schema = root / "bundled.json"
    bundle = subprocess.run(
        [PROGRAM, "-C", root, "schema", "bundle"], stdout=subprocess.PIPE, check=True
    )
    schema.write_bytes(bundle.stdout)
    script = HERE / "plain_script.py"
    said, seconds, size = measured(sys.executable, script, export, schema, root / "plain")
    return Run(seconds, size, **json.loads(said))


def by_corpus_kit(root: Path, export: Path) -> Run:
    """Its own commands; faults make the second exit with 1."""
    pulled, first, size = measured(PROGRAM, "-C", root, "pull", "--from", export, "--json")
    issues, second, other = measured(PROGRAM, "-C", root, "validate", "--json", code=1)
    return Run(
        first + second,
        max(size, other),
        sum(sum(one["answers"].values()) for one in json.loads(pulled)),
        len({(one["path"], one["line"]) for one in json.loads(issues)}),
    )


# The corpus and its export


def make(root: Path, export: Path, count: int) -> None:
    """A corpus of so many segments, and what Label Studio exports of it, fully answered."""
    seeds(root, count)
    with export.open("w", encoding="utf-8") as file:
        for number, one in enumerate(exported(root)):
            file.write(("," if number else "[") + json.dumps(one, ensure_ascii=False))
        file.write("]")


def exported(root: Path) -> Iterator[dict[str, Any]]:
    """The tasks in the order of the seeds, as Label Studio 1.23 writes them."""
    project = Corpus.open(root).project()
    for number, segment in enumerate(project.segments()):
        spans = paragraph(number)[1]
        yield {
            "id": number,
            "annotations": [annotation(number, i, segment, spans) for i in range(ANSWERS)],
            "drafts": [],
            "predictions": [],
            **task(segment, project.schema),
            "meta": {},
            "created_at": "2026-11-24T02:52:46.796231Z",
            "updated_at": "2026-11-24T02:55:00.000000Z",
            "inner_id": number,
            "total_annotations": ANSWERS,
            "cancelled_annotations": 0,
            "project": 1,
            "comment_authors": [],
        }


def annotation(number: int, i: int, segment: Segment, spans: list[Span]) -> dict[str, Any]:
    """One of the answers to a task; now and then with a fault."""
    chance = random.Random(f"{number}-{i}")  # noqa: S311 - answers, not secrets
    who = (number + i) % len(PEOPLE)
    results = [region(segment.text, *one) for one in spans if chance.random() < 0.9]  # noqa: PLR2004
    results.append(result("choices", "topic", {"choices": [chance.choice(TOPICS)]}))
    if chance.randrange(FAULTY) == 0:
        spoil(results, chance)
    return {
        "id": number * ANSWERS + i,
        "completed_by": {
            "id": who,
            "email": f"{PEOPLE[who]}@example.org",
            "first_name": "",
            "last_name": "",
        },
        "result": results,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": f"2026-11-24T{number % 24:02}:31:42.098971Z",
        "updated_at": f"2026-11-24T{number % 24:02}:32:42.{i:06}Z",
        "draft_created_at": None,
        "lead_time": round(chance.uniform(5, 90), 3),
        "prediction": {},
        "result_count": len(results),
        "unique_id": f"00000000-0000-4000-8000-{number * ANSWERS + i:012}",
        "last_action": None,
        "task": number,
        "project": 1,
        "updated_by": who,
        "parent_prediction": None,
        "last_created_by": None,
    }


def region(text: str, start: int, end: int, label: str) -> dict[str, Any]:
    """A span as Label Studio writes it."""
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    return {"id": f"r{start}", **result("labels", "entities", value)}


def result(kind: str, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """A result of a control."""
    return {"value": value, "from_name": name, "to_name": "text", "type": kind, "origin": "manual"}


def spoil(results: list[dict[str, Any]], chance: random.Random) -> None:
    """Put a fault in: one that the schema sees, or one that only the text shows."""
    match chance.randrange(3):
        case 0:
            results.pop()
        case 1:
            results[-1]["value"] = {"choices": ["weather"]}
        case _:
            results.insert(0, region("Hëna", 0, 4, "LOC"))


if __name__ == "__main__":
    main()
