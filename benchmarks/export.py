"""
How fast a release is written, and in how much memory.

A corpus of documents with ten answered paragraphs each becomes a release (answers checked, splits
placed, near-duplicates sought, personal data looked for, rows digested, card and papers), and a
bare pyarrow script writes the same tables (`plain_export.py`).

The aim is 1.5 times its time for 1,000,000 rows, in at most 500 MB. On two cores it took 1.5 to 1.6
times as long (132 s against 83 to 89 s), and all its processes together held 488 MB; the script
held 1,060 MB. `Dataset.from_list().to_parquet()` took 125 s and 14,400 MB for decided rows only.

Usage: export.py [--rows 1000000] [--no-datasets]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from corpus_kit.model import Annotation
from made import PROGRAM, TOPICS, measured, paragraph, seeds

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = Path(__file__).with_name("plain_export.py")
TIME = "2026-11-24T10:00:00.000000Z"


def main() -> None:
    """Make the corpus, go all ways, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-datasets", action="store_true", help="leave that way out")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as name:
        root = Path(name) / "corpus"
        make(root, chosen.rows)
        said, *ours = measured(PROGRAM, "-C", root, "export", "--json")
        release = Path(json.loads(said)["directory"])
        out = Path(name) / "plain"
        _, *plain = measured(sys.executable, PLAIN, root, release, out)
        told(chosen.rows, "bare pyarrow", plain)
        told(chosen.rows, "corpus-kit", ours)
        print(f"ratio {ours[0] / plain[0]:.2f}")
        if not same(release, out):
            sys.exit("the two did not write the same tables")
        if not chosen.no_datasets:
            _, *whole = measured(sys.executable, PLAIN, root, release, out, "--datasets")
            told(chosen.rows, "datasets", whole, "the decided rows only")


def told(rows: int, title: str, run: list[float], note: str = "") -> None:
    """A line of the table."""
    seconds, megabytes = run
    print(
        f"{title:14}{seconds:8.1f} s{rows / seconds:9,.0f} rows/s{megabytes:8,.0f} MB  {note}",
        flush=True,
    )


def make(root: Path, count: int) -> None:
    """A corpus of so many paragraphs, each answered by one person."""
    seeds(root, count)
    project = Corpus.open(root).project()
    path = project.path("arta")
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.writelines(answers.line(one) for one in given(root))


def given(root: Path) -> Iterator[Annotation]:
    """The answers, in the order of their file: document by document, sorted within."""
    project = Corpus.open(root).project()
    waiting: list[Annotation] = []
    for number, segment in enumerate(project.segments()):
        if waiting and waiting[0].document != segment.document:
            yield from sorted(waiting, key=lambda one: one.segment)
            waiting.clear()
        text, spans = paragraph(number)
        named = [
            {
                "id": f"{start}-{end}-{label}",
                "start": start,
                "end": end,
                "label": label,
                "text": text[start:end],
            }
            for start, end, label in spans
        ]
        topic = random.Random(number).choice(TOPICS)  # noqa: S311 - answers, not secrets
        row = {"text": segment.text, "entities": named, "topic": topic}
        waiting.append(Annotation(
            segment.id, "arta", "submitted", "human", TIME, TIME, 12.5, row,
        ))  # fmt: skip
    yield from sorted(waiting, key=lambda one: one.segment)


def same(release: Path, plain: Path) -> bool:
    """Whether both have the same rows in the same order in each table."""
    return all(
        all(
            one is not None and other is not None and one.equals(other)
            for one, other in zip_longest(batches(path), batches(
                plain / f"{path.parent.name}-{path.name.partition('-')[0]}.parquet"
            ))
        )
        for path in release.glob("data/*/*.parquet")
    )  # fmt: skip


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file, some at a time."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(1_000)


if __name__ == "__main__":
    main()
