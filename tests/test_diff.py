"""What has changed from one release to another, and the version that follows from it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit import files
from corpus_kit.corpus import Corpus
from corpus_kit.errors import VersionTooSmall, VersionUnknown
from corpus_kit.release import release
from corpus_kit.release.bump import Step, least, reasons
from corpus_kit.release.compare import compared
from corpus_kit.release.version import Version
from small import TEXT, TOPIC, answer, small

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TEXTS = [f"Teksti numër {n}." for n in range(6)]


@pytest.fixture
def made(tmp_path: Path) -> Corpus:
    """Six documents about sport, which are released as 1.0.0."""
    corpus = small(tmp_path / "corpus", TEXTS, {"topic": TOPIC})
    answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
    release(corpus, "1.0.0")
    return corpus


def again(corpus: Corpus) -> Corpus:
    """The corpus read again, after its files changed."""
    return Corpus.open(corpus.root)


def asked(corpus: Corpus, **properties: Any) -> Corpus:
    """The corpus with other questions."""
    source = {"type": "object", "properties": {"text": TEXT, **properties}}
    (corpus.root / "schema" / "only.schema.json").write_bytes(files.pretty(source))
    return again(corpus)


def said(corpus: Corpus) -> list[tuple[str, str]]:
    """The steps that the corpus's changes since 1.0.0 ask for, and why."""
    with compared(corpus) as found:
        return [(one.step.name, one.said) for one in reasons(found)]


def test_nothing_has_changed(made: Corpus) -> None:
    """The least version is the one there is, and no other is written."""
    with compared(made) as found:
        assert (reasons(found), least(found), bool(found)) == ((), Version(1, 0, 0), False)
    assert release(made).version == "1.0.0"


def test_three_releases_and_one_that_is_refused(made: Corpus, load: Callable[..., Any]) -> None:
    """Documents come in, an answer is corrected, a label goes; each release gives its own rows."""
    (made.root / "seeds" / "9.txt").write_text("Dokument i ri.")
    answer(made.project(), "ana", lambda _: {"topic": "sport"})
    assert said(made)[0] == ("MINOR", "default: 1 row of new documents, added")
    more = release(made)
    answer(made.project(), "ana", lambda text: {"topic": "culture" if "3" in text else "sport"})
    corrected = release(made, message="Një temë u ndreq.")
    assert (more.version, corrected.version) == ("1.1.0", "1.1.1")
    fewer = asked(made, topic={"enum": ["culture"]})
    answer(fewer.project(), "ana", lambda _: {"topic": "culture"})
    with pytest.raises(
        VersionTooSmall, match=r"2\.0\.0 .*\n  default: the label 'sport' of 'topic' is gone"
    ):
        release(fewer, "1.2.0")
    last = release(fewer)
    assert last.version == "2.0.0"
    topics = {}
    for version in ("1.0.0", "1.1.0", "1.1.1", "2.0.0", "1.0.0"):
        rows = load(made.releases / version)["train"]
        names = rows.features["topic"].int2str(rows["topic"])
        topics[version] = Counter(names)
    assert topics == {
        "1.0.0": {"sport": 6},
        "1.1.0": {"sport": 7},
        "1.1.1": {"sport": 6, "culture": 1},
        "2.0.0": {"culture": 7},
    }
    log = (last.directory / "CHANGELOG.md").read_text()
    places = [log.index(f"## {version}") for version in ("2.0.0", "1.1.1", "1.1.0", "1.0.0")]
    assert places == sorted(places)
    assert "Një temë u ndreq." in log
    assert "- default: `topic` from sport to culture: 1" in log


def edited(corpus: Corpus, old: str, new: str) -> Corpus:
    """The corpus with other settings."""
    path = corpus.root / "corpus.toml"
    path.write_text(path.read_text().replace(old, new))
    return again(corpus)


def without_a_document(corpus: Corpus) -> Corpus:
    """One seed less."""
    (corpus.root / "seeds" / "0.txt").unlink()
    return corpus


def with_a_correction(corpus: Corpus) -> Corpus:
    """One text is another."""
    (corpus.root / "seeds" / "0.txt").write_text("Teksti numër zero.")
    return corpus


def in_another_split(corpus: Corpus) -> Corpus:
    """All documents go to the test split, and nobody remembers where they were."""
    corpus.splits.unlink()
    shares = (
        "train = 1.0\nvalidation = 0.0\ntest = 0.0",
        "train = 0.0\nvalidation = 0.0\ntest = 1.0",
    )
    return edited(corpus, *shares)


