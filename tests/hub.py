"""
A small hub of Hugging Face's kind on loopback: its endpoints over bare git repositories.

Commits, trees and tags are git's own; large files lie in a directory, as with LFS. Written after
what huggingface_hub 2.4 and datasets 5.2 ask for. `before` and `after` let a test stand between a
request and its answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

WRITER = "hf_test0writes"
READER = "hf_test0reads"
MAIN = "refs/heads/main"
_POINTER = re.compile(
    rb"version https://git-lfs.github.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (\d+)\n"
)
_LARGE = ".parquet"
_WHO = {
    "GIT_AUTHOR_NAME": "hub",
    "GIT_AUTHOR_EMAIL": "hub",
    "GIT_COMMITTER_NAME": "hub",
    "GIT_COMMITTER_EMAIL": "hub",
}


@dataclass
class Refusal(Exception):
    """An answer that is none."""

    status: int
    said: str
    code: str | None = None


@dataclass(frozen=True)
class Request:
    """What a client asks."""

    number: int
    method: str
    path: str
    body: bytes
    token: str | None
    range: str | None

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def writes(self) -> bool:
        """Whether it would change something."""
        return self.method not in {"GET", "HEAD"} and not self.path.endswith("/paths-info")


@dataclass(frozen=True)
class Answer:
    """What the hub says."""

    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @classmethod
    def of(cls, value: Any, **headers: str) -> Self:
        """JSON."""
        return cls(json.dumps(value).encode(), headers)


@dataclass(frozen=True)
class Repository:
    """A bare git repository, and the large files of all."""

    path: Path
    large: Path

    def git(self, *arguments: str, data: bytes | None = None, index: str | None = None) -> str:
        """What git says."""
        environment = {**os.environ, **_WHO, **({"GIT_INDEX_FILE": index} if index else {})}
        command = ["git", "-C", str(self.path), *arguments]
        done = subprocess.run(command, input=data, capture_output=True, env=environment, check=True)
        return done.stdout.decode().strip()

    def blob(self, name: str) -> bytes:
        """The bytes of an object."""
        command = ["git", "-C", str(self.path), "cat-file", "blob", name]
        return subprocess.run(command, capture_output=True, check=True).stdout

    def commit_at(self, revision: str) -> str:
        """Raises: Refusal."""
        for name in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
            try:
                return self.git("rev-parse", "-q", "--verify", name + "^{commit}")
            except subprocess.CalledProcessError:
                continue
        raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")

    def tree(self, revision: str) -> list[dict[str, Any]]:
        """All files and directories at a revision."""
        lines = self.git("ls-tree", "-rtlz", self.commit_at(revision)).split("\0")
        return [self._entry(*line.split("\t", 1)) for line in lines if line]

    def _entry(self, head: str, path: str) -> dict[str, Any]:
        _, kind, oid, size = head.split()
        if kind == "tree":
            return {"type": "directory", "oid": oid, "size": 0, "path": path}
        entry: dict[str, Any] = {"type": "file", "oid": oid, "size": int(size), "path": path}
        if path.endswith(_LARGE) and (found := _POINTER.fullmatch(self.blob(oid))):
            large = {"oid": found[1].decode(), "size": int(found[2]), "pointerSize": int(size)}
            entry |= {"size": large["size"], "lfs": large}
        return entry

    def read(self, revision: str, path: str) -> tuple[bytes, str]:
        """A file's bytes, from where large ones lie too, and their digest. Raises: Refusal."""
        for entry in self.tree(revision):
            if entry["path"] == path and entry["type"] == "file":
                if "lfs" in entry:
                    digest = entry["lfs"]["oid"]
                    return (self.large / digest).read_bytes(), digest
                return self.blob(entry["oid"]), entry["oid"]
        raise Refusal(404, "Entry not found", "EntryNotFound")

    def refs(self) -> dict[str, dict[str, str]]:
        """Branches and tags, each with its commit."""
        found: dict[str, dict[str, str]] = {"heads": {}, "tags": {}}
        form = "--format=%(refname) %(objectname) %(*objectname)"
        for line in self.git("for-each-ref", form).splitlines():
            name, own, *behind = line.split()
            _, kind, short = name.split("/", 2)
            found[kind][short] = behind[0] if behind else own
        return found

    def commits(self, revision: str = "main") -> list[list[str]]:
        """Each commit's name, title and time, the newest first."""
        form = "--format=%H%x09%s%x09%cI"
        said = self.git("log", form, self.commit_at(revision))
        return [line.split("\t") for line in said.splitlines()]

    def commit(
        self, parent: str | None, add: Mapping[str, bytes], delete: list[str], message: str
    ) -> str:
        """Put a commit on the branch."""
        with tempfile.TemporaryDirectory() as directory:
            index = f"{directory}/index"
            if parent:
                self.git("read-tree", parent, index=index)
            lines = [f"0 {'0' * 40}\t{path}" for path in delete]
            for path, data in add.items():
                name = self.git("hash-object", "-w", "--stdin", data=data)
                lines.append(f"100644 {name}\t{path}")
            given = "".join(f"{line}\n" for line in lines).encode()
            self.git("update-index", "--add", "--index-info", data=given, index=index)
            tree = self.git("write-tree", index=index)
        parents = ["-p", parent] if parent else []
        made = self.git("commit-tree", tree, *parents, "-m", message)
        self.git("update-ref", MAIN, made, parent or "0" * 40)
        return made


