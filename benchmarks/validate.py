"""
How fast answers are checked, and in how much memory.

Rows with some ten spans and a topic each, one in five hundred damaged, are checked three ways. A
plain script (`plain_validate.py`) asks a compiled `jsonschema` about each row, and looks at nothing
else. `corpus-kit validate rows.jsonl --schema` makes all checks of rows, spans against their text
among them. `corpus-kit validate` checks a corpus with these answers: it reads seeds as well, cuts
them, and holds files, lines, segments and the same text elsewhere against each other. All have to
find the same rows at fault with the schema.

The aim is 40 times the speed of the plain script, in at most 500 MB. On two cores 200,000 rows took
5.2 s and 263 MB, 42 times as fast; the corpus took 10.7 s and 157 MB, 20 times as fast.

Usage: validate.py [--rows 200000] [--plain-rows ROWS]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from export import given, told
from made import PROGRAM, measured, seeds

if TYPE_CHECKING:
    from corpus_kit.model import Annotation

PLAIN = Path(__file__).with_name("plain_validate.py")
DAMAGED = 500
"""Of so many answers one is damaged."""
SCHEMA = "CK4"
"""The checks of rows against their schema begin like this."""


def main() -> None:
    """Make the corpus, go all ways, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument(
        "--plain-rows", type=int, help="the plain script takes so many, and its time is scaled"
    )
    chosen = parser.parse_args()
    count = min(chosen.plain_rows or chosen.rows, chosen.rows)
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as name:
        root = Path(name) / "corpus"
        file = make(root, chosen.rows)
        rows, schema = Path(name) / "rows.jsonl", root / "schema" / "news.schema.json"
        spread(file, rows)
        print(f"{chosen.rows:,} rows, {rows.stat().st_size / 1e6:,.0f} MB", flush=True)
        alone = (PROGRAM, "validate", rows, "--schema", schema, "--json")
        whole = (PROGRAM, "-C", root, "validate", "--json")
        checked = {title: measured(*command, code=1) for title, command in
                   (("rows", alone), ("corpus", whole))}  # fmt: skip
        bundled = Path(name) / "bundled.json"
        bundle = (PROGRAM, "-C", root, "schema", "bundle")
        bundled.write_bytes(subprocess.run(bundle, stdout=subprocess.PIPE, check=True).stdout)
        plain, *took = measured(sys.executable, PLAIN, bundled, rows, str(count))
    told(count, "jsonschema", took, f"{count:,} of the rows" if count < chosen.rows else "")
    known = set(json.loads(plain))
    print(f"faulty rows: {len(known):,}")
    for title, (said, *ours) in checked.items():
        told(chosen.rows, title, ours)
        print(f"ratio {took[0] / count * chosen.rows / ours[0]:.1f}")
        if of_schema(json.loads(said), count) != known:
            sys.exit("the two did not find the same")


def spread(file: Path, rows: Path) -> None:
    """The rows of a file of answers, one a line."""
    with file.open("rb") as found, rows.open("wb") as made:
        made.writelines(
            msgspec.json.encode(msgspec.json.decode(line)["row"]) + b"\n" for line in found
        )


def of_schema(issues: list[dict[str, Any]], count: int) -> set[int]:
    """The lines, up to one, that do not fit the schema."""
    return {
        one["line"] for one in issues if one["code"].startswith(SCHEMA) and one["line"] <= count
    }


def make(root: Path, count: int) -> Path:
    """A corpus of so many paragraphs, all answered; gives the file of answers."""
    seeds(root, count)
    settings = root / "corpus.toml"
    settings.write_text(settings.read_text().replace("segment = 3", "segment = 1"))
    path = Corpus.open(root).project().path("arta")
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.writelines(
            answers.line(damaged(one, random.Random(number)))  # noqa: S311 - not secrets
            for number, one in enumerate(given(root))
        )
    return path


def damaged(one: Annotation, chance: random.Random) -> Annotation:
    """The answer, or now and then one with a fault that the schema sees or the text only."""
    if chance.randrange(DAMAGED) == 0:
        row: dict[str, Any] = one.row  # type: ignore[assignment]
        span = row["entities"][-1]
        match chance.randrange(7):
            case 0:
                row["topic"] = "weather"
            case 1:
                del row["topic"]
            case 2:
                row["mood"] = "good"
            case 3:
                span["label"] = "GPE"
            case 4:
                span["start"] = str(span["start"])
            case 5:
                span["end"] += 100
            case _:
                span["text"] = "Hëna"
    return one


if __name__ == "__main__":
    main()
