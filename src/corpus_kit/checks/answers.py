"""CK2…: answers to other questions, as far as JSON Schema cannot see what is wrong."""

from __future__ import annotations

from corpus_kit.model import Check

RELATION_WITHOUT_SPAN = Check(
    "CK201", "relation-without-span", "error",
    "A relation's head or tail is a span that is not there.",
    "It relates something to nothing.",
    "Mark the span, or take the relation out.",
)  # fmt: skip
RELATION_TO_ITSELF = Check(
    "CK202", "relation-to-itself", "error",
    "A relation's head and tail are the same span.",
    "Nothing is related to itself here; it is a slip of the hand in the browser.",
    "Take the relation out, or draw it again.",
)  # fmt: skip
RELATIONS_OUT_OF_ORDER = Check(
    "CK203", "relations-out-of-order", "error",
    "Relations do not stand in the order of their spans.",
    "The same answer is to be the same value, whoever gave it.",
    "Sort them by head and tail as these stand in the text.",
)  # fmt: skip
RELATION_TWICE = Check(
    "CK204", "relation-twice", "error",
    "Two relations lead from the same span to the same span with the same label.",
    "They say one thing twice, and it would be counted twice. Without a direction, there and back "
    "are the same.",
    "Take one of them out.",
)  # fmt: skip
RELATION_LABELS = Check(
    "CK205", "relation-labels", "error",
    "A relation leads from or to a span with a label that its own label does not go with.",
    'The schema says which go together: `"corpus-kit:pairs"`.',
    "Draw the relation the other way round, or choose another label for it or for the span.",
)  # fmt: skip
NUMBER_OUT_OF_RANGE = Check(
    "CK211", "number-out-of-range", "error",
    "A number does not fit into 64 bits, or not exactly.",
    "A table would hold another one.",
    "Answer again, or bound it in the schema by `minimum` and `maximum`.",
)  # fmt: skip
RANKING_INCOMPLETE = Check(
    "CK212", "ranking-incomplete", "error",
    "A ranking leaves out something that is to be ranked, or holds it twice.",
    "It is no order of all of them.",
    "Rank again.",
)  # fmt: skip
QUESTION_NOT_ASKED = Check(
    "CK213", "question-not-asked", "warning",
    "A question is answered that is only asked after another answer than was given.",
    "One of the two answers is wrong: often the first was changed, and the second stayed.",
    "Take the second answer out, or give the first again.",
)  # fmt: skip
TIME_WITH_LINE_END = Check(
    "CK214", "time-with-line-end", "error",
    "A time has a line end behind it.",
    "JSON Schema's validators pass it, and those who read the data fail on it.",
    "Take the line end out.",
)  # fmt: skip
OPTIONS_OUT_OF_ORDER = Check(
    "CK215", "options-out-of-order", "warning",
    "Options that were taken do not stand in the order of the schema.",
    "The same answer is to be the same value, whoever gave it.",
    "Sort them as the schema lists them.",
)  # fmt: skip
