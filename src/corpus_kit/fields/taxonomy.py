"""
Taxonomy: any number of nodes of a tree.

The schema lists the nodes as paths, ``"Animal/Dog"``; ``corpus-kit:tree`` says what parts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from xml.etree.ElementTree import Element

from corpus_kit.columns import TEXT, List
from corpus_kit.errors import InvalidSchema
from corpus_kit.fields.options import (
    Option,
    described,
    in_order,
    options,
    out_of_order,
    value_of,
)
from corpus_kit.fields.protocol import Question, gathered, result
from corpus_kit.inputs import Described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus_kit.fields.protocol import Property, Result
    from corpus_kit.model import Fault, Row


TREE = "corpus-kit:tree"
JOINTS = ("/", " / ", " > ", "|", "\u241f")
"""What parts the nodes of a path that was none yet: the first that stands in no node."""


@dataclass(frozen=True)
class Taxonomy(Question):
    """Any of `nodes`, in their order; the parts of a path are joined by `joint`."""

    kind: ClassVar = "taxonomy"
    example: ClassVar = (
        '{"type": "array", "uniqueItems": true, "corpus-kit:tree": "/", '
        '"items": {"enum": ["Animal", "Animal/Dog"]}}'
    )
    task_category: ClassVar[str | None] = "text-classification"
    result_type: ClassVar = "taxonomy"
    keywords: ClassVar[frozenset[str]] = frozenset({TREE})

    style: ClassVar[str] = ".htx-taxonomy { min-width: 400px !important; margin: 4px 0 }"

    nodes: tuple[Option, ...]
    joint: str

    @property
    def column(self) -> List:
        """A list of paths."""
        return List(TEXT)

    @classmethod
    def of(cls, asked: Property) -> Self | None:
        """An array of listed paths, with the keyword that says what parts them."""
        if TREE not in asked.schema:
            return None
        joint = asked.schema[TREE]
        nodes = options(asked.schema.get("items"), f"{asked.pointer}/items")
        unique = asked.schema.get("uniqueItems") is True and asked.schema.get("type") == "array"
        if not (isinstance(joint, str) and joint and nodes and unique):
            found = "a tree is an array of different paths from a list"
            raise InvalidSchema(asked.pointer, found, f"write {cls.example}")
        made = cls(asked, nodes, joint)
        made._check()
        return made

    @classmethod
    def described(cls, control: Element, inputs: Sequence[str]) -> Described | None:  # noqa: ARG003
        """A tree, of which all nodes can be ticked, or the leaves."""
        if control.tag != "Taxonomy":
            return None
        if control.get("value") or control.get("apiUrl") or control.find("Choice") is None:
            return Described(None, ("its tree stands in the tasks or at an address, not here",))
        paths = [
            (path, tag)
            for path, tag in nodes(control)
            if tag.find("Choice") is None or control.get("leafsOnly", "").lower() != "true"
        ]
        parts = {part for path, _ in paths for part in path}
        joint = next((one for one in JOINTS if not any(one in part for part in parts)), None)
        if joint is None:
            return Described(None, (f"their names hold all that parts: {' '.join(JOINTS)}",))
        tree = {"type": "array", "uniqueItems": True, TREE: joint}
        if (most := control.get("maxUsages", "")).isdecimal():
            tree["maxItems"] = int(most)
        tree["items"] = described(_leaf(joint.join(path), tag) for path, tag in paths)
        aliased = any(value_of(tag) != tag.get("value") for _, tag in paths)
        left = ("its nodes are shown as the data have them, by their aliases",) if aliased else ()
        return Described(tree, left)

    def control(self, hotkeys: Iterator[str]) -> Element:  # noqa: ARG002
        """A tree to open and tick."""
        element = Element(
            "Taxonomy",
            {
                "name": self.asked.name,
                "toName": self.on,
                "showFullPath": "true",
                "pathSeparator": " / ",
                "leafsOnly": "false" if self._has_inner() else "true",
            },
        )
        made: dict[tuple[str, ...], Element] = {(): element}
        for node in self.nodes:
            self._grow(made, self._parts(node.value), node)
        return element

    def value(self, results: Sequence[Result], row: Row) -> Any:  # noqa: ANN401, ARG002
        """The paths ticked, in the order of the schema; empty where none was."""
        taken = [self._joined(path) for path in gathered(results, "taxonomy")]
        return in_order(taken, self.nodes)

    def results(self, value: Sequence[str], row: Row) -> Iterable[Result]:  # noqa: ARG002
        """One result with all paths; none for an empty answer."""
        return (
            [result(self, {"taxonomy": [path.split(self.joint) for path in value]})]
            if value
            else []
        )

    def faults(self, value: Sequence[str], row: Row) -> Iterator[Fault]:  # noqa: ARG002
        """Another order than the schema's."""
        return out_of_order(value, self.nodes, f"/{self.asked.name}")

    def _parts(self, path: str) -> tuple[str, ...]:
        return tuple(path.split(self.joint))

    def _joined(self, path: Any) -> Any:  # noqa: ANN401 - exports hold anything
        whole = isinstance(path, list) and all(isinstance(part, str) for part in path)
        return self.joint.join(path) if whole else path

    def _has_inner(self) -> bool:
        """Whether a node that others stand below can be taken itself."""
        paths = {self._parts(node.value) for node in self.nodes}
        return any(path[:-1] in paths for path in paths)

    def _grow(
        self, made: dict[tuple[str, ...], Element], path: tuple[str, ...], node: Option
    ) -> None:
        """Add the path's elements that are not there yet."""
        for depth, part in enumerate(path, 1):
            if path[:depth] not in made:
                made[path[:depth]] = Element("Choice", {"value": part})
                made[path[: depth - 1]].append(made[path[:depth]])
        if node.help:
            made[path].set("hint", node.help)

    def _check(self) -> None:
        """Every part has words; inner nodes are listed all or not at all."""
        paths = [self._parts(node.value) for node in self.nodes]
        inner = {path[:depth] for path in paths for depth in range(1, len(path))}
        missing = sorted(inner - set(paths))
        for i, path in enumerate(paths):
            if self.nodes[i].title != self.nodes[i].value:
                found = f"{self.nodes[i].value!r} has a title, which a tree cannot show"
                raise InvalidSchema(f"{self.asked.pointer}/items", found, "put it into the path")
            if any(part.startswith("$") for part in path):
                found = f"{self.nodes[i].value!r} has a part that Label Studio reads as a variable"
                raise InvalidSchema(f"{self.asked.pointer}/items", found, "begin it otherwise")
            if not all(part.strip() == part and part for part in path):
                found = (
                    f"{self.nodes[i].value!r} has a part that is empty or edged with white space"
                )
                raise InvalidSchema(f"{self.asked.pointer}/items", found, "write it without")
        if missing and len(missing) < len(inner):
            found = f"{self.joint.join(missing[0])!r} is not listed, but other inner nodes are"
            raise InvalidSchema(f"{self.asked.pointer}/items", found, "list all of them or none")


def nodes(tag: Element, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Element]]:
    """The nodes of a tree of Choice tags, as answers name them, each with its tag."""
    for one in tag.findall("Choice"):
        path = (*above, value_of(one))
        yield path, one
        yield from nodes(one, path)


def _leaf(path: str, tag: Element) -> Element:
    return Element("Choice", {"value": path, "hint": tag.get("hint", "")})
