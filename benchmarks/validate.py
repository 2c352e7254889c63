"""
How fast answers are checked, and in how much memory.

A corpus of documents with ten paragraphs each is answered by one person, some ten spans and a topic
a paragraph, and one answer in a hundred is damaged. `corpus-kit validate --json` reads seeds and
answers, makes all of its checks and tells what it found; a plain script (`plain_validate.py`) asks
`jsonschema` about each row and looks at nothing else. Both have to find the same rows at fault with
the schema.

The aim is 40 times the script's speed on two cores, in at most 500 MB. So far, while others used
them as well, 200,000 rows took 115 µs of processor time each, in all processes together, against
1.15 ms of the script's: at most 20 times. They held 148 MB, and for 50,000 rows 131 MB.

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

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from export import given, told
from made import PROGRAM, measured, seeds

if TYPE_CHECKING:
    from corpus_kit.model import Annotation

PLAIN = Path(__file__).with_name("plain_validate.py")
DAMAGED = 100
"""Of so many answers one is damaged."""
SCHEMA = "CK4"
"""The checks of rows against their schema begin like this."""


def main() -> None:
    """Make the corpus, go both ways, tell."""
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
        print(f"{chosen.rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB of answers", flush=True)
        said, seconds, size = measured(PROGRAM, "-C", root, "validate", "--json", code=1)
        told(chosen.rows, "corpus-kit", [seconds, size])
        schema = Path(name) / "bundled.json"
        bundle = subprocess.run(
            [PROGRAM, "-C", root, "schema", "bundle"], stdout=subprocess.PIPE, check=True
        )
        schema.write_bytes(bundle.stdout)
        plain, *took = measured(sys.executable, PLAIN, schema, file, str(count))
    told(count, "jsonschema", took, f"{count:,} of the rows" if count < chosen.rows else "")
    found, known = of_schema(json.loads(said), count), set(json.loads(plain))
    print(f"faulty rows: {len(found):,} and {len(known):,}")
    print(f"ratio {took[0] / count * chosen.rows / seconds:.1f}")
    if found != known:
        sys.exit("the two did not find the same")


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
