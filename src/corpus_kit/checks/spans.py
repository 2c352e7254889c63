"""CK1…: spans and the text that they stand on."""

from __future__ import annotations

from corpus_kit.model import Check

SPAN_OUTSIDE_TEXT = Check(
    "CK101", "span-outside-text", "error",
    "A span ends behind the end of the text.",
    "It marks nothing that anybody can read: its offsets count something else, or another text.",
    "Mark it again. Offsets count Unicode code points of the text in NFC.",
)  # fmt: skip
SPAN_ENDS_BEFORE_START = Check(
    "CK102", "span-ends-before-start", "error",
    "A span ends where it starts, or before.",
    "It marks nothing.",
    "Mark it again, or take it out.",
)  # fmt: skip
SPAN_TEXT_DIFFERS = Check(
    "CK103", "span-text-differs", "error",
    "A span says another text than stands at its offsets.",
    "One of the two is wrong: often offsets that count from elsewhere.",
    "Mark it again, or write the offsets at which its text stands.",
)  # fmt: skip
SPAN_ID_DIFFERS = Check(
    "CK104", "span-id-differs", "error",
    "A span's id is not its start, end and label.",
    "Relations name spans by their ids, and equal spans have equal ids.",
    "Write the id that follows from the rest.",
)  # fmt: skip
SPANS_OUT_OF_ORDER = Check(
    "CK105", "spans-out-of-order", "error",
    "Spans do not stand in the order of the text.",
    "The same answer is to be the same value, whoever gave it.",
    "Sort them by start, end and label.",
)  # fmt: skip
SPAN_OFFSET_DECIMAL = Check(
    "CK106", "span-offset-decimal", "error",
    "An offset is a number with a decimal point, such as 3.0.",
    "JSON Schema takes it for whole; tables and other tools do not.",
    "Write whole numbers.",
)  # fmt: skip
SPAN_SOURCE_DIFFERS = Check(
    "CK107", "span-source-differs", "error",
    "A span's place in the source, such as HTML or a dialogue, is not that of its text.",
    "It says of the same span that it is in two places.",
    "Write the place that follows from start and end.",
)  # fmt: skip
SPAN_IN_UTF16 = Check(
    "CK108", "span-in-utf16", "error",
    "A span's offsets count UTF-16 units: its text is exactly there, and not where they say.",
    "Emoji and rare letters are two units each, so all that is behind one is off by one or more.",
    "Write offsets that count Unicode code points; only one place can be meant.",
)  # fmt: skip
SPAN_TEXT_NOT_NFC = Check(
    "CK109", "span-text-not-nfc", "error",
    "A span says its text in another Unicode normalisation form than it has at its offsets.",
    "It looks the same and is not: nobody who searches for the one finds the other.",
    "Write the text as it stands at the offsets.",
)  # fmt: skip
SPAN_EDGE_BLANK = Check(
    "CK110", "span-edge-blank", "warning",
    "A span begins or ends with white space, or is nothing else.",
    "Two annotators who mean the same words mark other places: a slip of the hand.",
    "Write the span without it; one of white space alone, take out or mark again.",
)  # fmt: skip
SPAN_SPLITS_CHARACTER = Check(
    "CK111", "span-splits-character", "error",
    "A span begins or ends inside what readers see as one character (UAX #29), such as an emoji of "
    "several code points, or between a letter and its mark.",
    "It marks something that nobody can see or select by itself.",
    "Mark it again, with the whole of the character or none of it.",
)  # fmt: skip
SPAN_SPLITS_WORD = Check(
    "CK112", "span-splits-word", "error",
    "A span begins or ends inside a word.",
    'The schema asks for whole words: `"corpus-kit:edges": "words"`.',
    "Mark the whole word, or take the keyword out of the schema.",
)  # fmt: skip
SPAN_TWICE = Check(
    "CK113", "span-twice", "error",
    "Two spans have the same place and label, and differ in something else.",
    "They have one id, so nobody can tell them apart.",
    "Keep one of them, with the answers that are right.",
)  # fmt: skip
SPANS_OVERLAP = Check(
    "CK114", "spans-overlap", "error",
    "Two spans share characters in a way that the schema rules out.",
    'It says so: `"corpus-kit:overlap"` is `"none"`, or `"nested"` and the two cross.',
    "Mark one of them otherwise, or change the keyword in the schema.",
)  # fmt: skip
