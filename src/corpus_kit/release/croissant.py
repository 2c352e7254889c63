"""
croissant.json: the release for machines, in Croissant 1.1 with what is known of its RAI fields.

`mlcroissant` writes and checks it; https://docs.mlcommons.org/croissant/ says what the words mean.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus_kit import files
from corpus_kit.columns import ClassLabel, Column, List, Struct, label_lists
from corpus_kit.release import parts
from corpus_kit.release.licence import spdx
from corpus_kit.release.quiet import quiet
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
SPLIT = r"(?:.+/)?(.+?)(?:-\d{5}-of-\d{5}\.parquet)?$"
"""The split in a file's path; mlcroissant looks for it in what it found once more."""

TYPES = {
    "string": "https://schema.org/Text",
    "bool": "https://schema.org/Boolean",
    "int32": "http://mlcommons.org/croissant/Int32",
    "int64": "http://mlcommons.org/croissant/Int64",
    "float64": "http://mlcommons.org/croissant/Float64",
}


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
            record_sets=[made for one in content.tables for made in _record_sets(context, one)],
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
        id=_files(table),
        name=_files(table),
        description=f"The Parquet files of {table.name}, one for each split.",
        encoding_formats=[FORMATS[".parquet"]],
        includes=[f"data/{table.name}/*.parquet"],
    )


def _files(table: Written) -> str:
    return f"{table.name}.files"  # no project or column has a dot in its name


def _record_sets(context: Any, table: Written) -> Iterator[Any]:  # noqa: ANN401 - of mlcroissant
    """A subset, its splits, and the names of its labels, which it holds as positions."""
    import mlcroissant as mlc

    name = table.name
    rows = ", ".join(f"{split} {table.rows[split]}" for split in table.splits)
    split = mlc.Field(
        ctx=context,
        id=f"{name}/split",
        name="split",
        data_types=[TYPES["string"]],
        source=mlc.Source(
            ctx=context,
            file_set=_files(table),
            extract=mlc.Extract(ctx=context, file_property="fullpath"),
            transforms=[mlc.Transform(ctx=context, regex=SPLIT)],
        ),
        references=mlc.Source(ctx=context, field=f"{name}.splits/name"),
    )
    columns = [_field(context, table, [one], column) for one, column in table.columns.items()]
    yield mlc.RecordSet(
        ctx=context,
        id=f"{name}.splits",
        name=f"{name}.splits",
        data_types=["http://mlcommons.org/croissant/Split"],
        key=f"{name}.splits/name",
        fields=[_inline(context, f"{name}.splits/name", TYPES["string"])],
        data=[{f"{name}.splits/name": one} for one in table.splits],
    )
    yield mlc.RecordSet(
        ctx=context,
        id=name,
        name=name,
        description=f"{'Decided rows' if table.main else 'Rows'} of {name}: {rows}.",
        fields=[split, *columns],
    )
    for path, names in label_lists(name, Struct(table.columns), "/"):
        yield mlc.RecordSet(
            ctx=context,
            id=f"{path}.labels",
            name=f"{path}.labels",
            description=f"The labels that {path} has by their position.",
            data_types=["https://schema.org/Enumeration"],
            key=f"{path}.labels/position",
            fields=[
                _inline(context, f"{path}.labels/position", TYPES["int64"]),
                _inline(context, f"{path}.labels/name", TYPES["string"]),
            ],
            data=[
                {f"{path}.labels/position": i, f"{path}.labels/name": label}
                for i, label in enumerate(names)
            ],
        )


def _inline(context: Any, path: str, kind: str) -> Any:  # noqa: ANN401 - of mlcroissant
    import mlcroissant as mlc

    return mlc.Field(ctx=context, id=path, name=path.rpartition("/")[2], data_types=[kind])


def _field(context: Any, table: Written, path: list[str], column: Column) -> Any:  # noqa: ANN401
    """A column, or one within a column: a list of structs is an array with fields below it."""
    import mlcroissant as mlc

    depth, inner = 0, column
    while isinstance(inner, List):
        depth, inner = depth + 1, inner.item
    array = {"is_array": True, "array_shape": ",".join(["-1"] * depth)} if depth else {}
    place = "/".join([table.name, *path])
    if isinstance(inner, Struct):
        below = [_field(context, table, [*path, name], one) for name, one in inner.columns.items()]
        return mlc.Field(ctx=context, id=place, name=path[-1], sub_fields=below, **array)
    kind = TYPES["int64"] if isinstance(inner, ClassLabel) else TYPES[inner.dtype]
    return mlc.Field(
        ctx=context,
        id=place,
        name=path[-1],
        description=f"By position in {place}.labels." if isinstance(inner, ClassLabel) else None,
        data_types=[kind],
        source=mlc.Source(
            ctx=context,
            file_set=_files(table),
            extract=mlc.Extract(ctx=context, column=path[0]),
            transforms=[mlc.Transform(ctx=context, json_path=_step(name)) for name in path[1:]],
        ),
        **array,
    )


def _step(name: str) -> str:
    """A name in a JSONPath; quoted where it would mean something else."""
    return name if name.isidentifier() and name != "where" else json.dumps(name)


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
        *known.get("personal_sensitive_information", []), *personal_data(content)
    ]  # fmt: skip
    return {key: value for key, value in known.items() if value}


def _per_item(tally: Tally) -> str:
    mean = sum(tally.answers.values()) / tally.answered
    return f"{tally.project.name}: {mean:.2f} on average of the answered segments"
