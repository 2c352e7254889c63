"""
Publishing to S3, as moto serves it on loopback.

What speaks S3 is installed aside, for these tests: it wants another botocore than Label Studio has.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.release import release
from corpus_kit.release.stored import Stored
from corpus_kit.release.verify import faults
from outside.aside import installed, serving
from readers import listed
from small import TOPIC, answer, small

from live.conftest import free_port
from support import PROGRAM, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNED = {"Authorization": "AWS test:any"}
"""Moto believes any signature."""

PACKAGES = ("s3fs==2026.9.0", "moto[server]==5.2.5")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The PYTHONPATH of what speaks S3."""
    return installed(tmp_path_factory.mktemp("packages"), *PACKAGES)


@pytest.fixture
def bucket(packages: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The address of an empty bucket, which every command of the test can write to."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("PYTHONPATH", packages)
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test0secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    moto = [sys.executable, "-m", "moto.server", "-p", str(port)]
    with serving(moto, url, tmp_path / "moto.log", packages):
        httpx.put(f"{url}/corpora").raise_for_status()
        yield f"{url}/corpora"


def seen(bucket: str) -> dict[str, str]:
    """What the index in the bucket names, read by HTTP alone."""

    def read(name: str) -> bytes | None:
        answered = httpx.get(f"{bucket}/data/small/{name}", headers=SIGNED)
        return answered.content if answered.status_code == httpx.codes.OK else None

    return listed(read)


def exported(root: Path) -> Corpus:
    """A corpus with the releases 1.0.0 and 1.1.0."""
    corpus = small(root, ["një", "dy"], {"topic": TOPIC})
    for version, annotator in (("1.0.0", "ana"), ("1.1.0", "ben")):
        answer(corpus.project(), annotator, lambda _: {"topic": "sport"})
        release(Corpus.open(root), version)
    return Corpus.open(root)


def test_a_bucket_has_releases_and_an_index_of_them(bucket: str, tmp_path: Path) -> None:
    """What is told to load it does; another content of a version is refused."""
    corpus = exported(tmp_path / "corpus")
    publish = ("-C", corpus.root, "publish", "s3://corpora/data")
    for version in ("1.0.0", "1.1.0"):
        told = command(*publish, "--version", version).stdout
        assert version in seen(bucket)
        program = f"import fsspec; from datasets import load_dataset; {told}"
        subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True
        )
    assert "it was there already" in command(*publish).stderr
    assert "nothing would change" in command(*publish, "--plan").stdout
    there = seen(bucket)
    path = f"{bucket}/data/small/1.1.0/manifest.json"
    httpx.put(path, content=b"{}", headers=SIGNED).raise_for_status()
    assert "with another content" in command(*publish, code=2).stderr
    assert there.keys() == {"1.0.0", "1.1.0"}


def test_a_release_in_a_bucket_is_checked_there_and_fetched(bucket: str, tmp_path: Path) -> None:
    """By a clone, which has no dist/ and knows the place from the ledger; a wrong byte is seen."""
    corpus = exported(tmp_path / "corpus")
    for version in ("1.0.0", "1.1.0"):
        command("-C", corpus.root, "publish", "s3://corpora/data", "--version", version)
    assert '"place":"s3://corpora/data/small"' in corpus.ledger.read_text()
    assert "test0secret" not in corpus.ledger.read_text()
    clone = tmp_path / "clone"
    shutil.copytree(corpus.root, clone, ignore=shutil.ignore_patterns("dist"))
    assert "is whole" in command("verify", "s3://corpora/data/small@v1.0.0").stderr
    held = command("-C", clone, "withdraw", "1", "--reason", "why").stdout
    assert held.splitlines() == [f"{one} at s3://corpora/data/small" for one in ("1.0.0", "1.1.0")]
    command("-C", clone, "fetch")
    for version in ("1.0.0", "1.1.0"):
        assert list(faults(Stored.open(clone / "dist" / "small" / version))) == []
    path = f"{bucket}/data/small/1.1.0/CITATION.cff"
    httpx.put(path, content=b"x", headers=SIGNED).raise_for_status()
    done = command("-C", clone, "verify", "s3://corpora/data@1.1.0", code=1)
    assert done.stdout.startswith("CITATION.cff is not the file that was released")
    assert (
        "has no release 3.0.0" in command("verify", "s3://corpora/data/small@3.0.0", code=2).stderr
    )
    assert (
        "s3://nowhere/x cannot be read" in command("verify", "s3://nowhere/x@1.0.0", code=3).stderr
    )


def test_a_bucket_that_is_not_there_is_told(bucket: str, tmp_path: Path) -> None:  # noqa: ARG001
    """Without a traceback, and without the key."""
    corpus = exported(tmp_path / "corpus")
    done = command("-C", corpus.root, "publish", "s3://nowhere/data", code=3)
    assert "s3://nowhere/data/small failed" in done.stderr
    assert "test0secret" not in done.stderr


def test_a_kill_leaves_a_whole_release_or_none(bucket: str, tmp_path: Path) -> None:
    """Whenever it comes; the next run completes it."""
    corpus = exported(tmp_path / "corpus")
    publish = [str(PROGRAM), "-C", str(corpus.root), "publish", "s3://corpora/data", "--version"]
    start = time.monotonic()
    subprocess.run([*publish, "1.0.0"], check=True, capture_output=True)
    length, chance = time.monotonic() - start, random.Random(4)  # noqa: S311 - not for secrets
    for _ in range(10):
        with subprocess.Popen(
            [*publish, "1.1.0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as child:
            time.sleep(chance.uniform(length / 3, length))
            child.send_signal(signal.SIGKILL)
        assert seen(bucket).keys() - {"1.1.0"} == {"1.0.0"}
    subprocess.run([*publish, "1.1.0"], check=True, capture_output=True)
    assert seen(bucket).keys() == {"1.0.0", "1.1.0"}
