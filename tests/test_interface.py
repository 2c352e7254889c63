"""What annotators work in, derived from a schema: Label Studio's interface and instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus_kit.errors import InvalidSchema
from corpus_kit.schema import RowSchema
from corpus_kit.studio.interface import HOTKEYS, MANY, instructions, interface

from support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEWS = REPOSITORY / "schema" / "news.schema.json"
TEMPLATES = REPOSITORY / "src" / "corpus_kit" / "templates"
SCHEMAS = [NEWS, *sorted(TEMPLATES.glob("*/schema/*.json"))]

TEXT: Mapping[str, Any] = {"type": "string", "readOnly": True}
CHOICE: Mapping[str, Any] = {"enum": ["yes", "no"]}
CHOICES: Mapping[str, Any] = {
    "type": "array",
    "uniqueItems": True,
    "items": {"enum": ["red", "blue"]},
}
SPANS: Mapping[str, Any] = {
    "$ref": "urn:corpus-kit:spans",
    "items": {"properties": {"label": {"enum": ["PER", "LOC"]}}},
}
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1
)


def schema(required: tuple[str, ...] = (), **asked: Mapping[str, Any]) -> RowSchema:
    """A schema with one text and these questions."""
    return RowSchema.of(
        {"type": "object", "required": list(required), "properties": {"text": TEXT, **asked}}
    )


def parsed(row: RowSchema) -> ET.Element:
    """The interface, read by an XML parser."""
    return ET.fromstring(interface(row))  # noqa: S314 - our own


def tag(row: RowSchema, name: str) -> ET.Element:
    """The tag of that name."""
    (found,) = (one for one in parsed(row).iter() if one.get("name") == name)
    return found


def classes(element: ET.Element) -> list[str]:
    """The classes that a style may name."""
    return element.get("className", "").split()


def headers(row: RowSchema) -> list[str]:
    """The words that stand above controls."""
    return [one.attrib["value"] for one in parsed(row).iter("Header")]


def named(row: RowSchema) -> tuple[set[str], set[str]]:
    """The names of the controls, and those of what they are about; relations have none."""
    asked = [(field, *field.nested) for field in row.fields if field.kind != "relations"]
    controls = {one.asked.name for some in asked for one in some}
    lists = {field.on for field in row.fields if field.showing}
    hidden = frozenset().union(*(field.showing for field in row.fields))
    return controls, lists | {one.name for one in row.inputs} - hidden


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_inputs_are_shown_and_fields_asked(path: Path) -> None:
    """Every input has its variable, every question a control that is about something shown."""
    row = RowSchema.load(path)
    names = [one.get("name") for one in parsed(row).iter() if one.get("name")]
    controls, objects = named(row)
    assert sorted(map(str, names)) == sorted(controls | objects)
    for shown in row.inputs:
        if shown.name in objects:
            assert str(tag(row, shown.name).get("value")).startswith(f"${shown.name}")
    for name in controls:
        about = str(tag(row, name).get("toName")).split(",")
        assert {*about} <= objects


@pytest.mark.parametrize(
    ("name", "control", "listed"),
    [
        ("entities", "Labels", ["items", "properties", "label", "oneOf"]),
        ("topic", "Choices", ["oneOf"]),
    ],
)
def test_options_keep_value_title_and_help(name: str, control: str, listed: list[str]) -> None:
    """Annotators read title and hint; what is exported is the schema's constant."""
    row = RowSchema.load(NEWS)
    wanted: Any = row.source["properties"][name]
    for key in listed:
        wanted = wanted[key]
    found = tag(row, name)
    assert found.tag == control
    assert [(one.get("alias"), one.get("value"), one.get("hint")) for one in found] == [
        (one["const"], one["title"], one["description"]) for one in wanted
    ]


def test_an_option_without_title_is_its_own_value() -> None:
    """Then there is no alias to keep apart."""
    row = schema(answer=CHOICE)
    assert [one.attrib.get("value") for one in tag(row, "answer")] == ["yes", "no"]
    assert not [one for one in tag(row, "answer") if "alias" in one.attrib]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_hotkeys_are_distinct_and_free(path: Path) -> None:
    """No key means two things, nor one of Label Studio's own: u, h, r."""
    keys = [key for one in parsed(RowSchema.load(path)).iter() if (key := one.get("hotkey"))]
    assert len(set(keys)) == len(keys)
    assert set(keys).isdisjoint("uhr")


def test_hotkeys_run_out_quietly() -> None:
    """A long list leaves keys for the next; all options are shown where there is none left."""
    many = {"enum": [f"option {i}" for i in range(20)]}
    row = schema(a=many, b=many, c=many)
    keys = [[one.get("hotkey") for one in tag(row, name)] for name in "abc"]
    assert keys[0] == [*HOTKEYS[:MANY], *[None] * 8]
    assert keys[2] == [*HOTKEYS[2 * MANY :], *[None] * (20 - len(HOTKEYS[2 * MANY :]))]


