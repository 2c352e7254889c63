"""Releases are known wherever they were published: remembered, checked there, brought back."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from corpus_kit.corpus import Corpus
from corpus_kit.errors import (
    CannotRead,
    InvalidLedger,
    InvalidTarget,
    InvalidVersion,
    NotAsPublished,
    NotFetched,
    NotOurs,
    NotPublished,
    OtherThanPublished,
    UnknownDocument,
    VersionTooSmall,
    VersionUnknown,
)
from corpus_kit.release import release
from corpus_kit.release.compare import compared, opened
from corpus_kit.release.explain import explain, lines
from corpus_kit.release.fetch import NotThere, fetch, fetch_all
from corpus_kit.release.publish import publish, target, whole
from corpus_kit.release.publish.store import Store
from corpus_kit.release.stored import Stored
from corpus_kit.release.verify import faults
from corpus_kit.release.withdraw import withdraw
from corpus_kit.status import status
from hub import WRITER, Answer, Hub, Request
from small import TOPIC, answer, small

from support import forked, killed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Run

NAME = "org/small"
GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.org")


def published(corpus: Corpus, place: str) -> Corpus:
    """The corpus after both its releases were published there."""
    for version in ("1.0.0", "1.1.0"):
        publish(corpus, target(place), whole(corpus, version))
    return Corpus.open(corpus.root)


def cloned(corpus: Corpus) -> Corpus:
    """The corpus as git would give it to somebody else: without dist/."""
    there = corpus.root.with_name("clone")
    shutil.copytree(corpus.root, there, ignore=shutil.ignore_patterns("dist"))
    return Corpus.open(there)


def ledger(corpus: Corpus) -> list[dict[str, str]]:
    """What published.jsonl says."""
    return [json.loads(line) for line in corpus.ledger.read_text().splitlines()]


def found(place: str, corpus: Corpus | None = None) -> list[str]:
    """The faults of a release at a place."""
    with opened(corpus, place) as made:
        return list(made.faults())


def refusals(corpus: Corpus) -> list[str]:
    """Why what was published could not be fetched."""
    done = fetch_all(Corpus.open(corpus.root))
    return [str(one.said[0]) for one in done if isinstance(one, NotThere)]


def instead(name: str, data: bytes) -> Callable[[Request], Answer | None]:
    """A hub that gives this for a file."""
    return lambda one: Answer(data) if one.path.endswith(f"/{name}") else None


# The ledger


def test_what_was_published_is_remembered(hub: Hub, two: Corpus, run: Run) -> None:
    """With its tag and commit; a line for a release at a place, sorted; and that once."""
    for version in ("1.0.0", "1.1.0", "1.1.0"):
        run("-C", two.root, "publish", f"hub:{NAME}", "--version", version)
        before = two.ledger.read_bytes()
    commits = hub.repository(NAME).refs()["tags"]
    lines = ledger(two)
    times = [line.pop("published") for line in lines]
    assert lines == [
        {
            "version": version,
            "place": f"hub:{hub.url}/{NAME}",
            "digest": whole(two, version).digest,
            "tag": f"v{version}",
            "commit": commits[f"v{version}"],
        }
        for version in ("1.0.0", "1.1.0")
    ]
    assert times == sorted(times)
    assert list(json.loads(before.splitlines()[0])) == sorted(json.loads(before.splitlines()[0]))
    run("-C", two.root, "publish", f"hub:{NAME}")
    assert two.ledger.read_bytes() == before
    assert WRITER not in before.decode()


def test_the_common_hub_is_not_named(
    hub: Hub, two: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another is."""
    publish(two, target(f"hub:{NAME}"), whole(two, "1.0.0"))
    monkeypatch.setattr("corpus_kit.release.publish.connection.DEFAULT", hub.url)
    publish(two, target(f"hub:{NAME}"), whole(two, "1.1.0"))
    assert [line["place"] for line in ledger(two)] == [f"hub:{hub.url}/{NAME}", f"hub:{NAME}"]


