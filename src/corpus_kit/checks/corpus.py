"""CK5…: what only shows beside other answers: of the same segment, or of the whole corpus."""

from __future__ import annotations

from corpus_kit.model import Check

SEGMENT_UNANSWERED = Check(
    "CK501", "segment-unanswered", "note",
    "Nobody answered a segment; some may have skipped it.",
    "It will not stand in a release.",
    "Have it annotated, or leave it: a corpus may grow.",
)  # fmt: skip
BELOW_OVERLAP = Check(
    "CK502", "below-overlap", "note",
    "A segment has fewer answers than `annotators_per_segment` of corpus.toml asks for.",
    "Agreement is measured where several people answered, and rests on less then.",
    "Have others answer it, or ask for fewer in corpus.toml.",
)  # fmt: skip
SAME_TEXT_DIFFERS = Check(
    "CK504", "same-text-differs", "warning",
    "The same inputs stand in several segments and are answered differently: by one annotator, or "
    "by all those of one segment and all those of another.",
    "What learns from the dataset is told two things of the same; what is tested, too.",
    "Decide which of the answers is right, or show annotators what makes the segments differ.",
)  # fmt: skip
TEST_ALSO_IN_TRAIN = Check(
    "CK505", "test-also-in-train", "error",
    "A text of a test, validation or other split stands in train too.",
    "A model may know it by heart, so its score says too much.",
    "Withdraw one of the documents, take the text out of one of the seeds, or, where it means "
    'nothing, such as a line that closes every article, write `CK505 = "note"` in corpus.toml.',
)  # fmt: skip
NEAR_EMPTY = Check(
    "CK511", "near-empty", "warning",
    "An answer has nothing in it where another annotator of the segment has something; or a text "
    "has less than a tenth of the length that answers to its question have in the middle.",
    "It may have been submitted by mistake, or unread.",
    "Look at it, and have it answered again if nobody meant it.",
)  # fmt: skip
TOO_FAST = Check(
    "CK512", "too-fast", "warning",
    "An annotator's answers take less than a third of the time that those of the others take, "
    "as medians.",
    "Whoever is that fast may not have read.",
    "Look at some of the answers before asking: tasks may have been easier, or the clock wrong.",
)  # fmt: skip

SUSPICIOUS = frozenset({NEAR_EMPTY, TOO_FAST})
"""What is looked for only where it is asked for: it says nothing of right and wrong."""
