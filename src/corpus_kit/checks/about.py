"""CK3…: what answers are about, and when they were given."""

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
LABEL_STALE = Check(
    "CK304", "label-stale", "error",
    "An answer has a label that the schema had once, and has no longer.",
    "It was given, or pulled, under another schema than the one that there is now.",
    "Say by `corpus-kit schema migrate --rename OLD=NEW` what the label is called now.",
)  # fmt: skip
TEXT_NOT_NORMALISED = Check(
    "CK305", "text-not-normalised", "error",
    "An answer holds its text with letters decomposed, or with other line ends than the seed's.",
    "It looks the same and counts otherwise: offsets and lengths are those of another text.",
    "Let `corpus-kit repair` put the segment's text there; the spans follow it.",
)  # fmt: skip
