"""Push and pull on a real server: nothing is lost, doubled or changed without need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit import answers, scaffold
from corpus_kit.corpus import Corpus
from corpus_kit.studio import people
from corpus_kit.studio import project as projects
from corpus_kit.studio.access import KEY, Access
from corpus_kit.studio.client import connected
from corpus_kit.studio.links import Links
from corpus_kit.studio.pull import pull
from corpus_kit.studio.push import push
from corpus_kit.studio.snapshot import snapshot
from corpus_kit.studio.submit import submit
from small import wrong

from support import REPOSITORY, command

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation


def stored(name: str) -> list[Annotation]:
    """The repository's answers of a demonstration annotator."""
    return list(answers.read(Corpus.open(REPOSITORY).project().path(name)))


def answer(project: Project, demonstrators: dict[str, Access]) -> None:
    """Give all of the repository's answers, each as its annotator."""
    for name, own in demonstrators.items():
        submit(project, stored(name), own)


def on_server(project: Project, access: Access) -> tuple[Any, list[dict[str, Any]]]:
    """The project as the server has it, and its tasks, exported."""
    with connected(access) as client:
        found = projects.find(client, project, access)
        assert found is not None
        with snapshot(client, found.id, access) as path:
            return found, json.loads(path.read_bytes())


def settings_on_server(project: Project, access: Access) -> Any:
    """The project as the server has it."""
    with connected(access) as client:
        found = projects.find(client, project, access)
    assert found is not None
    return found


