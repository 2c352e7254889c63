"""
HTML to the text that a browser makes of it, each character with its place in the source.

And to clean HTML that shows just that text. Elements are known by `html.parser`; a browser corrects
nesting in its own ways, none of which moves text, since no element that could (a table, a form) is
passed on.
"""

from __future__ import annotations

import html
from array import array
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

UNREAD = frozenset(
    [
        "head",
        "iframe",
        "math",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
    ]
)
"""Elements whose content is not part of the text."""

KEPT = frozenset(
    [
        "b",
        "blockquote",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "ins",
        "li",
        "mark",
        "ol",
        "p",
        "s",
        "small",
        "strong",
        "sub",
        "sup",
        "u",
        "ul",
    ]
)
"""Elements that are shown as they are, without attributes."""

BLOCKS = {
    **dict.fromkeys(
        [
            "address",
            "article",
            "aside",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "header",
            "main",
            "nav",
            "section",
            "table",
            "tr",
        ],
        "<div>",
    ),
    "pre": '<div style="white-space: pre-wrap">',
    "td": '<div style="display: inline-block; margin-right: 16px">',
    "th": '<div style="display: inline-block; margin-right: 16px; font-weight: bold">',
}
"""Elements that are shown as a block, so that a browser has nothing to correct."""


STYLE = (
    "<style>body { margin: 0; font: 17px/1.7 sans-serif } "
    "* { unicode-bidi: plaintext; text-align: start } "
    "h1 { font-size: 1.5em } h2, h3, h4 { font-size: 1.2em } "
    "h1, h2, h3, h4, p, ul, ol { margin: 0 0 12px }</style>"
)
"""The look of the other texts: within a frame, Label Studio's page has no say."""


@dataclass(frozen=True)
class Rendered:
    """
    `text` as a browser has it in its text nodes, a line break as a line end.

    ``source[starts[i]:ends[i]]`` is what ``text[i]`` was written as; `shown` is HTML that renders
    as just this text and holds no attribute, script or address of the source.
    """

    text: str
    starts: array[int]
    ends: array[int]
    shown: str


@lru_cache(maxsize=16)
def rendered(source: str) -> Rendered:
    r"""
    Read HTML; a browser reads each end of a line as one line end.

    >>> rendered("<p onclick=x>A &amp; <b>B</b><br>\nC<script>no</script></p>").text
    'A & B\n\nC'
    >>> rendered("<p onclick=x>A &amp; <b>B</b><script>no</script>").shown.removeprefix(STYLE)
    '<div dir="auto"><p>A &amp; <b>B</b></p></div>'
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    return reader.rendered()


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = array("Q", [0])
        self._lines.extend(i + 1 for i, letter in enumerate(source) if letter == "\n")
        self._source = source
        self._text: list[str] = []
        self._starts, self._ends = array("Q"), array("Q")
        self._shown = [STYLE, '<div dir="auto">']
        self._open: list[tuple[str, str]] = []
        self._unread: list[str] = []

    def rendered(self) -> Rendered:
        """What was read."""
        closing = [end for _, end in reversed(self._open)]
        shown = "".join([*self._shown, *closing, "</div>"])
        return Rendered("".join(self._text), self._starts, self._ends, shown)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in UNREAD:
            self._unread.append(tag)
        elif tag == "br":
            self._add("\n", self._at, self._at + len(self.get_starttag_text() or ""), "<br>")
        elif not self._unread and (tag in KEPT or tag in BLOCKS):
            self._shown.append(BLOCKS.get(tag, f"<{tag}>"))
            self._open.append((tag, f"</{tag}>" if tag in KEPT else "</div>"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """To a browser the slash means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._unread:
            if tag in self._unread:
                del self._unread[self._unread.index(tag) :]
        elif any(tag == name for name, _ in self._open):
            name = None
            while name != tag:
                name, end = self._open.pop()
                self._shown.append(end)

    def handle_data(self, data: str) -> None:
        at = self._at
        for i, letter in enumerate(data):
            self._add(letter, at + i, at + i + 1)

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        """A reference to a character; what comes of it, one or more, stands at all of its place."""
        at = self._at
        end = at + len(written)
        end += self._source[end : end + 1] == ";"
        for letter in html.unescape(self._source[at:end]):
            self._add(letter, at, end)

    def _add(self, letter: str, start: int, end: int, shown: str | None = None) -> None:
        if self._unread:
            return
        self._text.append(letter)
        self._starts.append(start)
        self._ends.append(end)
        self._shown.append(html.escape(letter, quote=False) if shown is None else shown)

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return int(self._lines[line - 1]) + column
