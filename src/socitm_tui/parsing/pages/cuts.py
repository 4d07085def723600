"""Where a line is cut into pieces: at dates, labels, bars, bylines, tails, run-in headlines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.mentions import DateMention

_LABEL_TAIL: Final = re.compile(
    r"(?P<label>(?:(?:first |originally |date |article |news |story )?"
    r"(?:published|posted|added|created|issued|released|uploaded|written|submitted|updated"
    r"|modified|filed)(?: date)?(?: (?:on|at|in))?|date"
    r"|cyhoeddwyd|wedi ei gyhoeddi|publié|posté|veröffentlicht|erstellt|publicado|gepubliceerd"
    r"|geplaatst|pubblicato|postado|publicada|offentliggjort|publicerad|publicerat|publisert"
    r"|opublikowano|dodano)"
    r"(?: (?:le|am|el|op|il|em|den|dnia|ar|um|vom))?)\s*[:.–—-]?\s*$",
    re.I,
)
_LABEL_HEAD: Final = re.compile(
    r"(?P<label>(?:subject|title|headline|date|datum|fecha|data|author|from|betreff|titel|titre"
    r"|título|summary|published|posted|source|by)\s*:)\s+(?=\S)",
    re.I,
)
_BRACKETED: Final = r"[(\[][^()\[\]]{2,60}[)\]]"
_BRACKET_TAIL: Final = re.compile(
    rf"(?<=[.!?…\"”’'\w])\s+(?P<tail>{_BRACKETED}(?:\s*{_BRACKETED})*[.]?)\s*$"
)
_MORE_OF: Final = re.compile(
    r"(?<=[.!?…\"”’\]])\s+(?P<more>(?:read more|more|source|via|full story"
    r"|read the full .{3,20}?)\s*[:–-]\s*\S.{2,60})$",
    re.I,
)
_POINTER: Final = r"(?=\s*(?:\.{2,3}|…|»|>+|→|›))"
_MORE_TAIL: Final = re.compile(
    r"[\s.…>»\[(]*(?P<more>[\[(]?(?:read\s?(?:more|on|full (?:story|article))|read(?=\.\.)"
    r"|parhau i ddarllen|(?:read )?the full (?:story|article|post)|continue reading|full story"
    rf"|\(more\)|more{_POINTER}|darllen(?:wch)? (?:mwy|rhagor)|lire (?:la suite|plus)"
    rf"|en savoir plus|weiter ?lesen|mehr(?: lesen| dazu)?{_POINTER}|leer más|seguir leyendo"
    r"|lees (?:meer|verder)|leggi tutto|leggi di più|continua a leggere|l[eé]r mais|leia mais"
    r"|saiba mais|læs mere|läs mer|les mer|czytaj (?:więcej|dalej))[\])]?"
    r"(?:\s*(?:\.{2,3}|…|»|>+|→|›))*)\s*$",
    re.I,
)
_CAPS_RUN_IN: Final = re.compile(
    r"(?P<title>[“‘'\"(]?[A-ZÀ-Þ0-9][^a-zà-ÿ]{7,110}?)(?<![\s\d])[.:!?]?\s+(?:[-–—]\s+)?"
    r"(?P<text>[“‘'\"]?(?:[A-ZÀ-Þ0-9][a-zà-ÿ’']*|[A-Z]) .{25,})"
)
_RUN_IN: Final = re.compile(
    r"(?P<title>[A-ZÀ-Þ0-9“‘'\"][^.!?:|]{2,90}?)(?P<sep>\s?:| [–—-])\s+(?P<text>\S.{30,})"
)
_BAR: Final = re.compile(r"\s+[|•·»/]+\s+|\s*\|\s*|\s+[-–—]+\s+|\s{3,}")
_SHORT_LINE: Final = 30  # words outside dates, in a line whose parts around a date are pieces
_CLOSED: Final = re.compile(r"(?:[.!?…\"”’)|\]:]|[-–—(\[])\s*$")
_EDGE: Final = 80  # characters
_CLOSE: Final = " \t,;.|()[]-–—•·*:/»>"
_LONE_BYLINE: Final = re.compile(
    r"(?:^|(?<=\s))(?:(?:posted|written|published)\s+)?by\s+[A-Z]\S+", re.I
)


@dataclass(slots=True)
class Cut:
    """A part of a line: offsets of its first character and of the one behind it, and its kind."""

    start: int
    end: int
    kind: str
    date: DateMention | None = None


def cut_line(whole: str, start: int, mentions: tuple[DateMention, ...]) -> list[Cut]:
    """Return the cuts of a line."""
    cuts: list[Cut] = []
    at = start
    for mention in _split_mentions(whole, start, mentions):
        cuts += _split_text(whole, at, mention.start, before_date=True)
        cuts.append(Cut(mention.start, mention.end, "date", mention))
        at = mention.end
    cuts += _split_text(whole, at, len(whole), after_date=bool(cuts))
    # punctuation between pieces belongs to the piece before
    out: list[Cut] = []
    for cut in cuts:
        words = whole[cut.start : cut.end].strip(_CLOSE + " ")
        if out and not words and cut.kind == "text":
            out[-1].end = cut.end
        else:
            out.append(cut)
    if (
        len(out) > 1
        and out[0].kind == "text"
        and not whole[out[0].start : out[0].end].strip(_CLOSE + " ")
    ):
        out[1].start = out[0].start
        del out[0]
    return out


def _split_mentions(whole: str, start: int, mentions: tuple[DateMention, ...]) -> list[DateMention]:
    """Return the dates of a line that become pieces: at its ends, or anywhere in a short line."""
    if not mentions:
        return []
    outside = len(whole[start:].split()) - sum(
        len(whole[m.start : m.end].split()) for m in mentions
    )
    kept = []
    for mention in mentions:
        if not _is_separate(mention, outside):
            continue
        if outside <= _SHORT_LINE:
            kept.append(mention)
            continue
        if _is_at_edge(whole, start, mention):
            kept.append(mention)
    return kept


def _is_at_edge(whole: str, start: int, mention: DateMention) -> bool:
    """Say whether a date in a long line stands at its head, at its tail, or in brackets."""
    near = max(start, mention.start - _EDGE)
    before, after = whole[near : mention.start], whole[mention.end : mention.end + _EDGE]
    if near == start and len(before.split()) <= 6:
        return True
    is_last = mention.end + _EDGE > len(whole) and len(after.split()) <= 4
    if is_last and _CLOSED.search(before) is not None:
        return True
    in_brackets = before.rstrip()[-1:] in tuple("(|[") and after.lstrip()[:1] in tuple(")|]")
    return in_brackets or _LABEL_TAIL.search(before[-40:]) is not None


def _is_separate(mention: DateMention, outside: int) -> bool:
    """Say whether a date is exact enough, beside so many words, to be a piece of its own."""
    if mention.precision == "day":
        return mention.month is not None or mention.weekday is not None or outside == 0
    if mention.form in ("month", "relative"):
        return outside <= 6
    return outside == 0


def _split_text(
    whole: str, start: int, end: int, *, before_date: bool = False, after_date: bool = False
) -> list[Cut]:
    """Return the cuts of a stretch of words."""
    text = whole[start:end]
    if not text.strip():
        return [Cut(start, end, "text")] if text else []
    tail: list[Cut] = []
    if not before_date:
        for pattern, kind in ((_MORE_TAIL, "more"), (_MORE_OF, "more"), (_BRACKET_TAIL, "tail")):
            hit = pattern.search(text, max(0, len(text) - 100))
            if hit and hit.start(hit.lastgroup or "") > 0 and text[: hit.start()].strip(_CLOSE):
                cut = start + hit.start(hit.lastgroup or "")
                tail = [Cut(cut, end, kind), *tail]
                end, text = cut, whole[start:cut]
    if before_date and (label := _LABEL_TAIL.search(text[-60:])):
        cut = start + max(0, len(text) - 60) + label.start("label")
        head = [Cut(start, cut, "text")] if whole[start:cut].strip(_CLOSE) else []
        if not head:
            cut = start
        return (
            [*_bars(whole, head[0].start, cut), Cut(cut, end, "label")]
            if head
            else [Cut(cut, end, "label")]
        )
    if before_date or after_date:
        return [*_bars(whole, start, end), *tail]
    if label := _LABEL_HEAD.match(text):
        middle = start + label.end()
        return [Cut(start, middle, "label"), *_run_in(whole, middle, end), *tail]
    return [*_run_in(whole, start, end), *tail]


def _bars(whole: str, start: int, end: int) -> list[Cut]:
    """Return the parts of what stands beside a date, cut at bars and before a byline."""
    text = whole[start:end]
    if len(text.split()) > _SHORT_LINE:
        return _run_in(whole, start, end)
    cuts = [0]
    cuts += [
        bar.end()
        for bar in _BAR.finditer(text)
        if text[: bar.start()].strip(_CLOSE) and text[bar.end() :].strip(_CLOSE)
    ]
    cuts += [
        name.start()
        for name in _LONE_BYLINE.finditer(text)
        if name.start() > 0 and text[: name.start()].strip(_CLOSE)
    ]
    cuts = sorted(set(cuts))
    return [
        Cut(start + a, start + b, "text") for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


def _run_in(whole: str, start: int, end: int) -> list[Cut]:
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
            return [Cut(start, cut, "runin"), Cut(cut, end, "text")]
    return [Cut(start, end, "text")]
