"""The release's card as a page in a real browser, as a stranger meets it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from corpus_kit.corpus import Corpus
from corpus_kit.release import release

from live.browser import OPTIONS
from support import copied

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ font: 16px/1.5 sans-serif; max-width: 760px; margin: 24px auto; color: #1f2328 }}
h1, h2 {{ border-bottom: 1px solid #d1d9e0; padding-bottom: 4px; line-height: 1.25 }}
table {{ border-collapse: collapse }}
th, td {{ border: 1px solid #d1d9e0; padding: 4px 12px; text-align: left }}
code, pre {{ background: #f4f5f6; border-radius: 4px; font-size: 13.5px }}
pre {{ padding: 12px; overflow: auto }}
blockquote {{ border-left: 4px solid #d1d9e0; margin: 0; padding: 0 16px; color: #59636e }}
img {{ max-width: 100% }}
</style>{}"""


def test_the_card_is_a_page_with_its_pictures(tmp_path: Path, pictures: Path) -> None:
    """Every picture is there and has words for those who do not see it; nothing leads outside."""
    made = release(Corpus.open(copied(tmp_path / "corpus")))
    text = (made.directory / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    shown = made.directory / "card.html"
    shown.write_text(PAGE.format(MarkdownIt("gfm-like", {"linkify": False}).render(text)))
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        page = browser.new_page(viewport={"width": 860, "height": 1180})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(shown.as_uri())
        page.screenshot(path=pictures / "card.png")
        page.screenshot(path=pictures / "card-whole.png", full_page=True)
        seen = page.locator("img").evaluate_all("all => all.map(i => [i.naturalWidth, i.alt])")
        browser.close()
    assert len(seen) == 4
    assert all(width > 0 and alt for width, alt in seen)
    assert all(url.startswith(made.directory.as_uri()) for url in asked)
