"""The card and the papers of a release: true, complete, and silent about what nobody said."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus_kit import scaffold
from corpus_kit.columns import named
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidCard, InvalidConfig
from corpus_kit.release import Released, release
from corpus_kit.release.counted import BINS, Lengths
from corpus_kit.release.features import columns
from corpus_kit.release.pictures import MOST, Picture
from corpus_kit.release.questions import QUESTIONS
from corpus_kit.release.said import SECTIONS, sections
from small import TOPIC, answer, small

from support import copied

if TYPE_CHECKING:
    from pathlib import Path

    from support import Run

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """The release of this repository's corpus."""
    return release(Corpus.open(copied(tmp_path_factory.mktemp("source") / "corpus")))


def card(made: Released) -> str:
    """The card without its head."""
    return (made.directory / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]


def rows(made: Released, subset: str) -> list[dict[str, Any]]:
    """The rows of a subset as its Parquet files hold them, labels by name."""
    head = (made.directory / "README.md").read_text(encoding="utf-8").split("---\n", 2)[1]
    said = {one["config_name"]: one["features"] for one in yaml.safe_load(head)["dataset_info"]}
    found = columns(said[subset])
    return [
        {name: named(row[name], column) for name, column in found.items()}
        for path in sorted((made.directory / "data" / subset).glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def number(text: str, pattern: str) -> list[float]:
    """The numbers that a sentence of the card has."""
    found = re.search(pattern, text)
    assert found, pattern
    return [float(one) for one in found.groups()]


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a text, without their rules."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", text + "\n", flags=re.MULTILINE)
    return [
        [line.strip("|").strip().split(" | ") for line in block.splitlines() if "---" not in line]
        for block in blocks
    ]


def recounted(made: Released, text: str, asked: dict[str, Any]) -> None:
    """Compare the card with the Parquet files, which are all that is read."""
    decided, every = rows(made, "default"), rows(made, "annotations")
    given = Counter(row["id"] for row in every)
    shared = sum(1 for count in given.values() if count > 1)
    alike = sum(1 for row in decided if row["annotators"] > 1)
    assert number(text, r"Documents: (\d+)\.") == [len(rows(made, "documents"))]
    assert number(text, r"answered: (\d+), with (\d+) answers? in all") == [len(given), len(every)]
    assert number(text, r"gave the same answer: (\d+)") == [len(decided)]
    assert number(text, r"because annotators differ: (\d+)") == [len(given) - len(decided)]
    assert "all answers to them are in the subset `annotations`." in text
    assert number(text, r"annotators or more: (\d+) of (\d+)") == [shared, len(given)]
    if shared:
        share = round(100 * alike / shared)
        same = number(text, r"by all: (\d+) of the (\d+) segments with several answers \((\d+)%\)")
        assert same == [alike, shared, share]
    people = sum(1 for row in every if row["origin"] == "human")
    assert number(text, r"Answers by people: (\d+) of (\d+)") == [people, len(every)]
    days = sorted(row["created"][:10] for row in every)
    assert f"First answer: {days[0]}. Last answer: {days[-1]}." in text
    lengths = [len(row["text"]) for row in decided]
    least, most, mean = number(text, r"`text` in .*: from (\d+) to (\d+), ([\d.]+) on average")
    assert (least, most) == (min(lengths), max(lengths))
    assert mean == pytest.approx(sum(lengths) / len(lengths), abs=0.05)
    (bins,) = (one[1:] for one in tables(text) if one[0] == ["characters", "rows"])
    for span, count in bins:
        first, last = [*map(int, span.split("–")), int(span.split("–")[0])][:2]
        assert int(count) == sum(1 for length in lengths if first <= length <= last), span
    annotators = Counter(row["annotator"] for row in every)
    (by,) = (one[1:] for one in tables(text) if one[0][:2] == ["annotator", "answers"])
    assert {name: int(count) for name, count, _ in by} == annotators
    shown = [dict(one[1:]) for one in tables(text) if one[0] == ["label", "count"]]
    counts = [Counter(str(one) for row in decided for one in of(row)) for of in asked.values()]
    for said, counted in zip(shown, counts, strict=True):
        assert {name: int(count) for name, count in said.items() if count != "0"} == counted


class TestNumbers:
    """Every number is one of the data."""

    def test_the_parquet_files_say_the_same(self, made: Released) -> None:
        """Counted anew from them alone: documents, answers, labels, lengths, annotators, days."""
        asked = {
            "entities.label": lambda row: [one["label"] for one in row["entities"]],
            "topic": lambda row: [row["topic"]],
        }
        recounted(made, card(made), asked)

    def test_also_of_stars_yes_and_no_and_of_one_annotator(self, tmp_path: Path) -> None:
        """All that the schema lists is counted, and how long answers took where that is known."""
        asked = {
            "topic": TOPIC,
            "good": {"type": "boolean"},
            "stars": {"type": "integer", "minimum": 1, "maximum": 3},
        }
        corpus = small(tmp_path / "stars", ["një", "dy fjalë", "x" * 4000], asked)
        project = corpus.project()
        answer(project, "ana", lambda _: {"topic": "sport", "good": True, "stars": 3})
        answer(project, "ben", lambda _: {"topic": "sport", "good": False, "stars": 3})
        path = project.path("ben")
        first, *_ = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(first)
        made = release(corpus)
        text = card(made)
        recounted(
            made,
            text,
            {
                "topic": lambda row: [row["topic"]],
                "good": lambda row: [str(row["good"]).lower()],
                "stars": lambda row: [row["stars"]],
            },
        )
        assert "Time an answer took: 1.5 seconds on average, known of 4 answers." in text
        assert "(by one annotator only: 2)" in text
        assert "| culture | 0 |" in text

    def test_agreement_of_one_annotator_is_not_known(self, tmp_path: Path) -> None:
        """Nothing is made of nothing."""
        corpus = small(tmp_path / "alone", ["një"], {"topic": TOPIC})
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        assert "not known: no segment was answered by two annotators" in card(release(corpus))

    @given(st.lists(st.integers(0, 30_000) | st.integers(0, 120), min_size=1, max_size=300))
    def test_bins_hold_every_length_once(self, found: list[int]) -> None:
        """They follow one another, are few, and each has just what lies in it."""
        lengths = Lengths()
        for length in found:
            lengths.add({length: 1})
        bins = lengths.bins()
        assert (lengths.least, lengths.most, lengths.total) == (min(found), max(found), sum(found))
        assert len(bins) <= BINS + 1
        assert all(last + 1 == first for (_, last, _), (first, _, _) in pairwise(bins))
        for first, last, count in bins:
            assert count == sum(1 for length in found if first <= length <= last)
        assert sum(count for *_, count in bins) == len(found)


class TestSaid:
    """What people say in card.md."""

    def test_sections_stand_in_their_places(self, tmp_path: Path) -> None:
        """What is there is taken word for word, what is missing is named once, nothing else."""
        corpus = small(tmp_path / "said", ["një"], {"topic": TOPIC})
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        (corpus.root / "card.md").write_text(
            "## known issues\r\n\r\n```\n## Uses\n```\n\n"
            "## Uses\n\nFor *tests*.\n\n## Motivation\n",
            newline="",
        )
        text = card(release(corpus))
        assert "\n\n## Known issues\n\n```\n## Uses\n```\n\n" in text
        assert "\n\n## Uses\n\nFor *tests*.\n\n" in text
        missing = [name for name in SECTIONS if name not in ("Known issues", "Uses")]
        assert text.count("Not written yet") == 1
        assert f"\n- in `card.md`: {', '.join(missing)}\n" in text
        settings = ("what it is (`description`)", "where its texts come from (`source`)",
                    "who is to be cited (`authors`)")  # fmt: skip
        assert f"\n- in `corpus.toml`: {', '.join(settings)}\n" in text
        assert not [name for name in missing if name != "Citation" and f"## {name}\n" in text]

    def test_a_card_that_says_all_misses_nothing(self, tmp_path: Path) -> None:
        """Each section stands on it once."""
        corpus = small(tmp_path / "said", ["një"], {"topic": TOPIC})
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        written = "\n\n".join(f"## {name}\n\nAbout {name}." for name in SECTIONS)
        (corpus.root / "card.md").write_text(written)
        said = 'description = "x"\nsource = "y"\nauthors = ["z"]\n'
        settings = corpus.root / "corpus.toml"
        settings.write_text(said + settings.read_text())
        made = release(Corpus.open(corpus.root))
        text = card(made)
        assert "Not written yet" not in text
        assert all(text.count(f"## {name}\n\nAbout {name}.") == 1 for name in SECTIONS)
        told = json.loads((made.directory / "croissant.json").read_bytes())
        fields = {
            "rai:dataUseCases": "Uses",
            "rai:dataLimitations": "Known issues",
            "rai:dataBiases": "Bias and limits",
            "rai:dataCollection": "Collection",
            "rai:annotatorDemographics": "Annotators",
            "rai:dataReleaseMaintenancePlan": "Maintenance",
            "citeAs": "Citation",
        }
        assert {key: told[key] for key in fields} == {
            key: f"About {name}." for key, name in fields.items()
        }
        people, counted = told["rai:personalSensitiveInformation"]
        assert people == "About Personal and sensitive information."
        assert "Nothing was masked." in counted

    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("## Motivaton\n\nx", 1, "unknown section 'Motivaton'; did you mean 'Motivation'?"),
            ("## Uses\n\nx\n\n## Weather\n", 5, "unknown section 'Weather'; known: Motivation, "),
            ("## Uses\n\nx\n\n## uses\n\ny", 5, "'Uses' stands twice"),
            ("Hello.\n\n## Uses\n", 1, "text before the first section; write '## Motivation'"),
            ("# Uses\n", 1, "a heading of the first level; sections begin with '## '"),
            ("## Uses\n\nx\n\n<script>alert(1)</script>\n", 5, "HTML in the card"),
            ("## Uses\n\nA <b>bold</b> word.\n", 3, "HTML in the card"),
            ("## Uses\n\n<!-- to do -->\n", 3, "HTML in the card"),
            ("## Uses\n\n```\ncode\n\n## Motivation\n", 3, "a block of code that does not end"),
            ("## Uses\n\nSaid\n----\n", 3, "unknown section 'Said'"),
        ],
    )
    def test_what_cannot_stand_there_is_refused(
        self, corpus: Corpus, text: str, line: int, words: str
    ) -> None:
        """With the file and the line; nothing is released."""
        path = corpus.root / "card.md"
        path.write_text(text)
        with pytest.raises(InvalidCard) as caught:
            release(corpus)
        assert str(caught.value).startswith(f"{path}:{line}: {words}")
        assert not corpus.releases.exists()

    def test_headings_in_quotes_lists_and_code_are_text(self, tmp_path: Path) -> None:
        """As are lines that only Python takes for such."""
        text = "## Uses\n\n> ## Quoted\n\n- ## Listed\n\n~~~\n## Code\n~~~\n\na\u2028b\x0cc `<b>`"
        assert list(sections(text, tmp_path)) == ["Uses"]
        assert sections("", tmp_path) == {}

    def test_what_people_say_is_content(self, corpus: Corpus) -> None:
        """A new sentence is a new version, the smallest."""
        first = release(corpus)
        (corpus.root / "card.md").write_text("## Uses\n\nNone.\n")
        second = release(corpus)
        assert (first.version, second.version) == ("0.1.0", "0.1.1")
        assert release(corpus).new is False

    def test_settings_bring_no_html_onto_the_page(self, tmp_path: Path) -> None:
        """Title, description and source are text."""
        corpus = small(tmp_path / "html", ["një <b>"], {"topic": TOPIC})
        path = corpus.root / "corpus.toml"
        evil = "<img src=x onerror=alert(1)>"
        more = f'title = "Small {evil}"\ndescription = "{evil}"\nsource = """a\n{evil}"""\n'
        path.write_text(more + path.read_text().replace('title = "Small"\n', ""))
        corpus = Corpus.open(corpus.root)
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        page = MarkdownIt("commonmark", {"html": True}).render(card(release(corpus)))
        assert "<img src=x" not in page
        assert page.count("&lt;img src=x") == 4  # the project has the title too

    def test_texts_in_tables_read_as_they_are(self, tmp_path: Path) -> None:
        """Neither Markdown nor HTML nor a formula, and escaped once only."""
        text = "*a* < b & c | [d](e) $f$"
        corpus = small(tmp_path / "table", [text], {"topic": TOPIC})
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        said = card(release(corpus))
        page = MarkdownIt("commonmark", {"html": True}).enable("table").render(said)
        assert "<td>*a* &lt; b &amp; c | [d](e) $f$</td>" in page
        assert r"\$f\$" in said


