"""Published releases are whole or not there, and never change; a hub, a directory, a store."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from corpus_kit.errors import (
    HubRefused,
    InvalidTarget,
    LaterPublished,
    NotARelease,
    NotAsPublished,
    ServiceError,
    TargetFault,
    VersionPublished,
    VersionUnknown,
)
from corpus_kit.release.publish import target, whole
from corpus_kit.release.publish.directory import Directory
from corpus_kit.release.publish.store import Store
from corpus_kit.release.stored import Stored, sum_of
from hub import READER, WRITER, Answer, Hub, Request
from readers import in_directory, tagged

from support import forked, killed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus_kit.corpus import Corpus

    from support import Run

NAME = "org/small"


def changed(made: Stored) -> Stored:
    """The same version with other words, whole in itself."""
    (made.directory / "README.md").write_text(
        (made.directory / "README.md").read_text() + "\nMore.\n"
    )
    data = (made.directory / "README.md").read_bytes()
    path = made.directory / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"]["README.md"] = {
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    path.write_text(json.dumps(manifest))
    (made.directory / "manifest.sha256").write_bytes(sum_of(path))
    return Stored.open(made.directory)


def refusing_first() -> Callable[[Request], Answer | None]:
    """Refuses each kind of request once."""
    met = set()

    def said(request: Request) -> Answer | None:
        kind = re.sub("[0-9a-f]{40,}", "*", f"{request.method} {request.path}")
        if kind in met:
            return None
        met.add(kind)
        return Answer(b'{"error": "not now"}', {}, 403)

    return said


def test_releases_are_published_and_loaded_by_their_tags(
    hub: Hub, two: Corpus, run: Run, tmp_path: Path
) -> None:
    """One commit and one tag each; what the later lacks is deleted; both come from one cache."""
    for version in ("1.0.0", "1.1.0"):
        done = run("-C", two.root, "publish", f"hub:{NAME}", "--version", version)
        assert done.stdout == f'load_dataset("{NAME}", revision="v{version}")\n'
        assert WRITER not in done.stdout + done.stderr
    found = hub.repository(NAME)
    assert [one[1] for one in found.commits()] == ["Release 1.1.0", "Release 1.0.0", "first"]
    assert found.refs()["tags"] == {
        "v1.0.0": found.commits()[1][0],
        "v1.1.0": found.commits()[0][0],
    }
    assert "guidelines.md" in tagged(hub.repository(NAME), "v1.0.0")["files"]
    assert "guidelines.md" not in tagged(hub.repository(NAME), "v1.1.0")["files"]
    program = (
        "import sys; from datasets import load_dataset\n"
        "for tag in ('v1.0.0', 'v1.1.0', 'v1.0.0'):\n"
        f"    rows = load_dataset({NAME!r}, revision=tag, cache_dir=sys.argv[1])['train']\n"
        "    print(tag, rows.num_rows, rows['annotators'][0], rows.features['topic'].names)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "cache"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        f"{tag} 3 {annotators} ['sport', 'culture']"
        for tag, annotators in (("v1.0.0", 1), ("v1.1.0", 2), ("v1.0.0", 1))
    ]


def test_publishing_again_changes_nothing(hub: Hub, two: Corpus, run: Run) -> None:
    """It only proves once more; --plan says that nothing would change."""
    made = whole(two)
    assert target(f"hub:{NAME}").publish(made).sent == len(made.manifest["files"]) + 2
    hub.requests.clear()
    assert target(f"hub:{NAME}").publish(made).sent == 0
    assert not [one for one in hub.requests if one.writes]
    assert target(f"hub:{NAME}").plan(made).done
    told = run("-C", two.root, "publish", f"hub:{NAME}", "--plan").stdout
    assert told == f"1.1.0 is at {hub.url}/datasets/{NAME}; nothing would change\n"


def test_the_plan_is_what_is_done_and_changes_nothing(hub: Hub, two: Corpus, run: Run) -> None:
    """Before the first release and before the next."""
    new = json.loads(run("-C", two.root, "publish", f"hub:{NAME}", "--plan", "--json").stdout)
    assert (new["tag"], new["steps"]) == ("v1.1.0", ["the dataset is made, as the hub's default"])
    target(f"hub:{NAME}").publish(whole(two, "1.0.0"))
    there = hub.repository(NAME).refs()
    hub.requests.clear()
    told = run("-C", two.root, "publish", f"hub:{NAME}", "--plan").stdout.splitlines()
    assert not [one for one in hub.requests if one.writes]
    assert hub.repository(NAME).refs() == there
    assert told[0] == f"to publish 1.1.0 at {hub.url}/datasets/{NAME}:"
    assert told[-2:] == ["  delete  guidelines.md", "  tag     v1.1.0"]
    sent = [line.split()[1] for line in told if line.startswith("  send")]
    assert "data/documents/train-00000-of-00001.parquet" not in sent  # it is the same
    assert target(f"hub:{NAME}").publish(whole(two)).sent == len(sent)
    tagged(hub.repository(NAME), "v1.1.0")


def test_what_people_added_on_the_hub_stays(hub: Hub, two: Corpus) -> None:
    """Only files of the release before are deleted."""
    target(f"hub:{NAME}").publish(whole(two, "1.0.0"))
    found = hub.repository(NAME)
    found.commit(found.commit_at("main"), {"LICENSE": b"ours"}, [], "A licence")
    target(f"hub:{NAME}").publish(whole(two))
    assert found.read("v1.1.0", "LICENSE")[0] == b"ours"


def test_a_dataset_is_private_and_gated_before_anything_is_in_it(hub: Hub, two: Corpus) -> None:
    """And an open one becomes so before the release is sent."""
    target(f"hub:{NAME}", private=True, gated=True).publish(whole(two, "1.0.0"))
    assert hub.settings[NAME] == {"private": True, "gated": "auto"}
    asked = [one.path for one in hub.requests if one.writes]
    assert asked[:2] == ["/api/repos/create", f"/api/datasets/{NAME}/settings"]
    target("hub:org/open").publish(whole(two, "1.0.0"))
    hub.requests.clear()
    shut = target("hub:org/open", private=True)
    assert shut.plan(whole(two)).steps == ("the dataset becomes private",)
    shut.publish(whole(two))
    assert hub.settings["org/open"]["private"] is True
    paths = [one.path for one in hub.requests if one.writes]
    assert paths.index("/api/datasets/org/open/settings") < paths.index(
        "/api/datasets/org/open/commit/main"
    )


def test_a_tag_never_moves(hub: Hub, two: Corpus) -> None:
    """Another release of the version is refused; the same one under a tag of others is well."""
    made = whole(two)
    target(f"hub:{NAME}").publish(made)
    there = hub.repository(NAME).refs()
    with pytest.raises(VersionPublished, match=r"has a version 1\.1\.0 with another content"):
        target(f"hub:{NAME}").publish(changed(made))
    assert hub.repository(NAME).refs() == there


@pytest.mark.usefixtures("hub")
def test_an_earlier_version_does_not_hide_a_later_one(two: Corpus) -> None:
    """Its files would become what readers see first."""
    target(f"hub:{NAME}").publish(whole(two, "1.1.0"))
    with pytest.raises(LaterPublished, match=r"after 1\.1\.0"):
        target(f"hub:{NAME}").publish(whole(two, "1.0.0"))


def test_a_commit_that_was_not_tagged_is_tagged_later(hub: Hub, two: Corpus) -> None:
    """Also when others have committed since; there is one commit of the release."""
    hub.before = lambda one: Answer(b"{}", {}, 403) if "/tag/" in one.path else None
    with pytest.raises(HubRefused):
        target(f"hub:{NAME}").publish(whole(two, "1.0.0"))
    hub.before = lambda _: None
    found = hub.repository(NAME)
    made = found.commit_at("main")
    found.commit(made, {"README.md": b"# Edited on the hub"}, [], "Edit")
    plan = target(f"hub:{NAME}").plan(whole(two, "1.0.0"))
    assert (plan.send, plan.tag) == ({}, "v1.0.0")
    target(f"hub:{NAME}").publish(whole(two, "1.0.0"))
    assert found.refs()["tags"] == {"v1.0.0": made}
    tagged(hub.repository(NAME), "v1.0.0")


def test_a_concurrent_publisher_is_refused(hub: Hub, two: Corpus, run: Run) -> None:
    """Nothing of theirs is overwritten; the next run goes on from what they did."""
    target(f"hub:{NAME}").publish(whole(two, "1.0.0"))
    found = hub.repository(NAME)

    def meanwhile(request: Request) -> None:
        if "/commit/" in request.path and len(found.commits()) == 2:
            found.commit(found.commit_at("main"), {"LICENSE": b"theirs"}, [], "Meanwhile")

    hub.before = meanwhile
    said = run("-C", two.root, "publish", f"hub:{NAME}", code=3).stderr
    assert f"somebody else changed {hub.url}/datasets/{NAME} while 1.1.0 was on its way" in said
    assert found.refs()["tags"].keys() == {"v1.0.0"}
    target(f"hub:{NAME}").publish(whole(two))
    assert found.read("v1.1.0", "LICENSE")[0] == b"theirs"
    assert [one[1] for one in found.commits()][:2] == ["Release 1.1.0", "Meanwhile"]


@pytest.mark.parametrize("same", [True, False])
def test_two_who_publish_one_version_agree_on_it_or_the_later_is_refused(
    hub: Hub, two: Corpus, *, same: bool
) -> None:
    """Whoever tags first has it."""
    made = whole(two)

    def faster(request: Request) -> None:
        if "/tag/" in request.path:
            hub.before = lambda _: None
            found = hub.repository(NAME)
            head = found.commit_at("main")
            if not same:
                head = found.commit(head, {"manifest.json": b"{}"}, [], "Release 1.1.0")
            found.git("tag", "v1.1.0", head)

    hub.before = faster
    if same:
        target(f"hub:{NAME}").publish(made)
    else:
        with pytest.raises(VersionPublished):
            target(f"hub:{NAME}").publish(made)


@pytest.mark.parametrize("heard", [False, True], ids=["refused", "answer lost"])
def test_whatever_request_fails_the_next_run_goes_on(hub: Hub, two: Corpus, *, heard: bool) -> None:
    """Each in turn, whether the hub did what was asked or not: one commit, one tag, whole."""
    if heard:
        hub.after = refusing_first()
    else:
        hub.before = refusing_first()
    failures = 0
    while True:
        try:
            target(f"hub:{NAME}", gated=True).publish(whole(two, "1.0.0"))
        except ServiceError as error:
            failures += 1
            assert "the same command again" in str(error)  # noqa: PT017 - and the next step
            refs = hub.repository(NAME).refs() if hub.repository(NAME).path.exists() else {}
            if refs.get("tags"):
                tagged(hub.repository(NAME), "v1.0.0")
            continue
        break
    assert failures > 8
    found = hub.repository(NAME)
    assert [one[1] for one in found.commits()] == ["Release 1.0.0", "first"]
    assert found.refs()["tags"] == {"v1.0.0": found.commit_at("main")}
    tagged(hub.repository(NAME), "v1.0.0")


def test_who_publishes_the_same_at_the_same_time_is_met_halfway(hub: Hub, two: Corpus) -> None:
    """Their commit is as good as ours."""
    made = whole(two)

    def faster(request: Request) -> None:
        if "/commit/" in request.path:
            hub.before = lambda _: None
            hub.commit(request, NAME, "main")

    hub.before = faster
    target(f"hub:{NAME}").publish(made)
    assert [one[1] for one in hub.repository(NAME).commits()] == ["Release 1.1.0", "first"]
    tagged(hub.repository(NAME), "v1.1.0")


def test_a_hub_that_is_down_is_told(hub: Hub, two: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its client gave up; what it said stands in the message."""
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    target(f"hub:{NAME}").publish(whole(two, "1.0.0"))
    hub.before = lambda _: Answer(b"{}", {"X-Error-Message": "out of space"}, 500)
    with pytest.raises(TargetFault, match=r"answered 500: out of space.*same command again"):
        target(f"hub:{NAME}").publish(whole(two))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(TargetFault, match="no answer"):
        target(f"hub:{NAME}").publish(whole(two))


