"""
What can go wrong, as a tree; each message ends with the next step.

One long file on purpose: the messages are read side by side, so that they speak alike.

::

    CorpusError
    ├── UsageError                 exit 2: the command or a file of settings has to change
    │   ├── NotACorpus             no corpus.toml here or above
    │   ├── InvalidConfig          corpus.toml says something it may not
    │   ├── InvalidCard            card.md says something that it cannot say
    │   ├── InvalidSchema          a JSON Schema that cannot be a row
    │   ├── InvalidInterface       a labelling config that is none, or says what it may not
    │   ├── MissingFile            a file that corpus.toml or the command names is not there
    │   ├── UnknownProject         a project that corpus.toml does not have
    │   ├── UnknownFile            a file to check is nothing that can be checked
    │   ├── UnknownCheck           there is no check of that code
    │   ├── InvalidMigration       labels cannot become what was asked
    │   ├── UnfinishedMigration    another migration was stopped on its way
    │   ├── UnknownModel           a model that a file of predictions does not have
    │   ├── InvalidName            a name that cannot be a file, a user or a dataset
    │   ├── WouldOverwrite         init met files of its own names
    │   ├── UnknownTemplate        init was asked for a template it does not have
    │   ├── InvalidVersion         not X.Y.Z
    │   ├── VersionTaken           that release exists
    │   ├── InvalidSplits          splits.jsonl is damaged, or corpus.toml wants otherwise
    │   ├── VersionUnknown         that release is not here
    │   ├── NotFetched             a release that was published is not here
    │   ├── OtherThanPublished     a release here is not what was published under its version
    │   ├── NotOurs                a release to fetch is another corpus's
    │   ├── NotPublished           a place does not have that release
    │   ├── VersionTooSmall        the data have changed by more than it says
    │   ├── InvalidTarget          no place for releases
    │   ├── VersionPublished       another release of that version is there
    │   ├── LaterPublished         a later version is there
    │   ├── MissingPseudonymKey    answers stand under pseudonyms made with another key
    │   ├── BrokenPlugin           another package's kinds of field or checks cannot be imported
    │   ├── InvalidCheck           a check of the corpus or of a package says what it may not
    │   ├── RepeatedCheck          two of those have the same code
    │   ├── BrokenChecks           checks.py cannot be loaded
    │   ├── BrokenCheck            one of its checks failed
    │   ├── ChecksNotRun           nobody said whether checks.py is to be run
    │   ├── InvalidAddress         LABEL_STUDIO_URL is no address of a server
    │   ├── InvalidKey             LABEL_STUDIO_API_KEY is no key
    │   └── HalfAnAddress          one of those two is set, the other is not
    ├── DataError                  exit 1: the corpus has findings
    │   ├── InvalidSeed            one seed document cannot be read
    │   ├── InvalidSeeds           all of those together
    │   ├── MissingInput           a segment lacks an input that the schema requires
    │   ├── UnfitInput             a seed has something in it that the input cannot show
    │   ├── InvalidExport          not a Label Studio export
    │   ├── InvalidAnswers         a line of annotations/ cannot be read
    │   ├── InvalidWithdrawals     a line of withdrawn.jsonl cannot be read
    │   ├── InvalidLedger          a line of published.jsonl cannot be read
    │   ├── InvalidMigrations      a line of a record of migrations cannot be read
    │   ├── CannotMigrate          stored answers have labels that nothing can become of
    │   ├── NothingToReview        no answer to a segment is marked for review
    │   ├── UnknownDocument        a document that is nowhere cannot be withdrawn
    │   ├── NotARelease            a directory is no release, or a damaged one
    │   ├── CannotRebuild          what a release was made of is not here
    │   ├── UnknownRow             no row, segment or document has the id
    │   ├── Leakage                near-duplicates are in different splits
    │   ├── IncompatibleLicences   documents are under licences that the release does not carry
    │   ├── PersonalData           texts hold e-mail addresses, phone numbers and the like
    │   ├── InvalidPrediction      a line of a file of predictions is none
    │   ├── InvalidPredictions     all of those together, or none in it
    │   ├── HasFindings            validate found errors
    │   └── NothingDecided         there is no row to release
    └── ServiceError               exit 3: a service or this machine failed
        ├── NoServer               no Label Studio is running or named
        ├── ServerNotInstalled     the embedded server's package is missing
        ├── ServerDidNotStart      it ended or stayed silent
        ├── PortTaken              another program listens there
        ├── Unreachable            no answer at that address
        ├── TokenRefused           the server does not accept the key
        ├── NotLabelStudio         something else answers there
        ├── UnsupportedServer      a Label Studio of an unknown version
        ├── ServerFault            Label Studio answered with an error
        ├── SeveralProjects        more than one project on the server bears our mark
        ├── AnnotatorExists        that user is on the server already
        ├── NoSuchProject          no project on the server has that number
        ├── MissingOnServer        a project or segment was not pushed
        ├── PredictionsLeftOut     Label Studio took fewer predictions than it was given
        ├── OfflineMode            HF_HUB_OFFLINE forbids to ask the hub
        ├── NoToken                no token for the hub
        ├── HubRefused             the token may not do that there
        ├── MissingPackage         what speaks to that store is not installed
        ├── TargetFault            a place to publish in failed
        ├── NoRoom                 a release is larger than the disk has room for
        ├── CannotRead             a place where releases are cannot be read
        ├── PublishedMeanwhile     somebody else publishes there at this moment
        ├── WorkerKilled           a process that worked for this one was killed
        ├── ChangedMeanwhile       a file of answers is another than it was when it was read
        └── NotAsPublished         what is there is not what was sent
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from corpus_kit.words import counted

if TYPE_CHECKING:
    from pathlib import Path


class CorpusError(Exception):
    """Anything this package raises on purpose."""

    exit_code: ClassVar[int] = 2


class UsageError(CorpusError):
    """The command or a file of settings has to change."""


class DataError(CorpusError):
    """The corpus has findings."""

    exit_code = 1


class ServiceError(CorpusError):
    """A service or this machine failed; the same command may pass later."""

    exit_code = 3


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C: exit 130. No Exception, which a library on the way might swallow."""

    def __str__(self) -> str:
        return "stopped; run the same command again to go on"


