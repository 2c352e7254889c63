"""
An annotator at work: headless Chromium on Label Studio's own pages, with a real mouse.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus_kit.studio.access import Access
    from corpus_kit.studio.credentials import Login

OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]

# Where the first and the last character of the wanted text are drawn, and the mouse goes: to the
# edge of the first where the text begins, which is the right one of an Arabic letter. The text
# nodes are joined, since marked spans split them; a character may be two UTF-16 units, which stay
# together.
PLACES = """([wanted, root]) => {
  const shown = document.querySelector(root);
  const page = shown.tagName === "IFRAME" ? shown.contentDocument : document;
  const frame = page === document ? {left: 0, top: 0} : shown.getBoundingClientRect();
  const top = page === document ? shown : page.body;
  const walker = page.createTreeWalker(top, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const units = [];
  let whole = "", node;
  while ((node = walker.nextNode())) {
    const data = node.nodeType === Node.TEXT_NODE ? node.data : node.tagName === "BR" ? "\\n" : "";
    for (let i = 0; i < data.length; i++) units.push([node, i]);
    whole += data;
  }
  const at = whole.indexOf(wanted);
  if (at < 0) return null;
  const box = (from, to) => {
    const range = page.createRange();
    range.setStart(units[from][0], units[from][1]);
    range.setEnd(units[to - 1][0], units[to - 1][1] + 1);
    return [...range.getClientRects()];
  };
  const low = unit => { const c = whole.charCodeAt(unit); return c >= 0xDC00 && c <= 0xDFFF; };
  const fromRight = unit => /[\\u0590-\\u08FF]/.test(whole[unit]);
  const end = at + wanted.length;
  units[at][0].parentElement.scrollIntoView({block: "nearest"});
  const first = box(at, low(at + 1) ? at + 2 : at + 1)[0];
  const last = box(low(end - 1) ? end - 2 : end - 1, end).at(-1);
  const places = [
    fromRight(at) ? first.right - 0.3 : first.left + 0.3, first.top + first.height / 2,
    fromRight(end - 1) ? last.left + 0.3 : last.right - 0.3, last.top + last.height / 2,
  ];
  return places.map((at, i) => at + (i % 2 ? frame.top : frame.left));
}"""

# Where the labelling interface is on the screen.
WORK = """() => {
  const whole = document.querySelector(".lsf-main-content").getBoundingClientRect();
  const shown = [...document.querySelectorAll(".input, .question")]
    .map(one => one.getBoundingClientRect()).filter(one => one.height);
  const bottom = Math.min(Math.max(...shown.map(one => one.bottom)) + 16, whole.bottom);
  const right = Math.min(Math.max(...shown.map(one => one.right)) + 24, whole.right);
  return [whole.left, whole.top, right - whole.left, bottom - whole.top];
}"""

TEXT = ".lsf-richtext__container, .lsf-htx-richtext"
TURNS = ".lsf-paragraphs"
PAGE = "iframe.lsf-htx-richtext"
SUBMIT = "[data-testid=bottombar-submit-button]"


class Annotator:
    """A signed-in annotator; `elsewhere` collects the addresses asked that are not the server's."""

    def __init__(self, page: Page, access: Access) -> None:
        self.page = page
        self.access = access
        self.elsewhere: set[str] = set()
        self.errors: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.access.url, "data:", "blob:")):
            self.elsewhere.add(request.url)

    def sign_in(self, login: Login) -> None:
        """Fill in the sign-in form."""
        self.page.goto(f"{self.access.url}/user/login/")
        self.page.fill("input[name=email]", login.email)
        self.page.fill("input[name=password]", login.password)
        self.page.click("button[type=submit]")
        expect(self.page.get_by_text("Projects").first).to_be_visible()

    def open_project(self, title: str) -> None:
        """Click the project, then the button that starts labelling."""
        self.page.get_by_text(title, exact=True).first.click()
        self.page.get_by_role("button", name="Label All Tasks").click()
        self.page.wait_for_selector(SUBMIT)

    def instructions(self) -> str:
        """Read the instructions that pop up, and close them."""
        dialog = self.page.locator("[class*=modal]", has_text="Labeling Instructions").first
        expect(dialog).to_be_visible()
        text = dialog.inner_text()
        dialog.locator("button").first.click()
        expect(self.page.get_by_text("Labeling Instructions")).to_have_count(0)
        return text

    def text(self) -> str:
        """The text on the screen."""
        return self.page.locator(TEXT).first.inner_text()

    def mark(self, label: str, words: str, where: str = TEXT) -> None:
        """Choose a label, then drag the mouse over the words."""
        self.page.locator(".lsf-label", has_text=label).first.click()
        self.drag(words, where)

    def drag(self, words: str, where: str = TEXT) -> str:
        """Drag the mouse over the words; returns what the browser shows as selected then."""
        assert self._places(words, where) is not None, f"{words!r} is not on the screen"
        left, top, right, bottom = self._places(words, where)  # again, now that it was scrolled to
        mouse = self.page.mouse
        mouse.move(left, top)
        mouse.down()
        mouse.move((left + right) / 2, bottom, steps=4)
        mouse.move(right, bottom, steps=4)
        selected = str(self.page.evaluate("getSelection().toString()"))
        mouse.up()
        self.page.wait_for_timeout(300)
        return selected

    def find(self, part: str) -> None:
        """Type a part of a label into the box above a long list, and take the first one left."""
        self.page.keyboard.press("Shift+F")
        self.page.keyboard.type(part)
        self.page.keyboard.press("Enter")
        self.page.evaluate("document.activeElement.blur()")

    def _places(self, words: str, where: str = TEXT) -> Any:
        return self.page.evaluate(PLACES, [words, where])

    def select(self, words: str) -> None:
        """Click a marked span: the questions about it appear."""
        self.page.keyboard.press("Escape")
        left, top, right, _ = self._places(words)
        self.page.mouse.click((left + right) / 2, top)
        self.page.wait_for_timeout(300)

    def relate(self, first: str, second: str, label: str) -> None:
        """Draw an arrow from one marked span to another, and say what it means."""
        self.select(first)
        self.page.keyboard.press("Alt+r")
        left, top, right, _ = self._places(second)
        self.page.mouse.click((left + right) / 2, top)
        self.page.keyboard.press("Escape")
        self.page.locator(".lsf-panel-tabs__tab:visible", has_text="Relations").first.click()
        row = self.page.locator(".lsf-relations__item").last
        row.hover()
        row.locator("[aria-label='Show Relation Labels']").click()
        row.locator(".lsf-relation-meta button").click()
        self.page.locator("[role=option]:visible", has_text=label).first.click()
        self.page.keyboard.press("Escape")

    def prefer(self, side: int) -> None:
        """Click the left (0) or the right (1) text of a pair."""
        self.page.locator(".beside .lsf-htx-richtext").nth(side).click()

    def move(self, card: str, above: str) -> None:
        """Drag a card of a ranking above another one."""
        start, goal = (
            self.page.locator(f'[data-ranker-id="{one}"]').bounding_box() for one in (card, above)
        )
        assert start is not None
        assert goal is not None
        across, down = start["x"] + start["width"] / 2, start["y"] + start["height"] - 12
        mouse = self.page.mouse
        mouse.move(across, down)
        mouse.down()
        mouse.move(across, down - 8, steps=4)  # past the threshold where dragging begins
        mouse.move(across, goal["y"] + 4, steps=15)
        self.page.wait_for_timeout(300)
        mouse.up()
        self.page.wait_for_timeout(700)  # the card flies into place

    def choose(self, option: str) -> None:
        """Take one of the choices."""
        self.page.locator("label", has_text=option).first.click()

    def star(self, number: int) -> None:
        """Click a star."""
        self.page.locator(".ant-rate-star").nth(number - 1).click()

    def type_number(self, number: str) -> None:
        """Type into the box for a number."""
        self.page.locator(".lsf-number input").fill(number)

    def type_date(self, day: str, time: str = "") -> None:
        """Enter a day, and a time where one is asked."""
        self.page.locator(".htx-datetime input[type=date]").fill(day)
        if time:
            self.page.locator(".htx-datetime input[type=time]").fill(time)

    def tick(self, *path: str) -> None:
        """Open the tree down to a node, and take it."""
        self.page.locator(".htx-taxonomy").click()
        *inner, last = path
        for name in inner:
            row = self.page.locator(".ant-select-tree-treenode", has_text=name)
            row.first.locator(".ant-select-tree-switcher").click()
        self.page.locator(".ant-select-tree-treenode", has_text=last).first.locator(
            ".ant-select-tree-checkbox"
        ).click()
        self.page.keyboard.press("Escape")

    def write(self, words: str) -> None:
        """Write into the box."""
        self.page.locator("textarea:visible").first.fill(words)

    def add(self, *answers: str) -> None:
        """Write several answers, one after the other."""
        for words in answers:
            self.write(words)
            self.page.locator("textarea:visible").first.press("Shift+Enter")

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def submit(self) -> None:
        """Click Submit and wait until the server has the answer."""
        with self.page.expect_response(
            lambda response: "/annotations" in response.url and response.request.method == "POST"
        ) as answered:
            self.page.locator(SUBMIT).first.click()
        assert answered.value.status == 201, answered.value.text()

    def next_task(self) -> None:
        """Wait until the task after the one submitted is on the screen."""
        expect(self.page.locator(SUBMIT)).to_have_text("Submit")
        self.page.wait_for_timeout(1000)

    def refused(self) -> str:
        """Click Submit where something is missing; returns what Label Studio says."""
        self.page.locator(SUBMIT).first.click()
        warning = self.page.locator(".ant-modal-confirm")
        text = warning.locator(".ant-modal-confirm-content").inner_text()
        warning.locator(".ant-modal-confirm-btns button").click()
        expect(warning).to_have_count(0)
        return text

    def picture(self, path: Path) -> None:
        """Take a screenshot."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)

    def labelling(self, path: Path) -> None:
        """Take a screenshot of what annotators work in, without the page around it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(300)
        x, y, width, height = self.page.evaluate(WORK)
        clip = {"x": x, "y": y, "width": width, "height": height}
        self.page.screenshot(path=path, clip=clip)  # type: ignore[arg-type]


@contextmanager
def annotator(access: Access, login: Login) -> Iterator[Annotator]:
    """Chromium with somebody signed in."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("chromium is not installed; scripts/test installs it on Debian as root")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(30_000)
        found = Annotator(page, access)
        found.sign_in(login)
        yield found
        browser.close()
