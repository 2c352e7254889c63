"""Seeds are read byte for byte, cut into segments with true offsets, and refused with a reason."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kit import seeds
from corpus_kit.config import Unit
from corpus_kit.corpus import Corpus
from corpus_kit.errors import InvalidSeeds
from corpus_kit.model import Document, Segment

from support import REPOSITORY, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTICLE = "b7a203737246584df329faf866b0e480e932f2eba1097bb83a085d926b8c70c4"
"""The SHA-256 of the article that the project was given."""

UNITS: Sequence[Unit] = get_args(Unit)
PIECES = (
    *("Ana foli.", " Prof. dr. Agim", "çfarë", "e\u0308", "c\u0327", "…", "?", "“", "”", " ", "\t"),
    *("\n", "\n\n", "\n \t\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\u2029", "\u0085", "\u00a0"),
    *(
        "👨\u200d👩\u200d👧",
        "👩🏽\u200d🔬",
        "🇦🇱",
        "مرحبا؟ ",
        "你好。",
        "\ufeff",
        "\u200f",
        "\u212b",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES)).map("".join).filter(str.strip)


def _orders(paragraphs: list[str]) -> st.SearchStrategy[tuple[list[str], list[str]]]:
    return st.tuples(st.just(paragraphs), st.permutations(paragraphs))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """The seed documents of this repository."""
    return list(Corpus.open(REPOSITORY).documents())


class TestThisRepository:
    """What the working example holds."""

    def test_documents_are_the_files(self, documents: list[Document]) -> None:
        """One for each file, named after it."""
        assert len(documents) == 14
        assert [one.id for one in documents] == sorted(
            path.stem for path in (REPOSITORY / "seeds").iterdir()
        )

    def test_the_given_article_is_untouched(self, documents: list[Document]) -> None:
        """Its bytes are those that were given; so is what a document says of them."""
        article = documents[0]
        assert article.id == "000_ab33e44390d37e2a"
        assert hashlib.sha256(article.path.read_bytes()).hexdigest() == ARTICLE
        assert article.digest == ARTICLE

    def test_the_header_becomes_metadata(self, documents: list[Document]) -> None:
        """Every document has a date; the article's is 2023-08."""
        assert documents[0].metadata == {"date": "2023-08"}
        assert all(one.metadata.keys() == {"date"} for one in documents)

    @pytest.mark.parametrize("unit", UNITS)
    def test_the_header_is_not_annotated(self, documents: list[Document], unit: Unit) -> None:
        """It stands before every segment, and segments know the metadata."""
        for document in documents:
            for segment in seeds.segments(document, unit, "sq"):
                assert not segment.text.startswith("date")
                assert segment.start >= document.start
                assert segment.metadata == document.metadata

    @pytest.mark.parametrize("unit", UNITS)
    def test_segments_are_slices_and_their_ids_are_unique(
        self, documents: list[Document], unit: Unit
    ) -> None:
        """Offsets lead to the text."""
        found = [
            (document, segment)
            for document in documents
            for segment in seeds.segments(document, unit, "sq")
        ]
        assert all(d.text[s.start : s.end] == s.text for d, s in found)
        assert len({segment.id for _, segment in found}) == len(found)
        assert all(s.id.startswith(f"{d.id}#") for d, s in found)

    def test_documents_are_whole_segments(self, documents: list[Document]) -> None:
        """By document there is one segment each, without the header."""
        for document in documents:
            (segment,) = seeds.segments(document, "document", "sq")
            assert segment.text == document.text[document.start :].strip()

    def test_the_article_begins_where_its_header_ends(self, documents: list[Document]) -> None:
        """The first paragraph, as a person would copy it."""
        first = next(seeds.segments(documents[0], "paragraph", "sq"))
        assert first.text.startswith("Udhëheqësi i Koresë së Veriut, Kim Jong Un, dhe Presidenti")
        assert first.text.endswith("njoftoi agjencia shtetërore e lajmeve të Phenianit, KCNA.")


