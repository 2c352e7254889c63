"""
CK4…: rows against their JSON Schema, a check for each keyword.

Those that only lead to other schemas, such as ``allOf`` and ``if``, have none: what is wrong is
told of the keyword that they lead to.
"""

from __future__ import annotations

from corpus_kit.model import Check

_MEND = "Answer again, or mend the schema if it asks for the wrong thing."
_KEYWORDS = {
    "required": ("CK401", "A question that has to be answered is not."),
    "additionalProperties": ("CK402", "A row has a property that the schema does not know."),
    "enum": ("CK403", "An answer is none of those to choose from."),
    "const": ("CK404", "A value is not the only one that may stand there."),
    "oneOf": ("CK405", "An answer is none of those to choose from, or fits several at once."),
    "anyOf": ("CK406", "A value fits none of several schemas."),
    "not": ("CK408", "A value is what it must not be."),
    "type": ("CK409", "A value is of another type, such as a text where a number belongs."),
    "minimum": ("CK410", "A number is too small."),
    "maximum": ("CK411", "A number is too large."),
    "exclusiveMinimum": ("CK412", "A number is too small."),
    "exclusiveMaximum": ("CK413", "A number is too large."),
    "multipleOf": ("CK414", "A number is no multiple of the one that it has to be."),
    "minLength": ("CK415", "A text is too short."),
    "maxLength": ("CK416", "A text is too long."),
    "pattern": ("CK417", "A text does not match its pattern."),
    "format": ("CK418", "A text does not have its format, such as that of a date."),
    "minItems": ("CK419", "A list is too short."),
    "maxItems": ("CK420", "A list is too long."),
    "uniqueItems": ("CK421", "A list holds the same thing twice."),
    "items": ("CK423", "A list has more items than it may."),
    "contains": ("CK424", "A list lacks what it has to contain."),
    "minProperties": ("CK425", "An object has too few properties."),
    "maxProperties": ("CK426", "An object has too many properties."),
    "dependentRequired": ("CK428", "A question that follows from another answer is not answered."),
    "unevaluatedProperties": ("CK430", "A row has a property that no part of the schema knows."),
    "unevaluatedItems": ("CK431", "A list has an item that no part of the schema knows."),
}


def _dashed(keyword: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in keyword)


BY_KEYWORD = {
    keyword: Check(
        code, f"schema-{_dashed(keyword)}", "error", found,
        f"JSON Schema's `{keyword}` says so: the row is not one that the dataset promises.", _MEND,
    )
    for keyword, (code, found) in _KEYWORDS.items()
}  # fmt: skip

SCHEMA_OTHER = Check(
    "CK498", "schema-other", "error",
    "A row breaks a rule of its JSON Schema that has no check of its own.",
    "The row is not one that the dataset promises.",
    _MEND,
)  # fmt: skip
VALIDATORS_DISAGREE = Check(
    "CK499", "validators-disagree", "error",
    "jsonschema-rs refuses a row, and jsonschema does not.",
    "One of the two is wrong, and a row is never passed in silence.",
    "See which one is right by `corpus-kit schema bundle`, and tell the developers of corpus-kit.",
)  # fmt: skip
