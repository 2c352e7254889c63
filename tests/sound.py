"""Rows made at random that are valid: every kind of field, and texts that break offsets."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.corpus import Corpus
from corpus_kit.fields import KINDS
from corpus_kit.fields.spans import Spans
from corpus_kit.schema import RowSchema

from support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    Row = dict[str, Any]
    Base = tuple[RowSchema, Row]

CASES = Path(__file__).parent / "cases"
TEXT = {"type": "string", "readOnly": True}
PAGE = {**TEXT, "contentMediaType": "text/html"}
WORDS = (
    *("Ana", "Çajupi", "Gjirokastër", "në", "është", "U.S.", "Ana-Maria", "Korçë", "é", "x\u00adi"),
    *("👨\u200d👩\u200d👧", "🇦🇱", "🎉", "👩🏽\u200d🔬", "q\u0307a", "Žu\u0301b", "❤\ufe0f"),
    *("محمد", "القاهرة", "مُحَمَّد", "你好", "हिन्दी", "각", "“Tirana”"),
)
LABELS = ("PER", "LOC", "ORG")
RESPONSES = ("response_a", "response_b", "response_c")
LINKS = ("born_in", "near", "part_of")
SUBJECTS = ("çmime", "art", "مال", "🎉")
TREE = ("Kafshë", "Kafshë/Qen", "Bimë", "Bimë/Lule")
TOPICS = ("sport", "kulturë")
DAYS = ("2024-02-29", "1912-11-28")


def _labels(values: tuple[str, ...]) -> dict[str, Any]:
    return {"items": {"properties": {"label": {"enum": [*values]}}}}


ASKED: dict[str, Any] = {
    "entities": {"$ref": "urn:corpus-kit:spans", "corpus-kit:on": "text", **_labels(LABELS)},
    "marks": {"$ref": "urn:corpus-kit:spans", "corpus-kit:on": "page", **_labels(("MISC",))},
    "links": {
        "$ref": "urn:corpus-kit:relations",
        "corpus-kit:between": ["entities"],
        "corpus-kit:pairs": {"born_in": {"head": ["PER"], "tail": ["LOC"]}},
        **_labels(LINKS),
    },
    "topic": {"enum": [*TOPICS]},
    "subjects": {"type": "array", "uniqueItems": True, "items": {"enum": [*SUBJECTS]}},
    "tree": {
        "type": "array",
        "uniqueItems": True,
        "corpus-kit:tree": "/",
        "items": {"enum": [*TREE]},
    },
    "order": {"$ref": "urn:corpus-kit:ranking", "items": {"enum": [*RESPONSES]}},
    "better": {"enum": [*RESPONSES[:2]]},
    "quality": {"type": "integer", "minimum": 1, "maximum": 5},
    "year": {"type": "integer"},
    "real": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "note": {"type": "string", "minLength": 1, "maxLength": 40},
    "why": {"type": "string"},
}


@cache
def schema(overlap: str = "any", edges: str = "characters") -> RowSchema:
    """One that asks all there is to ask; `why` only where it is not real."""
    asked = {**ASKED, "entities": ASKED["entities"] | {"corpus-kit:overlap": overlap}}
    asked["entities"]["corpus-kit:edges"] = edges
    return RowSchema.of(
        {
            "type": "object",
            "required": ["text", "entities", "topic"],
            "additionalProperties": False,
            "properties": {"text": TEXT, "page": PAGE, **dict.fromkeys(RESPONSES, TEXT), **asked},
            "if": {"properties": {"real": {"const": False}}, "required": ["real"]},
            "then": {"required": ["why"]},
        }
    )


def row(random: Random, *, nested: bool = True) -> Row:
    """A valid row, in which spans share characters only where `nested`."""
    words = random.choices(WORDS, k=random.randint(4, 12))
    text = " ".join(words)
    entities = sorted(_entities(words, random, nested=nested))
    real = random.random() < 0.5
    made: Row = {
        "text": text,
        **{name: random.choice(WORDS) for name in RESPONSES},
        "entities": [_span(text, *place) for place in entities],
        "topic": random.choice(TOPICS),
        "subjects": [one for one in SUBJECTS if random.random() < 0.7],
        "tree": [one for one in TREE if random.random() < 0.7],
        "order": random.sample(RESPONSES, 3),
        "better": random.choice(RESPONSES[:2]),
        "quality": random.randint(1, 5),
        "year": random.randint(-(10**6), 10**6),
        "real": real,
        "day": random.choice(DAYS),
        "time": f"{random.choice(DAYS)}T{random.randint(10, 23)}:00:00Z",
        "note": random.choice(WORDS),
        **({} if real else {"why": random.choice(WORDS)}),
    }
    made["links"] = [*_links(made["entities"], random)]
    made["page"] = f"<p>{'</p><p>&nbsp;'.join(words)}</p>"
    made["marks"] = _marks(made, words)
    return made


def _marks(row: Row, words: list[str]) -> list[Row]:
    """Spans of all words that stand once in the page."""
    field = next(one for one in schema().fields if isinstance(one, Spans) and one.on == "page")
    text = field.input.text(row["page"])
    places = [(text.find(one), one) for one in words if text.count(one) == 1]
    spans = [{"start": at, "end": at + len(one), "label": "MISC"} for at, one in places]
    found: list[Row] = field.completed(spans, row)
    return found


def _entities(words: list[str], random: Random, *, nested: bool) -> Iterator[tuple[int, int, str]]:
    """Runs of one word or more, side by side; in some of them a shorter one."""
    begins = [sum(len(one) + 1 for one in words[:i]) for i in range(len(words))]
    ends = [begin + len(word) for begin, word in zip(begins, words, strict=True)]
    at = random.randint(0, 2)
    while at < len(words):
        last = min(at + random.randint(0, 2), len(words) - 1)
        yield begins[at], ends[last], random.choice(LABELS)
        if nested and last > at and random.random() < 0.5:
            yield begins[at], ends[at], random.choice(LABELS)
        at = last + random.randint(1, 3)


def _links(spans: list[Row], random: Random) -> Iterator[Row]:
    """Some relations, in the order of their spans."""
    for head in spans:
        for tail in spans:
            if head is tail or random.random() < 0.6:
                continue
            far = spans.index(head) > spans.index(tail)
            fits = (head["label"], tail["label"]) == ("PER", "LOC")
            label = random.choice([*(["born_in"] if fits else []), "part_of"])
            label = label if far or random.random() < 0.5 else "near"
            ends = {"head": head["id"], "tail": tail["id"]}
            yield {**ends, "label": label, "directed": label != "near"}


def _span(text: str, start: int, end: int, label: str) -> Row:
    name = f"{start}-{end}-{label}"
    return {"id": name, "start": start, "end": end, "label": label, "text": text[start:end]}


def bases() -> list[Base]:
    """The rows of this repository, and those of the cases of every kind."""
    project = Corpus.open(REPOSITORY).project()
    found = [
        (project.schema, dict(one.row))
        for one in project.annotations()
        if one.status == "submitted"
    ]
    paths = (path for kind in KINDS for path in sorted((CASES / kind.kind / "valid").glob("*")))
    return [*found, *map(_case, paths)]


def _case(path: Path) -> Base:
    case = json.loads(path.read_text(encoding="utf-8"))
    properties = {"text": TEXT, **case.get("also", {}), "answer": case["property"]}
    more = {"required": ["text", "answer"], **case.get("schema", {})}
    source = {"type": "object", "additionalProperties": False, "properties": properties, **more}
    return RowSchema.of(source), case["row"]