class TestSegments:
    """Properties of all texts."""

    @settings(deadline=None)  # the first call imports sentencex
    @given(TEXTS | st.text().filter(str.strip), st.sampled_from(UNITS))
    def test_offsets_lead_to_the_text(self, text: str, unit: Unit) -> None:
        """In order, apart, without white space at the edges; nothing that is written is lost."""
        document = _document(text)
        at, kept = 0, ""
        for segment in seeds.segments(document, unit, "sq"):
            assert at <= segment.start < segment.end
            assert document.text[segment.start : segment.end] == segment.text
            assert segment.text == segment.text.strip()
            assert segment.document == document.id
            at, kept = segment.end, kept + segment.text
        assert "".join(kept.split()) == "".join(document.text.split())

    @settings(deadline=None)
    @given(TEXTS, st.sampled_from(UNITS))
    def test_ids_are_unique_and_always_the_same(self, text: str, unit: Unit) -> None:
        """A repeated text gets another id each time."""
        ids = _ids(text, unit)
        assert len(set(ids)) == len(ids)
        assert ids == _ids(text, unit)

    @given(TEXTS)
    def test_line_ends_and_composition_change_no_id(self, text: str) -> None:
        """The same letters give the same segments, however they were saved."""
        again = unicodedata.normalize("NFD", text).replace("\r\n", "\n").replace("\n", "\r\n")
        assert _ids(text) == _ids(again)

    @given(st.lists(st.sampled_from(texts()), min_size=1), st.data())
    def test_editing_a_paragraph_changes_one_id(
        self, paragraphs: list[str], data: st.DataObject
    ) -> None:
        """The answers to the others stay."""
        which = data.draw(st.integers(0, len(paragraphs) - 1))
        edited = [*paragraphs[:which], "E re.", *paragraphs[which + 1 :]]
        before, after = _ids("\n\n".join(paragraphs)), _ids("\n\n".join(edited))
        assert len(before) == len(after) == len(paragraphs)
        assert len(set(before) - set(after)) == len(set(after) - set(before)) == 1

    @given(st.lists(st.sampled_from(texts())).flatmap(_orders))
    def test_moving_paragraphs_changes_no_id(self, orders: tuple[list[str], list[str]]) -> None:
        """Whether or not some of them say the same."""
        before, after = orders
        assert sorted(_ids("\n\n".join(before))) == sorted(_ids("\n\n".join(after)))

    @pytest.mark.parametrize("between", ["\n\n", "\n \t\n", "\r\n\r\n", "\r\r", "\n\n\n\u00a0\n\n"])
    def test_blank_lines_divide_paragraphs(self, between: str) -> None:
        """Blank is what looks blank; a single line end or a U+2028 divides nothing."""
        text = between.join(["a\nb", "c\u2028d", "e"])
        assert [one.text for one in _segments(text)] == ["a\nb", "c\u2028d", "e"]

    def test_sentences_stay_within_paragraphs(self) -> None:
        """A paragraph's end is a sentence's end, with or without a full stop."""
        found = _segments("Titulli\n\nFoli dr. Ana. Iku.", "sentence")
        assert [one.text for one in found] == ["Titulli", "Foli dr. Ana.", "Iku."]


