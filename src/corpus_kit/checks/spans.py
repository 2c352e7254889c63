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
