"""A labelling config becomes a schema whose interface is equivalent to it, or says what is left."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus_kit.corpus import Corpus, Project
from corpus_kit.errors import InvalidInterface
from corpus_kit.schema import RowSchema
from corpus_kit.studio.from_config import Left, from_config
from corpus_kit.studio.interface import interface
from corpus_kit.studio.labelling import Labelling
from corpus_kit.studio.project import settings
from corpus_kit.studio.signature import Signature, control, differences, path, signature

from support import REPOSITORY, command, copied

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parent / "cases"
OUR_TEMPLATES = REPOSITORY / "src" / "corpus_kit" / "templates"
SCHEMAS = [
    path
    for directory in (CASES / "schema" / "valid", REPOSITORY / "schema", OUR_TEMPLATES)
    for path in sorted(directory.rglob("*.json"))
    if "schema" in path.parts and "urn:corpus-kit:ranking" not in path.read_text(encoding="utf-8")
]
"""All but rankings: which texts are ranked stands in the tasks, not in a labelling config."""

TEXT = '<Text name="text" value="$text"/>'
OPTIONS = '<Choice value="yes, it is"/><Choice value="b"/>'

# What of Label Studio's own templates is text, by group, and what is left out of each.
LEFT = {
    "audio-speech-processing/conversational-analysis": {"audio"},
    "community-contributions/html-ner-tagging-person-and-organization": set(),
    "community-contributions/ner-tagging-invoices-bio-format": set(),
    "community-contributions/two-level-sentiment-analysis-of-x-twitter-posts": {
        *("handle", "timestamp", "comments", "retweets", "likes", "views", "other")
    },
    "computer-vision/visual-question-answering": {"image"},
    "conversational-ai/coreference-resolution-and-entity-linking": set(),
    "conversational-ai/intent-classification-and-slot-filling": set(),
    "conversational-ai/response-generation": set(),
    "conversational-ai/response-selection": set(),
    "generative-ai/chatbot-assessment": set(),
    "generative-ai/human-feedback-collection": set(),
    "generative-ai/response-grading": set(),
    "generative-ai/supervised-llm": set(),
    "natural-language-processing/content-moderation": set(),
    "natural-language-processing/machine-translation": set(),
    "natural-language-processing/named-entity-recognition": set(),
    "natural-language-processing/question-answering": set(),
    "natural-language-processing/relation-extraction": set(),
    "natural-language-processing/taxonomy": set(),
    "natural-language-processing/text-classification": set(),
    "natural-language-processing/text-summarization": set(),
    "ranking-and-scoring/pairwise-classification": set(),
    "ranking-and-scoring/serp-ranking": {"dynamic_choices"},
    "structured-data-parsing/freeform-metadata": set(),
    "structured-data-parsing/html-entity-recognition": set(),
}


def _templates() -> dict[str, Path]:
    """The templates in the installed Label Studio."""
    found = importlib.util.find_spec("label_studio")
    if found is None or found.origin is None:
        return {}
    root = Path(found.origin).parent / "annotation_templates"
    return {str(path.parent.relative_to(root)): path for path in sorted(root.rglob("config.yml"))}


TEMPLATES = _templates()
template = pytest.mark.parametrize("name", TEMPLATES)


NAMES = st.from_regex(r"q[a-z0-9_]{1,8}", fullmatch=True)
WORD = st.from_regex(r"[A-Zçë&<>\"'][a-z ,&]{0,5}[a-z]", fullmatch=True)
SIMPLE: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"type": "string"},
        {"type": "boolean"},
        {"type": "number", "minimum": 0.5, "maximum": 3},
        {"type": "integer", "minimum": 1, "maximum": 7},
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
        {"type": "array", "items": {"type": "string"}, "maxItems": 3},
    ]
)


def _listed(words: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    some = {"type": "array", "uniqueItems": True, "items": {"enum": words}}
    label = {"properties": {"label": {"enum": words}}}
    spans = {"$ref": "urn:corpus-kit:spans", "items": label}
    return st.sampled_from([{"enum": words}, some, {**some, "corpus-kit:tree": "/"}, spans])


LISTED = st.lists(WORD, min_size=1, max_size=4, unique=True).flatmap(_listed)


def config_of(name: str) -> str:
    """The labelling config of a template."""
    return str(yaml.safe_load(TEMPLATES[name].read_text(encoding="utf-8"))["config"])


def read(*tags: str) -> tuple[dict[str, Any], tuple[Left, ...]]:
    """What comes of a config of a text and these tags; its interface is equivalent."""
    config = f"<View>{TEXT}{''.join(tags)}</View>"
    schema, left = from_config(config)
    derived = interface(RowSchema.of(schema))
    assert list(equivalent(config, left, derived)) == []
    return schema, left


def properties(*tags: str) -> dict[str, Any]:
    """The properties that come of these tags beside the text, of which nothing is left."""
    schema, left = read(*tags)
    assert left == ()
    return {name: one for name, one in schema["properties"].items() if name != "text"}


class TestTemplates:
    """The configs that Label Studio ships."""

    def test_all_are_there(self) -> None:
        """A new version that has others is looked at."""
        if TEMPLATES:
            assert LEFT.keys() <= TEMPLATES.keys()

    @template
    def test_what_is_text_is_carried(self, name: str) -> None:
        """The derived interface is equivalent but for what is named; the rest is named."""
        config = config_of(name)
        if name not in LEFT:
            with pytest.raises(InvalidInterface, match=" is left out"):
                from_config(config)
            return
        schema, left = from_config(config)
        assert {one.name for one in left if one.whole} == LEFT[name]
        derived = interface(RowSchema.of(schema))
        assert list(equivalent(config, left, derived)) == []

    @template
    def test_a_second_time_changes_nothing(self, name: str) -> None:
        """The schema of the derived interface is the schema, but for changes of the first time."""
        if name in LEFT:
            schema, _ = from_config(config_of(name))
            again, left = from_config(interface(RowSchema.of(schema)))
            assert again["properties"] == schema["properties"]
            assert left == ()


class TestRoundTrip:
    """A schema to its interface, and back."""

    @pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: str(path.stem))
    def test_every_schema(self, path: Path) -> None:
        """What comes back has the same interface."""
        first = interface(RowSchema.load(path))
        schema, left = from_config(first)
        assert not [one for one in left if one.whole]
        second = interface(RowSchema.of(schema))
        wanted, found = (signature(Labelling.of(one)) for one in (first, second))
        assert list(differences(wanted, found)) == []

    @given(st.dictionaries(NAMES, SIMPLE | LISTED, min_size=1, max_size=4))
    def test_any_schema(self, asked: dict[str, Any]) -> None:
        """Questions of all simple kinds, with any words."""
        text = {"type": "string", "readOnly": True}
        first = interface(RowSchema.of({"type": "object", "properties": {"text": text, **asked}}))
        schema, left = from_config(first)
        assert left == ()
        second = interface(RowSchema.of(schema))
        wanted, found = (signature(Labelling.of(one)) for one in (first, second))
        assert list(differences(wanted, found)) == []


class TestWhatIsCarried:
    """One thing each."""

    def test_aliases_and_hints(self) -> None:
        """The data hold the alias; the words shown are the title."""
        tags = '<Choice value="Positive" alias="pos" hint="It is glad"/><Choice value="b"/>'
        assert properties(f'<Choices name="tone" toName="text">{tags}</Choices>') == {
            "tone": {
                "oneOf": [
                    {"const": "pos", "title": "Positive", "description": "It is glad"},
                    {"const": "b"},
                ]
            }
        }

    def test_words_above(self) -> None:
        """The header that stands directly above is the title."""
        found = properties(
            "<Header value='All'/><View><Header>Which  one?</Header></View>",
            f'<Choices name="a" toName="text">{OPTIONS}</Choices>',
            '<TextArea name="b" toName="text" maxSubmissions="1"/>',
        )
        assert found["a"]["title"] == "Which one?"
        assert found["b"] == {"type": "string"}

    def test_required(self) -> None:
        """An array has to hold something then; what is shown is always there."""
        schema, _ = read(
            '<TextArea name="a" toName="text" maxSubmissions="1" required="true"/>',
            '<TextArea name="b" toName="text" maxSubmissions="1"/>',
            '<TextArea name="c" toName="text" required="true"/>',
        )
        assert schema["required"] == ["text", "a", "c"]
        assert schema["properties"]["c"]["minItems"] == 1

    def test_a_box_to_search_options_is_nothing_of_its_own(self) -> None:
        """It asks nothing, and the words above it are those of the control below."""
        schema, left = read(
            '<Header value="Which one?"/><Filter name="f" toName="a"/>',
            f'<Choices name="a" toName="text">{OPTIONS}</Choices>',
        )
        assert left == ()
        assert list(schema["properties"]) == ["text", "a"]
        assert schema["properties"]["a"]["title"] == "Which one?"

    def test_what_only_readable_names_say_is_no_title(self) -> None:
        """A schema without titles comes back without."""
        source = {"text": {"type": "string", "readOnly": True}, "the_topic": {"enum": ["a", "b"]}}
        first = RowSchema.of({"type": "object", "properties": source})
        schema, left = from_config(interface(first))
        assert left == ()
        assert schema["properties"] == source

    def test_questions_about_spans(self) -> None:
        """Controls per region are further properties of the spans."""
        found = properties(
            '<Labels name="ner" toName="text"><Label value="PER"/></Labels>',
            '<Choices name="sure" toName="text" perRegion="true" required="true">',
            f"{OPTIONS}</Choices>",
            '<TextArea name="text_" toName="text" perRegion="true" maxSubmissions="1" rows="2"/>',
        )
        items = found["ner"]["items"]
        assert items["required"] == ["sure"]
        assert items["properties"] == {
            "label": {"enum": ["PER"]},
            "sure": {"enum": ["yes, it is", "b"]},
            "text_": {"type": "string"},
        }

    def test_questions_about_spans_of_two(self) -> None:
        """Where two mark one text, whenTagName tells, or nothing does."""
        labels = [f'<Labels name="{n}" toName="text"><Label value="{n}"/></Labels>' for n in "ab"]
        box = '<TextArea name="why" toName="text" perRegion="true" maxSubmissions="1"/>'
        said = f'<View visibleWhen="region-selected" whenTagName="b">{box}</View>'
        assert list(properties(*labels, said)["b"]["items"]["properties"]) == ["label", "why"]
        _, (left,) = read(*labels, box)
        assert (left.name, left.whole) == ("why", True)

    def test_questions_with_one_short_name(self) -> None:
        """Both are kept."""
        found = properties(
            '<Labels name="ner" toName="text"><Label value="PER"/></Labels>',
            '<Rating name="ner_sure" toName="text" perRegion="true"/>',
            '<Rating name="sure_" toName="text" perRegion="true"/>',
        )
        assert list(found["ner"]["items"]["properties"]) == ["label", "sure", "sure_"]

    def test_conditions(self) -> None:
        """What is required after an answer is due then; an alias is what the data hold."""
        choice = (
            '<Choices name="spam" toName="text" required="true">'
            '<Choice value="Po" alias="yes"/><Choice value="Jo" alias="no"/></Choices>'
        )
        attributes = 'visibleWhen="choice-selected" whenTagName="spam"'
        box = '<TextArea name="{}" toName="text" maxSubmissions="1" required="true"/>'
        schema, left = read(
            choice,
            f'<View {attributes} whenChoiceValue="Po">{box.format("why")}</View>',
            f"<View {attributes}>{box.format('more')}</View>",
        )
        assert left == ()
        assert schema["dependentRequired"] == {"spam": ["more"]}
        assert schema["if"] == {"properties": {"spam": {"const": True}}, "required": ["spam"]}
        assert schema["then"] == {"required": ["why"]}

    def test_relations(self) -> None:
        """They stand beside the spans, in the order of the config."""
        relations = '<Relations><Relation value="of"/></Relations>'
        labels = '<Labels name="ner" toName="text"><Label value="PER"/></Labels>'
        assert list(properties(relations, labels)) == ["relations", "ner"]

    def test_a_tree(self) -> None:
        """Nested choices are paths, parted by what stands in none of them."""
        tree = '<Choice value="a/b"><Choice value="c"/></Choice>'
        found = properties(f'<Taxonomy name="t" toName="text">{tree}</Taxonomy>')
        assert found["t"]["corpus-kit:tree"] == " / "
        assert found["t"]["items"]["enum"] == ["a/b", "a/b / c"]

    def test_names_that_are_no_columns(self) -> None:
        """They are made into some, and told."""
        schema, left = read('<TextArea name="my-label" toName="text" maxSubmissions="1"/>')
        assert list(schema["properties"]) == ["text", "my_label"]
        assert [str(one) for one in left] == [
            "TextArea 'my-label' is changed: its answers are the column 'my_label'"
        ]

    def test_a_control_called_like_a_text(self) -> None:
        """A control and a key of the task may have one name; columns may not."""
        config = (
            '<View><Text name="t" value="$answer"/>'
            '<TextArea name="answer" toName="t" maxSubmissions="1"/></View>'
        )
        schema, left = from_config(config)
        assert list(schema["properties"]) == ["answer", "answer_answer"]
        assert list(equivalent(config, left, interface(RowSchema.of(schema)))) == []

    def test_a_header_that_shows_the_task(self) -> None:
        """It is something that annotators see."""
        found = properties(
            '<Header value="$question"/>', '<TextArea name="a" toName="text" maxSubmissions="1"/>'
        )
        assert found["question"] == {"type": "string", "readOnly": True}


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ('<Image name="i" value="$i"/>', "nothing that annotators of text see"),
        ('<Text name="i" value="$i" valueType="url"/>', "an address or a code"),
        ('<Text name="i" value="Hello"/>', "the same words"),
        ('<Magic name="i" toName="text"/>', "no such question"),
        ('<Rating name="i" toName="text" maxRating="12"/>', "12 stars"),
        ('<DateTime name="i" toName="text" only="year"/>', "asks for year"),
        ('<Choices name="i" toName="text"><Choice value="$x"/></Choices>', "a variable"),
        ('<Choices name="i" toName="text" value="$x"/>', "stand in the tasks"),
        ('<Number name="i" toName="text" max="5" step="0.1"/>', "steps of 0.1"),
        ('<TextArea name="i" toName="text" value="$x" maxSubmissions="1"/>', "empty at first"),
        ('<Rating name="i" toName="text" visibleWhen="choice-unselected" whenTagName="kept"/>',
         "whatever else was answered"),
        ('<Rating name="i" toName="text" visibleWhen="choice-selected" whenTagName="kept"/>',
         "not required"),
        (('<Rating name="i" toName="text" required="true" visibleWhen="choice-selected"'
         ' whenTagName="kept" whenChoiceValue="b,c"/>'), "whatever else was answered"),
        (('<Rating name="i" toName="text" required="true" visibleWhen="choice-selected"'
         ' whenTagName="i"/>'), "whatever else was answered"),
        ('<Text name="i" value="$"/>', "the same words"),
        ('<Taxonomy name="i" toName="text"><Choice value="a/ / &gt; |␟"/></Taxonomy>', "all that"),
        ('<Number name="i" toName="text" min="x" max="1e999" step="0"/>', "steps of 0"),
    ],
    ids=lambda one: str(one)[:40],
)  # fmt: skip
def test_what_cannot_be_carried_is_named(tag: str, why: str) -> None:
    """The tag, its name, and why."""
    _, left = read(f'<Choices name="kept" toName="text">{OPTIONS}</Choices>', tag)
    assert [one.name for one in left] == ["i"]
    assert why in left[0].why


@pytest.mark.parametrize(
    "case", sorted((CASES / "interface" / "invalid").glob("*.xml")), ids=lambda path: str(path.stem)
)
def test_what_is_no_config_is_refused(case: Path) -> None:
    """Entities and external DTDs, names twice, toName to nothing, nothing of text."""
    with pytest.raises(InvalidInterface) as raised:
        from_config(case.read_bytes())
    assert "; " in str(raised.value)


class TestCommand:
    """`corpus-kit schema from-config`."""

    CONFIG = (
        f'<View>{TEXT}<Image name="photo" value="$photo"/>'
        f'<Choices name="topic" toName="text" choice="multiple">{OPTIONS}</Choices></View>'
    )

    def test_it_prints_the_schema(self, tmp_path: Path) -> None:
        """The schema to stdout, what is left to stderr; no corpus is needed."""
        path = tmp_path / "config.xml"
        path.write_text(self.CONFIG)
        done = command("schema", "from-config", path, directory=tmp_path)
        assert list(json.loads(done.stdout)["properties"]) == ["text", "topic"]
        assert done.stderr.startswith("Image 'photo' is left out: ")

    def test_it_writes_a_file(self, tmp_path: Path) -> None:
        """The file holds what stdout would."""
        path = tmp_path / "config.xml"
        path.write_text(self.CONFIG)
        done = command("schema", "from-config", path, "--output", tmp_path / "s.json")
        assert done.stdout == ""
        assert (tmp_path / "s.json").read_text() == command("schema", "from-config", path).stdout

    def test_wrong_use(self, tmp_path: Path) -> None:
        """Neither or both, a file that is not there, one that is no config."""
        (tmp_path / "no.xml").write_text("<View>\n<View>")
        command("schema", "from-config", code=2)
        command("schema", "from-config", tmp_path / "no.xml", "--server", "1", code=2)
        assert "is not there" in command("schema", "from-config", tmp_path / "x", code=2).stderr
        done = command("schema", "from-config", tmp_path / "no.xml", code=2)
        assert "no.xml:2: it is not XML" in done.stderr


class TestTunedByHand:
    """`schema/PROJECT.interface.xml`."""

    @pytest.fixture
    def project(self, tmp_path: Path) -> Project:
        """The project of the working example, with its own interface as the one tuned by hand."""
        project = Corpus.open(copied(tmp_path / "corpus")).project()
        project.interface_path.write_text(interface(project.schema), encoding="utf-8")
        return project

    def test_it_is_used(self, project: Project) -> None:
        """Another look is no other question."""
        tuned = interface(project.schema).replace('size="4"', 'size="2"')
        project.interface_path.write_text(tuned, encoding="utf-8")
        assert settings(project)["label_config"] == tuned
        done = command("-C", project.corpus.root, "schema", "interface")
        assert done.stdout == f"{tuned}\n"

    @pytest.mark.parametrize(
        ("old", "new", "found"),
        [
            ('alias="PER"', 'alias="PERSON"', "in 'entities' the option 'PER' is missing"),
            ('alias="PER"', 'alias="PERSON"', "in 'entities' the option 'PERSON' is too much"),
            ('name="topic"', 'name="topics"', "control 'topic' is missing"),
            ('name="entities"', 'name="my-label"', "control 'entities' is missing"),
            ('choice="single-radio"', 'choice="multiple"', "its several is True, not False"),
            ('value="$text"', 'value="$body"', "input 'text' is missing"),
            ("</View>", "", "it is not XML"),
        ],
    )
    def test_it_asks_what_the_schema_asks(
        self, project: Project, old: str, new: str, found: str
    ) -> None:
        """What is missing or too much is named; the file too."""
        tuned = interface(project.schema)
        assert old in tuned
        project.interface_path.write_text(tuned.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InvalidInterface) as raised:
            settings(project)
        assert found in str(raised.value)
        assert "news.interface.xml" in str(raised.value)


def equivalent(config: str | bytes, left: tuple[Left, ...], derived: str) -> Iterator[str]:
    """In words, where an interface differs from the config it came of, but for what is left."""
    here = Labelling.of(config)
    gone = {one.name for one in left if one.whole}
    anyway = {one.name for one in left if one.when}
    controls = {
        path(here, tag): control(here, tag)
        if tag.name not in anyway
        else replace(control(here, tag), when=())
        for tag in here.controls
        if tag.name not in gone
    }
    shown = Labelling(tuple(tag for tag in here.objects if tag.name not in gone), ())
    wanted = Signature(signature(shown).inputs, controls)
    yield from differences(wanted, signature(Labelling.of(derived)))