@dataclass
class Hub:
    """The hub, while the block runs."""

    root: Path
    requests: list[Request] = field(default_factory=list)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    before: Callable[[Request], Answer | None] = lambda _: None
    after: Callable[[Request], Answer | None] = lambda _: None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __enter__(self) -> Self:
        (self.root / "large").mkdir(parents=True)
        handler = type("Bound", (_Handler,), {"hub": self})
        self.server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def repository(self, name: str) -> Repository:
        """A dataset's."""
        return Repository(self.root / f"{name}.git", self.root / "large")

    def answer(self, request: Request) -> Answer:
        """Raises: Refusal."""
        with self.lock:
            self.requests.append(request)
            if said := self.before(request):
                return said
            if request.token not in {None, READER, WRITER}:
                raise Refusal(401, "Invalid credentials in Authorization header")
            for methods, pattern, route in _ROUTES:
                found = re.fullmatch(pattern, request.path)
                if found and request.method in methods.split():
                    said = route(self, request, *map(unquote, found.groups()))
                    return self.after(request) or said
        raise Refusal(404, f"no such page: {request.method} {request.path}")

    def _open(self, request: Request, name: str) -> Repository:
        """The dataset, if this token may do that there. Raises: Refusal."""
        found = self.repository(name)
        hidden = self.settings.get(name, {}).get("private") and request.token is None
        if hidden or not found.path.exists():
            raise Refusal(401 if request.token is None else 404, "Not found", "RepoNotFound")
        if request.writes:
            self._writer(request)
        return found

    @staticmethod
    def _writer(request: Request) -> None:
        if request.token is None:
            raise Refusal(401, "Please log in")
        if request.token != WRITER:
            raise Refusal(403, "this token may only read")

    def who(self, request: Request) -> Answer:
        """Whose token it is."""
        if request.token is None:
            raise Refusal(401, "Invalid credentials in Authorization header")
        return Answer.of({"type": "user", "name": "tester", "orgs": []})

    def create(self, request: Request) -> Answer:
        """Make a dataset."""
        self._writer(request)
        name = f"{request.json.get('organization') or 'tester'}/{request.json['name']}"
        made, url = self.repository(name), f"{self.url}/datasets/{name}"
        if made.path.exists():
            return Answer(json.dumps({"error": "it exists", "url": url}).encode(), {}, 409)
        made.path.mkdir(parents=True)
        made.git("init", "-q", "--bare", "-b", "main")
        made.commit(None, {".gitattributes": b"*.parquet filter=lfs -text\n"}, [], "first")
        private = request.json.get("visibility") == "private"
        self.settings[name] = {"private": private, "gated": False}
        return Answer.of({"url": url})

    def set(self, request: Request, name: str) -> Answer:
        """Change who may read it."""
        self._open(request, name)
        asked = request.json
        if visibility := asked.pop("visibility", None):
            asked["private"] = visibility == "private"
        self.settings[name] |= asked
        return Answer.of({})

    def check(self, _: Request) -> Answer:
        """Nothing is wrong with the card, to this hub."""
        return Answer.of({"errors": [], "warnings": []})

    def info(self, request: Request, name: str, revision: str = "main") -> Answer:
        """What the dataset is at a revision."""
        found = self._open(request, name)
        files = [
            {"rfilename": one["path"]} for one in found.tree(revision) if "file" in one["type"]
        ]
        said = {"_id": "1", "id": name, "sha": found.commit_at(revision), "siblings": files}
        return Answer.of({**said, "disabled": False, "tags": [], **self.settings[name]})

    def refs(self, request: Request, name: str) -> Answer:
        """Branches and tags."""
        found = self._open(request, name).refs()
        said = {
            there: [
                {"name": one, "ref": f"refs/{kind}/{one}", "targetCommit": commit}
                for one, commit in found[kind].items()
            ]
            for there, kind in (("branches", "heads"), ("tags", "tags"))
        }
        return Answer.of({**said, "converts": []})

    def tree(self, request: Request, name: str, revision: str, below: str = "") -> Answer:
        """Files."""
        found = self._open(request, name)
        entries = [
            one for one in found.tree(revision) if one["path"].startswith(f"{below}/" * bool(below))
        ]
        if below and not entries:
            raise Refusal(404, f"{below} does not exist", "EntryNotFound")
        return Answer(json.dumps(entries).encode(), {"X-Repo-Commit": found.commit_at(revision)})

    def paths(self, request: Request, name: str, revision: str) -> Answer:
        """Some files."""
        wanted = request.json["paths"]
        entries = self._open(request, name).tree(revision)
        return Answer.of([one for one in entries if one["path"] in wanted])

    def commits(self, request: Request, name: str, revision: str) -> Answer:
        """The history."""
        found = self._open(request, name).commits(revision)
        return Answer.of(
            [
                {"id": one, "title": title, "message": "", "authors": [], "date": f"{time[:19]}Z"}
                for one, title, time in found
            ]
        )

    def preupload(self, request: Request, name: str, revision: str) -> Answer:
        """Which files are large."""
        there = {one["path"]: one for one in self._open(request, name).tree(revision)}
        said = []
        for one in request.json["files"]:
            mode = "lfs" if one["path"].endswith(_LARGE) else "regular"
            known = {}
            if found := there.get(one["path"]):
                known = {"oid": found["lfs"]["oid"] if "lfs" in found else found["oid"]}
            said.append({"path": one["path"], "uploadMode": mode, "shouldIgnore": False, **known})
        return Answer.of({"files": said})

    def batch(self, request: Request, name: str) -> Answer:
        """Where large files go."""
        self._open(request, name)
        said = []
        for one in request.json["objects"]:
            actions = {
                "upload": {"href": f"{self.url}/large/{one['oid']}"},
                "verify": {"href": f"{self.url}/verify"},
            }
            there = (self.root / "large" / one["oid"]).exists()
            said.append({**one, **({} if there else {"actions": actions})})
        return Answer.of({"transfer": "basic", "objects": said})

    def receive(self, request: Request, digest: str) -> Answer:
        """A large file."""
        if hashlib.sha256(request.body).hexdigest() != digest:
            raise Refusal(400, "another digest")
        (self.root / "large" / digest).write_bytes(request.body)
        return Answer()

    def verify(self, request: Request) -> Answer:
        """Whether a large file is there."""
        if not (self.root / "large" / request.json["oid"]).exists():
            raise Refusal(404, "not there")
        return Answer()

    def commit(self, request: Request, name: str, branch: str) -> Answer:
        """Put a commit on the branch, if nobody else did."""
        found = self._open(request, name)
        lines = [json.loads(line) for line in request.body.splitlines() if line.strip()]
        head = next(one["value"] for one in lines if one["key"] == "header")
        add, delete = {}, []
        for one in lines:
            value = one["value"]
            match one["key"]:
                case "file":
                    add[value["path"]] = base64.b64decode(value["content"])
                case "lfsFile":
                    large = self.root / "large" / value["oid"]
                    if not large.exists():
                        raise Refusal(400, f"{value['path']} was not uploaded")
                    add[value["path"]] = (
                        "version https://git-lfs.github.com/spec/v1\n"
                        f"oid sha256:{value['oid']}\nsize {large.stat().st_size}\n"
                    ).encode()
                case "deletedFile":
                    delete.append(value["path"])
        parent = found.commit_at(branch)
        if head.get("parentCommit") not in {None, parent}:
            raise Refusal(412, "A commit has happened since. Please refresh and try again.")
        made = found.commit(parent, add, delete, f"{head['summary']}\n\n{head['description']}")
        return Answer.of({"commitOid": made, "commitUrl": f"{self.url}/{name}/commit/{made}"})

    def tag(self, request: Request, name: str, revision: str) -> Answer:
        """Name a commit, once."""
        found = self._open(request, name)
        if request.json["tag"] in found.refs()["tags"]:
            raise Refusal(409, "Tag reference exists already.")
        message = request.json.get("message") or request.json["tag"]
        found.git("tag", "-a", request.json["tag"], "-m", message, found.commit_at(revision))
        return Answer(b"")

    def resolve(self, request: Request, name: str, revision: str, path: str) -> Answer:
        """A file, or a part of it."""
        found = self._open(request, name)
        data, digest = found.read(revision, path)
        headers = {"X-Repo-Commit": found.commit_at(revision), "ETag": f'"{digest}"'}
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", request.range or "")
        if part is None:
            return Answer(data, headers)
        start, end = int(part[1]), min(int(part[2] or len(data)), len(data) - 1)
        headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
        return Answer(data[start : end + 1], headers, 206)