@dataclass(eq=False)
class NotACorpus(UsageError):
    """No corpus.toml in this directory or above it."""

    directory: Path

    def __str__(self) -> str:
        return (
            f"{self.directory}: no corpus.toml here or in a directory above; "
            "make a corpus with 'corpus-kit init DIR' or name one with -C DIR"
        )


@dataclass(eq=False)
class InvalidConfig(UsageError):
    """corpus.toml says something it may not."""

    path: Path
    found: str
    instead: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.found}; {self.instead}"


@dataclass(eq=False)
class InvalidCard(UsageError):
    """card.md says something that it cannot say, on line `line`."""

    path: Path
    line: int
    found: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.found}; {self.instead}"


@dataclass(eq=False)
class InvalidSchema(UsageError):
    """A JSON Schema that cannot be a row; `pointer` is a JSON Pointer into it."""

    pointer: str
    found: str
    instead: str
    path: Path | None = None

    def __str__(self) -> str:
        return f"{self.path or 'schema'}#{self.pointer}: {self.found}; {self.instead}"


@dataclass(eq=False)
class InvalidInterface(UsageError):
    """A Label Studio labelling config that is none, or of which nothing can be a row."""

    found: str
    instead: str
    path: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = str(self.path or "labelling config")
        place = f"{place}:{self.line}" if self.line else place
        return f"{place}: {self.found}; {self.instead}"


@dataclass(eq=False)
class MissingFile(UsageError):
    """A file that is named is not there."""

    path: Path
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what} is not there; {self.instead}"


@dataclass(eq=False)
class UnknownProject(UsageError):
    """A project that corpus.toml does not have, or none named where there are several."""

    name: str | None
    known: tuple[str, ...]

    def __str__(self) -> str:
        known = ", ".join(self.known)
        if self.name is None:
            return f"this corpus has several projects; choose one with --project: {known}"
        return f"no project {self.name!r} in corpus.toml; it has {known}"


