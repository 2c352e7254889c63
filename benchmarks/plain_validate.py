"""
The plain way to check answers, which `validate.py` is measured against: `jsonschema` in a loop.

The validator is built once, with all definitions inside, and lines are decoded by msgspec. Of spans
it sees what the schema sees; the texts that they stand on, and the seeds, are not looked at.

Usage: plain_validate.py SCHEMA FILE [ROWS]
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path

import msgspec
from jsonschema import Draft202012Validator


def faulty(schema: Path, file: Path, rows: int | None) -> list[int]:
    """The numbers of the lines whose row does not fit, of so many from the first."""
    validator = Draft202012Validator(
        msgspec.json.decode(schema.read_bytes()),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    decode = msgspec.json.Decoder().decode
    with file.open("rb") as lines:
        return [
            number
            for number, line in enumerate(islice(lines, rows), 1)
            if list(validator.iter_errors(decode(line)))
        ]


if __name__ == "__main__":
    schema, file, *rows = sys.argv[1:]
    print(json.dumps(faulty(Path(schema), Path(file), int(rows[0]) if rows else None)))
