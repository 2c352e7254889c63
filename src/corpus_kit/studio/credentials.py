"""
Logins: kept in ``.corpus-kit/studio``, in files that only this user can read.

Secrets are never printed or logged.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.errors import MissingFile

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Corpus


@dataclass(frozen=True)
class Login:
    """What a person signs in with, and a key of theirs once there is one."""

    email: str
    password: str = field(repr=False)
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Owner:
    """The embedded server's first user, its API token and Django's secret."""

    login: Login
    token: str = field(repr=False)
    secret: str = field(repr=False)


def directory(corpus: Corpus) -> Path:
    """Where all of it is kept."""
    return files.private_directory(files.private_directory(corpus.state) / "studio")


def owner(corpus: Corpus) -> Owner:
    """The embedded server's owner, made at first use."""
    path = directory(corpus) / "owner.json"
    if not path.exists():
        # SECRET_KEY must not begin with '$': Label Studio would read it as a variable's name.
        _keep(
            path,
            {
                "email": "owner@corpus-kit.invalid",
                "password": secrets.token_urlsafe(18),
                "token": secrets.token_hex(20),
                "secret": secrets.token_hex(32),
            },
        )
    kept = json.loads(path.read_bytes())
    return Owner(Login(kept["email"], kept["password"]), kept["token"], kept["secret"])


def owner_path(corpus: Corpus) -> Path:
    """The file to look into for signing in as the owner."""
    return directory(corpus) / "owner.json"


def annotator_path(corpus: Corpus, name: str) -> Path:
    """The file to look into for signing in as an annotator."""
    return directory(corpus) / "annotators" / f"{name}.json"


def keep_annotator(corpus: Corpus, name: str, login: Login) -> Path:
    """Keep what an annotator signs in with."""
    path = annotator_path(corpus, name)
    files.private_directory(path.parent)
    _keep(path, asdict(login))
    return path


def annotator(corpus: Corpus, name: str) -> Login:
    """What an annotator signs in with."""
    try:
        return Login(**json.loads(annotator_path(corpus, name).read_bytes()))
    except FileNotFoundError as error:
        instead = f"make the account: corpus-kit studio annotator add {name}"
        raise MissingFile(annotator_path(corpus, name), "that login", instead) from error


def _keep(path: Path, secret: dict[str, Any]) -> None:
    files.write(path, [files.pretty(secret)], mode=files.PRIVATE)