@dataclass(eq=False)
class UnknownFile(UsageError):
    """A file to check is nothing that can be checked."""

    path: Path

    def __str__(self) -> str:
        return (
            f"{self.path}: no answers, no Label Studio export and no release; to check the lines "
            "of another file, name a JSON Schema with --schema"
        )


@dataclass(eq=False)
class UnknownCheck(UsageError):
    """There is no check of that code or name."""

    name: str
    near: str | None = None

    def __str__(self) -> str:
        instead = f"did you mean {self.near}?" if self.near else "see 'corpus-kit checks' for all"
        return f"no check is called {self.name!r}; {instead}"


@dataclass(eq=False)
class InvalidMigration(UsageError):
    """Labels cannot become what was asked; `path` is the schema's where it is why."""

    found: str
    instead: str
    path: Path | None = None
    pointer: str = ""

    def __str__(self) -> str:
        place = f"{self.path}#{self.pointer}: " if self.path else ""
        return f"{place}{self.found}; {self.instead}"


@dataclass(eq=False)
class UnfinishedMigration(UsageError):
    """A migration was stopped on its way, and what was asked now is not to end it."""

    journal: Path
    command: str
    found: str = "a migration was stopped on its way"

    def __str__(self) -> str:
        return (
            f"{self.found}; end it with 'corpus-kit schema migrate {self.command}', or take the "
            f"answers and the schema back from git and delete {self.journal}"
        )


@dataclass(eq=False)
class UnknownModel(UsageError):
    """A model that a file of predictions does not have, or none named where there are several."""

    name: str | None
    known: tuple[str, ...]

    def __str__(self) -> str:
        known = ", ".join(self.known)
        if self.name is None:
            return (
                "the predictions are of several models, and annotators see those of one; choose it "
                f"with --show: {known}"
            )
        return f"no model {self.name!r} in the predictions; they are of {known}"


@dataclass(eq=False)
class InvalidName(UsageError):
    """A name that cannot be a file, a user or a dataset."""

    name: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.what} {self.name!r} will not do; "
            "use small letters a-z, digits and single hyphens between them, 50 at most"
        )


@dataclass(eq=False)
class WouldOverwrite(UsageError):
    """Init met files of its own names and wrote nothing."""

    paths: tuple[Path, ...]

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.paths))
        return f"these exist already and were left alone: {listed}; choose another directory"


@dataclass(eq=False)
class UnknownTemplate(UsageError):
    """Init was asked for a template it does not have."""

    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return f"no template {self.name!r}; choose one of {', '.join(self.known)}"


@dataclass(eq=False)
class InvalidVersion(UsageError):
    """Not a version number that datasets can load."""

    version: str

    def __str__(self) -> str:
        return (
            f"version {self.version!r} is not X.Y.Z; "
            "write three whole numbers without leading zeros, such as 1.2.0"
        )


@dataclass(eq=False)
class VersionTaken(UsageError):
    """That release exists; a published version never changes."""

    directory: Path
    latest: str

    def __str__(self) -> str:
        return (
            f"{self.directory} exists, and a release never changes; choose a version after "
            f"{self.latest}, or leave --version out for the least that what has changed takes"
        )


@dataclass(eq=False)
class InvalidSplits(UsageError):
    """What splits.jsonl remembers cannot be, or is not what corpus.toml wants."""

    found: str

    def __str__(self) -> str:
        return (
            f"{self.found}; a released document stays in its split. Mend corpus.toml, or take "
            "splits.jsonl back from git"
        )


@dataclass(eq=False)
class VersionUnknown(UsageError):
    """There is no such release here."""

    version: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"no release {self.version!r} in dist/; name a directory, PLACE@VERSION, or one of: "
            f"{', '.join(self.known) or 'none is there, so make one with corpus-kit export'}"
        )


@dataclass(eq=False)
class NotFetched(UsageError):
    """A release that was published is not here, and what is asked for needs it."""

    version: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"release {self.version} is not in dist/, but was published at "
            f"{', '.join(self.places)}; bring it here with 'corpus-kit fetch', then run the same "
            "command again"
        )


