"""A capture as pieces: lines, and within them what is glued together but means different things.

A date, a label ("Published:"), a byline, a "read more" or a headline run in before its text becomes
a piece of its own. Pieces of one line that turn out to be the same text are joined again later, so
that a cut too many costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.boilerplate import boilerplate_kind
from socitm_tui.parsing.page_language import page_language
from socitm_tui.parsing.pages.lines import BULLET, LogicalLine, join_lines
from socitm_tui.parsing.pages.mentions import DateMention, find_mentions
from socitm_tui.text import clean, squeeze

COLUMN: Final = "   "  # a tab parts columns, and so does a run of spaces


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a logical line with one meaning."""

    first: int
    last: int
    """Line numbers, counted from 1, both included."""
    text: str
    """White space squeezed, without a bullet at its head."""
    kind: str
    """text, date, byline, label, more, runin (a headline before its text)."""
    gap: int
    """Blank lines before it; 0 within a line."""
    place: int
    """Its index among the pieces of its line."""
    line: int
    """The index of its logical line."""
    bullet: bool
    number: str
    """The number at the head of an entry, "3." - left out of the text."""
    whole: str
    """The whole logical line."""
    date: DateMention | None = None
    inner: tuple[DateMention, ...] = ()
    """Dates that stand inside the text of the piece."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a capture and what holds for it as a whole."""

    pieces: tuple[Piece, ...]
    language: str
    blank: tuple[bool, ...]
    """For each line of the capture whether nothing stands on it."""


def split_page(text: str) -> Pieces:
    """Return the pieces that a capture's text makes."""
    lines = [clean(line.replace("\t", COLUMN)) for line in text.split("\n")]
    language = page_language(text)
    pieces: list[Piece] = []
    for index, line in enumerate(join_lines(lines, language)):
        pieces.extend(_split_line(line, index, language))
    return Pieces(tuple(pieces), language, tuple(not line.strip() for line in lines))


_LABEL_TAIL: Final = re.compile(
    r"(?P<label>(?:(?:first |originally |date |article |news |story )?(?:published|posted|added|created"
    r"|issued|released|uploaded|written|submitted|updated|modified|filed)(?: date)?(?: (?:on|at|in))?|date"
    r"|cyhoeddwyd|wedi ei gyhoeddi|publié|posté|veröffentlicht|erstellt|publicado|gepubliceerd|geplaatst"
    r"|pubblicato|postado|publicada|offentliggjort|publicerad|publicerat|publisert|opublikowano|dodano)"
    r"(?: (?:le|am|el|op|il|em|den|dnia|ar|um|vom))?)\s*[:.–—-]?\s*$",
    re.I,
)
_LABEL_HEAD: Final = re.compile(
    r"(?P<label>(?:subject|title|headline|date|datum|fecha|data|author|from|betreff|titel|titre|título"
    r"|summary|published|posted|source|by)\s*:)\s+(?=\S)",
    re.I,
)
_NUMBER: Final = re.compile(r"\s*\(?\d{1,2}[.:)]\s+(?=[^\W\d])")
_BRACKET_TAIL: Final = re.compile(r"(?<=[.!?…\"”’'\w])\s+(?P<tail>[(\[][^()\[\]]{2,60}[)\]](?:\s*[(\[][^()\[\]]{2,60}[)\]])*[.]?)\s*$")
_MORE_OF: Final = re.compile(r"(?<=[.!?…\"”’\]])\s+(?P<more>(?:read more|more|source|via|full story|read the full .{3,20}?)\s*[:–-]\s*\S.{2,60})$", re.I)
_MORE_TAIL: Final = re.compile(
    r"[\s.…>»\[(]*(?P<more>[\[(]?(?:read\s?(?:more|on|full (?:story|article))|read(?=\.\.)|parhau i ddarllen|(?:read )?the full (?:story|article|post)|continue reading"
    r"|full story|\(more\)|more(?=\s*(?:\.{2,3}|…|»|>+|→|›))|darllen(?:wch)? (?:mwy|rhagor)|lire (?:la suite|plus)|en savoir plus|weiter ?lesen"
    r"|mehr(?: lesen| dazu)?(?=\s*(?:\.{2,3}|…|»|>+|→|›))|leer más|seguir leyendo|lees (?:meer|verder)|leggi tutto|leggi di più|continua a leggere|l[eé]r mais|leia mais"
    r"|saiba mais|læs mere|läs mer|les mer|czytaj (?:więcej|dalej))[\])]?(?:\s*(?:\.{2,3}|…|»|>+|→|›))*)\s*$",
    re.I,
)
_CAPS_RUN_IN: Final = re.compile(
    r"(?P<title>[“‘'\"(]?[A-ZÀ-Þ0-9][^a-zà-ÿ]{7,110}?)(?<![\s\d])[.:!?]?\s+(?:[-–—]\s+)?(?P<text>[“‘'\"]?(?:[A-ZÀ-Þ0-9][a-zà-ÿ’']*|[A-Z]) .{25,})"
)
_RUN_IN: Final = re.compile(
    r"(?P<title>[A-ZÀ-Þ0-9“‘'\"][^.!?:|]{2,90}?)(?P<sep>\s?:| [–—-])\s+(?P<text>\S.{30,})"
)
_BAR: Final = re.compile(r"\s+[|•·»/]+\s+|\s*\|\s*|\s+[-–—]+\s+|\s{3,}")
_SHORT_LINE: Final = 30  # words outside dates, in a line whose parts around a date are pieces
_CLOSED: Final = re.compile(r"(?:[.!?…\"”’)|\]:]|[-–—(\[])\s*$")
_CLOSE: Final = " \t,;.|()[]-–—•·*:/»>"
_LONE_BYLINE: Final = re.compile(r"(?:^|(?<=\s))(?:(?:posted|written|published)\s+)?by\s+[A-Z]\S+", re.I)


