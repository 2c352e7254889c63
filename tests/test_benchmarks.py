"""The benchmarks run, on little; what they claim is measured on much, by hand."""

from __future__ import annotations

import re
import subprocess
import sys

from support import REPOSITORY


def test_reading_an_export_is_measured() -> None:
    """Both ways find the same answers and the same faults, some at least; a ratio is told."""
    script = REPOSITORY / "benchmarks" / "read_export.py"
    done = subprocess.run(
        [sys.executable, script, "--tasks", "500"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    rows = re.findall(r"^(plain script|corpus-kit) .* 1,500 +(\d+)$", done.stdout, re.MULTILINE)
    assert [name for name, _ in rows] == ["plain script", "corpus-kit"]
    assert rows[0][1] == rows[1][1] != "0"
    assert re.search(r"^ratio \d+\.\d$", done.stdout, re.MULTILINE)


def test_writing_a_release_is_measured() -> None:
    """A bare script writes the same tables; a ratio is told."""
    script = REPOSITORY / "benchmarks" / "export.py"
    done = subprocess.run(
        [sys.executable, script, "--rows", "300"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^(bare pyarrow|corpus-kit|datasets)", done.stdout, re.MULTILINE) == [
        "bare pyarrow", "corpus-kit", "datasets",
    ]  # fmt: skip
    assert re.search(r"^ratio \d+\.\d\d$", done.stdout, re.MULTILINE)


def test_checking_answers_is_measured() -> None:
    """The reference finds the same rows at fault, some at least; a ratio is told."""
    script = REPOSITORY / "benchmarks" / "validate.py"
    done = subprocess.run(
        [sys.executable, script, "--rows", "1500", "--plain-rows", "1400"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^(jsonschema|rows|corpus) .* MB", done.stdout, re.MULTILINE) == [
        "jsonschema", "rows", "corpus",
    ]  # fmt: skip
    assert "1,400 of the rows" in done.stdout
    assert (said := re.search(r"^faulty rows: (\d+)$", done.stdout, re.MULTILINE))
    assert said[1] != "0"
    assert len(re.findall(r"^ratio \d+\.\d$", done.stdout, re.MULTILINE)) == 2