@dataclass(eq=False)
class OtherThanPublished(UsageError):
    """A release here is not what was published under its version."""

    directory: Path
    place: str

    def __str__(self) -> str:
        return (
            f"{self.directory} is not what was published under that version at {self.place}; move "
            "it away, run 'corpus-kit fetch', then the same command again"
        )


@dataclass(eq=False)
class NotOurs(UsageError):
    """A release to fetch is another corpus's."""

    place: str
    name: str
    ours: str

    def __str__(self) -> str:
        return (
            f"{self.place} is a release of {self.name!r}, and this corpus is {self.ours!r}; its "
            "next release cannot follow that. Look at it with 'corpus-kit verify', or load it"
        )


@dataclass(eq=False)
class NotPublished(UsageError):
    """A place does not have that release."""

    place: str
    version: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.place} has no release {self.version}; "
            f"name one of: {', '.join(self.known) or 'none is there'}"
        )


@dataclass(eq=False)
class VersionTooSmall(UsageError):
    """The data have changed by more than the version says."""

    version: str
    least: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        said = "".join(f"\n  {one}" for one in self.reasons)
        return (
            f"version {self.version} is too small for what has changed; "
            f"choose --version {self.least} or a later one:{said}"
        )


@dataclass(eq=False)
class InvalidTarget(UsageError):
    """Not a place that releases can be published in, or read from."""

    target: str
    instead: str

    def __str__(self) -> str:
        return f"cannot use {self.target!r}: {self.instead}"


@dataclass(eq=False)
class VersionPublished(UsageError):
    """Another release of that version is there; a published version never changes."""

    place: str
    version: str

    def __str__(self) -> str:
        return (
            f"{self.place} has a version {self.version} with another content, and a published "
            "version never changes; nothing was changed. Release what you have under a later "
            "version with 'corpus-kit export', and publish that"
        )


@dataclass(eq=False)
class LaterPublished(UsageError):
    """A later version is there, and would be hidden by an earlier one."""

    place: str
    version: str
    later: str

    def __str__(self) -> str:
        return (
            f"{self.place} has version {self.later} already, so publishing {self.version} now "
            "would show readers older rows as the latest; nothing was changed. "
            f"Publish a version after {self.later}"
        )


@dataclass(eq=False)
class MissingPseudonymKey(UsageError):
    """Answers stand under pseudonyms made with a key that this machine does not have."""

    key: Path
    example: Path

    def __str__(self) -> str:
        return (
            f"{self.example} stands under a pseudonym made with a key that is not here; the same "
            f"person would get a second name. Copy {self.key} from the machine that pulled it, "
            "or set CORPUS_KIT_PSEUDONYM_KEY to its text"
        )


@dataclass(eq=False)
class BrokenPlugin(UsageError):
    """Another package's kind of field, or `what` else, cannot be imported."""

    package: str
    name: str
    reason: str
    what: str = "the kind of field"

    def __str__(self) -> str:
        return (
            f"{self.what} {self.name!r} of the package {self.package} cannot be imported "
            f"({self.reason}); update that package, or uninstall it"
        )


@dataclass(eq=False)
class InvalidCheck(UsageError):
    """A check of the corpus or of a package says what it may not."""

    place: str
    code: str
    found: str
    instead: str

    def __str__(self) -> str:
        return f"{self.place}: the check {self.code!r}: {self.found}; {self.instead}"


@dataclass(eq=False)
class RepeatedCheck(UsageError):
    """Two checks of the corpus or of packages have the same code."""

    code: str
    place: str
    other: str

    def __str__(self) -> str:
        return (
            f"{self.place}: there is a check {self.code} already, at {self.other}; give one of "
            "them another code"
        )


@dataclass(eq=False)
class BrokenChecks(UsageError):
    """A corpus's checks.py cannot be loaded."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: this cannot be loaded ({self.reason}); mend it there"


@dataclass(eq=False)
class BrokenCheck(UsageError):
    """A check failed on an answer, at `place` in its own code."""

    place: str
    code: str
    answer: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.place}: the check {self.code} failed on {self.answer} ({self.reason}); mend "
            f'it there, or turn it off in corpus.toml: [checks] {self.code} = "off"'
        )


@dataclass(eq=False)
class ChecksNotRun(UsageError):
    """Nobody said whether a corpus's checks.py is to be run before it is released."""

    path: Path

    def __str__(self) -> str:
        return (
            f"{self.path} is code that checks answers, and was not run; nothing was written. Read "
            "it, then run it with --custom, or release without it with --no-custom"
        )


