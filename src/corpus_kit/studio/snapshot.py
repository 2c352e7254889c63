"""A fresh export of a project, made on the server."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.studio.client import ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from label_studio_sdk import LabelStudio


@contextmanager
def snapshot(client: LabelStudio, number: int) -> Iterator[Path]:
    """A fresh export of a project, in a file that lasts as long as the block."""
    # With e-mail addresses, of which pseudonyms are made; by themselves ids mean nothing elsewhere.
    people: Any = {"annotations__completed_by": {"only_id": False}}
    made = client.projects.exports.create(
        number, serialization_options=people, request_options=ONCE
    )
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as directory:
        path = Path(directory) / "export.json"
        with path.open("wb") as file:
            file.writelines(
                client.projects.exports.download(
                    number, export_pk=made.id, export_type="JSON", request_options=ONCE
                )
            )
        client.projects.exports.delete(number, export_pk=made.id, request_options=ONCE)
        yield path
