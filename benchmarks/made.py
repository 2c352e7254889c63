"""What the benchmarks have in common: text of no meaning, and a command's time and memory."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("corpus-kit")

PARAGRAPHS = 10
"""In each document."""
LETTERS = 560
"""In each paragraph at least, so that a task and three answers have about 7 KB."""

FIRST = ("Arben", "Blerta", "Çlirim", "Dafina", "Ëngjëll", "Flaka", "Gëzim", "Hana")
LAST = ("Shehu", "Krasniqi", "Hoxha", "Berisha", "Çela", "Marku", "Gjoni", "Dervishi")
PLACES = ("Tiranë", "Prishtinë", "Shkodër", "Korçë", "Gjakovë", "Vlorë", "Tetovë", "Ulqin")
BODIES = ("Bashkia e Re", "Shoqata “Drita”", "Klubi i Leximit", "Ura sh.p.k.")
DAYS = ("të hënën", "të martën", "më 3 maj", "në qershor", "dje")
WORDS = """
punimet rruga banorët mësuesja shkolla tregu kopshti muzika libri dritaret ujësjellësi këndshëm
gjatë mbrëmjes pranë lumit për herë të parë me ndihmën dhe pastaj sërish shumë pak ndërsa edhe
""".split()  # noqa: SIM905 - words, not a list of strings
TOPICS = ("politics", "economy", "society", "culture", "sport", "science")

Span = tuple[int, int, str]


def seeds(root: Path, count: int) -> None:
    """A corpus like this repository's, with so many paragraphs and no answers."""
    for name in ("schema", "corpus.toml", "guidelines.md"):
        (shutil.copytree if name == "schema" else shutil.copy)(HERE.parent / name, root / name)
    (root / "seeds").mkdir()
    for first in range(0, count, PARAGRAPHS):
        numbers = range(first, min(first + PARAGRAPHS, count))
        text = "\n\n".join(paragraph(number)[0] for number in numbers)
        (root / "seeds" / f"{first:08}.txt").write_text(f" date 2026-11 {text}", encoding="utf-8")


def paragraph(number: int) -> tuple[str, list[Span]]:
    """A paragraph of no meaning, always the same for its number, and the names in it."""
    chance = random.Random(number)  # noqa: S311 - words, not secrets
    text, spans = f"Lajmi {number}:", list[Span]()
    while len(text) < LETTERS:
        name, label = chance.choice(
            (
                (f"{chance.choice(FIRST)} {chance.choice(LAST)}", "PER"),
                (chance.choice(PLACES), "LOC"),
                (chance.choice(BODIES), "ORG"),
                (chance.choice(DAYS), "DATE"),
            )
        )
        text += f" {' '.join(chance.choices(WORDS, k=7))} "
        spans.append((len(text), len(text) + len(name), label))
        text += f"{name}."
    return text, spans


def measured(*command: str | Path, code: int = 0) -> tuple[bytes, float, float]:
    """
    What a command prints, the seconds it takes, and the most megabytes that it holds.

    Memory is that of all its processes, what they share counted once, looked at ten times a second.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        held = [0.0]
        watch = threading.Thread(target=_watch, args=(process, held))
        watch.start()
        said = process.stdout.read() if process.stdout else b""
        process.wait()
        seconds = time.perf_counter() - start
        watch.join()
    if process.returncode != code:
        sys.exit(f"{' '.join(map(str, command))} exited with {process.returncode}")
    return said, seconds, max(held)


def _watch(process: subprocess.Popen[bytes], held: list[float]) -> None:
    while process.poll() is None:
        with suppress(psutil.Error):
            main = psutil.Process(process.pid)
            found = (_held(one) for one in [main, *main.children(recursive=True)])
            held.append(sum(found) / 1e6)
        time.sleep(0.1)


def _held(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(info, "pss", info.uss))