@pytest.mark.parametrize(
    ("asked", "required", "marked"),
    [
        (CHOICE, True, True),
        (CHOICE, False, False),
        ({"type": "string"}, True, True),
        (CHOICES, True, False),
        ({**CHOICES, "minItems": 1}, True, True),
        ({**CHOICES, "minItems": 1}, False, False),
        (SPANS, True, False),
        ({**SPANS, "minItems": 1}, True, True),
    ],
)
def test_only_what_must_be_answered_is_required(
    asked: Mapping[str, Any], required: bool, marked: bool
) -> None:
    """A list that may be empty is answered by taking nothing, so it is never required."""
    control = tag(schema(("q",) if required else (), q=asked), "q")
    assert (control.get("required") == "true") is marked
    assert ("requiredMessage" in control.attrib) is marked


def test_marks_stand_above_their_text_and_other_questions_below() -> None:
    """Labels have to be chosen before words are selected."""
    row = schema(first=CHOICE, marks=SPANS, last={"type": "string"})
    names = [name for one in parsed(row).iter() if (name := one.get("name"))]
    assert names == ["marks", "text", "first", "last"]


def test_prompts_and_help_stand_before_their_control() -> None:
    """A question's title and description are read before it is answered."""
    row = RowSchema.load(NEWS)
    for field in row.fields:
        wanted = f"question-{field.asked.name}"
        (block,) = (one for one in parsed(row).iter() if wanted in classes(one))
        prompt, help_block, control = block
        assert prompt.get("value") == field.asked.title
        assert [one.get("value") for one in help_block] == [field.asked.help]
        assert control.get("name") == field.asked.name


def test_a_question_without_words_is_asked_by_its_name() -> None:
    """There is no empty help; the name is made readable."""
    assert headers(schema(the_answer=CHOICE)) == ["The answer"]


@pytest.mark.parametrize("asked", ["choice", "choices", "spans"])
def test_a_long_list_can_be_searched(asked: str) -> None:
    """Above twelve options stands a box to type in; the first of them has a key."""

    def many(number: int) -> Mapping[str, Any]:
        options = {"enum": [f"option {i}" for i in range(number)]}
        return {
            "choice": options,
            "choices": {**CHOICES, "items": options},
            "spans": {**SPANS, "items": {"properties": {"label": options}}},
        }[asked]

    row = schema(few=many(12), a=many(13), b=many(13))
    boxes = [one.attrib for one in parsed(row).iter("Filter")]
    assert [one["toName"] for one in boxes] == ["a", "b"]
    assert ["hotkey" in one for one in boxes] == [True, False]
    before = {
        one.get("name"): list(block)[i - 1]
        for block in parsed(row).iter()
        if "many" in classes(block)
        for i, one in enumerate(block)
    }
    assert before["a"].get("toName") == "a"


def test_what_is_required_bears_a_mark() -> None:
    """As a class for the style, not in the words."""
    row = schema(("due",), due=CHOICE, free=CHOICE)
    marked = [one for one in parsed(row).iter() if "required" in classes(one)]
    assert [one.get("className") for one in marked] == ["question question-due required"]
    assert headers(row) == ["Due", "Free"]


@pytest.mark.parametrize(
    ("title", "turned"),
    [("ما الموضوع؟", True), ("(1) נושא", True), ("Topic: نص", False), ("12 (?)", False)],
)
def test_a_question_stands_on_the_side_of_its_language(title: str, turned: bool) -> None:
    """Its first letter tells."""
    (block,) = (
        one
        for one in parsed(schema(q={**CHOICE, "title": title})).iter()
        if "question" in classes(one)
    )
    assert ("rtl" in classes(block)) is turned


def test_inputs_are_called_by_their_names_where_there_are_several() -> None:
    """A text alone needs no title."""
    assert headers(schema(q=CHOICE)) == ["Q"]
    two = schema(other={**TEXT, "title": "The other"}, q=CHOICE)
    assert headers(two) == ["Text", "The other", "Q"]


def test_markup_in_titles_is_shown_not_obeyed() -> None:
    """Angle brackets and quotes come through, and make no tags."""
    words = """<Text name="x"/> & "two" 'one' ]]> <!-- é 😀"""
    row = schema(
        ("q",),
        q={
            "title": words,
            "description": words,
            "oneOf": [{"const": "a", "title": words, "description": words}],
        },
    )
    assert headers(row) == [words, words]
    (option,) = tag(row, "q")
    assert (option.get("value"), option.get("hint"), option.get("alias")) == (words, words, "a")
    assert {one.tag for one in parsed(row).iter()} <= {
        "View", "Style", "Header", "Text", "Choices", "Choice",
    }  # fmt: skip