def test_a_release_that_does_not_load_is_told(hub: Hub, two: Corpus, run: Run) -> None:
    """The proof is a real load: here the hub gives a file that is none."""
    hub.before = lambda one: (
        Answer(b"PAR", {"ETag": '"0"', "X-Repo-Commit": "0" * 40})
        if one.path.endswith(".parquet") and "/resolve/" in one.path
        else None
    )
    said = run("-C", two.root, "publish", f"hub:{NAME}", code=3).stderr
    assert f"{NAME} does not give back what was published: load_dataset cannot read it" in said
    hub.before = lambda _: None
    assert "it was there already" in run("-C", two.root, "publish", f"hub:{NAME}").stderr


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("hf_wrong0token", "refused the token (Invalid credentials in Authorization header)"),
        (READER, "refused the token (this token may only read)"),
        ("", "no token for"),
    ],
)
def test_a_token_that_does_not_do_is_told_and_not_shown(
    hub: Hub, two: Corpus, run: Run, token: str, said: str
) -> None:
    """With the next step."""
    done = run("-C", two.root, "publish", f"hub:{NAME}", code=3, HF_TOKEN=token)
    assert said in done.stderr
    assert "hf auth login" in done.stderr
    assert not token or token not in done.stdout + done.stderr
    assert not hub.repository(NAME).path.exists()


