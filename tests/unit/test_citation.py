"""Citations: a sentence that can be checked, and forms that real parsers read back."""

from __future__ import annotations

import json
from dataclasses import replace

import bibtexparser.entrypoint as bibtexparser
import feedparser
import pytest
import rispy

from socitm_tui.export.citation import citation_sentence, csl_item
from socitm_tui.export.entry_formats import EXPORT_FORMATS
from socitm_tui.model.corrections import apply_corrections
from socitm_tui.model.entities import NO_PUBLISHER, Annotation, Entry, Estimate, Item
from socitm_tui.parsing.formats import Document, parse_document
from tests.factories import item

HARD = "100 % of {braces} & $signs_with #hash ~ ^ \\ “quotes” <b>é"
ITEMS = (
    item(HARD, author="Ann Lee", time="14:14", url="http://a.example/?a=1&b={2}", lines=(9, 13),
         topics=("cloud",), printed="27/03/12", rule="day first", body="One.\n\nTwo & <three>."),
    item(None, date="2012-03", body="Opening words stand here. And more.", truncated=True),
    item("A year book", date="2011"),
    item("Undated", date=None, estimate=Estimate("2008-04", "2009-04", "in office")),
)  # fmt: skip


def exported(name: str, items: tuple[Item, ...] = ITEMS) -> str:
    return "".join(EXPORT_FORMATS[name](entry(cited) for cited in items))


def entry(cited: Item) -> Entry:
    return Entry(cited, Annotation(cited.key))


def test_an_atom_feed_is_as_new_as_its_newest_entry() -> None:
    dated = [item(f"News {year}", date=f"{year}-05-06") for year in (2009, 2014, 2011)]
    parsed = feedparser.parse(exported("atom", (ITEMS[-1], *dated)))
    assert parsed.feed.updated == "2014-05-06T00:00:00Z"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, f"Ann Lee (27 March 2012, 14:14). “{HARD}”. The Gazette. http://a.example/?a=1&b={{2}}."
            " Capture page.txt, l. 9–13, sha256 000000000000."),
        (1, "The Gazette (March 2012). [Opening words stand here]. Capture page.txt, l. 1–3,"
            " sha256 000000000000."),
        (2, "The Gazette (2011). “A year book”. Capture page.txt, l. 1–3,"
            " sha256 000000000000."),
    ],
)  # fmt: skip
def test_a_citation_says_who_when_what_and_where(number: int, sentence: str) -> None:
    assert citation_sentence(entry(ITEMS[number])) == sentence


def test_a_citation_of_an_undated_item_says_so() -> None:
    assert "(undated, c. 2008" in citation_sentence(entry(ITEMS[3]))


def test_what_the_user_corrected_is_told_with_what_is_printed() -> None:
    fixed = {"date": "2011-03-28", "title": "New", "author": "Ann"}
    printed = item("Old", date="2012-03-27", printed="27/03/12", key="k")
    cited = Entry(apply_corrections(printed, fixed), Annotation("k", corrections=fixed), printed)
    assert citation_sentence(cited).startswith(
        "Ann [not printed] (28 March 2011 [printed: 27 March 2012]). “New” [printed: “Old”]. "
    )
    (document,) = json.loads("".join(EXPORT_FORMATS["csl-json"]([cited])))
    assert document["note"].endswith(
        "Corrected by the reader: date 2011-03-28, was 2012-03-27; title New, was “Old”; "
        "author Ann, was not printed"
    )


def test_a_publisher_that_is_not_known_is_not_cited() -> None:
    cited = entry(item("One", publisher=NO_PUBLISHER))
    assert citation_sentence(cited).startswith("“One” (27 March 2012). Capture page.txt")
    for name in ("bibtex", "ris", "csl-json"):
        assert NO_PUBLISHER not in "".join(EXPORT_FORMATS[name]([cited])), name


def test_bibtex_is_read_by_a_parser() -> None:
    library = bibtexparser.parse_string(exported("bibtex"))
    assert not library.failed_blocks
    first, second, third, fourth = library.entries
    assert first.entry_type == "misc"
    assert (first["year"], first["month"], first["day"]) == ("2012", "mar", "27")
    assert first["author"] == "Ann Lee"
    assert "month = mar," in exported("bibtex")
    assert "{" not in first["url"]
    assert (second["year"], second["month"], second.get("day")) == ("2012", "mar", None)
    assert (third["year"], third.get("month")) == ("2011", None)
    assert fourth.get("year") is None
    assert "c. 2008" in fourth["note"]
    assert "Cut off in the capture" in second["note"]


def test_ris_is_read_by_a_parser() -> None:
    first, second, third, fourth = rispy.loads(exported("ris"))
    assert first["title"] == HARD
    assert first["authors"] == ["Ann Lee"]
    assert (first["year"], first["date"]) == ("2012", "2012/03/27/")
    assert first["urls"] == ["http://a.example/?a=1&b={2}"]
    assert (second["date"], third["date"]) == ("2012/03//", "2011///")
    assert "date" not in fourth


def test_csl_json_keeps_the_doubt() -> None:
    documents = json.loads(exported("csl-json"))
    assert documents[0]["title"] == HARD
    assert documents[0]["author"] == [{"literal": "Ann Lee"}]
    assert [cited.get("issued", {}).get("date-parts") for cited in documents] == [
        [[2012, 3, 27]], [[2012, 3]], [[2011]], [[2008, 4], [2009, 4]],
    ]  # fmt: skip
    assert documents[3]["issued"]["circa"] is True
    assert "issued" not in csl_item(entry(replace(ITEMS[3], date_estimate=None)))


def test_a_json_feed_is_loaded_back_to_the_same_dates() -> None:
    drafts = parse_document(Document("x.json", exported("jsonfeed").encode())).drafts
    assert [(d.title, d.body, d.author, d.url, d.publisher) for d in drafts] == [
        (i.title, i.body, i.author, i.url, i.publisher) for i in ITEMS
    ]
    assert [(d.date and (d.date.value, d.date.time, d.date.precision)) for d in drafts] == [
        i.date and (i.date, i.time, i.precision) for i in ITEMS
    ]


def test_atom_is_read_by_a_parser() -> None:
    parsed = feedparser.parse(exported("atom", (*ITEMS, item("Control \x01\ufffe here"))).encode())
    assert not parsed.bozo
    assert [entry.title for entry in parsed.entries][1:4] == [i.heading for i in ITEMS[1:]]
    assert [entry.get("published") for entry in parsed.entries][:4] == [
        "2012-03-27T14:14:00Z", None, None, None,
    ]  # fmt: skip
    assert parsed.entries[0].link == "http://a.example/?a=1&b={2}"
    assert [tag.term for tag in parsed.entries[0].tags] == ["cloud"]
    assert parsed.entries[0].content[0].value == "One.\n\nTwo & <three>."


def test_no_entries_are_a_valid_file_in_every_format() -> None:
    assert json.loads(exported("csl-json", ())) == []
    assert json.loads(exported("jsonfeed", ()))["items"] == []
    assert not feedparser.parse(exported("atom", ())).bozo
    assert exported("bibtex", ()) == exported("ris", ()) == exported("md", ()) == ""