class TestReading:
    """Files that are odd, but fine."""

    def test_subdirectories_give_longer_ids_in_order(self, tmp_path: Path) -> None:
        """In the order of the ids of their segments; only .txt is left out of a name."""
        names = ["b.txt", "a/c.txt", "a b.txt", "a.md", "a.txt", "a-1.txt", "é.txt"]
        _write(tmp_path, **{name: name.encode() for name in names})
        found = list(seeds.documents(tmp_path))
        assert {one.id for one in found} == {"b", "a/c", "a b", "a.md", "a", "a-1", "é"}
        ids = [one.id for d in found for one in seeds.segments(d, "paragraph", "sq")]
        assert ids == sorted(ids)

    def test_hidden_files_are_no_seeds(self, tmp_path: Path) -> None:
        """Neither are files in hidden directories."""
        _write(tmp_path, **{"a.txt": b"a", ".b": b"b\0", ".git/c": b"c\0", ".a.txt.x.tmp": b"a"})
        assert [one.id for one in seeds.documents(tmp_path)] == ["a"]

    def test_a_hidden_directory_above_hides_nothing(self, tmp_path: Path) -> None:
        """Only names below the directory of seeds count."""
        directory = tmp_path / ".hidden" / "seeds"
        _write(directory, **{"a.txt": b"a"})
        assert [one.id for one in seeds.documents(directory)] == ["a"]

    def test_a_byte_order_mark_is_no_text(self, tmp_path: Path) -> None:
        """It goes; the digest is still that of the file."""
        data = b"\xef\xbb\xbf" + "Tiranë".encode()
        _write(tmp_path, **{"a.txt": data})
        (found,) = seeds.documents(tmp_path)
        assert found.text == "Tiranë"
        assert found.digest == hashlib.sha256(data).hexdigest()

    def test_text_is_composed_and_its_lines_end_in_one_way(self, tmp_path: Path) -> None:
        """NFD, CRLF and lone CR are read as NFC and LF; so are names."""
        data = "Korc\u0327e\u0308\r\nTirane\u0308\rfund"
        _write(tmp_path, **{"shqipe\u0308ri.txt": data.encode()})
        (found,) = seeds.documents(tmp_path)
        assert (found.id, found.text) == ("shqipëri", "Korçë\nTiranë\nfund")

    def test_a_header_is_optional_in_a_document(self, tmp_path: Path) -> None:
        """Groups that match nothing are no metadata; a document without a header is all body."""
        header = r"(?P<date>\d{4})(?: (?P<place>\w+))?\n"
        _write(tmp_path, a=b"2023 Tirana\nText", b=b"2024\nOther", c=b"All of it")
        found = {one.id: one for one in seeds.documents(tmp_path, header)}
        assert found["a"].metadata == {"date": "2023", "place": "Tirana"}
        assert found["b"].metadata == {"date": "2024"}
        assert (found["c"].metadata, found["c"].start) == ({}, 0)


