"""CK0…: files of answers and their lines."""

from __future__ import annotations

from corpus_kit.model import Check

NOT_AN_ANNOTATION = Check(
    "CK001", "not-an-annotation", "error",
    "A line is not JSON, or no annotation.",
    "Nothing of it can be read: a merge that was not finished, or an edit by hand, cut it.",
    "Mend the line, or take the file from version control, and pull again.",
)  # fmt: skip
OUT_OF_ORDER = Check(
    "CK002", "out-of-order", "error",
    "A line stands behind one with a greater segment.",
    "Files are sorted by segment, so that a diff shows what people changed and nothing else.",
    "Move the line to its place.",
)  # fmt: skip
ANSWERED_TWICE = Check(
    "CK003", "answered-twice", "error",
    "An annotator answered a segment a second time.",
    "Only one of the answers can be counted, and nobody has said which.",
    "Keep one of the lines.",
)  # fmt: skip
ANNOTATOR_DIFFERS = Check(
    "CK004", "annotator-differs", "error",
    "A line in one annotator's file says that it is another's.",
    "Agreement and provenance rest on who answered.",
    "Move the line to the other file, or rename the file.",
)  # fmt: skip
TIME_MALFORMED = Check(
    "CK005", "time-malformed", "error",
    "A time is not one such as 2026-11-24T10:00:00.000000Z.",
    "Of two answers the later one counts.",
    "Write the time so, in UTC; or nothing where none is known.",
)  # fmt: skip
ORIGIN_DIFFERS = Check(
    "CK006", "origin-differs", "error",
    "An answer says that it is a person's work, and corpus.toml that it is a demonstration; or the "
    "other way round.",
    "A release says of each row whether a person gave it.",
    "Mend `[annotators.NAME]` in corpus.toml, or the line.",
)  # fmt: skip
