"""Every kind of input on real layouts, against what a careful person finds in them.

`cases/KIND/NAME.*` is a document and `NAME.gold.json` beside it says what is in it: each field that
an item of the gold names must be just so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from socitm_tui.model.entities import Draft
from socitm_tui.parsing.formats import Document, document_text, load_formats, parse_document

CASES = Path(__file__).parent / "cases"
KINDS = ("encodings", "feeds", "jsonfeed", "mail", "pages")
GOLDS = [gold for kind in KINDS for gold in sorted((CASES / kind).glob("*.gold.json"))]

ESTIMATED = "pages like it are read without mistake"
"""In doubts about the reading of lines, which change with the learned weights."""


def document_of(gold: Path) -> Document:
    name = gold.name.removesuffix(".gold.json")
    (path,) = (one for one in gold.parent.glob(f"{name}.*") if one != gold)
    wanted = json.loads(gold.read_text("utf-8"))
    return Document(path.name, path.read_bytes(), url=wanted.get("found_at"))


def found(draft: Draft) -> dict[str, Any]:
    return {
        "date": draft.date and draft.date.value,
        "time": draft.date and draft.date.time,
        "printed": draft.date and draft.date.printed,
        "title": draft.title,
        "author": draft.author,
        "publisher": draft.publisher,
        "url": draft.url,
        "identity": draft.identity,
        "truncated": draft.truncated,
        "topics": list(draft.topics or ()),
        "lines": list(draft.lines),
        "paragraphs": len(draft.body.split("\n\n")),
        "body": draft.body,
    }


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: f"{gold.parent.name}-{gold.name[:-10]}")
def test_a_case_is_read_as_its_gold_says(gold: Path) -> None:
    wanted = json.loads(gold.read_text("utf-8"))
    document = document_of(gold)
    cut = parse_document(document)
    assert [draft.title for draft in cut.drafts] == [item["title"] for item in wanted["items"]]
    for draft, item in zip(cut.drafts, wanted["items"], strict=True):
        given = found(draft)
        starts, ends = item.pop("body_starts", ""), item.pop("body_ends", "")
        passages = item.pop("body_has", ())
        assert {field: given[field] for field in item} == item
        assert draft.body.startswith(starts)
        assert draft.body.endswith(ends)
        assert [passage for passage in passages if passage not in draft.body] == []
    for line in wanted.get("boilerplate", ()):
        assert not [draft.title for draft in cut.drafts if line in draft.body], line
    assert cut.publisher == wanted.get("publisher", cut.publisher)
    doubt = cut.doubtful or ""
    if "doubtful" in wanted or ESTIMATED not in doubt:
        assert doubt == wanted.get("doubtful", "")
    said = "\n".join(one.why for draft in cut.drafts for one in draft.evidence)
    for sentence in wanted.get("evidence", ()):
        assert sentence in said


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: f"{gold.parent.name}-{gold.name[:-10]}")
def test_an_item_stands_on_lines_of_the_text_that_is_shown(gold: Path) -> None:
    document = document_of(gold)
    lines = document_text(document).split("\n")
    for draft in parse_document(document).drafts:
        first, last = draft.lines
        assert 1 <= first <= last <= len(lines)


def test_every_case_belongs_to_one_kind_only() -> None:
    for gold in GOLDS:
        document = document_of(gold)
        is_plain = document.name.endswith(".txt")  # what no other format recognises
        recognised = sum(each.recognises(document) for each in load_formats().values())
        assert recognised == (0 if is_plain else 1), gold.name