@given(WORDS, WORDS)
@example("$", "\u2028")
@settings(max_examples=150, deadline=None)
def test_any_words_survive_the_xml(title: str, description: str) -> None:
    """Whatever a schema may say is XML, and reads back as it was."""
    row = schema(q={"title": title, "description": description, **CHOICE})
    assert [one.lstrip("\u200b") for one in headers(row)] == [
        one.lstrip("\u200b") for one in (title, description)
    ]


@pytest.mark.parametrize("words", ["\ufffe", "a\uffff", "\ud800", "\x07"])
def test_words_that_no_xml_can_hold_are_refused(words: str) -> None:
    """They are told before a server meets them."""
    with pytest.raises(InvalidSchema, match="control character"):
        schema(q={"title": words, **CHOICE})


@pytest.mark.parametrize("words", ["$text", "$5 or more?", "$"])
def test_a_leading_dollar_is_no_variable(words: str) -> None:
    """Label Studio would show the task's data in its place."""
    found = headers(schema(q={"title": words, "description": words, **CHOICE}))
    assert found == [f"\u200b{words}"] * 2


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_the_sdk_understands_it(path: Path) -> None:
    """Label Studio's own reader finds the controls, and nothing twice."""
    from label_studio_sdk.label_interface import LabelInterface

    row = RowSchema.load(path)
    found = LabelInterface(interface(row))
    found.validate()
    controls, objects = named(row)
    assert {one.name for one in found.controls if one.tag != "Relations"} == controls
    assert {one.name for one in found.objects} == objects


def test_a_question_about_spans_is_asked_of_its_own_only() -> None:
    """What is required is never asked of another field's spans, where nobody could answer it."""
    asked = {"mood": CHOICE, "sure": {"type": "integer", "minimum": 1, "maximum": 5}}
    label = SPANS["items"]["properties"]
    spans = {**SPANS, "items": {"properties": {**label, **asked}, "required": ["mood", "sure"]}}
    alone, beside = schema(a=spans), schema(a=spans, b=SPANS)
    for row in (alone, beside):
        assert tag(row, "a_mood").get("required") == "true"
        assert tag(row, "a_mood").get("whenTagName") == "a"
    assert tag(alone, "a_sure").get("required") == "true"
    assert tag(beside, "a_sure").get("required") is None


def test_it_is_the_same_every_time() -> None:
    """Pushing again changes nothing on the server."""
    assert interface(RowSchema.load(NEWS)) == interface(RowSchema.load(NEWS))


@pytest.mark.parametrize("guidelines", ["", "\n", "  \n\n"])
def test_no_guidelines_no_instructions(guidelines: str) -> None:
    """Annotators are not shown an empty box."""
    assert instructions(guidelines) == ""


@pytest.mark.parametrize(
    ("guidelines", "shown"),
    [
        ("# Title\n\ntext", "<h1>Title</h1>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        ("- one\n- two", "<ul>\n<li>one</li>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>"),
        ("**bold** “ë” 😀", "<strong>bold</strong> “ë” 😀"),
        ("[there](https://example.org/)", '<a href="https://example.org/">there</a>'),
    ],
)
def test_markdown_is_rendered(guidelines: str, shown: str) -> None:
    """Headings, tables, lists, emphasis and links come out as HTML."""
    assert shown in instructions(guidelines)


@pytest.mark.parametrize(
    "guidelines",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)> text",
        "<style>body { display: none }</style>",
        "| a |\n|---|\n| <script>x</script> |",
        "[a](<javascript:alert(1)>)",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a][b]\n\n[b]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![a](javascript:alert(1))",
        "[a](vbscript:x)",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_in_guidelines_runs(guidelines: str) -> None:
    """HTML is shown as text; links that would run something are no links."""
    body = instructions(guidelines).partition('<div class="guidelines">')[2]
    root = ET.fromstring(f"<div>{body}")  # noqa: S314 - our own
    assert {one.tag for one in root.iter()} <= {
        "div", "p", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert not [one.attrib for one in root.iter() if one.attrib]


def test_the_guidelines_of_the_repository_render() -> None:
    """Every table row and heading of them arrives."""
    source = (REPOSITORY / "guidelines.md").read_text(encoding="utf-8")
    shown = instructions(source)
    assert shown.count("<h2>") == sum(line.startswith("## ") for line in source.splitlines())
    assert shown.count("<table>") == source.count("\n|:--")
    assert "Koresë së Veriut" in shown