@dataclass(slots=True)
class _Chunk:
    start: int
    end: int
    kind: str
    date: DateMention | None = None


def _split_line(line: LogicalLine, index: int, language: str) -> Iterator[Piece]:
    """Yield the pieces of one logical line."""
    whole = line.text
    bullet = BULLET.match(whole)
    start = bullet.end() if bullet and len(whole) > bullet.end() else 0
    number = _NUMBER.match(whole, start)
    start = number.end() if number else start
    mentions = find_mentions(whole, language)
    chunks = _chunks(whole, start, mentions)
    place = 0
    for chunk in chunks:
        text = squeeze(whole[chunk.start : chunk.end])
        if not text:
            continue
        inner = tuple(m for m in mentions if chunk.start <= m.start and m.end <= chunk.end)
        yield Piece(
            line.first, line.last, text, chunk.kind, 0 if place else line.gap, place, index,
            bool(bullet), "" if place or number is None else number.group().strip(), whole, chunk.date, () if chunk.date else inner,
        )  # fmt: skip
        place += 1


def _chunks(whole: str, start: int, mentions: tuple[DateMention, ...]) -> list[_Chunk]:
    """Return the cuts of a line."""
    cuts: list[_Chunk] = []
    at = start
    for mention in _split_mentions(whole, start, mentions):
        cuts += _split_text(whole, at, mention.start, before_date=True)
        cuts.append(_Chunk(mention.start, mention.end, "date", mention))
        at = mention.end
    cuts += _split_text(whole, at, len(whole), after_date=bool(cuts))
    # punctuation between pieces belongs to the piece before
    out: list[_Chunk] = []
    for cut in cuts:
        words = whole[cut.start : cut.end].strip(_CLOSE + " ")
        if out and not words and cut.kind == "text":
            out[-1].end = cut.end
        else:
            out.append(cut)
    if len(out) > 1 and out[0].kind == "text" and not whole[out[0].start : out[0].end].strip(_CLOSE + " "):
        out[1].start = out[0].start
        del out[0]
    return out