@dataclass(eq=False)
class InvalidAddress(UsageError):
    """LABEL_STUDIO_URL is no address of a server."""

    def __str__(self) -> str:
        return (
            "LABEL_STUDIO_URL is no address that can be used; write http:// or https://, the host "
            "and the port, without a user name or password"
        )


@dataclass(eq=False)
class InvalidKey(UsageError):
    """LABEL_STUDIO_API_KEY is no key."""

    def __str__(self) -> str:
        return (
            "LABEL_STUDIO_API_KEY holds a character that no key has; copy it again from "
            "Account & Settings in Label Studio"
        )


@dataclass(eq=False)
class HalfAnAddress(UsageError):
    """One of LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY is set, the other is not."""

    missing: str

    def __str__(self) -> str:
        return (
            "LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY go together; "
            f"set {self.missing} too, or unset the other to use the embedded server"
        )


@dataclass(eq=False)
class InvalidSeed(DataError):
    """One seed document cannot be read; `line` is its line, where it has one."""

    path: Path
    found: str
    instead: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.found}; {self.instead}"


@dataclass(eq=False)
class InvalidSeeds(DataError):
    """All seed documents that cannot be read, together."""

    faults: tuple[InvalidSeed, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


@dataclass(eq=False)
class MissingInput(DataError):
    """A segment lacks an input that the schema requires."""

    place: str
    name: str

    def __str__(self) -> str:
        return (
            f"{self.place}: there is no {self.name!r}, which the schema requires; give it in the "
            "line of a .jsonl seed or in a text's header (seeds.header in corpus.toml), or take it "
            "out of 'required'"
        )


@dataclass(eq=False)
class UnfitInput(DataError):
    """A seed has something in the place of an input that the input cannot show."""

    place: str
    name: str
    due: str

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.name!r} does not fit the schema, where {self.due}; mend the seed"
        )


@dataclass(eq=False)
class InvalidExport(DataError):
    """Not a Label Studio export, or a damaged one."""

    path: Path
    found: str
    instead: str = "export again from Label Studio as JSON"

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.found}; nothing was written. "
            f"{self.instead[:1].upper()}{self.instead[1:]}"
        )


@dataclass(eq=False)
class InvalidAnswers(DataError):
    """A line of annotations/ cannot be read."""

    path: Path
    line: int
    found: str

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: {self.found}; mend that line by hand, "
            "take it back from git, or delete the file and pull again"
        )


@dataclass(eq=False)
class InvalidWithdrawals(DataError):
    """A line of withdrawn.jsonl cannot be read."""

    path: Path
    line: int
    found: str

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: not a document and the reason ({self.found}); mend it, or "
            "take the file back from git"
        )


@dataclass(eq=False)
class InvalidLedger(DataError):
    """A line of published.jsonl cannot be read."""

    path: Path
    line: int
    found: str

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: not a release and its place ({self.found}); mend it, or "
            "take the file back from git"
        )


@dataclass(eq=False)
class InvalidMigrations(DataError):
    """A line of a record of migrations cannot be read."""

    path: Path
    line: int
    found: str

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: {self.found}; mend that line by hand, "
            "or take the file back from git"
        )


@dataclass(eq=False)
class CannotMigrate(DataError):
    """Stored answers have labels that nothing can become of."""

    findings: int

    def __str__(self) -> str:
        return (
            f"{counted(self.findings, 'place')} in answers cannot be mapped, so nothing was "
            "written; merge the labels with --merge instead, mend those answers, or take what has "
            "a dropped label out of them with --remove-answers"
        )


@dataclass(eq=False)
class NothingToReview(DataError):
    """No answer to a segment is marked for review."""

    segment: str
    annotator: str | None

    def __str__(self) -> str:
        whose = f" of {self.annotator!r}" if self.annotator else ""
        return (
            f"no answer{whose} to {self.segment!r} is marked for review; "
            "'corpus-kit validate' lists those that are (CK303)"
        )


