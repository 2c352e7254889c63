"""
A schema's text with other labels, and all else in it as it was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus_kit.errors import InvalidMigration
from corpus_kit.migrate.mentions import mentions
from corpus_kit.migrate.places import Places, array, edited, like, string
from corpus_kit.schema.labels import label_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus_kit.migrate.mentions import Mention
    from corpus_kit.migrate.places import Edit
    from corpus_kit.migrate.relabelling import Relabelling
    from corpus_kit.schema import RowSchema


def rewritten(text: str, schema: RowSchema, found: Sequence[Relabelling]) -> str:
    """
    The text of `schema` after the labels have changed.

    Conditions, defaults, examples and pairs follow.

    Raises: InvalidMigration where one of those would mean something else, with its pointer.
    """
    places = Places.of(text)
    edits = [_list(places, one) for one in found]
    lists: dict[str, dict[int, str]] = {}
    for one, change in _following(schema, found):
        new = _followed(one, change, schema)
        if one.how == "listed":
            above, _, index = one.pointer.rpartition("/")
            lists.setdefault(above, {})[int(index)] = new
        else:
            place = (places.names if one.how == "name" else places.values)[one.pointer]
            edits.append((place, string(new)))
    edits += [_once(places, pointer, new) for pointer, new in lists.items()]
    return edited(text, edits)


def _list(places: Places, one: Relabelling) -> Edit:
    """The list of labels itself. What two labels were called and meant is said of neither."""
    pointer = one.labels.pointer
    titled = pointer.endswith("/oneOf")
    items: list[tuple[int | None, str]] = []
    for label, index in one.after():
        was = places.at(f"{pointer}/{index}") if index is not None else ""
        if index is not None and label == one.labels.values[index]:
            items.append((index, was))
        elif not titled:
            items.append((index, string(label)))
        elif index is not None and not _merged(one, label):
            start, end = places.values[f"{pointer}/{index}/const"]
            offset = places.values[f"{pointer}/{index}"][0]
            items.append((index, edited(was, [((start - offset, end - offset), string(label))])))
        else:
            items.append((index, like(string(label), places.at(f"{pointer}/0"), "const")))
    return array(places, pointer, items)


def _merged(one: Relabelling, label: str) -> bool:
    return sum(one.new.get(old, old) == label for old in one.labels.values) > 1


def _following(
    schema: RowSchema, found: Sequence[Relabelling]
) -> Iterator[tuple[Mention, Relabelling]]:
    """What names a label that changes, outside the lists, and the change."""
    changing = {one.labels.pointer for one in found}
    listed = label_lists(schema)
    for one in mentions(schema):
        changes = [each for each in found if one.text in each.new or _merged(each, one.text)]
        inside = any(one.pointer.startswith(f"{pointer}/") for pointer in changing)
        if not changes or inside:
            continue
        if one.paths is None:
            if not any(one.pointer.startswith(f"{each.pointer}/") for each in listed):
                raise _refused(one, f"nothing says which question {one.text!r} is a label of")
            continue
        ours = [each for each in changes if set(each.labels.paths) & set(one.paths)]
        if ours and len(ours) == 1:
            yield one, ours[0]
        elif ours:
            raise _refused(one, "it could be a label of several questions")


def _followed(one: Mention, change: Relabelling, schema: RowSchema) -> str:
    """The label in its place then."""
    new = change.new.get(one.text, one.text)
    if new is None:
        raise _refused(one, "it names a label that is dropped")
    if one.how == "within":
        raise _refused(one, "a whole answer stands there")
    group = {old for old in change.labels.values if change.new.get(old, old) == new}
    if one.how == "sample" or len(group) <= 1:
        return new
    others = set(_beside(one, schema)) if one.how == "listed" else set()
    if not group <= others:
        lacking = ", ".join(sorted(group - others - {one.text}))
        raise _refused(one, f"it names {one.text!r} but not {lacking}, which become one")
    return new


def _beside(one: Mention, schema: RowSchema) -> list[str]:
    above = one.pointer.rpartition("/")[0]
    return [each.text for each in mentions(schema) if each.pointer.rpartition("/")[0] == above]


def _once(places: Places, pointer: str, new: Mapping[int, str]) -> Edit:
    """A list in which labels have new names, each once."""
    texts = [places.at(f"{pointer}/{i}") for i in range(places.sizes[pointer])]
    texts = [string(new[i]) if i in new else text for i, text in enumerate(texts)]
    return array(places, pointer, [(texts.index(text), text) for text in dict.fromkeys(texts)])


def _refused(one: Mention, why: str) -> InvalidMigration:
    step = "change that by hand first, so that it does not name the label, or says what is meant"
    return InvalidMigration(why, step, pointer=one.pointer)
