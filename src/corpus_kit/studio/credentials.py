"""
Logins: kept in ``.corpus-kit/studio``, in files that only this user can read.

Secrets are never printed or logged.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from corpus_kit import files
from corpus_kit.errors import InvalidConfig, MissingFile

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Corpus

T = TypeVar("T")


@dataclass(frozen=True)
class Login:
    """What a person signs in with, and a key of theirs once there is one."""

    email: str
    password: str = field(repr=False)
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Owner:
    """The embedded server's first user, its API token and Django's secret."""

    email: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    secret: str = field(repr=False)


def directory(corpus: Corpus) -> Path:
    """Where all of it is kept."""
    return files.private_directory(files.private_directory(corpus.state) / "studio")


def owner(corpus: Corpus) -> Owner:
    """
    The embedded server's owner, made at first use.

    Raises: InvalidConfig where the file was damaged.
    """
    path = owner_path(corpus)
    if not path.exists():
        # The secret must not begin with '$': Label Studio would read it as a variable's name.
        made = Owner(
            "owner@corpus-kit.invalid",
            password=secrets.token_urlsafe(18),
            token=secrets.token_hex(20),
            secret=secrets.token_hex(32),
        )
        _keep(path, made)
    return _kept(path, Owner)


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
    _keep(path, login)
    return path


def annotator(corpus: Corpus, name: str) -> Login:
    """
    What an annotator signs in with.

    Raises: MissingFile where they were not added here; InvalidConfig where the file was damaged.
    """
    path = annotator_path(corpus, name)
    try:
        return _kept(path, Login)
    except FileNotFoundError as error:
        instead = f"make the account: corpus-kit studio annotator add {name}"
        raise MissingFile(path, "that login", instead) from error


def _keep(path: Path, secret: Login | Owner) -> None:
    files.write(path, [files.pretty(asdict(secret))], mode=files.PRIVATE)


def _kept(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        instead = "take it back from a copy, or reset the password in Label Studio"
        raise InvalidConfig(path, f"the file is damaged ({error})", instead) from error