@dataclass(eq=False)
class UnknownDocument(DataError):
    """Neither the corpus nor a release of it has the document, as far as they can be read."""

    document: str
    unread: tuple[str, ...] = ()
    """Places that could not be read."""

    def __str__(self) -> str:
        less = f"; {', '.join(self.unread)} could not be read" if self.unread else ""
        return (
            f"no document is called {self.document!r}{less}; a document's name is what stands "
            "before the '#' of its rows' ids"
        )


@dataclass(eq=False)
class NotARelease(DataError):
    """A directory is no release, or a damaged one."""

    directory: Path
    found: str

    def __str__(self) -> str:
        return (
            f"{self.directory} is no whole release: {self.found}; make it again with "
            "'corpus-kit export', or fetch it again from where it was published"
        )


@dataclass(eq=False)
class CannotRebuild(DataError):
    """What a release was made of is not here."""

    directory: Path
    found: str

    def __str__(self) -> str:
        return (
            f"{self.directory} cannot be made again: {self.found}; run this in a clone of the "
            "corpus that has it, and make releases of what is committed"
        )


@dataclass(eq=False)
class UnknownRow(DataError):
    """No row, segment or document has the id."""

    row: str

    def __str__(self) -> str:
        return (
            f"nothing in the corpus is called {self.row!r}; ids stand in the column 'id' of a "
            "release and in annotations/, such as 'moti#b841c3424ee3'"
        )


@dataclass(eq=False)
class Leakage(DataError):
    """Near-duplicates are in different splits."""

    count: int
    pairs: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = "".join(f"\n  {one} and {other}" for one, other in self.pairs)
        return (
            f"{counted(self.count, 'document')} in another split than a near-duplicate; nothing "
            'was written. Take one of each pair away, or write leakage = "tell" into [splits] of '
            f"corpus.toml:{said}"
        )


@dataclass(eq=False)
class IncompatibleLicences(DataError):
    """Documents are under licences that the release does not carry, or under none."""

    license: str
    found: tuple[str, ...]

    def __str__(self) -> str:
        said = "".join(f"\n  {one}" for one in self.found)
        return (
            f"the corpus is under {self.license!r}, and nothing was written, because of:{said}\n"
            "Give the corpus a licence that carries theirs, or say the documents' own under "
            "[sources.NAME] of corpus.toml, or withdraw them; a licence that may stand all the "
            "same goes into 'accepted' of [licenses]"
        )


@dataclass(eq=False)
class PersonalData(DataError):
    """Released texts would hold e-mail addresses, phone numbers and the like."""

    found: str
    path: Path

    def __str__(self) -> str:
        return (
            f"{self.found}; nothing was written. Read {self.path}, take out of the seeds what must "
            "not be released, and write what may stay into 'accepted' of [personal] in corpus.toml"
        )


@dataclass(eq=False)
class InvalidPrediction(DataError):
    """A line of a file of predictions is none; `segment` is what it says it is about, if at all."""

    path: Path
    line: int
    segment: str
    found: str
    instead: str

    def __str__(self) -> str:
        about = f"{self.segment}: " if self.segment else ""
        return f"{self.path}:{self.line}: {about}{self.found}; {self.instead}"


@dataclass(eq=False)
class InvalidPredictions(DataError):
    """What is wrong in a file of predictions: the `first` faults of `count`."""

    path: Path
    first: tuple[InvalidPrediction, ...]
    count: int

    def __str__(self) -> str:
        if not self.count:
            return f"{self.path}: there is no prediction in it; write one a line"
        rest = self.count - len(self.first)
        more = [f"{self.path}: and {counted(rest, 'fault')} more"] if rest else []
        return "\n".join([*map(str, self.first), *more, "nothing was sent"])


@dataclass(eq=False)
class HasFindings(DataError):
    """Validate found errors, so nothing is released; `custom` checks were run, too."""

    errors: int
    custom: bool = False

    def __str__(self) -> str:
        return (
            f"{counted(self.errors, 'error')} in the annotations; nothing was "
            f"written. See them with 'corpus-kit validate{' --custom' if self.custom else ''}'"
        )


