"""
A schema to what annotators work in: Label Studio's labelling interface, and the instructions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, indent, tostring

from corpus_kit.columns import List
from corpus_kit.fields.protocol import gathered

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

STYLE = (
    ".question { margin: 0 0 16px } "
    ".help * { font-size: 15px; font-weight: 400; margin: 0 0 8px } "
    ".lsf-htx-richtext { font-size: 17px; line-height: 1.7 }"
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

    Each input stands below the fields that mark it; the questions about what is marked and all
    others stand below the inputs, in the order of the schema. Hotkeys run through all of them.
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
    if one.title:
        block.append(Element("Header", {"value": _shown(one.title), "size": "5"}))
    for field in schema.fields:
        if field.placement == "above" and field.on == one.name:
            block.append(_question(field, hotkeys))
    block.append(one.element())
    return block


def _question(field: Field, hotkeys: Iterator[str]) -> Element:
    block = Element("View", {"className": f"question question-{field.asked.name}"})
    block.append(Element("Header", {"value": _shown(field.asked.title), "size": "4"}))
    if field.asked.help:
        help_block = Element("View", {"className": "help"})
        help_block.append(Element("Header", {"value": _shown(field.asked.help), "size": "6"}))
        block.append(help_block)
    block.append(field.control(hotkeys))
    if field.asked.required:
        _require(block, field)
    return block


def _require(block: Element, field: Field) -> None:
    """An array without ``minItems`` is answered by taking nothing, such as a text without names."""
    if isinstance(field.column, List) and not field.asked.schema.get("minItems"):
        return
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
    kinds = (*(one.style for one in schema.inputs), *(one.style for one in schema.fields))
    style = Element("Style")
    style.text = " ".join(dict.fromkeys(filter(None, (STYLE, *kinds))))
    return style


def _shown(text: str) -> str:
    """Words that Label Studio shows as they are: it reads a leading ``$`` as a variable."""
    return f"\u200b{text}" if text.startswith("$") else text