SPORT = {"ana": "sport"}
CHANGES: dict[str, tuple[Callable[[Corpus], Corpus], dict[str, str], str]] = {
    "MAJOR default: 1 row of documents that are gone, removed": (
        without_a_document, SPORT, "topic",
    ),
    "MAJOR default: 6 rows moved from train to test": (in_another_split, SPORT, "topic"),
    "MAJOR default: the column 'topic' is gone": (
        lambda corpus: asked(corpus, theme=TOPIC), SPORT, "theme",
    ),
    "MAJOR default: the column 'topic' is of another type": (
        lambda corpus: asked(corpus, topic={"type": "string"}), SPORT, "topic",
    ),
    "MINOR default: the column 'sure' is new": (
        lambda corpus: asked(corpus, topic=TOPIC, sure={"type": "boolean"}), SPORT, "topic",
    ),
    "MINOR the licence is cc-by-4.0, and was unknown": (
        lambda corpus: edited(corpus, '"unknown"', '"cc-by-4.0"'), SPORT, "topic",
    ),
    "MINOR default: 5 rows no longer decided, removed": (
        again, {"ana": "sport", "eva": "culture"}, "topic",
    ),
    "PATCH default: 1 row with corrected text, added": (with_a_correction, SPORT, "topic"),
    "PATCH default: 6 rows changed: answered otherwise": (again, {"ana": "culture"}, "topic"),
    "PATCH default: 6 rows changed: the same answer, with other figures or metadata": (
        again, SPORT | {"eva": "sport"}, "topic",
    ),
    "PATCH rows and columns are the same, but not what is said of them": (
        lambda corpus: edited(corpus, 'title = "Small"', 'title = "Tjetër"'), SPORT, "topic",
    ),
}  # fmt: skip
"""What changes, the topic that each annotator gives, and the question."""


@pytest.mark.parametrize("why", CHANGES)
def test_what_changes_says_the_step(made: Corpus, why: str) -> None:
    """The largest step comes first, and this is among the reasons for it."""
    change, topics, question = CHANGES[why]
    corpus = change(made)
    for name, topic in topics.items():

        def topic_of(text: str, topic: str = topic) -> dict[str, str]:
            """Two who differ agree on the first text, or nothing would be left."""
            return {question: "sport" if "0" in text and len(topics) > 1 else topic}

        answer(corpus.project(), name, topic_of)
    found = said(corpus)
    step, reason = why.split(" ", 1)
    assert (step, reason) in found
    assert found[0][0] == step or (step, found[0][0]) == ("PATCH", "MINOR")


def test_before_1_0_0_nothing_is_promised() -> None:
    """A MAJOR step is a MINOR one."""
    from corpus_kit.release.bump import following

    assert following(Version(0, 4, 1), Step.MAJOR) == Version(0, 5, 0)
    assert following(Version(0, 4, 1), Step.PATCH) == Version(0, 4, 2)
    assert following(Version(3, 4, 1), Step.MAJOR) == Version(4, 0, 0)


GIVEN = st.dictionaries(st.integers(0, 5), st.sampled_from(["sport", "culture"]), min_size=1)


@given(GIVEN, GIVEN)
@settings(max_examples=25)
def test_rows_are_counted_right(
    tmp_path_factory: pytest.TempPathFactory, before: dict[int, str], after: dict[int, str]
) -> None:
    """Added, removed, changed and each flip of a label, as two dictionaries say."""
    corpus = small(tmp_path_factory.mktemp("diff") / "corpus", TEXTS, {"topic": TOPIC})
    for version, topics in (("1.0.0", before), ("2.0.0", after)):

        def topic(text: str, topics: Mapping[int, str] = topics) -> dict[str, str]:
            number = int(text[-2])
            return {"topic": topics[number]} if number in topics else {}

        answer(corpus.project(), "ana", topic)
        release(corpus, version)
    with compared(corpus, "1.0.0", "2.0.0") as found:
        rows = found.rows["default"]
    flips = Counter(
        (before[n], after[n]) for n in before.keys() & after.keys() if before[n] != after[n]
    )
    assert rows.flips.get("topic", Counter()) == flips
    assert sum(rows.changed.values()) == len([n for n in range(6) if before.get(n) != after.get(n)])
    assert (sum(rows.added.values()), sum(rows.removed.values())) == (0, 0)


def test_a_version_that_is_not_there_is_named(made: Corpus) -> None:
    """With those that are."""
    with pytest.raises(VersionUnknown, match=r"'7\.0\.0'.*1\.0\.0"), compared(made, "7.0.0"):
        pass
    shutil.rmtree(made.root / "dist")
    with pytest.raises(VersionUnknown, match="corpus-kit export"), compared(made):
        pass


def test_the_command_says_it_for_people_and_programs(made: Corpus, run: Any) -> None:
    """A table of flips, examples, and the same as JSON."""
    answer(made.project(), "ana", lambda text: {"topic": "culture" if "3" in text else "sport"})
    done = run("-C", made.root, "diff")
    assert "since 1.0.0, so the next version is 1.0.1 or later" in done.stdout
    assert "culture" in done.stdout
    found = json.loads(run("-C", made.root, "diff", "--json").stdout)
    assert found["least"] == "1.0.1"
    assert found["rows"]["default"]["flips"] == {"topic": [["sport", "culture", 1]]}