def _split_mentions(whole: str, start: int, mentions: tuple[DateMention, ...]) -> list[DateMention]:
    """Return the dates of a line that become pieces: at its ends, or anywhere in a short line."""
    if not mentions:
        return []
    outside = len(whole[start:].split()) - sum(len(whole[m.start : m.end].split()) for m in mentions)
    kept = []
    for mention in mentions:
        if not _is_separate(mention, outside):
            continue
        if outside <= _SHORT_LINE:
            kept.append(mention)
            continue
        before, after = whole[start : mention.start], whole[mention.end :]
        label = _LABEL_TAIL.search(before[-40:])
        head = len(before.split()) <= 6
        tail = len(after.split()) <= 4 and _CLOSED.search(before) is not None
        if head or tail or label or (before.rstrip()[-1:] in "(|[" and after.lstrip()[:1] in ")|]"):
            kept.append(mention)
    return kept


def _is_separate(mention: DateMention, outside: int) -> bool:
    """Say whether a date is exact enough, beside so many words, to be a piece of its own."""
    if mention.precision == "day":
        return mention.month is not None or mention.weekday is not None or outside == 0
    if mention.form in ("month", "relative"):
        return outside <= 6
    return outside == 0


def _split_text(
    whole: str, start: int, end: int, *, before_date: bool = False, after_date: bool = False
) -> list[_Chunk]:
    """Return the cuts of a stretch of words."""
    text = whole[start:end]
    if not text.strip():
        return [_Chunk(start, end, "text")] if text else []
    tail: list[_Chunk] = []
    if not before_date:
        for pattern, kind in ((_MORE_TAIL, "more"), (_MORE_OF, "more"), (_BRACKET_TAIL, "tail")):
            hit = pattern.search(text, max(0, len(text) - 100))
            if hit and hit.start(hit.lastgroup or "") > 0 and text[: hit.start()].strip(_CLOSE):
                cut = start + hit.start(hit.lastgroup or "")
                tail = [_Chunk(cut, end, kind), *tail]
                end, text = cut, whole[start:cut]
    if before_date and (label := _LABEL_TAIL.search(text[-60:])):
        cut = start + max(0, len(text) - 60) + label.start("label")
        head = [_Chunk(start, cut, "text")] if whole[start:cut].strip(_CLOSE) else []
        if not head:
            cut = start
        return [*_bars(whole, head[0].start, cut), _Chunk(cut, end, "label")] if head else [_Chunk(cut, end, "label")]
    if before_date or after_date:
        return [*_bars(whole, start, end), *tail]
    if label := _LABEL_HEAD.match(text):
        middle = start + label.end()
        return [_Chunk(start, middle, "label"), *_run_in(whole, middle, end), *tail]
    return [*_run_in(whole, start, end), *tail]


def _bars(whole: str, start: int, end: int) -> list[_Chunk]:
    """Return the parts of what stands beside a date, cut at bars and before a byline."""
    text = whole[start:end]
    if len(text.split()) > _SHORT_LINE:
        return _run_in(whole, start, end)
    cuts = [0]
    for bar in _BAR.finditer(text):
        if text[: bar.start()].strip(_CLOSE) and text[bar.end() :].strip(_CLOSE):
            cuts.append(bar.end())
    for name in _LONE_BYLINE.finditer(text):
        if name.start() > 0 and text[: name.start()].strip(_CLOSE):
            cuts.append(name.start())
    cuts = sorted(set(cuts))
    return [
        _Chunk(start + a, start + b, "text") for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


def _run_in(whole: str, start: int, end: int) -> list[_Chunk]:
    """Return a headline and the text that follows it in the line, or the text alone."""
    text = whole[start:end]
    if len(text) > 40:
        for pattern, longest in ((_CAPS_RUN_IN, 14), (_RUN_IN, 12)):
            hit = pattern.match(text[:1200])
            if hit is None or len(hit["title"].split()) > longest or len(hit["text"].split()) < 6:
                continue
            if pattern is _CAPS_RUN_IN and sum(c.isalpha() for c in hit["title"]) < 8:
                continue
            cut = start + hit.start("text")
            return [_Chunk(start, cut, "runin"), _Chunk(cut, end, "text")]
    return [_Chunk(start, end, "text")]
