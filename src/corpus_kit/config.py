"""corpus.toml as a value; unknown keys are refused with the line they stand on."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from corpus_kit.checks import CHECKS
from corpus_kit.errors import InvalidConfig, InvalidName, MissingFile
from corpus_kit.model import Severity

if TYPE_CHECKING:
    from pathlib import Path

Unit = Literal["document", "paragraph", "sentence"]
Found = Literal["tell", "refuse"]

_SHARED = ("train", "validation", "test")
_QUOTES = str.maketrans("", "", "\"'")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s<>()\[\]\\\"'`|]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of corpus.toml."""


class Seeds(_Table, frozen=True, kw_only=True):
    """
    How seed documents are read.

    `header` is a regular expression that a document may begin with; its named groups become the
    document's metadata, and what it matches is not annotated. `metadata` names what the lines of
    ``.jsonl`` seeds say beside their inputs.
    """

    header: str | None = None
    metadata: tuple[str, ...] = ()


class Project(_Table, frozen=True, kw_only=True):
    """One thing that annotators are asked: a schema, and what a task is about."""

    unit: Unit = "paragraph"
    annotators_per_segment: int = 1


class Splits(_Table, frozen=True, kw_only=True):
    """
    Shares of the documents, and which of them stay together.

    Documents with the same value of the metadata `group_by` go together; `stratify` is the question
    whose labels are balanced. `fixed` splits take no new documents once they have some. `sets` are
    splits of their own: by name, patterns of the ids of documents such as ``gold/*``. `leakage`
    says what near-duplicates in two splits come to.
    """

    seed: int = 0
    train: float = 0.8
    validation: float = 0.1
    test: float = 0.1
    group_by: str | None = None
    stratify: str | None = None
    fixed: tuple[str, ...] = ()
    sets: Mapping[str, tuple[str, ...]] = {}
    leakage: Found = "tell"


class Source(_Table, frozen=True, kw_only=True):
    """
    Where some documents come from, and under which licence.

    `documents` are patterns of their ids such as ``koha/*``; of two sources that match one the
    first counts. `license` may be ``unknown``.
    """

    documents: tuple[str, ...]
    license: str
    title: str = ""
    url: str = ""


class Licenses(_Table, frozen=True, kw_only=True):
    """
    What comes of documents whose licence is not known, or asks for what the corpus' does not.

    `accepted` are licences that a person has decided may stand in a release all the same.
    """

    missing: Found = "tell"
    incompatible: Found = "refuse"
    accepted: tuple[str, ...] = ()


class Personal(_Table, frozen=True, kw_only=True):
    """
    What comes of e-mail addresses, phone numbers and the like in released texts.

    `accepted` are those that a person has reviewed, as they are written or as patterns of
    `fnmatch`. `regions` are the countries whose phone numbers are found in national form.
    """

    found: Found = "tell"
    accepted: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class Annotator(_Table, frozen=True, kw_only=True):
    """
    An annotator who appears under the name given here, not under a pseudonym.

    `demonstration` says that the answers were made by the project to show how things work.
    """

    demonstration: bool = False


class Config(_Table, frozen=True, kw_only=True):
    """All of corpus.toml."""

    name: str
    title: str
    languages: tuple[str, ...]
    license: str
    description: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    seeds: Seeds = Seeds()
    projects: Mapping[str, Project]
    splits: Splits = Splits()
    sources: Mapping[str, Source] = {}
    licenses: Licenses = Licenses()
    personal: Personal = Personal()
    annotators: Mapping[str, Annotator] = {}
    checks: Mapping[str, Severity] = {}
    """How much it matters what a check finds, by its code."""


def load(path: Path) -> Config:
    """
    Read corpus.toml.

    Raises: MissingFile; InvalidConfig with the line where there is one.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except FileNotFoundError as error:
        raise MissingFile(path, "corpus.toml", "make one with 'corpus-kit init'") from error
    except UnicodeDecodeError as error:
        raise InvalidConfig(path, f"byte {error.start} is not UTF-8", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        found = f"not TOML ({_lowered(str(error))})"
        raise InvalidConfig(path, found, "mend it there", int(line[1]) if line else None) from error
    except ValueError as error:
        raise InvalidConfig(path, "a number in it is too long", "write a shorter one") from error
    except RecursionError as error:
        raise InvalidConfig(path, "it is nested too deeply", "write it flatter") from error
    reader = _Reader(path, text)
    config = reader.config(table)
    _check(config, reader)
    return config


T = TypeVar("T", bound=_Table)


class _Reader:
    """Turns tables into values, and says where in the file a fault stands."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")

    def config(self, table: dict[str, Any]) -> Config:
        """The whole file; tables of tables are read one by one, so that faults have names."""
        parts: dict[str, type[_Table]] = {
            "seeds": Seeds, "splits": Splits, "licenses": Licenses, "personal": Personal,
        }  # fmt: skip
        many: dict[str, type[_Table]] = {
            "projects": Project, "sources": Source, "annotators": Annotator,
        }  # fmt: skip
        read: dict[str, Any] = dict(table)
        for name in parts.keys() & table.keys():
            read[name] = self.table(table[name], parts[name], name)
        for name in many.keys() & table.keys():
            if not isinstance(table[name], dict):
                raise self.fault(f"{name!r} has to be a table", f"write [{name}.NAME]", name)
            read[name] = {
                key: self.table(value, many[name], f"{name}.{key}")
                for key, value in table[name].items()
            }
        return self.table(read, Config, "")

    def table(self, table: Any, kind: type[T], name: str) -> T:  # noqa: ANN401 - what TOML held
        """One table."""
        where = f" in [{name}]" if name else ""
        if not isinstance(table, dict):
            parent, _, key = name.rpartition(".")
            raise self.fault(f"{name!r} has to be a table", f"write [{name}]", key, parent)
        fields = kind.__struct_fields__
        for key in table:
            if key not in fields:
                near = difflib.get_close_matches(key, fields, n=1)
                instead = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(fields)}"
                raise self.fault(f"unknown key {key!r}{where}", instead, key, name)
        try:
            return msgspec.convert(table, kind)
        except msgspec.ValidationError as error:
            place = re.search(r"`\$\.(\w+)|field `(\w+)`", str(error))
            key = (place[1] or place[2]) if place else ""
            found = f"{_lowered(str(error))}{where}"
            raise self.fault(found, "see docs/corpus-toml.md", key, name) from error

    def fault(self, found: str, instead: str, key: str = "", table: str = "") -> InvalidConfig:
        """The error, with the line of `key` in the table of that name, or that which opens it."""
        return InvalidConfig(self.path, found, instead, self._line(key, table))

    def _line(self, key: str, table: str) -> int | None:
        here, opened = "", None
        for number, line in enumerate(self.lines, 1):
            if header := re.match(r"\s*\[+([^\]]*)\]", line):
                here = re.sub(r"\s*\.\s*", ".", header[1].strip()).translate(_QUOTES)
                if here == (table or key) or here.startswith(f"{table or key}."):
                    opened = opened or number
            elif here == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        return opened


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:].replace(" - at `$.", " at `")


