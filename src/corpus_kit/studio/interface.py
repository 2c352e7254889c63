"""
A schema to what annotators work in: Label Studio's labelling interface, and the instructions.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import bidirectional
from xml.etree.ElementTree import Element, indent, tostring

from corpus_kit.columns import List
from corpus_kit.fields.protocol import gathered
from corpus_kit.words import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.fields import Field
    from corpus_kit.inputs import Input
    from corpus_kit.schema import RowSchema
    from corpus_kit.schema.conditions import Condition

# Single keys that Label Studio does not use itself; it has u, h, r and others with Ctrl or Alt.
HOTKEYS = "1234567890qwetasdfgzxcvbyiopjklnm"

HIDING = frozenset({"Choices", "TextArea", "Taxonomy"})
"""
Controls that know by themselves when they are seen. What is required of any other is asked of the
spans of all fields, also where the question is hidden: nobody could submit.
"""

MANY = 12
"""Options that have keys; of more, annotators can type a part to find one."""

FIND = "Shift+F"
"""The key that leads to typing it; the first such list of a page has it."""

# Colours are those of Label Studio's page, light or dark; `>` and `&` do not get through to it.
STYLE = (
    ".question, .input { max-width: 900px; margin: 0 0 28px } "
    ".question h3 { font-size: 18px; line-height: 1.4; margin: 0 0 4px !important } "
    ".required h3::after { content: ' *'; color: var(--color-negative-content, #b4472f) } "
    ".input h4, .help h4 { font-size: 15px; line-height: 1.4; margin: 0 0 6px !important } "
    ".help h4 { font-weight: 400; color: var(--color-neutral-content-subtle, #45433e) } "
    # The labels stay in sight over a long text.
    ".marking { position: sticky; top: 0; z-index: 10; padding: 8px 0; "
    "background: var(--color-neutral-background, #fdfdfc) } "
    ".marking .question { margin: 0 0 8px } "
    ".lsf-labels { margin: 8px 0 } .lsf-label { font-size: 15px } "
    ".lsf-label_selected span { color: #000 !important } "
    ".lsf-choices { margin: 8px 0 } "
    ".lsf-choice label { font-size: 16px; font-weight: 400; line-height: 1.5; padding: 3px 0 } "
    ".lsf-hint { margin: 0 3px; color: var(--color-neutral-content-subtler, #6d6a63) } "
    ".many .ant-input { max-width: 320px; font-size: 15px; margin: 4px 0; padding: 4px 10px; "
    "border-radius: 6px; border-color: var(--color-neutral-border, #e1ded5); "
    "color: inherit; background: none } "
    ".many .ant-input::placeholder { color: var(--color-neutral-content-subtler, #6d6a63) } "
    ".many .lsf-labels { max-height: 170px; overflow: auto } "
    ".many .lsf-choices { display: grid; max-height: 340px; overflow: auto; "
    "grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)) } "
    ".lsf-object { padding: 12px 16px; border-radius: 8px; "
    "border: 1px solid var(--color-neutral-border, #e1ded5) } "
    ".lsf-htx-richtext { font-size: 17px; line-height: 1.7 } "
    # Each line, prompt, option and answer runs as its first letter says, each line of a text to
    # its side; what is asked in a language from the right stands at the right.
    ".lsf-richtext__line { width: 100%; padding: 0; unicode-bidi: plaintext; text-align: start } "
    ".lsf-label__text, .lsf-choice label span, textarea { unicode-bidi: plaintext } "
    ".lsf-htx-richtext br::selection { background: none } "
    ".rtl { direction: rtl; text-align: right } .rtl .lsf-label__hotkey { margin: 0 8px 0 0 } "
    ".rtl .lsf-label { margin: 0 0 8px 8px } .rtl .ant-rate-star { margin: 0 0 0 8px }"
)

# Label Studio's page takes margins, list marks and table lines away.
INSTRUCTIONS_STYLE = (
    ".guidelines p, .guidelines ul, .guidelines ol, .guidelines table { margin: 0 0 12px } "
    ".guidelines h1 { margin: 0 0 16px } .guidelines h2, .guidelines h3 { margin: 20px 0 8px } "
    ".guidelines ul { list-style: disc outside; padding-left: 22px } "
    ".guidelines ol { list-style: decimal outside; padding-left: 22px } "
    ".guidelines td, .guidelines th { border: 1px solid #ccc; padding: 4px 8px; text-align: left }"
)


def interface(schema: RowSchema) -> str:
    """
    The labelling interface as XML.

    Each input stands below the fields that mark it, its title directly above it; the questions
    about what is marked and all others stand below the inputs, in the order of the schema. Hotkeys
    run through all of them.
    """
    hotkeys = iter(HOTKEYS)
    view = Element("View")
    view.append(_style(schema))
    for group in _groups(schema):
        row = Element("View", {"className": "beside"}) if group[1:] else view
        row.extend(_input_block(one, schema, hotkeys) for one in group)
        if row is not view:
            view.append(row)
    for field in schema.fields:
        for nested in field.nested:
            view.append(_about_spans(_question(nested, hotkeys), nested, field, schema))
        if field.placement == "below":
            view.append(_when(_question(field, hotkeys), schema, field))
    _give_key(view)
    indent(view)
    return tostring(view, encoding="unicode")


def instructions(guidelines: str) -> str:
    """
    The guidelines as the HTML that annotators read in Label Studio.

    HTML in the guidelines is shown as text, never run.
    """
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(guidelines)
    return (
        f'<style>{INSTRUCTIONS_STYLE}</style>\n<div class="guidelines">\n{html}</div>'
        if html
        else ""
    )


def _groups(schema: RowSchema) -> Iterator[list[Input]]:
    """The inputs in order, those together that a field wants beside each other."""
    shown_elsewhere = frozenset().union(*(field.showing for field in schema.fields))
    beside = {name: field.beside for field in schema.fields for name in field.beside}
    for one in schema.inputs:
        together = [
            other for other in schema.inputs if other.name in beside.get(one.name, {one.name})
        ]
        if one == together[0] and one.name not in shown_elsewhere:
            yield together


def _input_block(one: Input, schema: RowSchema, hotkeys: Iterator[str]) -> Element:
    """An input with its title and the fields that mark it."""
    block = Element("View", {"className": f"input input-{one.name}"})
    if marking := [
        field for field in schema.fields if field.placement == "above" and field.on == one.name
    ]:
        block.append(Element("View", {"className": "marking"}))
        block[0].extend(_question(field, hotkeys) for field in marking)
    if title := one.title or (readable(one.name) if schema.inputs[1:] else None):
        block.append(_header(title, "5"))
    block.append(one.element())
    return block


def _question(field: Field, hotkeys: Iterator[str]) -> Element:
    block = Element("View", {"className": f"question question-{field.asked.name}"})
    if _is_from_the_right(field.asked.title):
        _add_class(block, "rtl")
    block.append(_header(field.asked.title, "4"))
    if field.asked.help:
        help_block = Element("View", {"className": "help"})
        help_block.append(_header(field.asked.help, "6"))
        block.append(help_block)
    control = field.control(islice(hotkeys, MANY))
    if len(control.findall("Label") or control.findall("Choice")) > MANY and _is_listed(control):
        _add_class(block, "many")
        block.append(_finder(field.asked.name))
    block.append(control)
    if field.asked.required:
        _require(block, field)
    return block


def _is_listed(control: Element) -> bool:
    """Whether its options stand on the page, not in a tree that is searched by itself."""
    return control.tag == "Choices" or control.tag.endswith("Labels")


def _finder(name: str) -> Element:
    """A box to type a part of an option in; with a hyphen, its name is that of no column."""
    attributes = {"name": f"{name}-find", "toName": name, "minlength": "0"}
    return Element("Filter", attributes | {"placeholder": "Type to find one"})


def _give_key(view: Element) -> None:
    """The first list that is searched gets the key."""
    for finder in view.iter("Filter"):
        finder.attrib |= {"hotkey": FIND.lower(), "placeholder": f"Type to find one ({FIND})"}
        break


def _require(block: Element, field: Field) -> None:
    """An array without ``minItems`` is answered by taking nothing, such as a text without names."""
    if isinstance(field.column, List) and not field.asked.schema.get("minItems"):
        return
    _add_class(block, "required")
    for control in block.iter():
        if control.get("name") == field.asked.name:
            control.set("required", "true")
            control.set("requiredMessage", f"Please answer: {field.asked.title}")


def _about_spans(block: Element, question: Field, spans: Field, schema: RowSchema) -> Element:
    """The question, to be answered for each span while it is selected."""
    seen = {"visibleWhen": "region-selected", "whenTagName": spans.asked.name}
    block.attrib |= seen
    alone = [one for one in schema.fields if one.placement == "above"] == [spans]
    for control in block.iter():
        if control.get("name") == question.asked.name:
            control.set("perRegion", "true")
            if control.tag in HIDING:
                control.attrib |= seen
            elif not alone:
                control.attrib.pop("required", None)
    return block


def _when(block: Element, schema: RowSchema, field: Field) -> Element:
    """The question, to be seen only where its condition holds, if Label Studio can tell."""
    condition = schema.conditions.get(field.asked.name)
    fields = {one.asked.name: one for one in schema.fields}
    if condition and (on := fields.get(condition.on)) and on.result_type == "choices":
        said = _choices(on, condition)
        if not any("," in one for one in said):
            block.attrib |= {"visibleWhen": "choice-selected", "whenTagName": condition.on}
            block.attrib |= {"whenChoiceValue": ",".join(said)} if said else {}
            _require(block, field)
    return block


def _choices(field: Field, condition: Condition) -> list[str]:
    """The condition's values as Label Studio has them in its choices."""
    many = isinstance(field.column, List)
    values = [[one] if many else one for one in condition.values]
    return [said for one in values for said in gathered(field.results(one, {}), "choices")]


def _style(schema: RowSchema) -> Element:
    """What looks the same everywhere, then what the kinds of this schema bring."""
    asked = [one for field in schema.fields for one in (field, *field.nested)]
    kinds = (*(one.style for one in schema.inputs), *(one.style for one in asked))
    style = Element("Style")
    style.text = " ".join(dict.fromkeys(filter(None, (STYLE, *kinds))))
    return style


def _header(words: str, size: str) -> Element:
    """Words that Label Studio shows as they are: it reads a leading ``$`` as a variable."""
    header = Element("Header", {"value": f"\u200b{words}" if words.startswith("$") else words})
    header.set("size", size)
    if _is_from_the_right(words):
        header.set("style", "direction: rtl; text-align: right")
    return header


def _is_from_the_right(words: str) -> bool:
    """Whether the first letter is of a script that is written from the right."""
    sides = (bidirectional(letter) for letter in words)
    return next((side for side in sides if side in ("L", "R", "AL")), "L") != "L"


def _add_class(view: Element, name: str) -> None:
    classes = dict.fromkeys([*view.get("className", "").split(), name])
    view.set("className", " ".join(classes))
