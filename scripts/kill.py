"""
Kills export, publish and fetch at random moments, and reads what they left.

After each kill a reader that knows nothing of how it was written has to find a whole release or
none; then the same call is run again, and has to complete it. With the packages of .venv, some
minutes: python scripts/kill.py [TIMES]
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from hub import WRITER, Hub  # noqa: E402 - found by the path above
from readers import in_directory, tagged  # noqa: E402
from small import TOPIC, answer, small  # noqa: E402

from support import forked, killed  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus_kit.corpus import Corpus


LATEST = 1.2
"""The last moment of a kill, in parts of how long it took before: the end is to be hit too."""


@dataclass(frozen=True)
class Trial:
    """Something to kill, and whether a reader finds it there; that fails on half of it."""

    name: str
    act: Callable[[int], object]
    there: Callable[[int], bool]


def main(times: int) -> None:
    """Kill each thing so often, and say what was found."""
    with tempfile.TemporaryDirectory() as name, served(Path(name) / "hub") as url:
        os.environ |= {"HF_ENDPOINT": url, "HF_TOKEN": WRITER, "HF_HOME": f"{name}/home"}
        os.environ.pop("HF_HUB_OFFLINE", None)
        for trial in trials(Path(name), Hub(Path(name) / "hub")):
            lengths, chance, found = [done(trial, 0)], random.Random(), 0  # noqa: S311
            for number in range(1, times + 1):
                killed(partial(trial.act, number), chance.uniform(0, LATEST * lengths[-1]))
                there = trial.there(number)
                took = done(trial, number)
                found += there
                if not there:  # one that has a release before it takes longer than the first
                    lengths.append(took)
            print(
                f"{trial.name}, of up to {max(lengths):.2f} s: killed {times} times; then a whole "
                f"release was there {found} times and none {times - found} times; all completed"
            )


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address of a hub in a process of its own: one with threads is not forked safely."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with Hub(root) as hub:
            os.write(writer, hub.url.encode())
            os.close(writer)
            signal.pause()
    os.close(writer)
    with os.fdopen(reader) as pipe:
        url = pipe.read()
    try:
        yield url
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def done(trial: Trial, number: int) -> float:
    """Do it to its end, in a process of its own like the killed ones; how many seconds it took."""
    start = time.monotonic()
    child = forked(partial(trial.act, number))
    failed = os.waitpid(child, 0)[1]
    took = time.monotonic() - start
    if failed or not trial.there(number):
        sys.exit(f"{trial.name}: the run after a kill did not complete the release")
    return took


def trials(root: Path, hub: Hub) -> list[Trial]:
    """What is killed: export, publishing what was exported, and bringing it back."""
    from corpus_kit.corpus import Corpus
    from corpus_kit.release import release
    from corpus_kit.release.fetch import fetch
    from corpus_kit.release.publish import hub as publishing
    from corpus_kit.release.publish import target, whole
    from corpus_kit.release.stored import Stored
    from corpus_kit.release.verify import faults

    # It only reads, and would take most of the time.
    publishing.prove = lambda *_: None  # type: ignore[attr-defined]
    made = made_of(root / "published")
    release(made, "0.1.0")
    stored = whole(made)

    def export(number: int) -> None:
        if not place_of(number).exists():
            release(made, f"{number + 1}.0.0")

    def place_of(number: int) -> Path:
        return made.releases / f"{number + 1}.0.0"

    def whole_at(place: Path) -> bool:
        if place.exists() and (wrong := list(faults(Stored.open(place)))):
            sys.exit(f"half a release: {wrong}")
        return place.exists()

    def on_hub(number: int) -> bool:
        found = hub.repository(f"org/data-{number}")
        tags = found.refs()["tags"] if (found.path / "refs" / "heads" / "main").exists() else {}
        return bool(tags) and bool(tagged(found, "v0.1.0"))

    def clone(number: int) -> Corpus:
        return Corpus(root / "clones" / str(number), made.config)

    target(f"dir:{root / 'source'}").publish(stored)
    return [
        Trial("export", export, lambda number: whole_at(place_of(number))),
        Trial(
            "publish to a directory",
            lambda number: target(f"dir:{root / 'out' / str(number)}").publish(stored),
            lambda number: bool(in_directory(root / "out" / str(number) / "small")),
        ),
        Trial(
            "publish to a hub",
            lambda number: target(f"hub:org/data-{number}").publish(stored),
            on_hub,
        ),
        Trial(
            "fetch",
            lambda number: fetch(clone(number), f"dir:{root / 'source'}@0.1.0"),
            lambda number: whole_at(clone(number).releases / "0.1.0"),
        ),
    ]


def made_of(root: Path) -> Corpus:
    """A corpus of some documents and their answers."""
    corpus = small(root, [f"Dokumenti {number}." for number in range(200)], {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    return corpus


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
