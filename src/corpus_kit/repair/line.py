"""Lines of files of answers, put right as far as that is provable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from corpus_kit import answers
from corpus_kit.checks.files import ANSWERED_TWICE, OUT_OF_ORDER
from corpus_kit.repair.annotation import repaired
from corpus_kit.repair.pieces import Piece, pieces
from corpus_kit.validate import checked, faults, severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from corpus_kit.answers import Line
    from corpus_kit.corpus import Project
    from corpus_kit.model import Annotation, Fault
    from corpus_kit.validate import About
    from corpus_kit.validate.lines import Checked

END = b"\r\n"


@dataclass(frozen=True, slots=True)
class Repair:
    """
    What is done to a line.

    `faults` are put right; of those `refused` the fix would leave an error where there was none;
    `left` are all there are then. `pieces` say what is another in the row. `before` is the line,
    `after` what stands in its place: nothing for None, where the line is the one above once more.
    """

    path: Path
    line: int
    project: str
    segment: str
    annotator: str
    before: bytes
    after: bytes | None
    faults: tuple[Fault, ...] = ()
    refused: tuple[Fault, ...] = ()
    left: tuple[Fault, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the line goes to its place in the order of its file."""
        return any(one.check == OUT_OF_ORDER for one in self.faults)

    @property
    def changes(self) -> bool:
        """Whether anything is done to the line, or only refused."""
        return self.after != self.before or self.moves


class Mender:
    """What is done to lines of a project; of the checks with these codes, or of all for none."""

    def __init__(self, project: Project, codes: Collection[str] = ()) -> None:
        self._project = project
        self._codes = codes
        self._whole: dict[Path, bool] = {}

    def repairs(self, lines: Iterable[Line], about: About) -> Iterator[Repair]:
        """Of each line with a fault; they are about one document and come by segment."""
        above: dict[Path, Line] = {}
        for one in checked(lines, self._project, about):
            line, before = one.line, above.get(one.line.path)
            above[line.path] = line
            if one.faults:
                again = before is not None and before.data.rstrip(END) == line.data.rstrip(END)
                yield self._of(one, about, again=again)

    def _of(self, one: Checked, about: About, *, again: bool) -> Repair:
        """`again` says that the line is the same as the one above."""
        done = tuple(fault for fault in one.faults if self._of_file(fault, one.line, again=again))
        left = tuple(fault for fault in one.faults if fault not in done)
        repair = replace(self._nothing(one), faults=done, left=left)
        if any(fault.check == ANSWERED_TWICE for fault in done):
            return replace(repair, after=None, left=())
        if one.annotation is None or not any(fault.fix for fault in left):
            return repair
        try:
            return self._of_row(repair, one.annotation, about)
        except RecursionError:  # nested as deeply as can just be read
            return repair

    def _of_row(self, repair: Repair, said: Annotation, about: About) -> Repair:
        """With the row put right."""
        schema = self._project.schema
        check = partial(self._faults, repair.path.stem, about)
        found = repaired(said, check, schema, wanted=self._is_wanted, is_error=self._is_error)
        now = found.annotation
        of_file = (one for one in repair.left if one.check in {ANSWERED_TWICE, OUT_OF_ORDER})
        return replace(
            repair,
            after=repair.before if now is said else answers.line(now),
            faults=(*repair.faults, *found.done),
            refused=found.refused,
            left=(*of_file, *found.left),
            pieces=tuple(pieces(said.row, now.row, schema)),
        )

    def _of_file(self, fault: Fault, line: Line, *, again: bool) -> bool:
        """Whether a fault of the line's place in the file can be put right."""
        if not self._is_wanted(fault):
            return False
        if fault.check == OUT_OF_ORDER:
            return self._is_whole(line.path)
        return fault.check == ANSWERED_TWICE and again

    def _is_whole(self, path: Path) -> bool:
        """Whether every line of a file can be read: a merge that was not finished is not sorted."""
        if path not in self._whole:
            found = answers.lines(path)
            self._whole[path] = not any(isinstance(one, Exception) for _, one in found)
        return self._whole[path]

    def _is_wanted(self, fault: Fault) -> bool:
        return not self._codes or fault.check.code in self._codes

    def _is_error(self, fault: Fault) -> bool:
        return severity(fault.check, self._project.corpus.config) == "error"

    def _faults(self, owner: str, about: About, annotation: Annotation) -> list[Fault]:
        config = self._project.corpus.config
        found = faults(annotation, owner, self._project, about)
        return [one for one in found if severity(one.check, config) != "off"]

    def _nothing(self, one: Checked) -> Repair:
        """Nothing done to a line yet."""
        line = one.line
        return Repair(
            line.path,
            line.number,
            self._project.name,
            one.segment,
            one.annotator,
            line.data,
            line.data,
        )
