"""A copy of this repository's corpus with faults in its answers, each as real ones come about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from support import copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Line = dict[str, Any]


def dirty(directory: Path) -> Path:
    """
    Copy the corpus and spoil it.

    One annotator's tool counted offsets from 1, a label was renamed in one line, a question was
    left out, a merge was not finished, and a seed was edited after the answers were given.
    """
    answers = copied(directory) / "annotations" / "news"
    _changed(answers / "demo-1.jsonl", slice(0, 12), _shifted)
    _changed(answers / "demo-2.jsonl", slice(6, 7), _renamed)
    _changed(answers / "demo-3.jsonl", slice(2, 3), lambda line: line["row"].pop("topic"))
    with (answers / "demo-3.jsonl").open("a") as file:
        file.write("<<<<<<< HEAD\n")
    seed = directory / "seeds" / "007_vlore-livadhi-nenujor.txt"
    first, rest = seed.read_text(encoding="utf-8").split(".", 1)
    seed.write_text(f"{first} sot.{rest}", encoding="utf-8")
    return directory


def mendable(directory: Path) -> Path:
    """
    Copy the corpus, and spoil it so that all can be mended but one thing.

    One span slipped by a character, one took the space behind it along, one stands twice, and a
    label was written that there is not.
    """
    answers = copied(directory) / "annotations" / "news"
    _changed(answers / "demo-2.jsonl", slice(0, 1), _spoiled)
    _changed(answers / "demo-3.jsonl", slice(0, 1), _unknown)
    return directory


def _spoiled(line: Line) -> None:
    first, second, third, *_ = line["row"]["entities"]
    first.update(start=first["start"] + 1, end=first["end"] + 1)
    first["id"] = f"{first['start']}-{first['end']}-{first['label']}"
    second.update(end=second["end"] + 1, text=f"{second['text']} ")
    second["id"] = f"{second['start']}-{second['end']}-{second['label']}"
    line["row"]["entities"].insert(3, third)


def _unknown(line: Line) -> None:
    line["row"]["entities"][0]["label"] = "GPE"


def _changed(path: Path, which: slice, change: Callable[[Line], object]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines[which]:
        change(line)
    path.write_text(
        "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in lines),
        encoding="utf-8",
    )


def _shifted(line: Line) -> None:
    for span in line["row"].get("entities", ()):
        span.update(start=span["start"] + 1, end=span["end"] + 1)
        span["id"] = f"{span['start']}-{span['end']}-{span['label']}"


def _renamed(line: Line) -> None:
    for span in line["row"]["entities"]:
        if span["label"] == "LOC":
            span["label"] = "GPE"
