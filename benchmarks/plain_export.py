"""
The script that a user would write instead of `corpus-kit export`: the same tables, by bare pyarrow.

It checks nothing, and gives neither digests, splits that stay nor a card. With ``--datasets`` it
writes the decided rows only, by ``Dataset.from_list().to_parquet()``.

Usage: plain_export.py CORPUS RELEASE DIRECTORY [--datasets]
Columns and splits are those of RELEASE.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

HEADER = re.compile(r"\s*date (?P<date>\d{4}-\d{2}(?:-\d{2})?)\s+")
LABELS = {name: i for i, name in enumerate(("PER", "ORG", "LOC", "DATE", "MISC"))}
TOPICS = {
    name: i
    for i, name in enumerate(("politics", "economy", "society", "culture", "sport", "science"))
}
BATCH = 10_000

Row = dict[str, Any]


def main() -> None:
    """Write what is asked for."""
    corpus, release, directory = map(Path, sys.argv[1:4])
    directory.mkdir(exist_ok=True)
    if sys.argv[4:]:
        by_datasets(corpus, release, directory)
    else:
        by_pyarrow(corpus, release, directory)


def rows(corpus: Path) -> Iterator[tuple[str, Row]]:
    """All rows, each with the subset that it is of: a document, then its paragraphs."""
    (answers,) = (corpus / "annotations" / "news").glob("*.jsonl")
    with answers.open("rb") as file:
        given = map(msgspec.json.decode, file)
        for path in sorted((corpus / "seeds").iterdir()):
            data = path.read_bytes()
            text = data.decode()
            head = HEADER.match(text)
            metadata = head.groupdict() if head else {}
            at = head.end() if head else 0
            yield (
                "documents",
                {
                    "id": path.stem,
                    "path": path.name,
                    "line": None,
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "source": "written",
                    "license": "apache-2.0",
                    "text": text,
                    "metadata": metadata,
                },
            )
            parts = text[at:].split("\n\n")
            by_text = {one["row"]["text"]: one for _, one in zip(parts, given, strict=False)}
            for part in parts:
                place = {
                    "document": path.stem,
                    "document_start": at,
                    "document_end": at + len(part),
                    "metadata": metadata,
                }
                at += len(part) + 2
                one = by_text[part]
                said = one["row"]
                place |= {
                    "id": one["segment"],
                    "text": part,
                    "entities": [
                        {**span, "label": LABELS[span["label"]]} for span in said["entities"]
                    ],
                    "topic": TOPICS[said["topic"]],
                    "origin": one["origin"],
                }
                yield (
                    "default",
                    {
                        **place,
                        "annotators": 1,
                        "agreement": {},
                        "votes": [{"question": "topic", "answer": said["topic"], "count": 1}],
                        "decided_by": "annotator",
                    },
                )
                yield (
                    "annotations",
                    {**place, **{name: one[name] for name in ("annotator", "created", "updated",
                                                              "seconds")}},
                )  # fmt: skip


def by_pyarrow(corpus: Path, release: Path, directory: Path) -> None:
    """A Parquet file a subset and split, in batches, written as `corpus-kit export` does."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with (corpus / "splits.jsonl").open("rb") as file:
        splits = {one["document"]: one["split"] for one in map(msgspec.json.decode, file)}
    waiting: dict[tuple[str, str], list[Row]] = {}
    writers: dict[tuple[str, str], pq.ParquetWriter] = {}

    def flush(subset: str, split: str) -> None:
        if (subset, split) not in writers:
            writers[subset, split] = pq.ParquetWriter(
                directory / f"{subset}-{split}.parquet",
                schema(release, subset),
                compression="zstd",
                use_content_defined_chunking=True,
                write_page_index=True,
            )
        found = waiting[subset, split]
        batch = pa.RecordBatch.from_pylist(found, schema=schema(release, subset))
        writers[subset, split].write_batch(batch)
        found.clear()

    for subset, row in rows(corpus):
        key = subset, splits[row["id"].partition("#")[0]]
        waiting.setdefault(key, []).append(row)
        if len(waiting[key]) == BATCH:
            flush(*key)
    for key in waiting:
        flush(*key)
        writers[key].close()


def by_datasets(corpus: Path, release: Path, directory: Path) -> None:
    """The decided rows by the library's own way, which holds all of them in memory."""
    from datasets import Dataset, Features

    features = Features.from_arrow_schema(schema(release, "default"))
    found = [row for subset, row in rows(corpus) if subset == "default"]
    Dataset.from_list(found, features=features).to_parquet(directory / "default.parquet")


def schema(release: Path, subset: str) -> pa.Schema:
    """The columns of the release's table."""
    import pyarrow.parquet as pq

    return pq.read_schema(next((release / "data" / subset).iterdir()))


if __name__ == "__main__":
    main()
