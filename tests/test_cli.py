"""The command line, run as a person runs it: what it prints, where, and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from corpus_kit import __version__
from corpus_kit.cli import app, main
from corpus_kit.scaffold import templates

from support import PROGRAM, Run, command, copied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.corpus import Corpus

HEAVY = frozenset(
    {"datasets", "httpx", "jsonschema", "jsonschema_rs", "label_studio_sdk", "numpy", "pandas"}
    | {"pyarrow", "rich"}
)
KEY = "geheim-1234567890"
JSON = "application/json"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program inside this process, which imports the services' packages once only."""

    def called(
        *arguments: str | Path, code: int = 0, directory: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["corpus-kit", *map(str, arguments)])
            for name, value in environment.items():
                patch.setenv(name, value)
            if directory:
                patch.chdir(directory)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == code, (ended.value.code, *said)
        return subprocess.CompletedProcess(sys.argv, code, said.out, said.err)

    return called


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's corpus that no test changes."""
    return copied(tmp_path_factory.mktemp("cli") / "corpus")


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands there is."""
    yield path
    for name, one in getattr(group or typer.main.get_command(app), "commands", {}).items():
        yield from commands(one, (*path, name))


def best(*arguments: str | Path) -> float:
    """Seconds that a command takes at best."""

    def once() -> float:
        start = time.perf_counter()
        subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start

    return min(once() for _ in range(7))


# Help


def test_help_imports_nothing_heavy() -> None:
    """Services' packages are imported by the commands that need them."""
    program = (
        "import atexit, json, sys; from corpus_kit.cli import main; sys.argv[1:] = ['--help'];"
        "atexit.register(lambda: print(json.dumps(list(sys.modules)), file=sys.stderr)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "Usage: " in done.stdout
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in json.loads(done.stderr))


def test_help_is_quick() -> None:
    """At most 15 times what the interpreter takes to do nothing."""
    assert best(PROGRAM, "--help") <= 15 * best(sys.executable, "-c", "pass")


@pytest.mark.parametrize("path", list(commands()), ids=lambda path: " ".join(path) or "(none)")
def test_every_command_has_help(path: tuple[str, ...], call: Run) -> None:
    """It says what it does in a sentence and shows an example; a group lists its commands."""
    shown = call(*path, "--help", COLUMNS="100").stdout
    assert shown.startswith(f"Usage: {' '.join(('corpus-kit', *path))} ")
    if "COMMAND [ARGS]" not in shown:
        assert f"Example: corpus-kit {' '.join(path)}" in " ".join(shown.split())
    for option in shown.partition("Options:")[2].splitlines():
        assert not option.strip().startswith("--") or len(option.split()) > 2, option


def test_no_command_prints_help(call: Run) -> None:
    """With the code of wrong use, and the first command to type."""
    done = call(code=2)
    assert "corpus-kit init" in done.stdout + done.stderr


def test_version_is_printed(call: Run) -> None:
    """Of the package."""
    assert call("--version").stdout == f"corpus-kit {__version__}\n"


def test_the_module_is_the_program(root: Path) -> None:
    """``python -m corpus_kit`` does the same."""
    done = subprocess.run(
        [sys.executable, "-m", "corpus_kit", "-C", root, "status"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("albanian-news: 14 documents")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_had(shell: str, run: Run) -> None:
    """A script for each shell, which asks the program what fits."""
    assert "_CORPUS_KIT_COMPLETE" in run(_CORPUS_KIT_COMPLETE=f"source_{shell}").stdout


def test_completion_is_shown_for_the_shell_in_use() -> None:
    """Typed in a bash, it is bash's."""
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} --show-completion; exit $?"],
        capture_output=True,
        text=True,
        env={**os.environ, "SHELL": "/bin/bash"},
        check=True,
    )
    assert "complete -o default -F _corpus_kit_completion corpus-kit" in done.stdout


def test_commands_are_completed(run: Run) -> None:
    """Those that begin as what was typed."""
    done = run(_CORPUS_KIT_COMPLETE="complete_bash", COMP_WORDS="corpus-kit st", COMP_CWORD="1")
    assert done.stdout.split() == ["status", "studio"]


