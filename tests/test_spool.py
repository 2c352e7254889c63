"""Answers on their way into files: which of them count, in what order, and what is left of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from corpus_kit import answers
from corpus_kit.model import Annotation, Change
from corpus_kit.spool import Spool

from support import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Corpus

ANNOTATIONS = st.lists(
    st.builds(
        Annotation,
        segment=st.sampled_from(["d#1", "d#2", "d\0#1", "ë#1", "\uffff#1", "\U0001f9d1#1"]),
        annotator=st.sampled_from(["ana", "eva"]),
        status=st.sampled_from(["submitted", "skipped"]),
        origin=st.just("human"),
        created=st.just(""),
        updated=st.sampled_from(["", "2026-11-24T04:31:42Z", "2026-11-24T04:31:42.1Z"]),
        seconds=st.floats(0, 9),
        row=st.just({}),
        history=st.sampled_from([(), (), (Change("repair", "2026-11-24T05:00:00Z"),)]),
    ),
    max_size=12,
)

FILLING = """
import sys, time
from corpus_kit.model import Annotation
from corpus_kit.spool import Spool
spool = Spool()
spool.add(
    Annotation(f"d#{n}", "ana", "submitted", "human", "", "", None, {"text": "x" * 10_000})
    for n in range(1000)
)
print("ready", flush=True)
time.sleep(60)
"""


@given(ANNOTATIONS, ANNOTATIONS)
def test_the_latest_of_each_is_kept_and_comes_out_sorted(
    found: list[Annotation], before: list[Annotation]
) -> None:
    """
    An answer before a skip; of the same time, the second.

    What a file had counts only where it is later, or alone; or of the same time, but repaired.
    """
    latest: dict[tuple[str, str], Annotation] = {}
    for one in found:
        earlier = latest.get((one.annotator, one.segment))
        if earlier is None or (one.status, one.updated) >= (earlier.status, earlier.updated):
            latest[one.annotator, one.segment] = one
    with closing(Spool()) as spool:
        assert spool.add(found) == len(found) - len(latest)
        assert spool.annotators() == sorted({name for name, _ in latest})
        for status in ("submitted", "skipped"):
            assert spool.count("ana", status) == sum(
                one.annotator == "ana" and one.status == status for one in latest.values()
            )
        ours = {segment: one for (name, segment), one in latest.items() if name == "ana"}
        for one in before:
            time = ours[one.segment].updated if one.segment in ours else None
            repaired = one.history and one.updated == time != ""
            if time is None or one.updated > time or repaired:
                ours[one.segment] = one
        spool.keep("ana", before)
        assert list(spool.lines("ana")) == [answers.line(ours[name]) for name in sorted(ours)]


def test_nothing_is_left_of_a_killed_process(tmp_path: Path) -> None:
    """Ten megabytes were on disk, in a file without a name."""
    with subprocess.Popen(
        [sys.executable, "-c", FILLING],
        stdout=subprocess.PIPE,
        env={**os.environ, "SQLITE_TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        assert [one for one in tmp_path.iterdir() if not one.name.startswith(".")] == []
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_no_more_is_told(corpus: Corpus, tmp_path: Path) -> None:
    """As that of the temporary files, before anything is written."""
    before = {path: path.read_bytes() for path in corpus.project().files()}
    (segment, *_) = corpus.project().segments()
    person = {"email": "ana@example.com"}
    value = {"text": ["x" * 3_000_000]}
    result = {"from_name": "topic", "to_name": "text", "type": "choices", "value": value}
    export = tmp_path / "export.json"
    export.write_text(
        json.dumps(
            [
                {
                    "data": {"segment": segment.id, "text": segment.text * 30_000},
                    "annotations": [{"completed_by": person, "result": [result]}],
                }
            ]
        )
    )
    limited = 'ulimit -f 1000; exec "$@"'
    done = subprocess.run(
        ["bash", "-c", limited, "-", PROGRAM, "-C", corpus.root, "pull", "--from", export],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: the directory of temporary files (TMPDIR): ")
    assert {path: path.read_bytes() for path in corpus.project().files()} == before
