"""CITATION.cff: how to cite the release, in the Citation File Format 1.2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit.release.licence import spdx

if TYPE_CHECKING:
    from corpus_kit.release.content import Content


def citation(content: Content) -> str:
    """
    The file, whole.

    The format wants an author: without any in corpus.toml it is the corpus by its name, and a line
    says that no one is named. A licence that is not one of SPDX's is left out, as the format wants.
    """
    import yaml

    config = content.corpus.config
    said: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, cite it as below.",
        "type": "dataset",
        "title": config.title,
        "version": content.version,
        "authors": [{"name": one} for one in config.authors or (f"The makers of {config.name}",)],
    }
    if config.description.strip():
        said["abstract"] = " ".join(config.description.split())
    if licence := spdx(config.license):
        said["license"] = licence
    note = "" if config.authors else "# No author is named in corpus.toml.\n"
    return note + str(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100))