# A new corpus


@pytest.mark.parametrize("template", templates())
def test_a_new_corpus_works_at_once(tmp_path: Path, run: Run, template: str) -> None:
    """Make it, drop a text or a row in, and there are tasks and a next step."""
    run("init", "mine", "--template", template, directory=tmp_path)
    corpus = tmp_path / "mine"
    before = json.loads(run("status", "--json", directory=corpus).stdout)["documents"]
    example, *_ = sorted((corpus / "seeds").iterdir())
    ours = "Një fjali. 👩🏽‍🔬 مرحبا"
    if example.suffix == ".jsonl":
        row = json.loads(example.read_text(encoding="utf-8").splitlines()[0])
        said = {
            key: ours if isinstance(text, str) else [{**turn, "text": ours} for turn in text]
            for key, text in row.items()
        }
        ours = json.dumps({**said, "id": "👩🏽‍🔬"})
    (corpus / "seeds" / f"ours{example.suffix}").write_text(ours, encoding="utf-8")
    tasks = json.loads(run("tasks", directory=corpus).stdout)
    assert any("👩🏽‍🔬" in str(text) for task in tasks for text in task["data"].values())
    found = json.loads(run("validate", "--json", directory=corpus).stdout)
    assert {one["severity"] for one in found} <= {"note"}
    assert json.loads(run("status", "--json", directory=corpus).stdout)["documents"] == before + 1
    assert "next: corpus-kit studio start" in run("status", directory=corpus).stdout


