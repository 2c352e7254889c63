"""
A corpus opened: a directory with a corpus.toml. The only code that knows the layout below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from corpus_kit import answers, config, pseudonyms, seeds, withdrawals
from corpus_kit.errors import InvalidConfig, MissingFile, NotACorpus, UnknownProject
from corpus_kit.former import Former
from corpus_kit.ledger import read as publications
from corpus_kit.schema import RowSchema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus_kit.ledger import Publication
    from corpus_kit.model import Annotation, Document, Origin, Segment

SETTINGS = "corpus.toml"


@dataclass(frozen=True)
class Corpus:
    """A directory with a corpus.toml, read."""

    root: Path
    config: config.Config

    @classmethod
    def open(cls, directory: Path) -> Corpus:
        """
        The corpus that `directory` is, or lies in.

        Raises: NotACorpus; InvalidConfig.
        """
        directory = directory.resolve()
        for root in (directory, *directory.parents):
            if (root / SETTINGS).is_file():
                return cls(root, config.load(root / SETTINGS))
        raise NotACorpus(directory)

    @property
    def state(self) -> Path:
        """What is kept on this machine only: keys, the embedded server, caches."""
        return self.root / ".corpus-kit"

    @property
    def releases(self) -> Path:
        """Where releases stand, a directory for each version."""
        return self.root / "dist" / self.config.name

    @property
    def splits(self) -> Path:
        """The split that each released document is in."""
        return self.root / "splits.jsonl"

    @property
    def checks(self) -> Path:
        """The corpus's own checks: code, which is run only where somebody says so."""
        return self.root / "checks.py"

    @property
    def ledger(self) -> Path:
        """Where its releases were published."""
        return self.root / "published.jsonl"

    @cached_property
    def published(self) -> Sequence[Publication]:
        """
        What was published, by version.

        Raises: InvalidLedger.
        """
        return publications(self.ledger)

    def places(self, version: str) -> tuple[str, ...]:
        """Where a version was published."""
        return tuple(one.place for one in self.published if one.version == version)

    @property
    def guidelines(self) -> str:
        """
        What annotators read, as Markdown; empty where there is none.

        Raises: InvalidConfig where the file is not UTF-8.
        """
        return self._text(self.root / "guidelines.md")

    @property
    def card_path(self) -> Path:
        """What only people can say of the corpus."""
        return self.root / "card.md"

    @property
    def card(self) -> str:
        """
        That file's text, as Markdown; empty where there is none.

        Raises: InvalidConfig where the file is not UTF-8.
        """
        return self._text(self.card_path)

    @staticmethod
    def _text(path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8-sig") if path.exists() else ""
        except UnicodeDecodeError as error:
            found = f"byte {error.start} is not UTF-8"
            raise InvalidConfig(path, found, "save it as UTF-8") from error

    @property
    def projects(self) -> tuple[Project, ...]:
        """All projects, in the order of corpus.toml."""
        return tuple(Project(self, name, one) for name, one in self.config.projects.items())

    def chosen(self, name: str | None) -> tuple[Project, ...]:
        """
        The project of that name, or all of them for None.

        Raises: UnknownProject.
        """
        return self.projects if name is None else (self.project(name),)

    def project(self, name: str | None = None) -> Project:
        """
        The project of that name, or the only one for None.

        Raises: UnknownProject, also for None where there are several.
        """
        known = {one.name: one for one in self.projects}
        if name is None and len(known) == 1:
            return next(iter(known.values()))
        if name not in known:
            raise UnknownProject(name, tuple(known))
        return known[name]

    @property
    def seeds(self) -> Path:
        """Where the seed documents are."""
        return self.root / "seeds"

    @property
    def withdrawals(self) -> Path:
        """What was withdrawn, and why."""
        return self.root / "withdrawn.jsonl"

    @cached_property
    def withdrawn(self) -> Mapping[str, str]:
        """
        The reasons why documents were withdrawn, by document.

        Raises: InvalidWithdrawals.
        """
        return withdrawals.read(self.withdrawals)

    def documents(self) -> Iterator[Document]:
        """
        The seed documents that were not withdrawn, in the order of their ids.

        Raises: MissingFile; InvalidWithdrawals; InvalidSeeds after the last good one.
        """
        if not self.seeds.is_dir():
            instead = "make it and put documents in"
            raise MissingFile(self.seeds, "the directory of seeds", instead)
        found = seeds.documents(self.seeds, self.config.seeds.header, self.config.seeds.metadata)
        yield from (one for one in found if one.id not in self.withdrawn)

    def origin(self, annotator: str) -> Origin:
        """Whether an annotator's answers are people's work or the project's demonstration."""
        one = self.config.annotators.get(annotator)
        return "demonstration" if one and one.demonstration else "human"

    @cached_property
    def pseudonyms(self) -> pseudonyms.Pseudonyms:
        """
        What annotators are called.

        Raises: MissingPseudonymKey.
        """
        made = (file for project in self.projects for file in project.files())
        key = pseudonyms.key(self.state / "pseudonym.key", made)
        return pseudonyms.Pseudonyms(key, frozenset(self.config.annotators))


@dataclass(frozen=True)
class Project:
    """One question put to annotators: a schema, segments, and files of answers."""

    corpus: Corpus
    name: str
    config: config.Project

    @property
    def schema_path(self) -> Path:
        """Its JSON Schema."""
        return self.corpus.root / "schema" / f"{self.name}.schema.json"

    @property
    def interface_path(self) -> Path:
        """Its labelling interface, where one was tuned by hand."""
        return self.corpus.root / "schema" / f"{self.name}.interface.xml"

    @property
    def migrations(self) -> Path:
        """What became of labels that it had."""
        return self.corpus.root / "schema" / f"{self.name}.migrations.jsonl"

    @cached_property
    def former(self) -> Former:
        """The labels that it had before."""
        return Former(self.schema_path.name, self.corpus.releases, self.migrations)

    @property
    def adopted(self) -> Path:
        """The seeds that were tasks elsewhere before."""
        return self.corpus.seeds / "adopted" / f"{self.name}.jsonl"

    @cached_property
    def schema(self) -> RowSchema:
        """
        Its schema, read.

        Raises: MissingFile; InvalidSchema.
        """
        return RowSchema.load(self.schema_path)

    @property
    def title(self) -> str:
        """What the project is called where people read it."""
        return self.schema.title or f"{self.corpus.config.title}: {self.name}"

    def segments(self) -> Iterator[Segment]:
        """The segments of all documents, document by document, in reading order."""
        for document in self.corpus.documents():
            yield from self.cut(document)

    def cut(self, document: Document) -> Iterator[Segment]:
        """The segments of a document, in reading order."""
        inputs = [one.name for one in self.schema.inputs]
        language = self.corpus.config.languages[0]
        return seeds.segments(document, self.config.unit, language, inputs)

    def path(self, annotator: str) -> Path:
        """The file of an annotator's answers."""
        return self.corpus.root / "annotations" / self.name / f"{annotator}.jsonl"

    def files(self) -> list[Path]:
        """The files of answers there are, sorted."""
        return sorted((self.corpus.root / "annotations" / self.name).glob("*.jsonl"))

    def annotations(self) -> Iterator[Annotation]:
        """
        All answers, annotator by annotator.

        Raises: InvalidAnswers.
        """
        for path in self.files():
            yield from answers.read(path)
