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
