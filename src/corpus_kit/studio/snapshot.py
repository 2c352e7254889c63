"""A fresh export of a project, made on the server."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import ServerFault
from corpus_kit.studio.client import ONCE, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from label_studio_sdk import LabelStudio

    from corpus_kit.studio.access import Access


PATIENCE = 3600
"""Seconds; a server with a queue makes the export beside, and says when it is done."""


@contextmanager
def snapshot(client: LabelStudio, number: int, access: Access) -> Iterator[Path]:
    """
    A fresh export of a project, in a file that lasts as long as the block.

    Raises: ServerFault where the server does not make one.
    """
    # With e-mail addresses, of which pseudonyms are made; by themselves ids mean nothing elsewhere.
    people: Any = {"annotations__completed_by": {"only_id": False}}
    with understood(access):
        made = client.projects.exports.create(
            number, serialization_options=people, request_options=ONCE
        )
    try:
        _wait(client, number, made.id, access)
        with tempfile.TemporaryDirectory(prefix="corpus-kit-") as directory:
            path = Path(directory) / "export.json"
            with path.open("wb") as file:
                file.writelines(
                    client.projects.exports.download(
                        number, export_pk=made.id, export_type="JSON", request_options=ONCE
                    )
                )
            yield path
    finally:
        # It holds addresses: it does not stay on the server.
        client.projects.exports.delete(number, export_pk=made.id, request_options=ONCE)


def _wait(client: LabelStudio, number: int, export: int, access: Access) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        status = client.projects.exports.get(number, export_pk=export, request_options=ONCE).status
        if status == "completed":
            return
        if status == "failed":
            raise ServerFault(access.url, None, "it could not make an export of the project")
        time.sleep(0.5)
    raise ServerFault(access.url, None, f"its export was not done after {PATIENCE} s")