class TestPictures:
    """What is seen."""

    def test_each_is_there_in_both_forms_and_in_words(self, made: Released) -> None:
        """The card shows all of them, with the numbers in the text for those who do not see."""
        shown = re.findall(r"!\[([^\]]+)\]\((figures/[^)]+)\.png\)", card(made))
        assert len(shown) == 4
        for alt, path in shown:
            assert ET.parse(made.directory / f"{path}.svg").getroot().tag.endswith("}svg")  # noqa: S314 - ours
            assert (made.directory / f"{path}.png").read_bytes().startswith(PNG)
            assert re.search(r" \d", alt)
        drawn = {path.stem for path in (made.directory / "figures").iterdir()}
        assert drawn == {path.partition("/")[2] for _, path in shown}

    def test_they_say_neither_when_nor_with_what(self, made: Released) -> None:
        """So they are the same tomorrow."""
        for path in (made.directory / "figures").iterdir():
            data = path.read_bytes().lower()
            assert not re.search(rb"dc:date|<dc:creator|software|20\d\d-\d\d-\d\d", data), path

    @pytest.mark.parametrize("label", ["$x_1$", "a\nb", "<&>", "", "ë" * 300, "👩🏽‍🔬"])
    def test_any_label_can_be_drawn(self, label: str) -> None:
        """None is taken for a formula or for markup."""
        for name, data in Picture("any", label, [(label, 1), ("zero", 0)], "times").files():
            assert data.startswith(PNG) or ET.fromstring(data) is not None, name  # noqa: S314 - ours

    @pytest.mark.parametrize(
        ("label", "suffix"), [("Tiranë", "png"), ("体育", "svg"), ("رياضة", "svg")]
    )
    def test_letters_that_our_font_lacks_are_left_to_the_reader_s(
        self, label: str, suffix: str
    ) -> None:
        """The page shows the SVG then, whose text is text."""
        picture = Picture("any", "label", [(label, 2)], "times")
        assert picture.path == f"figures/any.{suffix}"
        assert label in dict(picture.files())["figures/any.svg"].decode()

    def test_too_many_bars_are_the_highest_ones(self) -> None:
        """And how many are not drawn is said."""
        picture = Picture("many", "label", [(f"l{i}", i) for i in range(100)], "times")
        assert [count for _, count in picture.shown] == list(range(100 - MOST, 100))
        assert picture.alt.endswith("60 smaller ones are not drawn")


