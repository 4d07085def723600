"""Items as runs of labelled pieces -> drafts, with where each field of them stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from socitm_tui.model.entities import Draft, Evidence, MarkRole, PrintedDate
from socitm_tui.model.marks import MarkedLine
from socitm_tui.model.text import looks_truncated
from socitm_tui.parsing.pages.bylines import byline, clean_name, is_name, page_author
from socitm_tui.parsing.pages.item_dates import NO_DATE, PageDates, mention_of
from socitm_tui.parsing.pages.item_runs import BODY, DATES, ItemRun
from socitm_tui.parsing.pages.pieces import Piece

_DECORATION: Final = re.compile(r"^[\s•●▪»>*+=#|–—-]+|[\s|»>:]+$")
_TITLE_END: Final = re.compile(r"[\s|»>]+$")
_AUTHORS: Final = frozenset({"A0", "A1"})
_FRAME: Final = frozenset({"A0", "A1", "M0", "M1"})
_TITLES: Final = frozenset({"T0", "T1", "H"})


@dataclass(frozen=True, slots=True)
class _Field:
    """A value of an item, and the first and last piece that print it."""

    value: str
    first: int
    last: int


def cut_drafts(
    pieces: Sequence[Piece],
    labels: Sequence[str],
    runs: Sequence[ItemRun],
    marks: Sequence[MarkedLine] = (),
) -> list[Draft]:
    """Return the items of a reading in the order of the page.

    Args:
        pieces: The pieces of the page.
        labels: Their labels.
        runs: The items that the labels make.
        marks: For each piece what its line is marked as, if the page has marks.
    """
    dates = PageDates(pieces, labels)
    author = _page_author(pieces, labels)
    drafts = [_draft(pieces, run, dates, author, marks) for run in runs]
    if len(drafts) == 1 and _trails_off(drafts[0].body):
        drafts = [replace(drafts[0], truncated=False)]
    return drafts


def _trails_off(body: str) -> bool:
    """Say whether a full text ends in dots because its writer liked it so."""
    paragraphs = body.split("\n\n")
    return len(paragraphs) >= 4 and paragraphs[-1].endswith(("...", "…"))


def _draft(
    pieces: Sequence[Piece],
    run: ItemRun,
    dates: PageDates,
    page_author: _Field | None,
    marks: Sequence[MarkedLine],
) -> Draft:
    """Return one item cut out of its pieces."""
    text = run.with_label(BODY)
    title = _title(pieces, run)
    author = _author(pieces, run, marks) or page_author
    printed, date_evidence = _date(pieces, run, dates, marks)
    body = "\n\n".join(_paragraphs(pieces, text))
    evidence = [
        date_evidence,
        _because(pieces, "title", title, "the headline of the item" if title else _NO_TITLE),
        _text_evidence(pieces, text),
    ]
    if author:
        evidence.append(_because(pieces, "author", author, "the line names the author"))
    evidence = [_with_mark(each, pieces, run, marks) for each in evidence]
    return Draft(
        lines=(pieces[run.parts[0][0]].first, pieces[run.parts[-1][0]].last),
        body=body,
        title=title.value if title else None,
        date=printed,
        author=author.value if author else None,
        truncated=_is_truncated(pieces, text, body),
        evidence=tuple(evidence),
    )


def _with_mark(
    evidence: Evidence, pieces: Sequence[Piece], run: ItemRun, marks: Sequence[MarkedLine]
) -> Evidence:
    """Return the evidence for a field; that its line is marked counts more than all else."""
    role = _MARKED_FIELDS[evidence.field]
    if evidence.lines is None:
        return evidence
    for index in (
        *(index for index, _ in run.parts),
        *((run.group,) if run.group is not None else ()),
    ):
        is_marked = index < len(marks) and marks[index].role is role
        if is_marked and evidence.lines[0] <= pieces[index].first <= evidence.lines[1]:
            rule = f"; {evidence.why}" if role is MarkRole.DATE else ""
            return replace(evidence, why=f"you marked it as the {role}{rule}")
    return evidence


_MARKED_FIELDS: Final = {
    "date": MarkRole.DATE,
    "title": MarkRole.HEADLINE,
    "body": MarkRole.TEXT,
    "author": MarkRole.BYLINE,
}
_NO_MARKED_DATE: Final = "no date can be read there"
_NO_TITLE: Final = "no headline is printed"


def _because(pieces: Sequence[Piece], field: str, where: _Field | None, why: str) -> Evidence:
    """Return the evidence for a field."""
    if where is None:
        return Evidence(field, None, why)
    return Evidence(field, (pieces[where.first].first, pieces[where.last].last), why)


def _text_evidence(pieces: Sequence[Piece], text: Sequence[int]) -> Evidence:
    """Return where the text of an item stands."""
    if not text:
        return Evidence("body", None, "the headline is all that is printed of it")
    span = (pieces[text[0]].first, pieces[text[-1]].last)
    return Evidence("body", span, "the lines that go on with the text of the item")


def _date(
    pieces: Sequence[Piece], run: ItemRun, dates: PageDates, marks: Sequence[MarkedLine]
) -> tuple[PrintedDate | None, Evidence]:
    """Return the date of an item and the evidence for it."""
    own = [index for index in run.with_label(DATES) if index < len(marks)]
    if own and not any(map(mention_of, (pieces[index] for index in own))):
        span = (pieces[own[0]].first, pieces[own[0]].last)
        return None, Evidence("date", span, _NO_MARKED_DATE)
    read, index = dates.date_of(run)
    if read is None or index is None:
        return None, Evidence("date", None, NO_DATE)
    lines = (pieces[index].first, pieces[index].last)
    rule = read.rule
    if index == run.group:
        rule += "; it stands above all items that follow"
    if read.value is None:
        return None, Evidence("date", lines, rule)
    printed = PrintedDate(read.value, read.precision, read.printed, rule, read.time)
    return printed, Evidence("date", lines, rule)


def _title(pieces: Sequence[Piece], run: ItemRun) -> _Field | None:
    """Return the headline: lines that go on are one, a second print of it is left out."""
    groups: list[list[int]] = []
    for index in run.with_label(_TITLES):
        if groups and groups[-1][-1] == index - 1 and _goes_on(pieces[index - 1], pieces[index]):
            groups[-1].append(index)
        else:
            groups.append([index])
    fields = [_join_title(pieces, group) for group in groups]
    return next((f for f in fields if len(f.value.split()) > 1), fields[0] if fields else None)


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Say whether a piece of a headline can go on with the one before it."""
    if piece.line == before.line:
        return True
    return not (piece.gap or piece.bullet or piece.number)


