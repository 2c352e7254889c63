"""
croissant.json: the release for machines, in Croissant 1.1 with what is known of its RAI fields.

`mlcroissant` writes and checks it; https://docs.mlcommons.org/croissant/ says what the words mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.release import parts
from corpus_kit.release.licence import spdx
from corpus_kit.release.quiet import quiet
from corpus_kit.release.record_sets import files_of, record_sets
from corpus_kit.release.reported import personal_data, raw_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.release.content import Content, Tally, Written

CROISSANT = "croissant.json"
VERSION = "http://mlcommons.org/croissant/1.1"
FORMATS = {
    ".parquet": "application/x-parquet",
    ".json": "application/json",
    ".md": "text/markdown",
    ".cff": "application/yaml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
TERMS = {
    "arrayShape": "cr:arrayShape",
    "containedIn": "cr:containedIn",
    "description": {"@container": "@language"},
    "isArray": "cr:isArray",
    "name": {"@container": "@language"},
}
"""What 1.1 adds to the context that mlcroissant begins with, which is that of 1.0."""

GUIDELINES = "The instructions for annotators are in guidelines.md."
PREPROCESSING = "Line ends became \\n, and characters Unicode NFC."


def croissant(content: Content, directory: Path) -> dict[str, Any]:
    """The description of a release whose other files stand in `directory`."""
    import mlcroissant as mlc

    config = content.corpus.config
    context = mlc.Context(conforms_to=VERSION, rdf=mlc.Rdf(context={**mlc.Rdf().context, **TERMS}))
    licence = spdx(config.license)
    with quiet("absl"):  # it warns of what a release may lack: an address, a date, a licence
        metadata = mlc.Metadata(
            ctx=context,
            name=config.name,
            description=" ".join((config.description or config.title).split()),
            version=content.version,
            cite_as=content.said.get("Citation"),
            license=[f"https://spdx.org/licenses/{licence}.html"] if licence else None,
            creators=[mlc.Person(ctx=context, name=one) for one in config.authors],
            in_language=list(config.languages),
            keywords=sorted({one.kind for t in content.tallies for one in t.project.schema.fields}),
            distribution=[
                *_objects(context, directory),
                *(_set(context, one) for one in content.tables),
            ],
            record_sets=[made for one in content.tables for made in record_sets(context, one)],
            **_responsible(content),
        )
        made: dict[str, Any] = metadata.to_json()
    return made


def _objects(context: Any, directory: Path) -> Iterator[Any]:  # noqa: ANN401 - of mlcroissant
    """Every file there is, by its digest."""
    import mlcroissant as mlc

    for path in sorted(directory.rglob("*")):
        if path.is_file():
            name = path.relative_to(directory).as_posix()
            yield mlc.FileObject(
                ctx=context,
                id=name,
                name=name,
                content_url=name,
                content_size=f"{path.stat().st_size} B",
                encoding_formats=[FORMATS[path.suffix]],
                sha256=files.digest(path),
            )


def _set(context: Any, table: Written) -> Any:  # noqa: ANN401 - of mlcroissant
    import mlcroissant as mlc

    return mlc.FileSet(
        ctx=context,
        id=files_of(table),
        name=files_of(table),
        description=f"The Parquet files of {table.name}, one for each split.",
        encoding_formats=[FORMATS[".parquet"]],
        includes=[f"data/{table.name}/*.parquet"],
    )


def _responsible(content: Content) -> dict[str, Any]:
    """The RAI fields whose answer is known: what was counted, and what people say in card.md."""
    said = content.said
    known: dict[str, Any] = {
        "data_collection": said.get("Collection") or content.corpus.config.source.strip(),
        "data_collection_raw_data": raw_data(content),
        "data_preprocessing_protocol": [PREPROCESSING],
        "data_annotation_protocol": [GUIDELINES] if content.corpus.guidelines else [],
        "data_annotation_analysis": [
            f"{tally.project.name}, answered alike by all annotators: {parts.alike(tally)}."
            for tally in content.tallies
        ],
        "annotations_per_item": "; ".join(map(_per_item, content.tallies)),
        "data_release_maintenance_plan": said.get("Maintenance"),
    }
    by_section = {
        "annotator_demographics": "Annotators",
        "data_biases": "Bias and limits",
        "data_limitations": "Known issues",
        "data_use_cases": "Uses",
        "personal_sensitive_information": "Personal and sensitive information",
    }
    known |= {key: [said[name]] for key, name in by_section.items() if name in said}
    known["personal_sensitive_information"] = [
        *known.get("personal_sensitive_information", []), personal_data(content)
    ]  # fmt: skip
    return {key: value for key, value in known.items() if value}


def _per_item(tally: Tally) -> str:
    mean = sum(tally.answers.values()) / tally.answered
    return f"{tally.project.name}: {mean:.2f} on average of the answered segments"
