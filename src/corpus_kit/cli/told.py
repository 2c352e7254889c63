"""What `repair` prints: a diff, counts by check, and the next step; or all of it as JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from corpus_kit.cli import output
from corpus_kit.cli.differing import diff
from corpus_kit.validate import severity
from corpus_kit.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_kit.config import Config
    from corpus_kit.model import Check, Fault
    from corpus_kit.repair import Found, Repair


class Told:
    """Prints what is found as it is found, and counts it."""

    def __init__(self, config: Config, *, plan: bool, undo: bool, json: bool) -> None:
        self.changed: list[Path] = []
        self._config, self._plan, self._undo, self._json = config, plan, undo, json
        self._done: Counter[Check] = Counter()
        self._left: Counter[Check] = Counter()
        self._printed = self._answers = self._refused = 0

    def __call__(self, found: Found) -> None:
        """Take in, and print, a part of what was found."""
        self._left += found.left
        for one in found.repairs:
            if self._json:
                before = "," if self._printed else '{"repairs": ['
                output.data(f"{before}\n{json.dumps(_plain(one), ensure_ascii=False)}")
            elif self._plan:
                output.data("\n".join(diff(one)))
            self._printed += 1
            self._answers += one.changes
            self._refused += len(one.refused)
            self._done.update(fault.check for fault in one.faults)

    def end(self) -> int:
        """Print the counts and the next step; the exit code, 1 where errors are left."""
        errors = sum(
            number
            for check, number in self._left.items()
            if severity(check, self._config) == "error"
        )
        if self._json:
            self._end_of_json(errors)
        elif self._undo:
            self._end_of_undo()
        else:
            self._end_of_repair(errors)
        return 1 if errors else 0

    def _end_of_json(self, errors: int) -> None:
        said = {
            "answers": self._answers,
            "repaired": {check.code: number for check, number in self._done.items()},
            "left": {check.code: number for check, number in self._left.items()},
            "errors_left": errors,
            "changed": [str(output.near(one)) for one in self.changed],
        }
        begin = "" if self._printed else '{"repairs": ['
        output.data(f"{begin}], {json.dumps(said)[1:]}")

    def _end_of_undo(self) -> None:
        would = "would take" if self._plan else "took"
        done = f"{would} back the last repair of {counted(self._answers, 'answer')}"
        output.say(done if self._answers else "no repair to take back")
        self._end_of_writing("corpus-kit repair --undo")

    def _end_of_repair(self, errors: int) -> None:
        checks = sorted({*self._done, *self._left}, key=lambda one: one.code)
        if checks:
            head = ("check", "to repair" if self._plan else "repaired", "left")
            rows = [(one, self._done[one], self._left[one]) for one in checks]
            output.data(output.table([head, *rows]))
        for one in sorted(self._left, key=lambda one: one.code):
            output.say(f"{one}: {one.mend}")
        if self._refused:
            which = "1 fault stays" if self._refused == 1 else f"{self._refused} faults stay"
            why = "what would mend it cannot be applied, or leaves another error"
            output.say(f"{which}, as {why}; see more with --plan")
        would = "would put" if self._plan else "put"
        done = counted(self._done.total(), "fault")
        output.say(
            f"{would} right {done} of {counted(self._answers, 'answer')}"
            if self._done
            else "nothing to repair"
        )
        self._end_of_writing("corpus-kit repair")
        if errors:
            output.say(f"{counted(errors, 'error')} left; see where with: corpus-kit validate")

    def _end_of_writing(self, command: str) -> None:
        for path in self.changed:
            output.say(f"changed {output.near(path)}")
        if self._plan and self._answers:
            output.say(f"nothing was written; do it with: {command}")


def _plain(one: Repair) -> dict[str, Any]:
    """A repair for programs: `after` says whether the line stays."""
    return {
        "path": str(output.near(one.path)),
        "line": one.line,
        "project": one.project,
        "segment": one.segment,
        "annotator": one.annotator,
        "repaired": [_fault(fault) for fault in one.faults],
        "refused": [_fault(fault) for fault in one.refused],
        "moved": one.moves,
        "removed": one.after is None,
        "pieces": [
            {"property": piece.property, "sign": piece.sign, "value": piece.value}
            for piece in one.pieces
        ],
    }


def _fault(one: Fault) -> dict[str, str]:
    return {
        "code": one.check.code,
        "check": one.check.name,
        "pointer": one.pointer,
        "message": one.message,
    }