def _join_title(pieces: Sequence[Piece], group: Sequence[int]) -> _Field:
    """Return the headline that adjacent pieces make."""
    kept = [group[0]]
    for index in group[1:]:
        if pieces[index].text == pieces[kept[0]].text:
            break
        kept.append(index)
    words = " ".join(pieces[i].text for i in kept)
    tidy = _TITLE_END.sub("", _DECORATION.sub("", words)) or words
    return _Field(tidy, kept[0], kept[-1])


def _paragraphs(pieces: Sequence[Piece], text: Sequence[int]) -> list[str]:
    """Return the paragraphs of a text; neighbours on the same line belong together."""
    out: list[str] = []
    last: int | None = None
    for index in text:
        piece = pieces[index]
        words = f"{piece.number} {piece.text}" if piece.number and out else piece.text
        if last is not None and last == index - 1 and pieces[last].line == piece.line:
            out[-1] += " " + words
        else:
            out.append(words)
        last = index
    return out


def _author(pieces: Sequence[Piece], run: ItemRun, marks: Sequence[MarkedLine]) -> _Field | None:
    """Return the author that a line of the item's frame names."""
    role_of = {index: mark.role for index, mark in enumerate(marks)}
    for index in run.with_label(_AUTHORS):
        text = pieces[index].text
        name = byline(text) or clean_name(_BY.sub("", text))
        if not name and role_of.get(index) is MarkRole.BYLINE:
            name = _BY.sub("", text).strip(_NAME_EDGES)
        if name:
            return _Field(name, index, index)
    for index in run.with_label(_FRAME):
        name = byline(pieces[index].text)
        if name and role_of.get(index) is not MarkRole.OUT:
            return _Field(name, index, index)
    return None


_NAME_EDGES: Final = " \t,;:.|()[]<>*-–—"


_BY: Final = re.compile(
    r"^\W*(?:(?:posted|published|written|submitted|added)\s+)?(?:by|par|von|por|door|di|av|af|przez|gan|le)\s+",
    re.I,
)


def _page_author(pieces: Sequence[Piece], labels: Sequence[str]) -> _Field | None:
    """Return the author to whom the head of the page gives all of its items."""
    for index in range(min(12, len(pieces))):
        if labels[index] != "O":
            break
        name = page_author(pieces[index].text)
        if name and is_name(name):
            return _Field(name, index, index)
    return None


def _is_truncated(pieces: Sequence[Piece], text: Sequence[int], body: str) -> bool:
    """Say whether the capture holds only the beginning of the text."""
    if not text:
        return False
    after = text[-1] + 1
    more = after < len(pieces) and pieces[after].kind == "more"
    same_line = more and pieces[after].line == pieces[text[-1]].line
    if same_line and not body.rstrip().endswith((".", "!", "?", "”", '"')):
        return True
    return looks_truncated(body)
