"""The config of a project on a real Label Studio becomes a schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corpus_kit.studio.client import ONCE, connected

from support import command

if TYPE_CHECKING:
    from corpus_kit.corpus import Corpus
    from corpus_kit.studio.access import Access

CONFIG = """<View><Text name="text" value="$text"/><Image name="photo" value="$photo"/>
<Choices name="topic" toName="text"><Choice value="a"/><Choice value="b"/></Choices></View>"""


def test_a_project_on_the_server(road: Corpus, access: Access) -> None:
    """Its title and its config; a number that no project has is told so."""
    with connected(access) as client:
        made = client.projects.create(
            title="From elsewhere", label_config=CONFIG, request_options=ONCE
        )
    done = command("-C", road.root, "schema", "from-config", "--server", str(made.id))
    schema = json.loads(done.stdout)
    assert schema["title"] == "From elsewhere"
    assert list(schema["properties"]) == ["text", "topic"]
    assert done.stderr.startswith("Image 'photo' is left out")
    gone = command("-C", road.root, "schema", "from-config", "--server", "999999", code=3)
    assert "has no project 999999" in gone.stderr
