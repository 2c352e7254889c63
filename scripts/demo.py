"""
The main job on this repository's own corpus, from seeds to ``load_dataset``, through a real server.

It works on a copy in ``.corpus-kit/demo``; the answers in ``annotations/`` are given to the server
again, as the annotators whose they are, and pulled back.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kit import answers
from corpus_kit.corpus import Corpus, Project
from corpus_kit.studio import people
from corpus_kit.studio.access import KEY, URL, Access
from corpus_kit.studio.submit import submit

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent.parent
COPY = HERE / ".corpus-kit" / "demo"
PROGRAM = Path(sys.executable).with_name("corpus-kit")


def main() -> None:
    """Run the road, each step timed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave Label Studio running")
    keep = parser.parse_args().keep
    for name in (URL, KEY):  # never invented answers on somebody's server
        os.environ.pop(name, None)
    started = time.monotonic()
    if (COPY / "corpus.toml").exists():
        run("studio", "stop")
    with step("copy seeds, schema and settings"):
        copy()
    try:
        road(Corpus.open(COPY).project())
        print(f"\nall of it took {time.monotonic() - started:.0f} s")
        by_hand(keep=keep)
    finally:
        if not keep:
            run("studio", "stop")


def road(project: Project) -> None:
    """Seeds → Label Studio → answers → validate → export → load_dataset."""
    with step("start Label Studio"):
        run("studio", "start", "--port", str(free_port()))
    with step("push the segments as tasks"):
        run("push")
    originals = Corpus.open(HERE).project().files()
    for path in originals:
        with step(f"{path.stem} signs up and answers (a demonstration, no human work)"):
            run("studio", "annotator", "add", path.stem)
            answer(project, path)
    with step("pull the answers"):
        run("pull")
    compare(originals, project)
    with step("validate them"):
        run("validate")
    with step("export the release"):
        run("export")
    with step("load it with datasets.load_dataset"):
        show(max(project.corpus.releases.iterdir()))


def answer(project: Project, path: Path) -> None:
    """Give the answers of a file, signed in as its annotator."""
    access = Access.of(project.corpus)
    own = people.signed_in(project.corpus, path.stem, access)
    print(f"  {submit(project, answers.read(path), own)} answers given")


def compare(originals: list[Path], project: Project) -> None:
    """Stop unless every answer came back as it was."""
    for path in originals:
        given = {one.segment: (one.status, one.row) for one in answers.read(path)}
        back = {one.segment: (one.status, one.row) for one in answers.read(project.path(path.stem))}
        if given != back:
            sys.exit(f"the answers of {path.stem} came back changed")
        print(f"  {path.stem}: {len(back)} answers came back as they were given")


def show(release: Path) -> None:
    """Print what load_dataset makes of the release."""
    from datasets import disable_progress_bars, load_dataset

    disable_progress_bars()
    decided = load_dataset(str(release))
    print(decided)
    first = next(iter(decided.values()))
    row = first[0]
    topic = first.features["topic"].int2str(row["topic"])
    print(f"  {row['id']} ({topic}, {row['annotators']} annotators): {row['text'][:70]}…")
    label = first.features["entities"].feature["label"]
    for span in row["entities"]:
        print(
            f"    {span['start']:>4}:{span['end']:<4}"
            f" {label.int2str(span['label']):<5} {span['text']}"
        )


def by_hand(*, keep: bool) -> None:
    """Say how to go on in the browser."""
    name = COPY.relative_to(HERE)
    if keep:
        print(f"""
Label Studio is running. To annotate by hand:
  .venv/bin/corpus-kit -C {name} studio open
and sign in with what stands in {name}/.corpus-kit/studio/owner.json. Then bring your answers in:
  .venv/bin/corpus-kit -C {name} pull && .venv/bin/corpus-kit -C {name} validate
and in the end:
  .venv/bin/corpus-kit -C {name} studio stop""")
    else:
        print("\nTo annotate by hand in the browser, run it again as: scripts/demo --keep")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    print(f"\n== {what}", flush=True)
    start = time.monotonic()
    yield
    print(f"   ({time.monotonic() - start:.1f} s)", flush=True)


def run(*arguments: str) -> None:
    """Run a command of corpus-kit on the copy, shown as one would type it."""
    print(f"  $ corpus-kit {' '.join(arguments)}", flush=True)
    done = subprocess.run([PROGRAM, "-C", COPY, *arguments], check=False)
    if done.returncode:
        sys.exit(f"that failed with {done.returncode}")


def copy() -> None:
    """A fresh copy of the corpus, without answers."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in ("corpus.toml", "card.md", "guidelines.md"):
        shutil.copy(HERE / name, COPY / name)
    for name in ("seeds", "schema"):
        shutil.copytree(HERE / name, COPY / name)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
