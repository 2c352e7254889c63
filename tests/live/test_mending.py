"""What repair, rebase and migration change stays so beside a server that knows nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corpus_kit import answers
from corpus_kit.corpus import Corpus
from corpus_kit.studio import project as projects
from corpus_kit.studio.client import connected
from corpus_kit.studio.submit import submit
from small import wrong

from support import REPOSITORY, command

if TYPE_CHECKING:
    from corpus_kit.studio.access import Access

NAME = "demo-1"
SEED = "007_vlore-livadhi-nenujor.txt"


def answered(road: Corpus, demonstrators: dict[str, Access]) -> None:
    """Push, give an annotator's answers to two documents of this repository, and pull them."""
    command("-C", road.root, "push")
    stored = answers.read(Corpus.open(REPOSITORY).project().path(NAME))
    given = [one for one in stored if one.document.startswith(("000", "007"))]
    submit(road.project(), given, demonstrators[NAME])
    command("-C", road.root, "pull")
    assert wrong(road.project()) == []


def test_labels_that_were_renamed_reach_the_server_and_stay(
    road: Corpus, demonstrators: dict[str, Access], access: Access
) -> None:
    """Migrate, push, pull: the page offers the new label, and answers on disk have it."""
    answered(road, demonstrators)
    path = road.project().path(NAME)
    assert b'"label":"LOC"' in path.read_bytes()
    command("-C", road.root, "schema", "migrate", "--rename", "LOC=PLACE")
    migrated = path.read_bytes()
    assert b'"label":"PLACE"' in migrated
    command("-C", road.root, "push")
    with connected(access) as client:
        found = projects.find(client, road.project(), access)
        assert found is not None
        assert 'alias="PLACE"' in str(found.label_config)
        assert 'alias="LOC"' not in str(found.label_config)
    command("-C", road.root, "pull")
    assert path.read_bytes() == migrated
    assert wrong(Corpus.open(road.root).project()) == []


def test_answers_that_followed_a_corrected_seed_stay_where_they_are(
    road: Corpus, demonstrators: dict[str, Access]
) -> None:
    """Correct, rebase, push, pull: the old task's answer does not come back beside it."""
    answered(road, demonstrators)
    seed = road.seeds / SEED
    first, rest = seed.read_text(encoding="utf-8").split(".", 1)
    seed.write_text(f"{first} sot.{rest}", encoding="utf-8")
    assert {one.fault.check.code for one in wrong(road.project())} == {"CK302"}
    command("-C", road.root, "rebase")
    assert wrong(road.project()) == []
    rebased = road.project().path(NAME).read_bytes()
    command("-C", road.root, "push")
    command("-C", road.root, "pull")
    assert road.project().path(NAME).read_bytes() == rebased


def test_what_was_repaired_stays_repaired(road: Corpus, demonstrators: dict[str, Access]) -> None:
    """Spoil, repair, pull: the server's answer is the same one, and does not undo it."""
    answered(road, demonstrators)
    path = road.project().path(NAME)
    (first, *others) = answers.read(path)
    spans = [dict(one) for one in first.row["entities"]]
    spans[0] |= {"id": f"{spans[0]['start']}-{spans[0]['end'] + 1}-{spans[0]['label']}"}
    spans[0] |= {"end": spans[0]["end"] + 1, "text": f"{spans[0]['text']} "}
    spoiled = msgspec.structs.replace(first, row={**first.row, "entities": spans})
    answers.write(path, [spoiled, *others])
    assert {one.fault.check.code for one in wrong(road.project())} == {"CK110"}
    command("-C", road.root, "repair")
    repaired = path.read_bytes()
    assert wrong(road.project()) == []
    command("-C", road.root, "pull")
    assert path.read_bytes() == repaired