def test_an_address_is_shown_without_its_secrets(hub: Hub, two: Corpus, run: Run) -> None:
    """A password in HF_ENDPOINT stays there; offline mode is told as such."""
    address = hub.url.replace("http://", "http://user:secret@")
    done = run(
        *("-C", two.root, "publish", f"hub:{NAME}"),
        code=3,
        HF_ENDPOINT=address,
        HF_HUB_OFFLINE="1",
    )
    assert f"HF_HUB_OFFLINE is set, so {hub.url}/datasets/{NAME} cannot be reached" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "http://[bad", "http://a:99999", "ftp://a"])
def test_what_is_no_address_of_a_hub_is_told(
    hub: Hub, two: Corpus, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Before anything is asked there; so is a page that is no hub's, and a token that is none."""
    place = target(f"hub:{NAME}")
    with monkeypatch.context() as patch:
        patch.setattr("huggingface_hub.constants.ENDPOINT", address)
        with pytest.raises(InvalidTarget, match="HF_ENDPOINT is no address"):
            place.plan(whole(two))
    hub.before = lambda _: Answer(b"<html>")
    with pytest.raises(TargetFault, match="does not answer as a hub does"):
        place.plan(whole(two))
    monkeypatch.setenv("HF_TOKEN", "hf_ë")
    with pytest.raises(HubRefused, match="a character that no token has"):
        place.plan(whole(two))


def test_the_login_store_does_as_well_as_the_environment(
    hub: Hub, two: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As 'hf auth login' leaves it."""
    from huggingface_hub import constants

    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "home" / "token"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "token").write_text(WRITER)
    target(f"hub:{NAME}").publish(whole(two))
    tagged(hub.repository(NAME), "v1.1.0")


@pytest.mark.parametrize(
    "name",
    [
        *("x", "hub:", "hub:small", "hub:a/b/c", "hub:../x", "hub:org/..", "dir:"),
        *("file:///tmp", "memory://a", "http://a/b", "s3:a", "s3://", "s3://a/../b"),
        *("s3://a::file://b", "s3://user:key@a", "s3://a/*", "github://a/b", "reference://a"),
    ],
)
def test_what_is_no_place_is_refused(two: Corpus, run: Run, name: str) -> None:
    """With what to write instead; no package is asked for it."""
    with pytest.raises(InvalidTarget, match="write "):
        target(name)
    if name == "file:///tmp":
        assert "write hub:ORG/NAME" in run("-C", two.root, "publish", name, code=2).stderr


def test_only_a_hub_is_private(two: Corpus, run: Run) -> None:
    """Elsewhere the option would promise what nothing keeps."""
    said = run("-C", two.root, "publish", "dir:x", "--private", code=2).stderr
    assert "only a hub can make a dataset private or gated" in said


def test_a_damaged_release_is_not_published(two: Corpus, tmp_path: Path) -> None:
    """Nor one that is not there."""
    with pytest.raises(VersionUnknown):
        whole(two, "3.0.0")
    (two.releases / "1.1.0" / "README.md").write_text("x")
    with pytest.raises(NotARelease, match="its digest differs"):
        whole(two)
    assert not (tmp_path / "out").exists()


def test_a_directory_has_releases_and_an_index_of_them(
    two: Corpus, tmp_path: Path, run: Run, load: Callable[..., Any]
) -> None:
    """Each loads; the second run finds all there; the plan changes nothing."""
    out = tmp_path / "out"
    (out / "small" / "0.9.0").mkdir(parents=True)  # somebody's own
    for version in ("1.1.0", "1.0.0"):
        told = run(
            *("-C", two.root, "publish", f"dir:{out}", "--version", version, "--plan", "--json")
        )
        assert list(json.loads(told.stdout)["send"])[-1] == "index.json"
        assert version not in in_directory(out / "small")
        run("-C", two.root, "publish", f"dir:{out}", "--version", version)
    assert in_directory(out / "small").keys() == {"1.0.0", "1.1.0"}
    assert json.loads((out / "small" / "index.json").read_bytes())["latest"] == "1.1.0"
    assert load(out / "small" / "1.0.0")["train"].num_rows == 3
    again = target(f"dir:{out}")
    assert again.publish(whole(two)).sent == 0
    assert again.plan(whole(two)).done


def test_a_version_in_a_directory_never_changes(two: Corpus, tmp_path: Path) -> None:
    """Another content is refused; damage is told, not mended silently."""
    place = target(f"dir:{tmp_path / 'out'}")
    made = whole(two)
    place.publish(made)
    path = tmp_path / "out" / "small" / "1.1.0" / "README.md"
    kept = path.read_bytes()
    path.write_bytes(b"x")
    with pytest.raises(NotAsPublished, match=r"README\.md is not the file"):
        place.publish(made)
    path.write_bytes(kept)
    with pytest.raises(VersionPublished):
        place.publish(changed(made))
    assert in_directory(tmp_path / "out" / "small") == {"1.1.0": made.digest}


def test_a_kill_at_any_moment_leaves_a_whole_release_or_none(two: Corpus, tmp_path: Path) -> None:
    """In a directory; a run after it completes it, and takes away what was left."""
    made, chance = whole(two), random.Random(4)  # noqa: S311 - not for secrets
    start = time.monotonic()
    Directory(tmp_path / "measured").publish(made)
    length = time.monotonic() - start
    for number in range(10):
        out = tmp_path / str(number)
        place = Directory(out)
        killed(partial(place.publish, made), chance.uniform(0, length))
        assert in_directory(out / "small") in ({}, {"1.1.0": made.digest})
        place.publish(made)
        assert in_directory(out / "small") == {"1.1.0": made.digest}
        left = [path.name for path in (out / "small").glob(".1.1.0*")]
        assert left == []


def test_two_at_a_time_lose_nothing_in_a_directory(two: Corpus, tmp_path: Path) -> None:
    """The index has both versions, and the one that both publish once."""
    stored = [whole(two, version) for version in ("1.0.0", "1.1.0", "1.1.0")]
    for number in range(10):
        place = Directory(tmp_path / str(number))
        children = [forked(partial(place.publish, made)) for made in stored]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert in_directory(place.path / "small").keys() == {"1.0.0", "1.1.0"}


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in memory, as fsspec has it."""
    MemoryFileSystem.store.clear()
    yield Store("memory://bucket/data")
    MemoryFileSystem.store.clear()


def test_a_store_has_releases_and_an_index_of_them(two: Corpus, store: Store) -> None:
    """The second run finds all there."""
    for version in ("1.0.0", "1.1.0"):
        made = whole(two, version)
        plan = store.plan(made)
        assert store.publish(made).sent == len(plan.send) - 1 == len(made.manifest["files"]) + 2
        assert store.publish(made).sent == 0
        assert store.plan(made).done
    index = json.loads(MemoryFileSystem().cat_file("/bucket/data/small/index.json"))
    assert index["versions"].keys() == {"1.0.0", "1.1.0"}


def test_a_version_in_a_store_never_changes(two: Corpus, store: Store) -> None:
    """From the moment that its manifest is there."""
    made = whole(two)
    store.publish(made)
    before = dict(MemoryFileSystem.store)
    other = changed(made)
    for act in (store.plan, store.publish):
        with pytest.raises(VersionPublished):
            act(other)
    assert MemoryFileSystem.store == before


def test_whatever_put_fails_the_next_run_goes_on(
    two: Corpus, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no index names the release before it is whole."""
    made = whole(two)
    put, left = MemoryFileSystem.pipe_file, 0

    def failing(*arguments: Any, **more: Any) -> None:
        nonlocal left
        if left == 0:
            raise OSError("no space")
        left -= 1
        put(*arguments, **more)

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", failing)
    monkeypatch.setattr(
        MemoryFileSystem,
        "put_file",
        lambda self, local, remote: self.pipe_file(remote, Path(local).read_bytes()),
    )
    for number in range(len(made.manifest["files"]) + 3):
        MemoryFileSystem.store.clear()
        left = number
        with pytest.raises(TargetFault, match="no space"):
            store.publish(made)
        assert not MemoryFileSystem().exists("/bucket/data/small/index.json")
        left = -1
        assert store.publish(made).sent == len(made.manifest["files"]) + 2 - number
        assert MemoryFileSystem().exists("/bucket/data/small/index.json")