def _check(config: Config, reader: _Reader) -> None:
    """What types cannot say."""
    named = [
        ("name", "", config.name),
        *(("", f"projects.{name}", name) for name in config.projects),
        *(("", f"sources.{name}", name) for name in config.sources),
        *(("", f"annotators.{name}", name) for name in config.annotators),
    ]
    for key, table, name in named:
        try:
            check_name(name, "the name")
        except InvalidName as error:
            found, _, instead = str(error).partition("; ")
            raise reader.fault(found, instead, key, table) from error
    if not config.projects:
        raise reader.fault("there is no project", "write [projects.NAME]", "projects")
    for name, project in config.projects.items():
        if project.annotators_per_segment < 1:
            key, table = "annotators_per_segment", f"projects.{name}"
            found = f"{key} is {project.annotators_per_segment} in [{table}]"
            raise reader.fault(found, "write 1 or more", key, table)
    _check_languages(config, reader)
    _check_authors(config, reader)
    _check_shares(config.splits, reader)
    _check_header(config.seeds, reader)
    _check_sources(config, reader)
    _check_personal(config.personal, reader)
    _check_checks(config, reader)


def _check_languages(config: Config, reader: _Reader) -> None:
    if not config.languages:
        raise reader.fault("there is no language", 'write one such as ["sq"]', "languages")
    for language in config.languages:
        if not _LANGUAGE.fullmatch(language):
            found = f"{language!r} is no language tag"
            raise reader.fault(found, 'write one such as "sq" or "en"', "languages")


def _check_authors(config: Config, reader: _Reader) -> None:
    for author in config.authors:
        if not author.strip() or "\n" in author:
            found = f"{author!r} is no author's name"
            raise reader.fault(found, "write a name on one line, or leave it out", "authors")


def _check_shares(splits: Splits, reader: _Reader) -> None:
    for name in splits.sets:
        if not re.fullmatch(r"\w+", name) or name in {"all", *_SHARED}:
            found = f"{name!r} cannot be a split in [splits.sets]"
            raise reader.fault(found, "use letters, digits and _ for a new name", "sets", "splits")
    for name in splits.fixed:
        if name not in {*_SHARED, *splits.sets}:
            raise reader.fault(f"no split is called {name!r}", "see splits.sets", "fixed", "splits")
    shares = (splits.train, splits.validation, splits.test)
    if not (min(shares) >= 0 and math.isclose(sum(shares), 1)):
        raise reader.fault("the splits' shares do not add up to 1", "mend them", "", "splits")


def _check_header(seeds: Seeds, reader: _Reader) -> None:
    try:
        re.compile(seeds.header or "")
    except re.error as error:
        found = f"seeds.header is no regular expression ({error})"
        raise reader.fault(found, "mend it", "header", "seeds") from error


def _check_sources(config: Config, reader: _Reader) -> None:
    for name, source in config.sources.items():
        if source.url and not _URL.fullmatch(source.url):
            found = f"{source.url!r} is no address in [sources.{name}]"
            instead = "write one that begins with https:// and encode what it may not hold"
            raise reader.fault(found, instead, "url", f"sources.{name}")
    if "unknown" in config.licenses.accepted:
        found = "'unknown' is no licence that can be accepted"
        raise reader.fault(found, 'write missing = "tell"', "accepted", "licenses")


def _check_personal(personal: Personal, reader: _Reader) -> None:
    if not personal.regions:
        return
    from corpus_kit.personal.phone import REGIONS

    for region in personal.regions:
        if region not in REGIONS:
            found = f"{region!r} is no region with phone numbers of its own"
            raise reader.fault(found, 'write one such as "AL" or "XK"', "regions", "personal")


def _check_checks(config: Config, reader: _Reader) -> None:
    for code in config.checks:
        if code.startswith("CK") and code not in CHECKS:
            found = f"there is no check {code} in [checks]"
            raise reader.fault(found, "see 'corpus-kit checks' for their codes", code, "checks")


def check_name(name: str, what: str) -> None:
    """Raise InvalidName unless `name` can be a directory, a user and part of a web address."""
    if not _SLUG.fullmatch(name) or len(name) > 50:  # noqa: PLR2004 - Label Studio's title
        raise InvalidName(name, what)