@dataclass(eq=False)
class NothingDecided(DataError):
    """There is no row to release."""

    project: str
    answered: int

    def __str__(self) -> str:
        if not self.answered:
            cause, step = "has no answers", "pull them first ('corpus-kit pull')"
        else:
            cause = f"has {self.answered} answered segments, and annotators differ on each"
            step = "settle some in Label Studio, then pull"
        return f"project {self.project!r} {cause}, so a release would be empty; {step}"


@dataclass(eq=False)
class NoServer(ServiceError):
    """No Label Studio is running or named."""

    def __str__(self) -> str:
        return (
            "no Label Studio to talk to; start the embedded one with 'corpus-kit studio start', "
            "or name one with LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY"
        )


@dataclass(eq=False)
class ServerNotInstalled(ServiceError):
    """The embedded server's package is missing."""

    def __str__(self) -> str:
        return (
            "the embedded Label Studio is not installed here; "
            "install it with: pip install 'corpus-kit[server]'"
        )


@dataclass(eq=False)
class ServerDidNotStart(ServiceError):
    """The embedded server ended, or stayed silent for too long."""

    log: Path
    reason: str

    def __str__(self) -> str:
        return f"Label Studio did not start ({self.reason}); its own words are in {self.log}"


@dataclass(eq=False)
class PortTaken(ServiceError):
    """Another program listens on that port."""

    port: int
    free: int

    def __str__(self) -> str:
        return (
            f"port {self.port} is taken by another program; "
            f"choose another: corpus-kit studio start --port {self.free}"
        )


@dataclass(eq=False)
class Unreachable(ServiceError):
    """No answer at that address."""

    url: str
    reason: str

    def __str__(self) -> str:
        return (
            f"no answer from {self.url} ({self.reason}); is Label Studio running there? "
            "'corpus-kit studio status' tells; then run the same command again"
        )


@dataclass(eq=False)
class TokenRefused(ServiceError):
    """The server does not accept the key."""

    url: str

    def __str__(self) -> str:
        return (
            f"{self.url} does not accept the API key; take a new one from Account & Settings in "
            "Label Studio and set LABEL_STUDIO_API_KEY"
        )


@dataclass(eq=False)
class NotLabelStudio(ServiceError):
    """Something answers there, but not Label Studio's API."""

    url: str
    found: str

    def __str__(self) -> str:
        return (
            f"{self.url} answers, but not as Label Studio ({self.found}); "
            "check LABEL_STUDIO_URL: it is the address of the start page, without a path"
        )


@dataclass(eq=False)
class UnsupportedServer(ServiceError):
    """A Label Studio of an unknown version."""

    url: str
    version: str

    def __str__(self) -> str:
        return (
            f"{self.url} is Label Studio {self.version!r}, which this version does not know; "
            "use a 1.x server (tested with 1.23)"
        )


@dataclass(eq=False)
class ServerFault(ServiceError):
    """Label Studio answered a request with an error."""

    url: str
    status: int | None
    said: str

    def __str__(self) -> str:
        answered = f"answered {self.status}" if self.status else "failed"
        return (
            f"{self.url} {answered}: {self.said}; nothing on disk was changed. "
            "Run the same command again, it goes on where it stopped"
        )


@dataclass(eq=False)
class SeveralProjects(ServiceError):
    """More than one project on the server bears our mark."""

    urls: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"Label Studio has several projects of this one: {', '.join(self.urls)}; keep the one "
            "with answers, and delete the others or empty their description there"
        )


@dataclass(eq=False)
class AnnotatorExists(ServiceError):
    """That user is on the server already."""

    name: str

    def __str__(self) -> str:
        return (
            f"Label Studio has an annotator {self.name!r} already, or refused the name; "
            "choose another name"
        )


@dataclass(eq=False)
class NoSuchProject(ServiceError):
    """No project on the server has that number."""

    url: str
    number: int

    def __str__(self) -> str:
        return (
            f"{self.url} has no project {self.number} that this key may see; its number stands in "
            "the address of its page"
        )