_DATASET = r"/api/datasets/([^/]+/[^/]+)"
_ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", "/api/whoami-v2", Hub.who),
    ("POST", "/api/repos/create", Hub.create),
    ("POST", "/api/validate-yaml", Hub.check),
    ("PUT", f"{_DATASET}/settings", Hub.set),
    ("GET", _DATASET, Hub.info),
    ("GET", f"{_DATASET}/revision/([^/]+)", Hub.info),
    ("GET", f"{_DATASET}/refs", Hub.refs),
    ("GET", f"{_DATASET}/tree/([^/]+)", Hub.tree),
    ("GET", f"{_DATASET}/tree/([^/]+)/(.+)", Hub.tree),
    ("POST", f"{_DATASET}/paths-info/([^/]+)", Hub.paths),
    ("GET", f"{_DATASET}/commits/([^/]+)", Hub.commits),
    ("POST", f"{_DATASET}/preupload/([^/]+)", Hub.preupload),
    ("POST", f"{_DATASET}/commit/([^/]+)", Hub.commit),
    ("POST", f"{_DATASET}/tag/([^/]+)", Hub.tag),
    ("POST", r"/datasets/([^/]+/[^/]+)\.git/info/lfs/objects/batch", Hub.batch),
    ("PUT", "/large/([0-9a-f]{64})", Hub.receive),
    ("POST", "/verify", Hub.verify),
    ("GET HEAD", r"/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", Hub.resolve),
]