def tree(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's bytes and time of change."""
    return {
        str(path.relative_to(directory)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in directory.rglob("*")
        if path.is_file()
    }


def test_answers_of_several_annotators_come_back_as_they_were_given(
    road: Corpus, demonstrators: dict[str, Access]
) -> None:
    """What was submitted is what is on disk, by annotator, skips included, marked as it should."""
    command("-C", road.root, "push")
    answer(road.project(), demonstrators)
    command("-C", road.root, "pull")
    for name in demonstrators:
        back = {one.segment: one for one in answers.read(road.project().path(name))}
        assert {s: (one.status, one.row) for s, one in back.items()} == {
            one.segment: (one.status, one.row) for one in stored(name)
        }
        assert {one.origin for one in back.values()} == {"demonstration"}
    command("-C", road.root, "validate")


def test_a_second_push_and_a_second_pull_change_nothing(
    road: Corpus, access: Access, demonstrators: dict[str, Access]
) -> None:
    """Neither on the server nor on disk."""
    command("-C", road.root, "push")
    answer(road.project(), demonstrators)
    command("-C", road.root, "pull")
    before, tasks_before = on_server(road.project(), access)
    disk = tree(road.root / "annotations")

    again = json.loads(command("-C", road.root, "push", "--json").stdout)
    assert again[0]["change"] == "unchanged"
    assert (again[0]["sent"], again[0]["there"], again[0]["stale"]) == (0, 54, 0)
    pulled = json.loads(command("-C", road.root, "pull", "--json").stdout)
    assert pulled[0]["changed"] == []

    after, tasks_after = on_server(road.project(), access)
    assert after == before
    assert tasks_after == tasks_before
    assert tree(road.root / "annotations") == disk


def test_every_segment_links_to_its_task(road: Corpus, access: Access) -> None:
    """Push knows the tasks that it sent and those that were there; pull those that it saw."""
    for step in ("push", "push", "pull"):
        command("-C", road.root, step)
        found, tasks = on_server(road.project(), access)
        links = Links(road.project())
        assert {one["id"]: links(one["data"]["segment"]) for one in tasks} == {
            one["id"]: f"{access.url}/projects/{found.id}/data?task={one['id']}" for one in tasks
        }


def test_an_export_file_gives_what_the_server_gives(
    road: Corpus, access: Access, demonstrators: dict[str, Access], tmp_path: Path
) -> None:
    """Pull --from on a snapshot with addresses writes the same bytes as pull."""
    command("-C", road.root, "push")
    answer(road.project(), demonstrators)
    _, tasks = on_server(road.project(), access)
    saved = tmp_path / "export.json"
    saved.write_text(json.dumps(tasks))
    command("-C", road.root, "pull", "--from", saved)
    from_file = {path.name: path.read_bytes() for path in road.project().files()}
    command("-C", road.root, "pull")
    assert {path.name: path.read_bytes() for path in road.project().files()} == from_file


def test_only_missing_tasks_are_sent(road: Corpus) -> None:
    """A new seed adds its segments; an edited one leaves its old task where it is, and says so."""
    command("-C", road.root, "push")
    (road.root / "seeds" / "new.txt").write_text(
        " date 2024-01 Një lajm i ri.\n\nDhe një tjetër.\n"
    )
    edited = road.root / "seeds" / "008_gjirokaster-guri-i-urte.txt"
    edited.write_text(edited.read_text() + " Fund.")
    pushed = json.loads(command("-C", road.root, "push", "--json").stdout)[0]
    assert (pushed["sent"], pushed["there"], pushed["stale"]) == (3, 53, 1)


def test_the_project_on_the_server_has_what_the_corpus_says(road: Corpus, access: Access) -> None:
    """Title, instructions and overlap are set, and set again when somebody changed them."""
    command("-C", road.root, "push")
    found = settings_on_server(road.project(), access)
    assert found.title == road.project().title
    assert found.maximum_annotations == 3
    assert found.show_instruction is True
    assert "Annotation guidelines" in found.expert_instruction
    with connected(access) as client:
        client.projects.update(found.id, maximum_annotations=1)
    pushed = json.loads(command("-C", road.root, "push", "--json").stdout)[0]
    assert pushed["change"] == "updated"
    assert settings_on_server(road.project(), access).maximum_annotations == 3


def test_titles_may_change_under_answers(road: Corpus, demonstrators: dict[str, Access]) -> None:
    """What annotators read is not what is stored: answers keep their labels."""
    command("-C", road.root, "push")
    answer(road.project(), demonstrators)
    path = road.root / "schema" / "news.schema.json"
    path.write_text(path.read_text().replace('"title": "Person (PER)"', '"title": "Njeri (PER)"'))
    pushed = json.loads(command("-C", road.root, "push", "--json").stdout)[0]
    assert pushed["change"] == "updated"
    command("-C", road.root, "pull")
    assert next(iter(answers.read(road.project().path("demo-1")))).row == stored("demo-1")[0].row


def test_answers_need_a_pushed_project(road: Corpus) -> None:
    """Pulling before pushing says what to do."""
    assert "corpus-kit push" in command("-C", road.root, "pull", code=3).stderr


def test_a_pseudonym_stays_the_same_and_tells_nothing(road: Corpus, access: Access) -> None:
    """Two pulls give one file under one pseudonym; the name is nowhere in it."""
    command("-C", road.root, "push")
    name = "drita-petrela"
    people.add(road, name, access)
    own = people.signed_in(road, name, access)
    submit(road.project(), stored("demo-1")[:2], own)
    command("-C", road.root, "pull")
    submit(road.project(), stored("demo-1")[2:4], own)
    command("-C", road.root, "pull")
    (path,) = road.project().files()
    assert path.stem.startswith("annotator-")
    found = list(answers.read(path))
    assert len(found) == 4
    assert {one.origin for one in found} == {"human"}
    assert name not in path.read_text()


def test_a_personal_key_serves_as_well(
    road: Corpus, demonstrators: dict[str, Access], monkeypatch: pytest.MonkeyPatch
) -> None:
    """LABEL_STUDIO_API_KEY takes the key that Account & Settings gives."""
    personal = demonstrators["demo-1"]
    monkeypatch.setenv(KEY, personal.key)
    told = command("-C", road.root, "push")
    assert personal.key not in told.stdout + told.stderr


@pytest.mark.parametrize("name", scaffold.templates())
def test_the_answers_of_every_template_pass_the_server(
    name: str, tmp_path: Path, access: Access, demonstrators: dict[str, Access]
) -> None:
    """Its interface is accepted, its tasks are there, and its answers come back as they were."""
    scaffold.create(tmp_path / f"road-{name}", name)
    project = Corpus.open(tmp_path / f"road-{name}").project()
    pushed = push(project, access)
    assert pushed.change == "created"
    assert pushed.sent == len(list(project.segments()))
    found = settings_on_server(project, access)
    with connected(access) as client:
        client.projects.validate_label_config(found.id, label_config=found.label_config)
    before = {path: list(answers.read(path)) for path in project.files()}
    for path, given in before.items():
        submit(project, given, demonstrators[path.stem])
        path.unlink()
    pull(project, access)
    assert wrong(project) == []
    for path, given in before.items():
        back = {one.segment: (one.status, one.origin, one.row) for one in answers.read(path)}
        assert back == {one.segment: (one.status, one.origin, one.row) for one in given}