@dataclass(eq=False)
class MissingOnServer(ServiceError):
    """A project or a segment was not pushed."""

    name: str

    def __str__(self) -> str:
        return f"Label Studio does not have {self.name!r}; send it with 'corpus-kit push'"


@dataclass(eq=False)
class PredictionsLeftOut(ServiceError):
    """Label Studio took fewer predictions than it was given, and does not say which or why."""

    url: str
    given: int
    taken: int

    def __str__(self) -> str:
        return (
            f"{self.url} took {self.taken} of {self.given} predictions, which it does when they "
            "do not fit its labelling interface; did somebody change that meanwhile? Run the same "
            "command again: it mends the interface, and sends what is missing"
        )


@dataclass(eq=False)
class OfflineMode(ServiceError):
    """HF_HUB_OFFLINE is set."""

    place: str

    def __str__(self) -> str:
        return (
            f"HF_HUB_OFFLINE is set, so {self.place} cannot be reached; "
            "unset it and run the same command again"
        )


@dataclass(eq=False)
class NoToken(ServiceError):
    """There is no token for the hub."""

    place: str

    def __str__(self) -> str:
        return (
            f"no token for {self.place}; make one that may write there on the hub's page of "
            "access tokens, then set HF_TOKEN to it or run 'hf auth login'"
        )


@dataclass(eq=False)
class HubRefused(ServiceError):
    """The hub does not let this token do that."""

    place: str
    said: str

    def __str__(self) -> str:
        return (
            f"{self.place} refused the token ({self.said}); use one that may write there: set "
            "HF_TOKEN to it or run 'hf auth login', then run the same command again"
        )


@dataclass(eq=False)
class MissingPackage(ServiceError):
    """The package that speaks to a store is not installed."""

    target: str
    package: str

    def __str__(self) -> str:
        return (
            f"{self.target} needs the package {self.package}, which is not here; "
            f"install it with: pip install {self.package}"
        )


@dataclass(eq=False)
class TargetFault(ServiceError):
    """A place to publish in failed."""

    place: str
    said: str

    def __str__(self) -> str:
        return (
            f"{self.place} failed ({self.said}); readers see a whole release or none. "
            "Run the same command again, it goes on where it stopped"
        )


@dataclass(eq=False)
class NoRoom(ServiceError):
    """A release is larger than the disk has room for."""

    directory: Path
    due: int
    free: int

    def __str__(self) -> str:
        return (
            f"{self.directory}: the release has {self.due} bytes, and {self.free} are free; make "
            "room, or name another disk with TMPDIR, then run the same command again"
        )


@dataclass(eq=False)
class CannotRead(ServiceError):
    """A place where releases are, or should be, cannot be read."""

    place: str
    said: str

    def __str__(self) -> str:
        return (
            f"{self.place} cannot be read ({self.said}); check its name, and that you may read it: "
            "a hub goes by HF_TOKEN or 'hf auth login', a store by its keys. Nothing was changed; "
            "run the same command again"
        )


@dataclass(eq=False)
class PublishedMeanwhile(ServiceError):
    """Somebody else publishes there at this moment."""

    place: str
    version: str

    def __str__(self) -> str:
        return (
            f"somebody else changed {self.place} while {self.version} was on its way; nothing of "
            "ours is seen there. Agree with them on who publishes what, then look with --plan and "
            "run the same command again"
        )


@dataclass(eq=False)
class WorkerKilled(ServiceError):
    """A process that worked for this one was killed."""

    def __str__(self) -> str:
        return (
            "a process that did a part of the work was killed, perhaps because memory ran out; "
            "nothing was written. Close other programs, and run the same command again"
        )


@dataclass(eq=False)
class ChangedMeanwhile(ServiceError):
    """A file of answers is another than it was when it was read."""

    path: Path

    def __str__(self) -> str:
        return (
            f"{self.path}: somebody else changed it while its lines were looked at; it was left as "
            "it is. Run the same command again"
        )


@dataclass(eq=False)
class NotAsPublished(ServiceError):
    """What is at a place is not what was sent there."""

    place: str
    found: str

    def __str__(self) -> str:
        return (
            f"{self.place} does not give back what was published: {self.found}; "
            "look at it there, then run the same command again"
        )
