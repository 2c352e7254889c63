"""The answers about one document: which are about an older text, and what becomes of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from corpus_kit import answers
from corpus_kit.rebase.move import moved
from corpus_kit.rebase.now import Now
from corpus_kit.rebase.told import Flag, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Document
    from corpus_kit.rebase.move import Old

NO_SEED = "there is no seed {!r}; bring it back, or withdraw it by 'corpus-kit withdraw'"
TWICE = "the annotator answered this segment twice; keep one of the lines"
UNLIKE = (
    "{:.0%} of its words are in the text as it is now, less than {:.0%}; have the new text "
    "annotated, or ask for less by --least"
)
AGAIN = "the annotator has another answer, about {}; take out one of the two lines by hand"
SKIP_PARTED = "it was skipped, and is several segments now; have them annotated"


class Read(NamedTuple):
    """A line, and the annotation on it."""

    line: Line
    one: Annotation


@dataclass
class Outcome:
    """What is told; the lines that go; and the annotations that come, each as a line of a file."""

    told: list[Told] = field(default_factory=list)
    gone: list[Line] = field(default_factory=list)
    come: list[tuple[Line, Annotation]] = field(default_factory=list)


def rebased(
    project: Project, document: Document | None, lines: Iterable[Line], at: str, least: float
) -> Outcome:
    """
    What becomes of the answers about a document.

    Lines that cannot be read, and answers about withdrawn documents, are let be.
    """
    made = Outcome()
    found = [one for one in _read(lines) if one.one.document not in project.corpus.withdrawn]
    if document is None:
        made.told = [_told(one, NO_SEED.format(one.one.document), project.name) for one in found]
        return made
    now = Now(project, document)
    by_annotator: dict[str, list[Read]] = {}
    for one in found:
        by_annotator.setdefault(one.line.annotator, []).append(one)
    for some in by_annotator.values():
        _rebase(some, now, made, at, least)
    made.told = [replace(one, project=project.name) for one in made.told]
    made.told.sort(key=lambda one: (one.path, one.line))
    return made


def _read(lines: Iterable[Line]) -> Iterator[Read]:
    for line in lines:
        try:
            yield Read(line, answers.decoded(line))
        except answers.UNREADABLE:
            continue


def _told(one: Read, refused: str = "", project: str = "", similarity: float = 0.0) -> Told:
    line = one.line
    return Told(
        line.path, line.number, project, line.annotator, one.one.segment,
        similarity=similarity, refused=refused,
    )  # fmt: skip


def _rebase(found: Sequence[Read], now: Now, made: Outcome, at: str, least: float) -> None:
    """One annotator's answers."""
    stale: list[Read] = []
    taken: set[int] = set()
    for one in found:
        if now.is_stale(one.one):
            stale.append(one)
        else:
            taken.add(now.numbers[one.one.segment])
    if not stale:
        return
    counts = Counter(one.one.segment for one in found)
    sound = []
    for one in stale:
        why = TWICE if counts[one.one.segment] > 1 else now.fault(one.one)
        if why:
            made.told.append(_told(one, why))
        else:
            sound.append(one)
    moving = []
    for one, old in _placed(sound, now, taken):
        similarity = now.similarity(old) if old else 0.0
        why = _why_not(old, similarity, now, taken, least)
        if why or old is None:
            made.told.append(_told(one, why, similarity=similarity))
        else:
            free = [k for k in old.into if k not in taken]
            moving.append((one, replace(old, into=free), similarity))
    _move(moving, now, made, at, least)


def _placed(found: Sequence[Read], now: Now, taken: set[int]) -> Iterator[tuple[Read, Old | None]]:
    """Each with where it lies; None where it lies nowhere."""
    sought = []
    for one in found:
        number = now.number(one.one)
        if number is None:
            sought.append(one)
        else:
            yield one, now.old(one.one, [number])
    texts = [now.text(now.main, one.one.row) for one in sought]
    for one, alignment in zip(sought, now.places.of(texts, taken) if texts else (), strict=True):
        into = sorted(alignment.found)
        yield one, now.old(one.one, into, alignment) if into else None


def _why_not(old: Old | None, similarity: float, now: Now, taken: set[int], least: float) -> str:
    if old is None or similarity < least:
        return UNLIKE.format(similarity, least)
    if not {*old.into} - taken:
        return AGAIN.format(" and ".join(now.news[k].id for k in old.into))
    if old.one.status == "skipped" and len(old.into) > 1:
        return SKIP_PARTED
    return ""


def _move(
    moving: Sequence[tuple[Read, Old, float]], now: Now, made: Outcome, at: str, least: float
) -> None:
    """Make the annotations of all segments that the answers move to, and tell of each answer."""
    kept = [0 for _ in moving]
    flags: list[list[Flag]] = [[] for _ in moving]
    for new in now.news:
        here = [n for n, (_, old, _) in enumerate(moving) if new.number in old.into]
        if not here:
            continue
        one = moved([moving[n][1] for n in here], new, now.schema, at, least)
        made.come.append((moving[here[0]][0].line, one.annotation))
        for n, count, some in zip(here, one.kept, one.flags, strict=True):
            kept[n] += count
            flags[n] += some
    for n, (read, old, similarity) in enumerate(moving):
        into = tuple(now.news[k].id for k in old.into)
        made.gone.append(read.line)
        told = _told(read, similarity=similarity)
        made.told.append(replace(told, into=into, kept=kept[n], flags=tuple(flags[n])))
