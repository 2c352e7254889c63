"""
Gives damaged and invented input to everything that reads what others wrote (`tests/fuzzed.py`).

A case may end with a result or with one of our errors, within seconds and within memory. What ends
otherwise is told with the smallest input that Hypothesis finds for it, and with the seed that makes
it again. Each target runs in a process of its own, which is ended when it hangs.

Usage: python scripts/fuzz.py [--cases 50000] [--seed 0] [--only TARGET]
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import hypothesis  # noqa: E402

from corpus_kit.errors import CorpusError  # noqa: E402
from fuzzed import Target, targets  # noqa: E402 - found by the path above

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

SLOW = 5
"""Seconds of work that a case may take."""
HANGING = 120
"""Seconds after which a process that begins no other case is ended."""
MEMORY = 4 << 30
"""Bytes of address space of a process; libraries take most of it and use little."""
GROWTH = 512
"""Megabytes that a process may need more at the end than after its first cases."""
TRACED = 1_800
"""Characters that are told of a traceback, its end."""
LAST, FOUND = "last", "found.json"


@dataclass(frozen=True)
class Outcome:
    """How many cases a target had, and what was wrong if anything was."""

    name: str
    cases: int
    seconds: float
    fault: str


class TooSlow(BaseException):
    """A case took too long; nothing that catches exceptions catches it."""


def main() -> None:
    """Fuzz all targets, some at a time, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="this target, with all of the cases")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        work(chosen.only, chosen.cases, chosen.seed, chosen.worker)
        return
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as name:
        shares = {one.name: one.share for one in targets(Path(name))}
        if chosen.only:
            shares = {chosen.only: shares[chosen.only]}
        whole = sum(shares.values())
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            waiting = [
                threads.submit(
                    told, run, one, -(-chosen.cases * share // whole), chosen.seed, Path(name)
                )
                for one, share in sorted(shares.items(), key=lambda one: one[1])
            ]
            found = [one.result() for one in waiting]
    cases = sum(one.cases for one in found)
    faults = [one for one in found if one.fault]
    for one in faults:
        print(f"\n{one.name}, with --only {one.name} --seed {chosen.seed}:\n{one.fault}")
    print(f"{cases:,} cases with seed {chosen.seed}: {len(faults)} faults")
    sys.exit(bool(faults))


def told(act: Callable[..., Outcome], *arguments: Any) -> Outcome:  # noqa: ANN401 - of `act`
    """What `act` gives, with a line of the table."""
    one = act(*arguments)
    print(f"{one.name:12}{one.cases:8,} cases{one.seconds:8.1f} s", flush=True)
    return one


def run(name: str, cases: float, seed: int, directory: Path) -> Outcome:
    """A target in a process of its own."""
    place = directory / name
    place.mkdir()
    start = time.monotonic()
    arguments = ["--only", name, "--cases", str(int(cases)), "--seed", str(seed)]
    with (place / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, __file__, *arguments, "--worker", place],
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        hung = not _ended(process, place / LAST)
    seconds = time.monotonic() - start
    if (place / FOUND).exists():
        return Outcome(name, **json.loads((place / FOUND).read_bytes()), seconds=seconds)
    why = f"no end after {HANGING} s" if hung else f"ended with {process.returncode}"
    last = (place / LAST).read_text() if (place / LAST).exists() else "nothing"
    return Outcome(name, 0, seconds, f"{why}, at {last}\n{(place / 'said').read_text()}")


def _ended(process: subprocess.Popen[bytes], last: Path) -> bool:
    """Wait for its end, or end it when it begins no case any more."""
    begun = time.time()
    while process.poll() is None:
        time.sleep(0.2)
        if last.exists():
            begun = max(begun, last.stat().st_mtime)
        if time.time() - begun > HANGING:
            process.kill()
            process.wait()
            return False
    return True


# In the process of a target


def work(name: str, cases: int, seed: int, directory: Path) -> None:
    """Give a target so many cases, and write down how many there were and what was wrong."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _too_slow)
    one = next(one for one in targets(directory) if one.name == name)
    count, early = 0, 0.0

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=cases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate, *([hypothesis.Phase.shrink] if one.shrinks else [])],
    )
    @hypothesis.given(one.inputs)
    def case(given: Any) -> None:  # noqa: ANN401 - each target has its own
        nonlocal count, early
        count += 1
        (directory / LAST).write_text(repr(given), errors="backslashreplace")
        _once(one, given, directory)
        early = _megabytes() if count <= cases // 10 + 1 else early

    fault = ""
    try:
        case()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        error.__notes__ = []  # Hypothesis would print all that inputs are made of
        said = "".join(traceback.format_exception(error, chain=False))
        fault = f"{said[-TRACED:]}of {(directory / LAST).read_text()}"
    if not fault and (grown := _megabytes() - early) > GROWTH:
        fault = f"memory grew by {grown:.0f} MB"
    (directory / FOUND).write_text(json.dumps({"cases": count, "fault": fault}))


def _once(target: Target, given: Any, directory: Path) -> None:  # noqa: ANN401
    signal.setitimer(signal.ITIMER_PROF, SLOW)
    try:
        target.act(given, directory)
    except CorpusError as error:
        str(error).encode()
    except TooSlow as error:
        raise AssertionError(f"it took more than {SLOW} s") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _too_slow(_: int, __: FrameType | None) -> NoReturn:
    raise TooSlow


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
