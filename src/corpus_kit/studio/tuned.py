"""
The interface that annotators get: the one derived from the schema, or one tuned by hand.

``schema/<project>.interface.xml`` replaces the derived one as long as it is equivalent to it, so
that whatever is answered in it fits the schema.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus_kit.errors import InvalidInterface
from corpus_kit.studio.interface import interface
from corpus_kit.studio.labelling import Labelling
from corpus_kit.studio.signature import differences, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.corpus import Project

WRITTEN = ("format", "only")
"""Attributes that say how an answer is written."""


def project_interface(project: Project) -> str:
    """
    The labelling interface of a project, as XML.

    Raises: InvalidInterface where the one tuned by hand asks anything else than the schema.
    """
    derived = interface(project.schema)
    path = project.interface_path
    if not path.exists():
        return derived
    try:
        tuned = path.read_text(encoding="utf-8")
        faults = list(_faults(Labelling.of(derived), Labelling.of(tuned)))
    except UnicodeDecodeError as error:
        raise InvalidInterface("it is not UTF-8", "save it as UTF-8", path) from error
    except InvalidInterface as error:
        raise replace(error, path=path) from error.__cause__
    if faults:
        found = "".join(f"\n  {one}" for one in faults)
        step = "mend it, or delete the file to use what is derived from the schema"
        raise InvalidInterface(f"it does not ask what the schema does:{found}\n", step, path)
    return tuned


def _faults(wanted: Labelling, found: Labelling) -> Iterator[str]:
    """What differs; the names as they are, since answers come under them."""
    yield from differences(signature(wanted), signature(found))
    controls = {tag.name: tag.element for tag in found.controls}
    for tag in wanted.controls:
        if (other := controls.get(tag.name)) is None:
            yield f"no control is called just {tag.name!r}"
            continue
        for key in WRITTEN:
            due, said = tag.element.get(key), other.get(key)
            if tag.kind == "DateTime" and due != said:
                yield f"control {tag.name!r}: its {key} is {said!r}, not {due!r}"