def test_init_overwrites_nothing(tmp_path: Path, call: Run) -> None:
    """It can be repeated, but not over other files: then it names them and writes none."""
    call("init", "mine", directory=tmp_path)
    call("init", "mine", directory=tmp_path)
    changed = tmp_path / "mine" / "corpus.toml"
    changed.write_text(changed.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    (tmp_path / "mine" / "guidelines.md").unlink()
    said = call("init", "mine", directory=tmp_path, code=2).stderr
    assert str(changed) in said
    assert changed.read_text(encoding="utf-8").endswith("# mine\n")
    assert not (tmp_path / "mine" / "guidelines.md").exists()


def test_the_directory_can_be_named_or_be_around(root: Path, call: Run, tmp_path: Path) -> None:
    """-C from anywhere, else the current directory and those above it."""
    named = call("-C", root, "status", directory=tmp_path).stdout
    assert call("status", directory=root / "seeds").stdout == named
    assert call("--directory", root / "seeds", "status").stdout == named


# What other programs read


@pytest.mark.parametrize(
    "path",
    [
        ("status", "--json"),
        ("validate", "--json"),
        ("schema", "show", "--json"),
        ("schema", "features"),
        ("schema", "bundle"),
        ("export", "--json"),
        ("tasks",),
    ],
    ids=" ".join,
)
def test_json_is_json(corpus: Corpus, path: tuple[str, ...], call: Run) -> None:
    """And nothing else on stdout."""
    json.loads(call("-C", corpus.root, *path).stdout)


def test_status_counts(root: Path, call: Run) -> None:
    """Documents, segments, answers by annotator, and what to do next."""
    found = json.loads(call("-C", root, "status", "--json").stdout)
    assert (found["name"], found["documents"], found["releases"]) == ("albanian-news", 14, [])
    (project,) = found["projects"]
    assert (project["segments"], project["answered"], project["issues"]) == (54, 50, 0)
    assert project["answers"] == {"demo-1": 47, "demo-2": 46, "demo-3": 44}
    assert found["next"].startswith("corpus-kit studio start")


def test_the_released_directory_is_all_of_stdout(corpus: Corpus, call: Run) -> None:
    """Talk goes to stderr, so a script can take the path."""
    done = call("-C", corpus.root, "export")
    assert done.stdout == f"{corpus.releases / '0.1.0'}\n"
    assert "load_dataset" in done.stderr
    again = json.loads(call("-C", corpus.root, "export", "--json").stdout)
    assert (again["new"], again["directory"]) == (False, done.stdout.strip())


def test_tasks_go_to_stdout_or_a_file(root: Path, call: Run, tmp_path: Path) -> None:
    """The same bytes; about the file something is said, on stderr."""
    path = tmp_path / "new" / "tasks.json"
    done = call("-C", root, "tasks", "-o", path)
    assert (done.stdout, str(path) in done.stderr) == ("", True)
    assert path.read_text(encoding="utf-8") == call("-C", root, "tasks").stdout


# Exit codes


def test_findings_exit_with_1(corpus: Corpus, call: Run) -> None:
    """Validate shows each with its place; export refuses."""
    path = corpus.project().path("demo-1")
    path.write_bytes(path.read_bytes().replace(b'"topic":"sport"', b'"topic":"sports"'))
    count = path.read_bytes().count(b'"sports"')
    done = call("-C", corpus.root, "validate", code=1)
    assert done.stdout.count(f"  {path}:") == count
    assert f"{count} errors" in done.stderr
    listed = json.loads(call("-C", corpus.root, "validate", "--json", code=1).stdout)
    issues = [one for one in listed if one["severity"] != "note"]
    assert [one["pointer"] for one in issues] == ["/topic"] * count
    assert "corpus-kit validate" in call("-C", corpus.root, "export", code=1).stderr
    assert not (corpus.root / "dist").exists()


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The error: nothing on stdout, a few lines at most on stderr."""
    assert done.stdout == ""
    assert 1 <= len(done.stderr.splitlines()) <= 4, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tasks", "-p", "nope"), "no project 'nope' in corpus.toml; it has news"),
        (("validate", "-p", "nope"), "no project 'nope' in corpus.toml; it has news"),
        (("export", "--version", "v1"), "such as 1.2.0"),
        (("export", "--version", ""), "such as 1.2.0"),
        (("pull", "--from", "nope.json"), "nope.json"),
        (("init", "new", "--template", "nope"), "choose one of dialogue, multilabel"),
        (("init", "-"), "use small letters"),
        (("init", "ë"), "use small letters"),
        (("frobnicate",), "corpus-kit --help"),
        (("tasks", "--frobnicate"), "corpus-kit tasks --help"),
        (("studio", "start", "--port", "99999"), "65535"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_exits_with_2(
    corpus: Corpus, call: Run, arguments: tuple[str, ...], said: str
) -> None:
    """The message says what would be right."""
    assert said in told(call(*arguments, directory=corpus.root, code=2))


def test_a_directory_without_a_corpus(tmp_path: Path, call: Run) -> None:
    """The message says how to make one."""
    said = told(call("status", directory=tmp_path, code=2))
    assert str(tmp_path) in said
    assert "corpus-kit init" in said
    assert "nowhere" in told(call("-C", tmp_path / "nowhere", "status", code=2))


def test_an_unknown_setting(corpus: Corpus, call: Run) -> None:
    """The message has the line, and what was meant."""
    path = corpus.root / "corpus.toml"
    text = path.read_text(encoding="utf-8").replace("licen", "lisen", 1)
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("lisense")].count("\n") + 1
    said = told(call("-C", corpus.root, "status", code=2))
    assert f"{path}:{line}: unknown key 'lisense'; did you mean 'license'?" in said


def test_a_wrong_schema(corpus: Corpus, call: Run) -> None:
    """The message has the file and a JSON Pointer."""
    path = corpus.root / "schema" / "news.schema.json"
    path.write_bytes(path.read_bytes().replace(b'"const": "sport"', b'"const": 7'))
    said = told(call("-C", corpus.root, "tasks", code=2))
    assert f"{path}#/properties/topic/oneOf/4: label 7 is not a string" in said


# Services that fail


class Answers(BaseHTTPRequestHandler):
    """Answers each path as `said` has it, else with 404."""

    said: dict[str, tuple[int, str, bytes]]

    def do_GET(self) -> None:
        """Answer."""
        status, kind, body = self.said.get(self.path, (404, JSON, b"{}"))
        body = body.replace(b"KEY", self.headers.get("Authorization", "").encode())
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def serving(said: dict[str, tuple[int, str, bytes]]) -> Iterator[str]:
    """A server on loopback that answers so; its address."""
    handler = type("Handler", (Answers,), {"said": said})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


VERSION = {"/api/version": (200, JSON, b'{"release": "1.23.2"}')}
WHOAMI = "/api/current-user/whoami"


@pytest.mark.parametrize("arguments", [("push",), ("pull",), ("studio", "status")], ids=" ".join)
def test_no_server_is_named(root: Path, call: Run, arguments: tuple[str, ...]) -> None:
    """The message says how to start one or name one."""
    said = told(call("-C", root, *arguments, code=3))
    assert "corpus-kit studio start" in said
    assert "LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY" in said


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8080", "http://127.0.0.1:99999", "http://", "ftp://x", "http://ana:geheim@x"],
)
def test_an_address_that_is_none(root: Path, call: Run, url: str) -> None:
    """The message says what an address looks like, and shows no password that stands in it."""
    done = call("-C", root, "pull", code=2, LABEL_STUDIO_URL=url, LABEL_STUDIO_API_KEY=KEY)
    assert "LABEL_STUDIO_URL is no address" in told(done)
    assert "geheim@" not in done.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://127.0.0.1:1/studio/"])
def test_nobody_answers_there(root: Path, call: Run, url: str) -> None:
    """The message names the address and what to do."""
    done = call("-C", root, "pull", code=3, LABEL_STUDIO_URL=url, LABEL_STUDIO_API_KEY=KEY)
    said = told(done)
    assert url.rstrip("/") in said
    assert "corpus-kit studio status" in said
    assert KEY not in said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"/api/version": (200, "text/html", b"<!doctype html>")}, "check LABEL_STUDIO_URL"),
        ({}, "check LABEL_STUDIO_URL"),
        ({"/api/version": (200, JSON, b"[]")}, "check LABEL_STUDIO_URL"),
        ({"/api/version": (200, JSON, b'"1.23.2"')}, "check LABEL_STUDIO_URL"),
        ({"/api/version": (200, JSON, b"\xff")}, "check LABEL_STUDIO_URL"),
        ({"/api/version": (200, JSON, b'{"release": "2.0.0"}')}, "use a 1.x server"),
        ({"/api/version": (200, JSON, b'{"release": null}')}, "use a 1.x server"),
        (VERSION, "404"),
        ({**VERSION, WHOAMI: (401, JSON, b'{"detail": "Invalid token."}')}, "LABEL_STUDIO_API_KEY"),
        ({**VERSION, WHOAMI: (403, JSON, b"{}")}, "LABEL_STUDIO_API_KEY"),
        ({**VERSION, WHOAMI: (500, JSON, b'{"detail": "no disk"}')}, "no disk"),
        ({**VERSION, WHOAMI: (500, JSON, b'{"detail": "with KEY"}')}, "again"),
        ({**VERSION, WHOAMI: (502, "text/html", b"<html>")}, "check LABEL_STUDIO_URL"),
        ({**VERSION, WHOAMI: (200, "text/html", b"<html>")}, "check LABEL_STUDIO_URL"),
        ({**VERSION, WHOAMI: (200, JSON, b"[]")}, "check LABEL_STUDIO_URL"),
    ],
    ids=["page", "nothing", "list", "string", "no-utf-8", "too-new", "null-version", "no-whoami",
         "refused", "forbidden", "fault", "fault-with-key", "gateway", "whoami-page",
         "whoami-list"],
)  # fmt: skip
def test_something_else_answers(
    root: Path, call: Run, answers: dict[str, tuple[int, str, bytes]], said: str
) -> None:
    """A page, another version, a refusal: told in a line, without a key."""
    with serving(answers) as url:
        done = call(
            "-C", root, "studio", "status", code=3, LABEL_STUDIO_URL=url, LABEL_STUDIO_API_KEY=KEY
        )
    assert url in told(done)
    assert said in done.stderr
    assert KEY not in done.stderr


@pytest.mark.parametrize("key", [f"a\n{KEY}", f"çelësi-{KEY}", f"a b {KEY}"])
def test_a_key_that_is_none(root: Path, call: Run, key: str) -> None:
    """It is told, and not shown; nothing is sent."""
    done = call(
        *("-C", root, "studio", "status"),
        code=2,
        LABEL_STUDIO_URL="http://x",
        LABEL_STUDIO_API_KEY=key,
    )
    assert "LABEL_STUDIO_API_KEY holds" in told(done)
    assert KEY not in done.stderr


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY}\r\n", f" {KEY}"])
def test_a_refused_key_is_not_shown(root: Path, call: Run, key: str) -> None:
    """White space around it, as in one read from a file, is no part of it."""
    refusal = {**VERSION, WHOAMI: (401, JSON, b"{}")}
    with serving(refusal) as url:
        done = call(
            "-C", root, "studio", "status", code=3, LABEL_STUDIO_URL=url, LABEL_STUDIO_API_KEY=key
        )
    assert "LABEL_STUDIO_API_KEY" in told(done)
    assert KEY not in done.stderr


# Disks that fail


def test_a_full_disk_leaves_the_old_file(corpus: Corpus, tmp_path: Path) -> None:
    """Past the largest file that may be written, the message says so and nothing is lost."""
    path = tmp_path / "tasks.json"
    path.write_text("old", encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 4; exec "$@"', "-",
         PROGRAM, "-C", corpus.root, "tasks", "-o", path],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert str(path) in told(done)
    assert "the disk is full" in done.stderr
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".tmp"] == []


def test_a_full_disk_leaves_no_release(corpus: Corpus, run: Run) -> None:
    """The next export works."""
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 4; exec "$@"', "-", PROGRAM, "-C", corpus.root, "export"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert not corpus.releases.exists()
    assert run("-C", corpus.root, "export").stdout == f"{corpus.releases / '0.1.0'}\n"


@pytest.mark.parametrize("target", ["/dev/full/x", "/proc/tasks.json", "."])
def test_a_place_that_cannot_be_written(root: Path, call: Run, target: str, tmp_path: Path) -> None:
    """The message names it as it was typed."""
    done = call("-C", root, "tasks", "-o", target, code=3, directory=tmp_path)
    assert told(done).startswith(f"error: {target.removesuffix('/x')}")


@pytest.mark.parametrize("path", [("tasks",), ("status",), ("schema", "bundle")], ids=" ".join)
def test_a_full_stdout_is_an_error(root: Path, path: tuple[str, ...]) -> None:
    """Nobody takes half an answer for a whole one."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - no file to be created
        done = subprocess.run(
            [PROGRAM, "-C", root, *path],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert "disk is full" in done.stderr


@pytest.mark.parametrize("path", [("tasks",), ("schema", "bundle")], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(root: Path, path: tuple[str, ...]) -> None:
    """Such as ``head``: 1 would mean findings."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [PROGRAM, "-C", root, *path],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_stdout_is_no_traceback(root: Path) -> None:
    """As some schedulers start programs."""
    done = subprocess.run(
        ["bash", "-c", 'exec "$@" >&-', "-", PROGRAM, "-C", root, "tasks"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_an_interrupt_says_how_to_go_on(root: Path) -> None:
    """Ctrl-C while a server keeps silent is told, with the usual code."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = subprocess.Popen(
            [PROGRAM, "-C", root, "studio", "status"],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "LABEL_STUDIO_URL": url, "LABEL_STUDIO_API_KEY": KEY},
        )
        silent.settimeout(60)
        asking, _ = silent.accept()
        with asking:
            asking.recv(1)
            time.sleep(0.5)  # Python misses a signal that comes just before a wait, until the next
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=20)[1]
    assert (process.returncode, said) == (130, "stopped; run the same command again to go on\n")


def test_commands_can_be_called_in_any_locale(root: Path) -> None:
    """Albanian comes out as UTF-8 where the terminal says nothing."""
    assert "“të martën”" in command("-C", root, "schema", "bundle", LC_ALL="C").stdout