class TestCroissant:
    """The release for machines."""

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what mlcroissant reads with
    @pytest.mark.parametrize("template", scaffold.templates())
    def test_every_record_set_is_read(self, tmp_path: Path, template: str) -> None:
        """The reader takes it, and finds in the first record what the Parquet file has."""
        scaffold.create(tmp_path / "new", template)
        made = release(Corpus.open(tmp_path / "new"))
        assert_reads(made)

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_no_name_is_taken_for_another(self, tmp_path: Path) -> None:
        """Columns and projects called as others are, several answers to a span, odd metadata."""
        about = {
            "label": {"enum": ["PER", "LOC"]},
            "where": {"type": "string"},
            "kinds": {"type": "array", "uniqueItems": True, "items": {"enum": ["x", "y"]}},
        }
        asked = {
            "name": TOPIC,
            "where": {"type": "array", "items": {"type": "string"}},
            "spans": {"$ref": "urn:corpus-kit:spans", "items": {"properties": about}},
        }
        corpus = small(tmp_path / "odd", [], asked, ("data", "data-files"))
        lines = [
            {"id": str(i), "text": f"Ana në Tiranë {i}", "published-at": "x"} for i in range(3)
        ]
        (corpus.seeds / "rows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
        path = corpus.root / "corpus.toml"
        path.write_text(path.read_text() + '[seeds]\nmetadata = ["published-at"]\n')
        corpus = Corpus.open(corpus.root)
        span = {"id": "0-3-PER", "start": 0, "end": 3, "label": "PER", "text": "Ana"}
        said = {
            "name": "sport",
            "where": ["këtu", "atje"],
            "spans": [
                {**span, "id": "0-3-LOC", "label": "LOC", "kinds": ["x", "y"]},
                {**span, "where": "këtu", "kinds": []},
            ],
        }
        for project in corpus.projects:
            answer(project, "ana", lambda _: said)
        assert_reads(release(corpus))

    def test_it_names_every_file_by_its_digest(self, made: Released) -> None:
        """As the manifest does, itself left out."""
        said = json.loads((made.directory / "croissant.json").read_bytes())
        files = {one["@id"]: one.get("sha256") for one in said["distribution"]}
        manifest = json.loads((made.directory / "manifest.json").read_bytes())
        listed = {name: one["sha256"] for name, one in manifest["files"].items()}
        del listed["croissant.json"]
        assert {name: digest for name, digest in files.items() if digest} == listed

    def test_it_says_what_is_known_and_no_more(self, made: Released, tmp_path: Path) -> None:
        """RAI fields without an answer are left out."""
        said = json.loads((made.directory / "croissant.json").read_bytes())
        assert said["conformsTo"] == "http://mlcommons.org/croissant/1.1"
        assert said["rai:annotationsPerItem"] == "news: 2.74 on average of the answered segments"
        assert said["rai:dataUseCases"].startswith("Use it to see how")
        corpus = small(tmp_path / "bare", ["një"], {"topic": TOPIC})
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        bare = json.loads((release(corpus).directory / "croissant.json").read_bytes())
        assert {key for key in bare if key.startswith("rai:")} == {
            "rai:annotationsPerItem",
            "rai:dataAnnotationAnalysis",
            "rai:dataPreprocessingProtocol",
            "rai:personalSensitiveInformation",
        }
        assert "license" not in bare


def assert_reads(made: Released) -> None:
    """The first record of each subset is a row of its Parquet files."""
    import mlcroissant as mlc

    found = mlc.Dataset(made.directory / "croissant.json")
    assert found.metadata.ctx.conforms_to.value.endswith("/1.1")
    # mlcroissant reads a record set once: a second time it finds none.
    first = {one.id: plain(next(iter(found.records(one.id)))) for one in found.metadata.record_sets}
    for subset, splits in made.rows.items():
        stored = pq.read_table(made.directory / "data" / subset).to_pylist()
        said = first[subset]
        assert said.pop("split") in splits
        assert first[f"{subset}.splits"] == {"name": next(iter(splits))}
        assert said in stored


def plain(value: Any) -> Any:
    """A record with the last part of each name, bytes as text, numbers as Python's."""
    match value:
        case dict():
            return {name.rpartition("/")[2]: plain(one) for name, one in value.items()}
        case list():
            return [plain(one) for one in value]
        case bytes():
            return value.decode()
    return value.item() if hasattr(value, "item") else value


class TestPapers:
    """Citation and datasheet."""

    def test_a_citation_names_the_authors_and_the_version(self, tmp_path: Path) -> None:
        """In the Citation File Format: its required keys, and SPDX's name of the licence."""
        corpus = small(tmp_path / "cited", ["një"], {"topic": TOPIC})
        path = corpus.root / "corpus.toml"
        text = path.read_text().replace('"unknown"', '"cc-by-4.0"')
        path.write_text('authors = ["Ana Ë.", "Ben"]\n' + text)
        corpus = Corpus.open(corpus.root)
        answer(corpus.project(), "ana", lambda _: {"topic": "sport"})
        made = release(corpus)
        said = yaml.safe_load((made.directory / "CITATION.cff").read_text(encoding="utf-8"))
        assert said == {
            "cff-version": "1.2.0",
            "message": "If you use this dataset, cite it as below.",
            "type": "dataset",
            "title": "Small",
            "version": "0.1.0",
            "authors": [{"name": "Ana Ë."}, {"name": "Ben"}],
            "license": "CC-BY-4.0",
        }
        croissant = json.loads((made.directory / "croissant.json").read_bytes())
        assert [one["name"] for one in croissant["creator"]] == ["Ana Ë.", "Ben"]
        assert croissant["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"

    def test_without_authors_it_is_said_that_none_is_named(self, made: Released) -> None:
        """The format wants one: it is the makers, by the corpus's name."""
        text = (made.directory / "CITATION.cff").read_text(encoding="utf-8")
        assert text.startswith("# No author is named in corpus.toml.\n")
        said = yaml.safe_load(text)
        assert said["authors"] == [{"name": "The makers of albanian-news"}]
        assert "license" not in said

    def test_an_author_is_a_name(self, corpus: Corpus) -> None:
        """An empty one is refused, with its line."""
        path = corpus.root / "corpus.toml"
        path.write_text('authors = [" "]\n' + path.read_text())
        with pytest.raises(InvalidConfig, match=r"corpus\.toml:1: ' ' is no author's name"):
            Corpus.open(corpus.root)

    def test_the_datasheet_has_every_question_once(self, made: Released) -> None:
        """Answered from the data, left to a section that people wrote, or unanswered."""
        text = (made.directory / "datasheet.md").read_text(encoding="utf-8")
        answered, written, unanswered = re.split(r"\n## Under a .*\n|\n## Unanswered\n", text)
        questions = [one for part in QUESTIONS.values() for one in part]
        for one in questions:
            places = [f"\n### {one.asked}\n\n" in answered]
            places += [f": {one.asked}" in rest for rest in (written, unanswered)]
            assert sum(places) == 1, one.asked
        counts = (answered.count("\n### "), written.count("\n- "), unanswered.count("\n- "))
        assert sum(counts) == len(questions)
        assert number(text, r"(\d+) are answered .*, (\d+) fall .*, (\d+) are una") == [*counts]

    def test_it_leads_to_the_sections_that_people_wrote(self, made: Released) -> None:
        """Each of these is on the card, and no other."""
        text = (made.directory / "datasheet.md").read_text(encoding="utf-8")
        led = set(re.findall(r"See (?:also )?\[([^\]]+)\]\(README\.md#([a-z-]+)\)", text))
        assert {name for name, _ in led} == {
            *("Motivation", "Uses", "Annotators", "Bias and limits"),
            "Personal and sensitive information",
        }
        assert all(f"\n## {name}\n" in card(made) for name, _ in led)
        assert all(name.lower().replace(" ", "-") == anchor for name, anchor in led)

    def test_all_of_it_is_the_same_in_every_process(self, tmp_path: Path, run: Run) -> None:
        """Whatever order hashes give."""
        trees = []
        for seed in ("1", "2"):
            root = copied(tmp_path / seed)
            run("-C", root, "export", PYTHONHASHSEED=seed)
            directory = root / "dist"
            trees.append(
                {
                    path.relative_to(directory).as_posix(): path.read_bytes()
                    for path in sorted(directory.rglob("*"))
                    if path.is_file()
                }
            )
        assert trees[0] == trees[1]
