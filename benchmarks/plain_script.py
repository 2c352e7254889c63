"""
The script that a user of Label Studio would write: what `read_export.py` is measured against.

It reads an export with ``json.load``, checks every row with ``jsonschema`` (compiled once, its
definitions inside) and every span against the text, and writes a file of lines for each annotator.

Usage: plain_script.py EXPORT SCHEMA DIRECTORY
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator


def read(export: Path, schema: Path, directory: Path) -> dict[str, int]:
    """Write the answers of an export; how many there are, and how many have faults."""
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    with export.open(encoding="utf-8") as file:
        tasks = json.load(file)
    answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    faulty = 0
    for task in tasks:
        for annotation in task["annotations"]:
            row = answered(task["data"]["text"], annotation["result"])
            faulty += any(True for _ in validator.iter_errors(row)) or any(
                span["text"] != row["text"][span["start"] : span["end"]] for span in row["entities"]
            )
            line = {"segment": task["data"]["segment"], "updated": annotation["updated_at"]}
            answers[annotation["completed_by"]["email"]].append({**line, "row": row})
    directory.mkdir()
    for number, found in enumerate(answers.values()):
        found.sort(key=lambda line: str(line["segment"]))
        with (directory / f"{number}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in found)
    return {"answers": sum(map(len, answers.values())), "faulty": faulty}


def answered(text: str, results: list[dict[str, Any]]) -> dict[str, Any]:
    """The row that an annotation's results say."""
    row: dict[str, Any] = {"text": text, "entities": []}
    for result in results:
        value = result["value"]
        if result["from_name"] == "entities":
            (label,) = value["labels"]
            start, end = value["start"], value["end"]
            span = {"id": f"{start}-{end}-{label}", "start": start, "end": end, "label": label}
            row["entities"].append({**span, "text": value["text"]})
        elif result["from_name"] == "topic":
            (row["topic"],) = value["choices"]
    return row


if __name__ == "__main__":
    print(json.dumps(read(*map(Path, sys.argv[1:]))))
