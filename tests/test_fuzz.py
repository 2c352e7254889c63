"""What others wrote is read or refused, whatever it is; on little, the rest is `scripts/fuzz`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

CASES = 1_500


def test_damaged_and_invented_input_is_read_or_refused() -> None:
    """By everything that reads what others wrote: no traceback, no hanging, no end of memory."""
    done = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "fuzz.py", "--cases", str(CASES)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.search(r"^([\d,]+) cases with seed 0: 0 faults$", done.stdout, re.MULTILINE)
    assert said
    assert int(said[1].replace(",", "")) >= CASES


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("{}[given]", "KeyError: b'\\x00'"),
        ("[None for _ in iter(int, 1)]", "it took more than 0.1 s"),
        ("bytes(8 << 30)", "MemoryError"),
        ("'\\ud800'.encode()", "UnicodeEncodeError"),
    ],
)
def test_a_fault_is_found_and_told(act: str, found: str, tmp_path: Path) -> None:
    """An exception, no end, no memory; with the smallest input, else nobody could mend it."""
    subprocess.run([sys.executable, "-c", BROKEN.format(act=act), tmp_path], check=True)
    said = json.loads((tmp_path / "found.json").read_bytes())["fault"]
    assert found in said
    assert said.endswith("of b'\\x00'")


BROKEN = f"""
import sys
sys.path[:0] = [{str(REPOSITORY / "scripts")!r}, {str(REPOSITORY / "tests")!r}]
import fuzz, pathlib
from hypothesis import strategies

def act(given, directory):
    given and {{act}}

fuzz.SLOW = 0.1
fuzz.targets = lambda _: [fuzz.Target("broken", 1, strategies.binary(), act)]
fuzz.work("broken", 200, 0, pathlib.Path(sys.argv[1]))
"""
"""A target that fails at anything but nothing."""
