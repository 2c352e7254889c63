"""
The pictures of a release: bars, as SVG and as PNG, in grey, the same bytes for the same counts.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus_kit.release.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure

    from corpus_kit.release.content import Tally
    from corpus_kit.release.counted import Lengths

DIRECTORY = "figures"
MOST = 40
"""Bars that one picture has room for."""

FONT = "DejaVu Sans"
"""It comes with matplotlib, so a picture does not depend on the machine."""

STYLE: Mapping[str, Any] = {
    "font.family": [FONT],
    "font.size": 9,
    "text.parse_math": False,  # a label may hold dollar signs
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",  # text stays text, in the reader's fonts where ours lacks letters
    "svg.hashsalt": "corpus-kit",  # or the ids within differ from one time to the next
}
GREY, WIDTH, DOTS = "#595959", 7.0, 144


@dataclass(frozen=True)
class Picture:
    """Bars with names, from the top down or, upright, from the left."""

    name: str
    title: str
    bars: Sequence[tuple[str, int]]
    across: str
    """What stands below."""

    up: str = ""
    """What the height of upright bars counts; bars lie where it is empty."""

    @property
    def shown(self) -> Sequence[tuple[str, int]]:
        """The bars there is room for, the highest ones, in their order."""
        if len(self.bars) <= MOST:
            return self.bars
        kept = sorted(range(len(self.bars)), key=lambda i: -self.bars[i][1])[:MOST]
        return [self.bars[i] for i in sorted(kept)]

    @property
    def alt(self) -> str:
        """What it shows, in words, for those who do not see it."""
        left = len(self.bars) - MOST
        more = f"; {left} smaller ones are not drawn" if left > 0 else ""
        return f"{self.title}: " + ", ".join(f"{name} {n}" for name, n in self.shown) + more

    @property
    def path(self) -> str:
        """What a page shows: the PNG, or the SVG where letters need the reader's fonts."""
        return f"{DIRECTORY}/{self.name}.{'png' if self._drawable() else 'svg'}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The SVG and the PNG, with their paths in the release."""
        with quiet("matplotlib"):  # of where it keeps its list of fonts
            import matplotlib as mpl
            from matplotlib import font_manager  # noqa: F401 - makes that list

        for suffix, said in (("svg", ("Date", "Creator")), ("png", ("Software",))):
            made = io.BytesIO()
            with mpl.rc_context(dict(STYLE)), warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
                silent = dict.fromkeys(said)  # no time, no version of the library
                self._drawn().savefig(made, format=suffix, dpi=DOTS, metadata=silent)
            yield f"{DIRECTORY}/{self.name}.{suffix}", made.getvalue()

    def _drawn(self) -> Figure:
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator

        names = [_short(name) for name, _ in self.shown]
        counts = [count for _, count in self.shown]
        height = 2.6 if self.up else 0.7 + 0.24 * len(names)
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots()
        places = range(len(names))
        end = max(1, *counts, 1) * 1.1
        if self.up:
            bars = axes.bar(places, counts, color=GREY, width=0.92)
            axes.set_xticks(places, names, rotation=30, ha="right", rotation_mode="anchor")
            axes.set_ylim(0, end)
        else:
            bars = axes.barh(places, counts, color=GREY)
            axes.set_yticks(places, names)
            axes.invert_yaxis()
            axes.set_xlim(0, end)
        numbers = axes.yaxis if self.up else axes.xaxis
        numbers.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.bar_label(bars, fmt="{:.0f}", padding=2)
        axes.set_xlabel(self.across)
        axes.set_ylabel(self.up)
        axes.set_title(_short(self.title, 90), loc="left", fontsize=10)
        return figure

    def _drawable(self) -> bool:
        """Whether our font has all letters, and none run from the right or join."""
        from matplotlib import font_manager, ft2font

        known = ft2font.FT2Font(font_manager.findfont(FONT)).get_charmap()
        text = self.title + "".join(name for name, _ in self.shown)
        return all(
            ord(one) in known and unicodedata.bidirectional(one) not in ("R", "AL") for one in text
        )


def pictures(tally: Tally) -> list[Picture]:
    """All pictures of a project: labels, lengths, annotators."""
    project = tally.project.name
    return [
        *(labels(tally, path) for path, counts in tally.labels.items() if counts),
        *(lengths(project, name, found) for name, found in tally.lengths.items() if found.count),
        annotators(tally),
    ]


def annotators(tally: Tally) -> Picture:
    """How many answers each annotator gave."""
    return Picture(
        f"{tally.project.name}.annotators",
        "Answers by annotator",
        sorted(tally.answers.items()),
        "answers",
    )


def labels(tally: Tally, path: str) -> Picture:
    """How often each label occurs."""
    return Picture(
        f"{tally.project.name}.labels.{path}",
        f"{path} in the decided rows",
        [(label, tally.labels[path][label]) for label in tally.scales[path]],
        "times",
    )


def lengths(project: str, name: str, found: Lengths) -> Picture:
    """How long the texts are."""
    return Picture(
        f"{project}.lengths.{name}",
        f"Length of {name} in the decided rows",
        [(span(first, last), count) for first, last, count in found.bins()],
        "characters",
        "rows",
    )


def span(first: int, last: int) -> str:
    """
    A range of whole numbers.

    >>> span(0, 9), span(7, 7)
    ('0\u20139', '7')
    """
    return f"{first}" if first == last else f"{first}\u2013{last}"


def _short(name: str, most: int = 40) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