class TestRefusals:
    """Files that cannot be seeds; each says why and what to do."""

    @pytest.mark.parametrize(
        ("data", "found"),
        [
            pytest.param(b"", "no text", id="empty"),
            pytest.param(b" \n\t\r\n\xc2\xa0", "no text", id="blank"),
            pytest.param(b"\xef\xbb\xbf", "no text", id="only a byte order mark"),
            pytest.param(b"date 2023\n \n", "no text", id="only a header"),
            pytest.param(b"a\nPK\0\3", "line 2 holds the control character U+0000", id="binary"),
            pytest.param(b"a\x1b[0m", "line 1 holds the control character U+001B", id="escape"),
            pytest.param(
                "një\nçfarë".encode("latin-1"), "byte 2 (0xeb, line 1) is not UTF-8", id="latin-1"
            ),
            pytest.param(
                b"a\nb\n" + "ç".encode("cp1252"), "byte 4 (0xe7, line 3) is not UTF-8", id="line 3"
            ),
            pytest.param(
                b"\xef\xbb\xbfa\xff", "byte 4 (0xff, line 1) is not UTF-8", id="after a BOM"
            ),
            pytest.param("një".encode("utf-16"), "byte 0 (0xff, line 1) is not UTF-8", id="UTF-16"),
            pytest.param(b"\xed\xa0\x80", "is not UTF-8", id="a surrogate"),
            pytest.param(b"a\xc3", "byte 1 (0xc3, line 1) is not UTF-8", id="cut off"),
        ],
    )
    def test_contents(self, tmp_path: Path, data: bytes, found: str) -> None:
        """The message has the file, the place and a next step."""
        _write(tmp_path, **{"bad.txt": data})
        with pytest.raises(InvalidSeeds) as caught:
            list(seeds.documents(tmp_path, r"date \d+\s"))
        message = str(caught.value)
        assert message.startswith(f"{tmp_path / 'bad.txt'}: ")
        assert found in message
        assert "; " in message

    @pytest.mark.parametrize("name", ["a#b.txt", "a\\b.txt", "a\nb.txt", "a\x7f.txt"])
    def test_file_names(self, tmp_path: Path, name: str) -> None:
        """Names that would break an id."""
        _write(tmp_path, **{name: b"text"})
        assert "rename it" in _fault(tmp_path)

    @pytest.mark.parametrize("name", ["a#b", "a\\b", "a\nb"])
    def test_directory_names(self, tmp_path: Path, name: str) -> None:
        """They stand in the ids just as well."""
        _write(tmp_path, **{f"{name}/text.txt": b"text"})
        assert "rename it" in _fault(tmp_path)

    def test_a_name_that_is_not_utf_8(self, tmp_path: Path) -> None:
        """It could not be written to a dataset."""
        (tmp_path / b"a\xff.txt".decode(errors="surrogateescape")).write_bytes(b"text")
        assert "rename it" in ascii(_fault(tmp_path))

    @pytest.mark.parametrize("target", ["a.txt", "nowhere"])
    def test_links(self, tmp_path: Path, target: str) -> None:
        """A link may lead anywhere, so a copy is asked for; also where it leads nowhere."""
        _write(tmp_path, **{"a.txt": b"text"})
        (tmp_path / "b.txt").symlink_to(target)
        assert "not a regular file" in _fault(tmp_path)

    def test_the_same_text_twice(self, tmp_path: Path) -> None:
        """Whatever the line ends, composition and header: one of them would be in another split."""
        _write(tmp_path, **{"a.txt": b"date 1\ne\xcc\x88\r\nb\r\n", "b.txt": "ë\nb".encode()})
        fault = _fault(tmp_path, r"date \d+\s")
        assert fault.startswith(f"{tmp_path / 'b.txt'}: the same document as {tmp_path / 'a.txt'}")

    def test_the_same_id_twice(self, tmp_path: Path) -> None:
        """The segments of "a" and "a.txt" would have the same ids."""
        _write(tmp_path, **{"a": b"one", "a.txt": b"two"})
        assert "the same document as" in _fault(tmp_path)

    def test_all_faults_are_told_together_after_the_good_ones(self, tmp_path: Path) -> None:
        """Nobody mends one file to hear of the next."""
        _write(tmp_path, a=b"good", b=b"\0", c=b"", d=b"also good", e=b"good")
        found: list[str] = []
        with pytest.raises(InvalidSeeds) as caught:
            found.extend(one.id for one in seeds.documents(tmp_path))
        assert found == ["a", "d"]
        assert [one.path.name for one in caught.value.faults] == ["b", "c", "e"]
        assert str(caught.value).count("\n") == 2


def _document(text: str) -> Document:
    return Document("d", Path("d.txt"), "", seeds.normalised(text))


def _segments(text: str, unit: Unit = "paragraph") -> list[Segment]:
    return list(seeds.segments(_document(text), unit, "sq"))


def _ids(text: str, unit: Unit = "paragraph") -> list[str]:
    return [one.id for one in _segments(text, unit)]


def _write(directory: Path, **contents: bytes) -> None:
    for name, data in contents.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _fault(directory: Path, header: str | None = None) -> str:
    with pytest.raises(InvalidSeeds) as caught:
        list(seeds.documents(directory, header))
    (fault,) = caught.value.faults
    return str(fault)