def test_only_what_was_proved_is_remembered(
    hub: Hub, two: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run after that completes it, though everything is there already."""
    with monkeypatch.context() as patch:

        def fails(*_: object) -> None:
            raise NotAsPublished("there", "nothing")

        patch.setattr("corpus_kit.release.publish.hub.prove", fails)
        with pytest.raises(NotAsPublished):
            publish(two, target(f"hub:{NAME}"), whole(two))
    assert hub.repository(NAME).refs()["tags"].keys() == {"v1.1.0"}
    assert not two.ledger.exists()
    assert publish(two, target(f"hub:{NAME}"), whole(two)).sent == 0
    assert [line["version"] for line in ledger(two)] == ["1.1.0"]


def test_two_who_publish_at_a_time_are_both_remembered(two: Corpus, tmp_path: Path) -> None:
    """Each in a process of its own, to other directories."""
    made = [
        partial(publish, two, target(f"dir:{tmp_path / f'out{n % 3}'}"), whole(two, version))
        for n, version in enumerate(["1.0.0", "1.1.0"] * 3)
    ]
    children = [forked(one) for one in made]
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert len(ledger(two)) == 6


@pytest.mark.parametrize(
    ("given", "kept"),
    [("out", "out/small"), ("../out", "../out/small"), ("{root}/out", "out/small"),
     ("~/out", "~/out/small"), ("{root}-out", "{root}-out/small")],
)  # fmt: skip
def test_a_directory_is_remembered_as_seen_from_the_corpus(
    two: Corpus, monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    """One that was named by a whole path, below home, or else as it is."""
    monkeypatch.setenv("HOME", str(two.root.parent / "home"))
    monkeypatch.chdir(two.root)
    publish(two, target("dir:" + given.format(root=two.root)), whole(two))
    assert [line["place"] for line in ledger(two)] == ["dir:" + kept.format(root=two.root)]
    shutil.rmtree(two.releases)
    monkeypatch.chdir("/")
    assert [one.version for one in fetch_all(Corpus.open(two.root))] == ["1.1.0"]


@pytest.mark.parametrize(
    "line",
    [
        *("no", "{}", "<<<<<<< HEAD", '{"version":"1","place":"a","digest":"sha256-0"}'),
        '{"version":"1.0.0\\n","place":"a","published":"","digest":"sha256-' + "0" * 64 + '"}',
    ],
)
def test_a_damaged_ledger_is_named_with_its_line(two: Corpus, tmp_path: Path, line: str) -> None:
    """Before anything is sent or made."""
    published(two, f"dir:{tmp_path / 'out'}")
    two.ledger.write_text(two.ledger.read_text() + line + "\n")
    corpus = Corpus.open(two.root)
    with pytest.raises(InvalidLedger, match=r"published\.jsonl:3: .*back from git"):
        publish(corpus, target(f"dir:{tmp_path / 'other'}"), whole(corpus))
    assert not (tmp_path / "other").exists()
    with pytest.raises(InvalidLedger):
        release(corpus, "2.0.0")


# To check a release where it is


@pytest.mark.parametrize("name", [f"hub:{NAME}@1.1.0", f"hub:{NAME}@v1.1.0", f"{NAME}@v1.1.0"])
def test_a_release_on_a_hub_is_checked_there(
    hub: Hub, two: Corpus, run: Run, tmp_path: Path, name: str
) -> None:
    """Every file of it is read; no corpus is needed, nor a token."""
    made = whole(two)
    target(f"hub:{NAME}").publish(made)
    hub.requests.clear()
    done = run("verify", name, directory=tmp_path, HF_TOKEN="")
    assert done.stderr == f"1.1.0 is whole: {made.digest}\n"
    asked = [one.path.partition("/resolve/")[2] for one in hub.requests]
    read = {one.partition("/")[2] for one in asked if one}
    assert read == made.manifest["files"].keys() | {"manifest.json", "manifest.sha256"}
    assert {one.token for one in hub.requests} == {None}


def test_what_is_another_on_a_hub_is_named(hub: Hub, two: Corpus) -> None:
    """By its file; so is one that is missing, shorter or longer."""
    made, chance = whole(two), random.Random(7)  # noqa: S311 - not for secrets
    target(f"hub:{NAME}").publish(made)
    names = ("README.md", "croissant.json", "data/documents/train-00000-of-00001.parquet")
    for name in (*names, "manifest.sha256"):
        data = bytearray((made.directory / name).read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        hub.before = instead(name, bytes(data))
        assert any(name.rpartition("/")[2] in one for one in found(f"hub:{NAME}@1.1.0")), name
    for more in (b"", b"x" * 10_000_000):
        hub.before = instead("README.md", more)
        assert found(f"hub:{NAME}@1.1.0")[0].startswith("README.md is not the file")
    refused = Answer(b"{}", {"X-Error-Code": "EntryNotFound"}, 404)
    hub.before = lambda one: refused if one.path.endswith("README.md") else None
    assert found(f"hub:{NAME}@1.1.0")[0] == "README.md is missing"


def test_the_command_names_what_is_wrong_on_a_hub(hub: Hub, two: Corpus, run: Run) -> None:
    """And exits with 1."""
    target(f"hub:{NAME}").publish(whole(two))
    hub.before = instead("CITATION.cff", b"nothing")
    done = run("-C", two.root, "verify", f"hub:{NAME}@1.1.0", code=1)
    assert done.stdout == "CITATION.cff is not the file that was released: its digest differs\n"


@pytest.mark.parametrize(
    ("where", "name"),
    [
        *(("files", one) for one in ("../../x", "/x", "data/../../x", "a\\..\\x", ".git/config")),
        *(("files", one) for one in ("a//b", "README.md/x", "manifest.json", "")),
        *(("subsets", one) for one in ("../../x", "/x", "a/../../../x", ".git", "a\\x")),
    ],
)
def test_names_that_lead_out_are_refused(
    hub: Hub, two: Corpus, tmp_path: Path, where: str, name: str
) -> None:
    """Whatever the hub says; nothing is written, here or there."""
    made = whole(two)
    target(f"hub:{NAME}").publish(made)
    manifest = json.loads((made.directory / "manifest.json").read_bytes())
    if where == "files":
        manifest["files"][name] = {"bytes": 1, "sha256": "0" * 64}
    else:
        manifest["subsets"][name] = manifest["subsets"]["default"]
    hub.before = instead("manifest.json", json.dumps(manifest).encode())
    hub.requests.clear()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NotAsPublished, match=r"names a file .*, which no release has"):
        fetch(cloned(two), f"hub:{NAME}@1.1.0")
    shutil.rmtree(tmp_path / "clone")
    assert sorted(tmp_path.rglob("*")) == before
    assert [one.path.rpartition("/")[2] for one in hub.requests] == ["refs", "manifest.json"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"files": {"a": 1}}', b"\xff", b"[" * 99999])
def test_what_is_no_manifest_is_told(hub: Hub, two: Corpus, data: bytes) -> None:
    """Such as that of a dataset which others made."""
    target(f"hub:{NAME}").publish(whole(two))
    hub.before = instead("manifest.json", data)
    with pytest.raises(NotAsPublished, match=r"its manifest\.json is none"):
        found(f"hub:{NAME}@1.1.0")


def test_a_place_that_has_no_such_release_says_what_it_has(hub: Hub, two: Corpus) -> None:
    """No dataset, no tag, no release, no permission: each with the next step."""
    target(f"hub:{NAME}", private=True).publish(whole(two))
    with pytest.raises(
        NotPublished, match=r"org/small has no release 2\.0\.0; name one of: 1\.1\.0"
    ):
        found(f"hub:{NAME}@2.0.0")
    with pytest.raises(CannotRead, match=r"no dataset has that name, or .* check its name"):
        found("hub:org/other@1.0.0")
    hub.before = lambda _: Answer(b"{}", {"X-Error-Message": "ask for access"}, 403)
    with pytest.raises(CannotRead, match=r"answered 403: ask for access.*HF_TOKEN"):
        found(f"hub:{NAME}@1.1.0")
    hub.before = lambda _: None
    there = hub.repository(NAME)
    there.git("tag", "v3.0.0", there.commit(there.commit_at("main"), {}, ["manifest.json"], "no"))
    with pytest.raises(NotAsPublished, match=r"it has no manifest\.json"):
        found(f"hub:{NAME}@3.0.0")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        *((one, InvalidTarget) for one in ("x@1.0.0", "a/b/c@1.0.0", "nothing://a@1.0.0")),
        *((one, InvalidTarget) for one in ("hub:x@1.0.0", "hub:https://me:key@h/a/b@1.0.0")),
        *(
            (one, InvalidTarget)
            for one in ("https://me:key@host/a@1.0.0", "s3://a::file://b@1.0.0")
        ),
        *((one, InvalidVersion) for one in ("org/small@", "org/small@main", "org/small@vv1.0.0")),
        ("org/small", VersionUnknown),
    ],
)
def test_what_is_no_place_is_refused(name: str, error: type[Exception]) -> None:
    """Without a key that stands in it."""
    with pytest.raises(error) as raised:
        found(name)
    assert "key" not in str(raised.value).partition("keys are")[0]


def test_a_release_in_a_directory_is_checked_there(two: Corpus, tmp_path: Path) -> None:
    """By the directory of the dataset, or from the corpus by the one above."""
    published(two, f"dir:{tmp_path / 'out'}")
    home = tmp_path / "out" / "small"
    assert found(f"dir:{home}@1.0.0") == []
    assert found(f"dir:{tmp_path / 'out'}@1.0.0", two) == []
    with pytest.raises(CannotRead, match=r"there is no index\.json in"):
        found(f"dir:{tmp_path / 'out'}@1.0.0")
    with pytest.raises(NotPublished, match=r"1\.0\.0, 1\.1\.0"):
        found(f"dir:{home}@3.0.0")
    (home / "1.0.0" / "more").write_text("x")
    (home / "1.1.0" / "README.md").write_text("x")
    assert found(f"dir:{home}@1.0.0") == ["more is not in manifest.json"]
    assert found(f"dir:{home}@1.1.0")[0].startswith("README.md is not the file")
    path = home / "1.0.0" / "manifest.json"
    path.write_bytes(path.read_bytes() + b"\n")
    assert found(f"dir:{home}@1.0.0")[0] == "manifest.json is not the one that index.json names"


def test_a_release_in_a_store_is_checked_there(two: Corpus) -> None:
    """What its index does not name is none."""
    MemoryFileSystem.store.clear()
    store = Store("memory://bucket/data")
    store.publish(whole(two, "1.0.0"))
    assert found("memory://bucket/data/small@1.0.0") == []
    assert found("memory://bucket/data@v1.0.0", two) == []
    fs = MemoryFileSystem()
    index = fs.cat_file("/bucket/data/small/index.json")
    store.publish(whole(two, "1.1.0"))
    fs.pipe_file("/bucket/data/small/index.json", index)
    with pytest.raises(NotPublished):
        found("memory://bucket/data/small@1.1.0")
    fs.pipe_file("/bucket/data/small/1.0.0/README.md", b"x")
    assert found("memory://bucket/data/small@1.0.0")[0].startswith("README.md is not the file")
    MemoryFileSystem.store.clear()


@pytest.mark.usefixtures("hub")
def test_releases_at_places_are_compared(two: Corpus, run: Run, tmp_path: Path) -> None:
    """With one another, or with what would be written now."""
    published(two, f"hub:{NAME}")
    done = run("-C", two.root, "diff", f"hub:{NAME}@1.0.0", f"{NAME}@1.1.0", "--json")
    assert json.loads(done.stdout)["old"] == "1.0.0"
    assert json.loads(done.stdout)["reasons"]
    with compared(two, f"{NAME}@1.1.0") as made:
        assert made.rows == {} or not any(one.changed for one in made.rows.values())
    assert not list(tmp_path.glob("corpus-kit-*"))


# To bring a release here


def test_a_clone_gets_back_what_was_published(hub: Hub, two: Corpus, run: Run) -> None:  # noqa: ARG001
    """Byte for byte; a second time there is nothing to do."""
    published(two, f"hub:{NAME}")
    clone = cloned(two)
    done = run("-C", clone.root, "fetch")
    assert done.stdout.splitlines() == [str(clone.releases / one) for one in ("1.1.0", "1.0.0")]
    for version in ("1.0.0", "1.1.0"):
        assert list(faults(Stored.open(clone.releases / version))) == []
        subprocess.run(["diff", "-r", two.releases / version, clone.releases / version], check=True)
    assert run("-C", clone.root, "fetch").stderr == "dist/ has all that published.jsonl names\n"
    assert run("-C", clone.root, "fetch", "--json").stdout == "[]\n"
    again = run("-C", clone.root, "fetch", f"{NAME}@1.0.0").stderr
    assert "is here already" in again


def test_nothing_is_overwritten(two: Corpus, tmp_path: Path) -> None:
    """Nor is anything left beside it."""
    published(two, f"dir:{tmp_path / 'out'}")
    path = two.releases / "1.0.0" / "manifest.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(OtherThanPublished, match="move it away"):
        fetch(two, f"dir:{tmp_path / 'out'}@1.0.0")
    assert path.read_bytes().endswith(b"\n\n")
    assert sorted(one.name for one in two.releases.iterdir()) == ["1.0.0", "1.1.0"]


def test_a_damaged_release_is_not_brought_here(two: Corpus, tmp_path: Path, run: Run) -> None:
    """Another place may have it whole; what is elsewhere is brought all the same."""
    published(two, f"dir:{tmp_path / 'bad'}")
    publish(two, target(f"dir:{tmp_path / 'good'}"), whole(two, "1.1.0"))
    for version in ("1.0.0", "1.1.0"):
        (tmp_path / "bad" / "small" / version / "README.md").write_text("x")
    clone = cloned(two)
    with pytest.raises(NotAsPublished, match=r"README\.md is not the file"):
        fetch(clone, f"dir:{tmp_path / 'bad'}@1.0.0")
    assert not clone.releases.exists()
    done = run("-C", clone.root, "fetch", code=3)
    assert done.stdout == f"{clone.releases / '1.1.0'}\n"
    assert "error: 1.0.0 was not brought here: " in done.stderr
    assert [one.name for one in clone.releases.iterdir()] == ["1.1.0"]


def test_what_is_there_now_has_to_be_what_was_published(two: Corpus, tmp_path: Path) -> None:
    """A release that is whole, but another, is not taken for it."""
    published(two, f"dir:{tmp_path / 'out'}")
    other = small(tmp_path / "other", ["katër"], {"topic": TOPIC})
    answer(other.project(), "ana", lambda _: {"topic": "sport"})
    release(other, "1.0.0")
    shutil.rmtree(tmp_path / "out")
    target(f"dir:{tmp_path / 'out'}").publish(whole(other))
    failed = [one for one in fetch_all(cloned(two)) if isinstance(one, NotThere)]
    assert [one.version for one in failed] == ["1.1.0", "1.0.0"]
    assert "its content has the digest" in str(failed[1].said[0])


def test_the_release_of_another_corpus_is_refused(two: Corpus, tmp_path: Path) -> None:
    """The next release would follow from it."""
    target(f"dir:{tmp_path / 'out'}").publish(whole(two))
    settings = two.root / "corpus.toml"
    settings.write_text(settings.read_text().replace('"small"', '"tiny"'))
    with pytest.raises(NotOurs, match="is a release of 'small', and this corpus is 'tiny'"):
        fetch(Corpus.open(two.root), f"dir:{tmp_path / 'out' / 'small'}@1.1.0")


def test_no_token_goes_to_a_hub_that_only_a_file_names(
    hub: Hub, two: Corpus, tmp_path: Path
) -> None:
    """A clone's ledger is somebody else's; its hub has to be named by hand."""
    published(two, f"hub:{NAME}")
    clone = cloned(two)
    with Hub(tmp_path / "evil") as evil:
        text = clone.ledger.read_text().replace(hub.url, evil.url)
        clone.ledger.write_text(text)
        said = refusals(clone)
        clone.ledger.write_text(text.replace(f"{evil.url}/", ""))
        said += refusals(clone)
        assert evil.requests == []
    assert [f"set HF_ENDPOINT={evil.url}, and HF_TOKEN" in one for one in said[:2]] == [True, True]
    assert ["set HF_ENDPOINT=https://huggingface.co" in one for one in said[2:]] == [True, True]


@pytest.mark.parametrize(
    "place", ["reference://a", "memory://a", "https://host/a", "org/small", "x"]
)
def test_a_ledger_names_no_other_places_than_publish_does(two: Corpus, place: str) -> None:
    """It may come from anybody."""
    two.ledger.write_text(
        json.dumps(
            {"version": "3.0.0", "place": place, "published": "", "digest": "sha256-" + "0" * 64}
        )
    )
    (failed,) = fetch_all(Corpus.open(two.root))
    assert isinstance(failed, NotThere)
    assert isinstance(failed.said[0], InvalidTarget)


def test_a_kill_at_any_moment_leaves_nothing_half_here(two: Corpus, tmp_path: Path) -> None:
    """And the next run brings it, and takes away what was left."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone, chance = cloned(two), random.Random(5)  # noqa: S311 - not for secrets
    place = f"dir:{tmp_path / 'out'}@1.1.0"
    start = time.monotonic()
    fetch(clone, place)
    length = time.monotonic() - start
    for _ in range(10):
        shutil.rmtree(clone.releases)
        killed(partial(fetch, clone, place), chance.uniform(0, length))
        if (there := clone.releases / "1.1.0").exists():
            assert list(faults(Stored.open(there))) == []
        fetch(clone, place)
        assert [one.name for one in clone.releases.iterdir()] == ["1.1.0"]


def test_two_who_fetch_at_a_time_agree(two: Corpus, tmp_path: Path) -> None:
    """Whoever is later finds it there."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    children = [forked(partial(fetch, clone, f"dir:{tmp_path / 'out'}@1.1.0")) for _ in range(3)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert list(faults(Stored.open(clone.releases / "1.1.0"))) == []


def test_a_hub_that_breaks_off_is_told(
    hub: Hub, two: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is here then; the next run brings it."""
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    published(two, f"hub:{NAME}")
    clone = cloned(two)

    def breaks(request: Request) -> None:
        if request.path.endswith(".parquet"):
            raise ConnectionResetError

    hub.before = breaks
    with pytest.raises(CannotRead, match=r"cannot be read \(no answer"):
        fetch(clone, f"{NAME}@1.1.0")
    assert not clone.releases.exists()
    hub.before = lambda _: None
    assert fetch(clone, f"{NAME}@1.1.0").new


# What follows from what was published


def test_a_clone_does_not_begin_again(two: Corpus, tmp_path: Path, run: Run) -> None:
    """Its next release follows the last one published, which has to be here; status says so."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    for wanted in ((), ("--version", "2.0.0"), ("--version", "1.1.0"), ("--version", "1.0.0")):
        said = run("-C", clone.root, "export", *wanted, code=2).stderr
        assert "is not in dist/, but was published at dir:" in said
        assert "corpus-kit fetch" in said
    with pytest.raises(NotFetched), compared(clone):
        pass
    with pytest.raises(NotFetched, match=r"release 1\.1\.0"):
        whole(clone)
    told = run("-C", clone.root, "status").stdout
    assert "next: corpus-kit fetch    (1.1.0 was published, and is not in dist/)\n" in told
    assert f"published: 1.0.0 at dir:{tmp_path / 'out' / 'small'}" in told
    run("-C", clone.root, "fetch", f"dir:{tmp_path / 'out'}@1.1.0")
    done = run("-C", clone.root, "export")
    assert "nothing has changed since 1.1.0" in done.stderr


def test_a_release_between_two_follows_the_earlier(two: Corpus, tmp_path: Path) -> None:
    """Only what is before it has to be here."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    fetch(clone, f"dir:{tmp_path / 'out'}@1.0.0")
    with pytest.raises(VersionTooSmall, match=r"1\.1\.0"):
        release(clone, "1.0.9")


def test_what_is_here_has_to_be_what_was_published(two: Corpus, tmp_path: Path) -> None:
    """A release of one's own under that version is nothing to follow."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    clone.ledger.unlink()
    answer(clone.project(), "ana", lambda _: {"topic": "culture"})
    answer(clone.project(), "ben", lambda _: {"topic": "culture"})
    release(Corpus.open(clone.root), "1.1.0")
    shutil.copy(two.ledger, clone.ledger)
    corpus = Corpus.open(clone.root)
    with pytest.raises(OtherThanPublished, match=r"1\.1\.0 is not what was published"):
        release(corpus, "2.0.0")
    assert "corpus-kit fetch" in status(corpus).next


def test_status_does_not_ask_for_a_release_of_what_was_released(tmp_path: Path) -> None:
    """Where git says that nothing has changed since."""
    corpus = small(tmp_path / "corpus", ["një", "dy"], {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    (corpus.root / ".gitignore").write_text("dist/\n")
    subprocess.run([*GIT, "init", "-q", corpus.root], check=True)

    def commit() -> str:
        subprocess.run([*GIT, "-C", corpus.root, "add", "-A"], check=True)
        subprocess.run([*GIT, "-C", corpus.root, "commit", "-qm", "all"], check=True)
        return status(Corpus.open(corpus.root)).next

    assert commit().startswith("corpus-kit export")
    release(corpus, "1.0.0")
    assert commit().startswith("corpus-kit publish TARGET --plan    (1.0.0 ")
    publish(corpus, target(f"dir:{tmp_path / 'out'}"), whole(corpus))
    assert commit() == "nothing: release 1.0.0 holds all, and is published"
    answer(corpus.project(), "ana", lambda _: {"topic": "culture"})
    assert status(Corpus.open(corpus.root)).next.startswith("corpus-kit export")
    assert commit().startswith("corpus-kit export")


def test_a_row_tells_where_it_was_published(two: Corpus, tmp_path: Path) -> None:
    """And what nobody could look into, because it is not here."""
    corpus = published(two, f"dir:{tmp_path / 'out'}")
    row = next(iter(whole(corpus).subsets["default"].all()))[1]["id"]
    shutil.rmtree(corpus.releases / "1.0.0")
    told = list(lines(explain(Corpus.open(corpus.root), row)))
    assert told[-2:] == [
        f"release   1.1.0, in train, published at dir:{tmp_path / 'out' / 'small'}",
        "release   maybe in 1.0.0, not in dist/: corpus-kit fetch",
    ]
    with pytest.raises(NotFetched):
        explain(corpus, row, "1.0.0")


# To withdraw what was published


def test_withdraw_names_the_published_releases_that_hold_it(
    hub: Hub, two: Corpus, tmp_path: Path, run: Run
) -> None:
    """In a clone, too: only documents are read; with what to do at each place."""
    published(two, f"hub:{NAME}")
    publish(two, target(f"dir:{tmp_path / 'out'}"), whole(two, "1.0.0"))
    clone = cloned(two)
    hub.requests.clear()
    done = run("-C", clone.root, "withdraw", "1", "--reason", "its author asked for it")
    assert done.stdout.splitlines() == [
        f"1.0.0 at dir:{tmp_path / 'out' / 'small'}",
        f"1.0.0 at hub:{hub.url}/{NAME}",
        f"1.1.0 at hub:{hub.url}/{NAME}",
    ]
    assert f"delete {tmp_path / 'out' / 'small' / '1.0.0'}; the next 'publish'" in done.stderr
    assert "delete the tag v1.1.0 of" in done.stderr
    read = {one.path.rpartition("/")[2] for one in hub.requests if "/resolve/" in one.path}
    assert read == {"manifest.json", "train-00000-of-00001.parquet"}
    assert len([one for one in hub.requests if one.path.endswith(".parquet")]) == 1
    hub.requests.clear()
    here = run("-C", two.root, "withdraw", "1", "--reason", "by law", "--json")
    assert [one["version"] for one in json.loads(here.stdout)["published"]] == [
        "1.0.0",
        "1.0.0",
        "1.1.0",
    ]
    assert hub.requests == []


def test_a_document_that_was_not_released_is_held_nowhere(two: Corpus, tmp_path: Path) -> None:
    """Though there are releases of others."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    (clone.seeds / "9.txt").write_text("nëntë")
    assert withdraw(clone, "9", "why").published == ()


def test_a_place_that_cannot_be_read_may_hold_it(two: Corpus, tmp_path: Path, run: Run) -> None:
    """It is withdrawn all the same; one where it was taken back is not named."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    away = (tmp_path / "out").rename(tmp_path / "away")
    with pytest.raises(UnknownDocument, match=r"'x'; dir:.*could not be read"):
        withdraw(clone, "x", "why")
    assert not clone.withdrawals.exists()
    done = run("-C", clone.root, "withdraw", "1", "--reason", "why")
    assert len(done.stdout.splitlines()) == 2
    assert "  may hold it: could not be read (there is no index.json in " in done.stderr
    assert Corpus.open(clone.root).withdrawn == {"1": "why"}
    away.rename(tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "small" / "1.0.0")
    target(f"dir:{tmp_path / 'out'}").publish(whole(two))
    held = withdraw(Corpus.open(clone.root), "1", "why").published
    assert [(one.version, one.unread) for one in held] == [("1.1.0", None)]
    data = (
        tmp_path / "out" / "small" / "1.1.0" / "data" / "documents" / "train-00000-of-00001.parquet"
    )
    data.write_bytes(b"PAR1")
    (unread,) = withdraw(Corpus.open(clone.root), "1", "why").published
    assert unread.unread
    assert "is not the file that was released" in unread.unread


def test_what_only_a_place_holds_can_be_withdrawn(two: Corpus, tmp_path: Path) -> None:
    """Its seed may be gone, and dist/ too."""
    published(two, f"dir:{tmp_path / 'out'}")
    clone = cloned(two)
    (clone.seeds / "1.txt").unlink()
    assert len(withdraw(clone, "1", "why").published) == 2
    assert Corpus.open(clone.root).withdrawn == {"1": "why"}
