"""What an annotator sees and can do on the page, beside answering: find, read, be told."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from corpus_kit.studio import credentials, people
from corpus_kit.studio.push import push

from live.browser import TEXT, annotator
from live.kinds import made
from support import command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.corpus import Corpus
    from corpus_kit.studio.access import Access

    from live.browser import Annotator

pytestmark = pytest.mark.timeout(300)

SHOWN = {"type": "string", "readOnly": True}
NAMES = [
    *("person", "place", "organisation", "date", "time", "money", "percent", "quantity", "event"),
    *("law", "language", "product", "facility", "nationality", "religion", "disease", "medicine"),
    *("animal", "plant", "food", "drink", "vehicle", "weapon", "sport", "team", "award", "title"),
    *("occupation", "degree", "course", "subject", "phone", "email", "address", "website", "file"),
    *("colour", "measure", "currency", "ship"),
]
LINES = (
    "وصلت ليلى إلى Tirana اليوم 😀.\n"
    "זה קו בעברית עם Microsoft ועם 👩🏽‍🔬 אחת.\n"
    "\n"
    "A Latin line with مدينة in it.\n"
    "السطر الأخير هنا."
)

# Whether each line of the text stands at the right (true) or the left; empty ones are left out.
SIDES = """root => [...document.querySelectorAll(root + " .lsf-richtext__line")].flatMap(line => {
  const range = document.createRange();
  range.selectNodeContents(line);
  const words = range.getBoundingClientRect(), whole = line.parentElement.getBoundingClientRect();
  return words.width ? [words.left - whole.left > whole.right - words.right] : [];
})"""


def marking(*labels: str, **more: str) -> dict[str, Any]:
    """A question for spans."""
    label = {"label": {"enum": labels}}
    return {"$ref": "urn:corpus-kit:spans", "items": {"properties": label}, **more}


@contextmanager
def sitting(
    corpus: Corpus, access: Access, name: str, *, submits: bool = True
) -> Iterator[Annotator]:
    """Somebody in front of the corpus's page; what is answered is pulled and valid after it."""
    push(corpus.project(), access)
    people.add(corpus, name, access)
    with annotator(access, credentials.annotator(corpus, name)) as somebody:
        somebody.open_project(corpus.project().title)
        somebody.instructions()
        yield somebody
        if submits:
            somebody.submit()
        assert somebody.errors == []
    if submits:
        command("-C", corpus.root, "pull")
        command("-C", corpus.root, "validate")


def visible(somebody: Annotator, what: str) -> int:
    """How many of these are seen."""
    return somebody.page.locator(f"{what}:visible").count()


def test_long_lists_are_searched_and_leave_the_text_in_sight(
    tmp_path: Path, access: Access, pictures: Path
) -> None:
    """Forty labels and forty options: type a part, few are left, take one."""
    schema = {
        "type": "object",
        "required": ["text", "marks", "topic"],
        "properties": {"text": SHOWN, "marks": marking(*NAMES), "topic": {"enum": NAMES}},
    }
    corpus = made(tmp_path / "long-lists", schema, {"text": "Anija hyri në Durrës në mesditë."})
    with sitting(corpus, access, "finder") as somebody:
        page = somebody.page
        box = page.locator(TEXT).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 450  # in the upper half, at 1400 by 900
        somebody.picture(pictures / "long-lists.png")
        assert visible(somebody, ".lsf-label") == len(NAMES)
        page.keyboard.press("Shift+F")
        page.keyboard.type("SHI")
        assert page.locator(".lsf-label:visible").all_inner_texts() == ["ship"]
        page.keyboard.press("Enter")
        assert visible(somebody, ".lsf-label") == len(NAMES)
        somebody.drag("Anija")
        page.locator(".question-topic input").first.fill("veh")
        assert visible(somebody, ".lsf-choice") == 1
        somebody.choose("vehicle")
        page.locator(".question-topic input").first.fill("")
        assert visible(somebody, ".lsf-choice") == len(NAMES)
    (answer,) = corpus.project().annotations()
    assert [(span["label"], span["text"]) for span in answer.row["marks"]] == [("ship", "Anija")]
    assert answer.row["topic"] == "vehicle"


def test_text_from_the_right_stands_and_is_marked_as_it_is_read(
    tmp_path: Path, access: Access, pictures: Path
) -> None:
    """Arabic, Hebrew and Latin lines at their sides; marks across lines are what was selected."""
    schema = {
        "type": "object",
        "required": ["text", "marks"],
        "properties": {"text": SHOWN, "marks": marking("شخص", title="علّم كل اسم")},
    }
    corpus = made(tmp_path / "from-the-right", schema, {"text": LINES})
    selected = []
    with sitting(corpus, access, "reader") as somebody:
        assert somebody.page.evaluate(SIDES, ".input") == [True, True, False, True]
        first = somebody.page.locator(".lsf-label").first
        for words in (
            "ليلى",
            "Tirana",
            LINES[LINES.index("اليوم") : LINES.index(" עם")],
            LINES[LINES.index("קו") : LINES.index(" in it")],
            LINES[LINES.index("Latin") : LINES.index(" هنا")],
        ):
            first.click()
            selected.append(somebody.drag(words))
        somebody.picture(pictures / "marks-from-the-right.png")
    assert selected[:2] == ["ليلى", "Tirana"]
    assert sum("\n" in words for words in selected) == 3
    (answer,) = corpus.project().annotations()
    marks = answer.row["marks"]
    assert sorted(span["text"] for span in marks) == sorted(selected)
    assert all(LINES[span["start"] : span["end"]] == span["text"] for span in marks)


def test_the_page_says_what_is_due_and_what_labels_mean(tmp_path: Path, access: Access) -> None:
    """A star behind the prompt, hotkeys on labels and options, meanings when the mouse rests."""
    options = [{"const": "a", "description": "What a is"}, {"const": "b"}]
    marks = {**marking(), "items": {"properties": {"label": {"oneOf": options}}}}
    schema = {
        "type": "object",
        "required": ["text", "marks", "due"],
        "properties": {
            "text": SHOWN,
            "marks": {**marks, "title": "Mark"},
            "due": {"oneOf": options, "title": "Due?"},
            "free": {"type": "string", "title": "Free?"},
        },
    }
    corpus = made(tmp_path / "told", schema, {"text": "Moti sot. " * 400})
    with sitting(corpus, access, "told", submits=False) as somebody:
        page = somebody.page

        def star(question: str) -> str:
            prompt = page.locator(f".question-{question} h3").first
            return str(prompt.evaluate("one => getComputedStyle(one, '::after').content"))

        assert [star(one) for one in ("marks", "due", "free")] == ["none", '" *"', "none"]
        assert page.locator(".lsf-label__hotkey").all_inner_texts() == ["1", "2"]
        assert page.locator(".lsf-hint").all_inner_texts() == ["[3]", "[4]"]
        for what in (".lsf-label__text", ".lsf-choice .lsf-hint"):
            page.locator(what).first.hover()
            page.get_by_text("What a is").wait_for()
            page.mouse.move(0, 0)
            page.get_by_text("What a is").wait_for(state="hidden")
        page.mouse.move(500, 500)
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(500)
        text, label = (page.locator(one).first.bounding_box() for one in (TEXT, ".lsf-label"))
        assert text is not None
        assert label is not None
        assert text["y"] < 0 < label["y"] < 300  # the labels stay in sight over a long text
        assert "Please answer: Due?" in somebody.refused()