class TestRows:
    """Structured seeds: a row a line."""

    def test_each_line_is_a_document(self, tmp_path: Path) -> None:
        """In the order of ids, with its line; what is listed becomes metadata."""
        lines = [
            '{"id": "b", "prompt": "Po?\\r\\n", "by": "Ana"}',
            "",
            '{"id": "a", "prompt": "Jo", "turns": [{"text": "e\\u0308"}]}',
        ]
        (tmp_path / "pairs.jsonl").write_text("\n".join(lines))
        found = list(seeds.documents(tmp_path, metadata=["by"]))
        assert [(one.id, one.line) for one in found] == [("pairs/a", 3), ("pairs/b", 1)]
        assert found[0].given == {"prompt": "Jo", "turns": [{"text": "ë"}]}
        assert found[1].given == {"prompt": "Po?\n"}
        assert found[1].metadata == {"by": "Ana"}

    def test_a_line_is_one_segment_known_by_what_is_shown(self, tmp_path: Path) -> None:
        """Whatever the unit; what annotators do not see can change without a new id."""
        path = tmp_path / "pairs.jsonl"
        ids = []
        for line in ('{"id":"a","q":"x"}', '{"id":"a","q":"x","note":"y"}', '{"id":"a","q":"z"}'):
            path.write_text(line)
            (document,) = seeds.documents(tmp_path)
            (one,) = seeds.segments(document, "sentence", "sq", ["q"])
            ids.append(one.id)
        assert ids[0] == ids[1] != ids[2]
        assert ids[0].startswith("pairs/a#")

    def test_a_line_without_an_id_is_named_by_its_content(self, tmp_path: Path) -> None:
        """Moving it changes nothing."""
        path = tmp_path / "a.jsonl"
        path.write_text('{"q":"x"}\n{"q":"y"}\n')
        before = {one.id for one in seeds.documents(tmp_path)}
        path.write_text('{"q":"y"}\n{"q":"x"}\n')
        assert before == {one.id for one in seeds.documents(tmp_path)}

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            (b"[1]", "not a JSON object"),
            (b'{"q":', "not JSON"),
            (b'{"q":"\\u0000"}', "control character U+0000"),
            (b'{"q":"\xff"}', "byte 6 is not UTF-8"),
            (b'{"q":"\\ud800"}', "not JSON"),
            (b'{"id":"a#b","q":"x"}', "cannot name a document"),
            (b'{"id":7,"q":"x"}', "cannot name a document"),
            (b'{"id":"ok"}', "nothing in it to show"),
            (b'{"id":"first","q":"y"}', "the same id as line 1"),
            (b'{"by":1,"q":"x"}', "no text"),
            (b"[" * 100_000, "not JSON"),
            (b'{"q":' + b"[" * 700 + b"]" * 700 + b"}", "nested too deeply"),
        ],
    )
    def test_a_damaged_line_is_named(self, tmp_path: Path, line: bytes, found: str) -> None:
        """With the file and its number; the others are read."""
        path = tmp_path / "rows.jsonl"
        path.write_bytes(b'{"id":"first","q":"a"}\n' + line + b"\n")
        with pytest.raises(InvalidSeeds) as caught:
            list(seeds.documents(tmp_path, metadata=["by"]))
        assert str(caught.value).startswith(f"{path}:2: ")
        assert found in str(caught.value)

    def test_documents_come_sorted_among_others(self, tmp_path: Path) -> None:
        """Texts and lines alike, as files of answers are."""
        (tmp_path / "a.jsonl").write_text('{"id":"2","q":"x"}\n{"id":"1","q":"y"}\n')
        _write(tmp_path, **{"a-b.txt": b"one", "ab.txt": b"two"})
        found = [f"{one.id}#" for one in seeds.documents(tmp_path)]
        assert found == sorted(found)
        assert len(found) == 4

    def test_a_directory_of_the_same_name_is_refused(self, tmp_path: Path) -> None:
        """Their documents could not be told apart."""
        (tmp_path / "a").mkdir()
        (tmp_path / "a.jsonl").write_text('{"q":"x"}')
        _write(tmp_path / "a", **{"x.txt": b"one"})
        with pytest.raises(InvalidSeeds, match="rename one"):
            list(seeds.documents(tmp_path))