class _Server(ThreadingHTTPServer):
    """A server that does not care for clients that hang up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell all other errors."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """HTTP around `Hub.answer`."""

    protocol_version = "HTTP/1.1"
    hub: ClassVar[Hub]

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as inherited
        """Say nothing."""

    def handle_one(self) -> None:
        """Answer a request."""
        request = Request(
            len(self.hub.requests),
            self.command,
            urlsplit(self.path).path,
            self._body(),
            (self.headers["Authorization"] or "").removeprefix("Bearer ") or None,
            self.headers["Range"],
        )
        try:
            answer = self.hub.answer(request)
        except Refusal as error:
            headers = {"X-Error-Message": error.said}
            headers |= {"X-Error-Code": error.code} if error.code else {}
            said = json.dumps({"error": error.said}).encode()
            answer = Answer(said, headers, error.status)
        self.send_response(answer.status)
        kind = {"Content-Type": "application/json", "Content-Length": str(len(answer.body))}
        for name, value in {**kind, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _body(self) -> bytes:
        if "chunked" not in (self.headers["Transfer-Encoding"] or ""):
            due = int(self.headers["Content-Length"] or 0)
            if len(body := self.rfile.read(due)) < due:
                raise ConnectionResetError  # The client was killed; a part of a request is none.
            return body
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    do_GET = do_HEAD = do_POST = do_PUT = handle_one  # noqa: N815 - as inherited
