"""
What a labelling config comes to, for annotators and for their answers, whatever it looks like.

Two configs with one signature show the same columns and are answered alike: the same names,
options, labels and trees. Titles, colours, hotkeys, layout and the order of tags are left out of
it; so is which input a question below them names, since its answer is one of the row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from typing import TYPE_CHECKING

from corpus_kit.fields.options import value_of
from corpus_kit.fields.taxonomy import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus_kit.studio.labelling import Labelling, Tag

BOUNDS = ("maxRating", "min", "max", "step")
MARKING = frozenset({"Labels", "HyperTextLabels", "ParagraphLabels", "Pairwise", "Ranker"})
"""Controls whose answers say something of the input they name."""


@dataclass(frozen=True)
class Control:
    """
    A control; `options` are what its answers hold, `inputs` what they are of.

    `spans` is the control whose regions it asks about; `when` names the control after which it is
    asked, and the answers.
    """

    kind: str
    inputs: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    several: bool = False
    bounds: tuple[str, ...] = ()
    spans: str | None = None
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """The tag of each column that is shown, and each control by its path."""

    inputs: Mapping[str, str]
    controls: Mapping[str, Control]


def signature(labelling: Labelling) -> Signature:
    """The signature of a config."""
    shown = {
        labelling.shown[tag.variable]: "Text" if tag.kind == "Header" else tag.kind
        for tag in reversed(labelling.objects)
        if tag.variable
    }
    return Signature(
        shown, {path(labelling, tag): control(labelling, tag) for tag in labelling.controls}
    )


def path(labelling: Labelling, tag: Tag) -> str:
    """The column of a control, behind that of the spans that it is about."""
    owner = labelling.owner(tag) if tag.per_region else None
    own = labelling.asked[tag.name]
    return f"{labelling.asked[owner.name]}.{own}" if owner else own


def control(labelling: Labelling, tag: Tag) -> Control:
    """The signature of one control."""
    owner = labelling.owner(tag) if tag.per_region else None
    marked = labelling.about(tag) if tag.kind in MARKING else ()
    return Control(
        tag.kind,
        tuple(labelling.shown[one.variable] for one in marked if one.variable),
        tuple(_options(tag)),
        _several(tag),
        tuple(f"{key}={said}" for key in BOUNDS if (said := _bound(tag, key))),
        labelling.asked[owner.name] if owner else None,
        () if tag.per_region else condition(labelling, tag),
    )


def condition(labelling: Labelling, tag: Tag) -> tuple[str, ...]:
    """The column of the choice after which a control is seen, and the options, if any."""
    said = [one for one in tag.seen if one.get("visibleWhen") == "choice-selected"]
    controls = {one.name: one for one in labelling.controls}
    if len(said) != 1 or (on := controls.get(said[0].get("whenTagName", ""))) is None:
        return ()
    by_title = {one.get("value"): value_of(one) for one in on.element.iter("Choice")}
    values = [one.strip() for one in said[0].get("whenChoiceValue", "").split(",")]
    return (labelling.asked[on.name], *sorted(by_title.get(one, one) for one in values if one))


def differences(wanted: Signature, found: Signature) -> Iterator[str]:
    """In words, how `found` differs from what is wanted; nothing where it does not."""
    yield from _missing("input", wanted.inputs, found.inputs)
    yield from _missing("control", wanted.controls, found.controls)
    for name in wanted.inputs.keys() & found.inputs.keys():
        if wanted.inputs[name] != found.inputs[name]:
            yield f"input {name!r} is a {found.inputs[name]}, not a {wanted.inputs[name]}"
    for name in sorted(wanted.controls.keys() & found.controls.keys()):
        yield from _differences(name, wanted.controls[name], found.controls[name])


def _missing(what: str, wanted: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    yield from (f"{what} {name!r} is missing" for name in wanted if name not in found)
    yield from (f"{what} {name!r} is too much" for name in found if name not in wanted)


def _differences(name: str, wanted: Control, found: Control) -> Iterator[str]:
    options = dict.fromkeys(wanted.options), dict.fromkeys(found.options)
    yield from _missing(f"in {name!r} the option", *options)
    for one in fields(Control):
        pair = getattr(wanted, one.name), getattr(found, one.name)
        if one.name != "options" and pair[0] != pair[1]:
            yield f"control {name!r}: its {one.name} is {pair[1]!r}, not {pair[0]!r}"


def _options(tag: Tag) -> Iterator[str]:
    if tag.kind == "Taxonomy":
        leaves = tag.element.get("leafsOnly", "").lower() == "true"
        for parts, node in nodes(tag.element):
            if not leaves or node.find("Choice") is None:
                yield "\u241f".join(parts)
    else:
        for one in tag.element.iter():
            if one.tag in ("Choice", "Label", "Relation"):
                yield value_of(one)


def _several(tag: Tag) -> bool:
    if tag.kind == "TextArea":
        return tag.element.get("maxSubmissions") != "1"
    return tag.element.get("choice") == "multiple" and tag.kind == "Choices"


def _bound(tag: Tag, key: str) -> str:
    """A bound as a number is written; steps that are not whole are no part of the answer."""
    usual = "5" if (tag.kind, key) == ("Rating", "maxRating") else ""
    said = tag.element.get(key, usual)
    try:
        number = float(said)
    except ValueError:
        return ""
    counts = isfinite(number) and (key != "step" or (number.is_integer() and number > 0))
    return f"{number:g}" if counts else ""
