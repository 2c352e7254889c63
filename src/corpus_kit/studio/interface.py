"""
A schema to what annotators work in: Label Studio's labelling interface, and the instructions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, indent, tostring

from corpus_kit.columns import List

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_kit.fields import Field
    from corpus_kit.schema import RowSchema

# Single keys that Label Studio does not use itself; it has u, h, r and others with Ctrl or Alt.
HOTKEYS = "1234567890qwetasdfgzxcvbyiopjklnm"

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

    Each input is a text; the fields that mark it stand above, all others below, in the order of the
    schema. Hotkeys run through all of them.
    """
    hotkeys = iter(HOTKEYS)
    view = Element("View")
    view.append(_style())
    for name in schema.inputs:
        marks = [one for one in schema.fields if one.placement == "above" and one.on == name]
        for field in marks:
            view.append(_question(field, hotkeys))
        view.append(_input(name))
    for field in schema.fields:
        if field.placement == "below":
            view.append(_question(field, hotkeys))
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


def _question(field: Field, hotkeys: Iterator[str]) -> Element:
    block = Element("View", {"className": f"question question-{field.asked.name}"})
    block.append(Element("Header", {"value": _shown(field.asked.title), "size": "4"}))
    if field.asked.help:
        help_block = Element("View", {"className": "help"})
        help_block.append(Element("Header", {"value": _shown(field.asked.help), "size": "6"}))
        block.append(help_block)
    control = field.control(hotkeys)
    if field.asked.required and not _may_be_empty(field):
        control.set("required", "true")
        control.set("requiredMessage", f"Please answer: {field.asked.title}")
    block.append(control)
    return block


def _may_be_empty(field: Field) -> bool:
    """An array without ``minItems`` is answered by taking nothing, such as a text without names."""
    return isinstance(field.column, List) and not field.asked.schema.get("minItems")


def _style() -> Element:
    style = Element("Style")
    style.text = STYLE
    return style


def _input(name: str) -> Element:
    return Element("Text", {"name": name, "value": f"${name}"})


def _shown(text: str) -> str:
    """Words that Label Studio shows as they are: it reads a leading ``$`` as a variable."""
    return f"\u200b{text}" if text.startswith("$") else text
