"""CK3…: what answers are about."""

from __future__ import annotations

from corpus_kit.model import Check

SEGMENT_UNKNOWN = Check(
    "CK301", "segment-unknown", "error",
    "An answer is about a document that is no seed.",
    "Nobody can see what was annotated: the seed was renamed or deleted.",
    "Bring the seed back, or withdraw it by `corpus-kit withdraw`.",
)  # fmt: skip
TEXT_CHANGED = Check(
    "CK302", "text-changed", "error",
    "An answer is about a text that its document no longer has.",
    "The seed was edited after the answer was given; offsets count in the old text.",
    "Let it follow the text by `corpus-kit rebase`, or undo the edit.",
)  # fmt: skip
NEEDS_REVIEW = Check(
    "CK303", "needs-review", "warning",
    "A part of an answer was moved to a corrected text, where it may no longer be true.",
    "The text that was marked changed itself, or what was answered was about more or less text.",
    "Look at it, and clear the mark by `corpus-kit rebase --reviewed SEGMENT`; or answer again.",
)  # fmt: skip
