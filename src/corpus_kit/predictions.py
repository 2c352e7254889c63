"""
Files of predictions: what models answer, a JSON line for each segment and model, in any order.

Every line is checked against the schema and the text as an answer is, except that a model may leave
questions out, and in its answers whatever follows from the rest.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from corpus_kit.errors import InvalidPrediction
from corpus_kit.text import CONTROL
from corpus_kit.validate import row_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.corpus import Project
    from corpus_kit.model import Row
    from corpus_kit.schema import RowSchema

BOM = b"\xef\xbb\xbf"
EXAMPLE = '{"segment": ID, "model": "name", "row": {…}}'


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `model` answers about a segment; `score` is how sure it is, from 0 to 1."""

    segment: str
    model: str
    row: dict[str, Any]
    score: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None


class _Named(msgspec.Struct):
    segment: str = ""


_DECODER = msgspec.json.Decoder(Prediction)


def predictions(project: Project, path: Path) -> Iterator[Prediction | InvalidPrediction]:
    """
    The predictions in a file, their rows completed with the inputs; or what is wrong with a line.

    A line may have several faults. Memory holds what annotators see of all segments, and which
    predictions there were; not the predictions.
    """
    schema = project.schema
    shown = {one.id: schema.shown(one) for one in project.segments()}
    lines: dict[tuple[str, str], int] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            data = line.removeprefix(BOM) if number == 1 else line
            if not data.strip():
                continue
            read = _decoded(data)
            if not isinstance(read, Prediction):
                yield InvalidPrediction(path, number, _segment(data), *read)
                continue
            one, faults = _checked(read, shown.get(read.segment), schema)
            if (first := lines.setdefault((one.segment, one.model), number)) != number:
                faults = [(f"the same segment and model as in line {first}", "keep one of them")]
            yield from (InvalidPrediction(path, number, one.segment, *fault) for fault in faults)
            if not faults:
                yield one


Said = tuple[str, str]
"""What is wrong, and what to do."""

NESTED = ("nested too deeply", f"write {EXAMPLE}")


def _decoded(data: bytes) -> Prediction | Said:
    try:
        return _DECODER.decode(data)
    except msgspec.ValidationError as error:
        return f"not a prediction ({_lowered(error)})", f"write {EXAMPLE}"
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8", "save it as UTF-8"
    except RecursionError:
        return NESTED
    except msgspec.DecodeError as error:
        return f"not JSON ({_lowered(error)})", "write a JSON object a line"


def _checked(
    found: Prediction, inputs: Row | None, schema: RowSchema
) -> tuple[Prediction, list[Said]]:
    """The prediction completed, and what is wrong with it; `inputs` are what its segment shows."""
    if inputs is None:
        step = "take the ids of segments from 'corpus-kit tasks'"
        return found, [("the corpus has no such segment", step)]
    try:
        if faults := [*_name_faults(found.model), *_shape_faults(found.row, inputs, schema)]:
            return found, faults
        row = completed({**found.row, **inputs}, schema)
        return msgspec.structs.replace(found, row=row), [
            (f"{fault.pointer or 'the row'}: {fault.message} [{fault.check}]", "mend it there")
            for fault in row_faults(row, schema.partial)
            if fault.check.severity == "error"
        ]
    except RecursionError:
        return found, [NESTED]


def completed(row: Row, schema: RowSchema) -> dict[str, Any]:
    """The row with what its answers leave out because it follows from the rest."""
    made = {
        one.asked.name: one.completed(row[one.asked.name], row)
        for one in schema.fields
        if one.asked.name in row
    }
    return {**row, **made}


def _name_faults(model: str) -> Iterator[Said]:
    """Label Studio trims the name where it is chosen, and then does not find it."""
    if not model or model != model.strip() or not model.isprintable():
        yield f"{model!r} cannot name a model", "write a name without white space around it"


def _shape_faults(row: Row, inputs: Row, schema: RowSchema) -> Iterator[Said]:
    """What the schema might let pass: names that it does not know, other inputs, no answer."""
    asked = [one.asked.name for one in schema.fields]
    shown = [one.name for one in schema.inputs]
    for name in row:
        if name in shown and row[name] != inputs.get(name):
            yield f"its {name!r} is not that of the segment", "leave it out, or predict again"
        elif name not in (*asked, *shown):
            near = difflib.get_close_matches(name, asked, n=1)
            instead = f"did you mean {near[0]!r}?" if near else f"asked are: {', '.join(asked)}"
            yield f"the schema does not ask for {name!r}", instead
    if not row.keys() & {*asked}:
        yield "the row answers nothing", f"answer some of: {', '.join(asked)}"
    if bad := next(filter(None, map(CONTROL.search, _strings(row))), None):
        found = f"a text in the row holds the control character U+{ord(bad[0]):04X}"
        yield found, "take it out"


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in _strings(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _strings(one))


def _segment(data: bytes) -> str:
    """What a line that is no prediction says it is about, if it says that."""
    try:
        return msgspec.json.decode(data, type=_Named).segment
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _lowered(error: Exception) -> str:
    return str(error)[:1].lower() + str(error)[1:].replace(" - at `$.", " at `")
