"""What a date line is: the date it prints and what else stands on it.

A date makes a stamp only where it stands alone, or with words that belong to a stamp (a label, a
byline, a section, a comment count), or where a headline or a text clearly begins or ends beside it.
A date in a sentence is prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from socitm_tui.model.text import ends_sentence, has_inner_stop
from socitm_tui.parsing.dates import MAX_LENGTH, DateText, find_dates
from socitm_tui.parsing.layouts.bylines import clean_name, is_name

Dress = Literal[
    "bare",  # the date, perhaps with a label
    "dressed",  # with a byline, a section, a comment count
    "issue",  # of a newsletter: it dates all that follows
    "title",  # with a headline on the same line
    "text",  # at the very end or beginning of a running text
    "comment",  # a reader's comment
    "updated",  # when the page was changed, not when it was published
    "event",  # when something takes place
    "running",  # beside the number of a page or column, printed wherever a new one begins
]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date line as understood."""

    date: DateText
    dress: Dress
    rest: str = ""
    """The headline or text that shares the line."""
    author: str | None = None
    leads: bool = True
    """The date stands before the rest of the line."""


_LABEL: Final = re.compile(
    r"(?:(?:first |originally |date |article |news |story |page )?(?:published|posted|added"
    r"|created|issued|released|uploaded|written|submitted|dated|publication|release|entered|live"
    r"|filed|sent|issue|post(?:ed)?)(?: date| on| at| in)?"
    r"|date(?: (?:published|posted|added|of (?:issue|release|publication)|created|released"
    r"|submitted|issued))?|on|at|embargoed? (?:until|to)|for immediate release|press release"
    r"|news release|the|from|as of|from the issue dated|week (?:ending|of|commencing)"
    r")\s*[:.–—-]?",
    re.I,
)
_NAMED_LABEL: Final = re.compile(r"[A-Z][\w’']*(?: \w+){0,2}\s*:", re.I)
_UPDATED: Final = re.compile(
    r"(?:(?:this )?(?:page|article|content|document|site|feed|list|last|date|information)\s+){0,3}"
    r"(?:was\s+|been\s+)?(?:last\s+)?(?:updated?|modified|reviewed|revised|changed|amended|edited|checked"
    r"|accessed|retrieved|viewed|generated|printed|archived|captured|crawled|cached|fetched|built"
    r"|build|refreshed|saved)(?: date)?(?: (?:on|at|by))?\s*[:–-]?",
    re.I,
)
_EVENT: Final = re.compile(
    r"\b(?:clos(?:ing|es)(?: date)?|deadline|expires?|starts?|ends?|when|event date|venue"
    r"|takes place|book(?:ing)?(?: by)?|register(?: by)?|due|next meeting|joined|member since"
    r"|registered(?: on)?|meeting date|date and time|valid|review date)\b\s*:?",
    re.I,
)
_ISSUE: Final = re.compile(
    r"\b(?:issue|edition|number|no\.?|vol(?:ume)?\.?)\s*\.?\d+|\b(?:news ?letter|e?-?bulletin"
    r"|digest|gazette|edition|weekly|briefing|week (?:of|ending|commencing)|w/[ec])\b",
    re.I,
)
_ARCHIVE: Final = re.compile(
    r"(?:(?:monthly|news|blog|latest|press) )?(?:news|archives?|posts|articles|stories|entries"
    r"|items|headlines|updates|releases)(?: (?:for|from|in|of))?",
    re.I,
)
_QUOTED: Final = re.compile(r"[\"“”‘]|^(?:first )?(?:published|posted|reported|printed) in\b", re.I)
_COMMENTER: Final = re.compile(
    r"^\W*[^,]{0,40}\b(?:said|says|wrote|writes|commented|replied|responded)\b(?: at| on)?"
    r"\s*(?:\.{3}|…|:)?\s*$"
    r"|^\W*comment (?:by|from)\b|\bpermalink\b.*\breply\b",
    re.I,
)
_RUNNING: Final = re.compile(r"(?:columns?|col\.?|pages?|pp?\.?)\s*\d+\w{0,3}(?: of \d+)?", re.I)
_SEPARATORS: Final = re.compile(
    r"\s*[|•·»/]+\s*|\s+[-–—=]+\s+|\s{3,}|^[-–—,:;.•*=\s]+|[-–—,:;•*#=\s]+$|\s*\[|\]\s*"
)
SHORT: Final = 80  # characters; a text that is set under its date is longer
_COUNT: Final = re.compile(
    r"(?:views?|hits|reads|comments?)\s*:\s*\d+|(?:\d+|no|with \d+|without|leave a|add a|post a"
    r"|0)?\s*(?:comments?|repl(?:y|ies)|responses?|views?|reads?|hits|shares?)(?: ?\(?\d+\)?| off"
    r"| closed)?(?: so far)?|permalink|permanent link|link|print|email|share|pdf|edit|#+|\d{1,4}"
    r"|\d+ min(?:ute)?s?(?: read| to read)?|(?:last )?updated(?: at)? \d\d?[.:]\d\d\b.{0,8}",
    re.I,
)
_SECTION: Final = re.compile(
    r"(?:categor(?:y|ies)|filed (?:under|in)|posted (?:in|under)|in|under|section|topics?|tags?"
    r"|tagged(?: with)?|source|type|location|sector|via)\b\s*:?\s*\S.{0,80}",
    re.I,
)
_BY: Final = re.compile(
    r"(?:(?:(?:posted|published|written|submitted|added|story|words|uploaded|article)\s+)?by"
    r"|author|reporter)\b\s*:?\s+(?P<name>.{2,60}?)(?:\s+(?:on|at|published|posted|updated))?"
    r"|(?P<plain>.{3,60}?)\s+(?:published|posted|reports?|writes?)(?: on| at)?",
    re.I,
)
_USER: Final = re.compile(r"[a-z][a-z\d_.]{2,20}")
_LIMIT: Final = re.compile(
    r"\b(?:until|till|before|after|since|between|during|due|ends?|closes?|starts?|begins?"
    r"|opens?|expires?)(?: on| at| by| in)?\s*$",
    re.I,
)
_ZONE_TAIL: Final = re.compile(
    r"\(?(?:\d{1,2}[:.]\d\d\s*)?(?:GMT|BST|UTC|[ECMP][SD]?T|hrs?|hours)\)?", re.I
)
_IN_SECTION: Final = re.compile(r"\s+(?=(?:(?:in|under)\s+[A-Z]|[Bb]y\s+[A-Z]|[Vv]iews?\s*:))")


@lru_cache(maxsize=4096)  # a line is asked twice: may it be joined, and what is it
def read_stamp(text: str) -> Stamp | None:
    """Return the stamp that a line is, or None where its dates are prose or absent."""
    if len(text) > MAX_LENGTH:
        return _opening(text) or _closing(text)
    dates = find_dates(text)
    if not dates:
        return None
    if len(dates) > 2:
        return _opening(text)
    stamp = _dress(text, dates[0], dates[1] if len(dates) == 2 else None)
    return stamp or (_opening(text) if len(text) > SHORT else None)


def _dress(text: str, main: DateText, second: DateText | None) -> Stamp | None:
    """Return the stamp of a short line with one date or two."""
    left, right = text[: main.start], text[main.end :]
    if second is None:
        return _dress_one(text, main, left, right)
    before, right = text[main.end : second.start], text[second.end :]
    between = before.strip(" ,;.|()-–—•·")
    if _UPDATED.fullmatch(between):
        return _dress_one(text, main, left, right)
    if _UPDATED.fullmatch(left.strip(" ,;.|()-–—•·")) and _LABEL.fullmatch(between):
        return _pieces(second, "", right)
    return _dress_one(text, main, left, f"{before} | {right}") if same_day(main, second) else None


def _dress_one(text: str, main: DateText, left: str, right: str) -> Stamp | None:
    """Return the stamp of a line from what stands before and after its date."""
    bare_left, bare_right = left.strip(" ,;|()[]-–—•·*"), right.strip(" ,;|()[]-–—•·*.")
    if _UPDATED.fullmatch(bare_left):
        return Stamp(main, "updated")
    if main.ranged or (bare_left and _EVENT.fullmatch(bare_left)):
        whole = len(bare_left.split()) <= 6
        return Stamp(main, "event", rest=_join(left, right)) if whole else None
    if (_COMMENTER.search(right) or _COMMENTER.search(left)) and len(text.split()) <= 14:
        return Stamp(main, "comment")
    if _names_issue(bare_left) and not right.strip(" .,|)]"):
        return Stamp(main, "issue", rest=bare_left)
    if not (bare_left and bare_right) and _RUNNING.fullmatch((bare_left or bare_right).strip(" :")):
        return Stamp(main, "running")
    if _is_issue(bare_right) and (not bare_left or _ISSUE.search(bare_left)):
        return Stamp(main, "issue", rest=bare_right)
    if "copyright" in left.lower() or "©" in left:
        return None
    return _pieces(main, left, right)


def _names_issue(text: str) -> bool:
    """Say whether the words before a date name the issue of a newsletter: "E-bulletin 12"."""
    hit = _ISSUE.search(text)
    return (
        hit is not None
        and (hit.group()[-1].isdigit() or not _QUOTED.search(text))
        and not _BY.match(text)
        and not is_name(text.split(",", maxsplit=1)[0])
        and len(text.split()) <= 8
    )


def _is_issue(text: str) -> bool:
    """Say whether a text is nothing but the number of an issue: "Volume 3, Issue 12"."""
    pieces = [p for p in re.split(r"[\s,;|/•·–—-]{2,}|[,;|/]", text) if p]
    return bool(pieces) and all(_ISSUE.fullmatch(p) for p in pieces)


def same_day(a: DateText, b: DateText) -> bool:
    """Say whether two dates print the same numbers."""
    return (a.day, a.month, a.year) == (b.day, b.month, b.year)


def _join(left: str, right: str) -> str:
    return " ".join(p for p in (left.strip(" ,;:|-–—"), right.strip(" ,;:|-–—")) if p)


def _split(text: str) -> list[str]:
    return [p for p in (q.strip(" ,;:.()[]") for q in _SEPARATORS.split(text)) if p]


def _pieces(main: DateText, left: str, right: str) -> Stamp | None:
    """Return a bare or dressed stamp where all beside the date is known, else a titled one."""
    author: str | None = None
    unknown: list[str] = []
    dressed = False
    lead = left.strip()
    if label := _trailing_label(lead):
        lead = lead[: -len(label)].rstrip()
    for piece in (*_split(lead), *_split(_IN_SECTION.sub(" | ", right))):
        if _LABEL.fullmatch(piece) or _ZONE_TAIL.fullmatch(piece):
            continue
        if main.form in ("month", "year") and _ARCHIVE.fullmatch(piece):
            continue
        if _COUNT.fullmatch(piece) or _is_section(piece):
            dressed = True
        elif name := _writer(piece):
            author, dressed = author or name, True
        else:
            unknown.append(piece)
    if not unknown:
        return Stamp(main, "dressed" if dressed else "bare", author=author)
    return _with_words(main, left, right, unknown, author)


_VERBS: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|that|will|would|be|been|says?|said|they|it|we)\b"
)


def _is_section(piece: str) -> bool:
    """Say whether a piece names the section of a page; "In its place is a box" is a sentence."""
    return _SECTION.fullmatch(piece) is not None and not _VERBS.search(piece)


def _writer(piece: str) -> str | None:
    """Return the author in "by Jane Doe" or "Jane Doe Published"."""
    hit = _BY.fullmatch(piece)
    if hit is None:
        return None
    name = clean_name(hit["name"] or hit["plain"])
    return name if name and (hit["name"] or is_name(name)) else None


def _trailing_label(lead: str) -> str | None:
    """Return the label that ends the words before a date: "Published:", "Headlines:"."""
    if _NAMED_LABEL.fullmatch(lead):
        return lead
    hit = re.search(rf"(?:^|[\s|•·,–—-])({_LABEL.pattern})$", lead, re.I)
    return hit.group(1) if hit else None


def _with_words(
    main: DateText, left: str, right: str, unknown: list[str], author: str | None
) -> Stamp | None:
    """Return the stamp of a line on which words of its own stand beside the date."""
    if (
        author is None
        and len(unknown) == 1
        and _USER.fullmatch(unknown[0])
        and _is_set_off(left, right)
    ):
        return Stamp(main, "dressed", author=unknown[0])
    if _LIMIT.search(left):
        return None  # "unavailable until 4 June"
    if right.strip() == "." and (_VERBS.search(left) or ENDS_OPEN.search(left.rstrip())):
        return None  # "The site was launched on 4 May 2009."
    rest = " ".join(unknown)
    count = len(rest.split())
    alone = not left.strip(" ([•*-–—|,") or not right.strip(" )].|,")
    if not alone and count > 4:
        return None
    if (
        count <= 4
        and len(unknown) <= 2
        and (all(p[:1].isupper() or p[:1].isdigit() for p in unknown) or _in_columns(left, right))
    ):
        first = unknown[0].split(",")[0]
        if author is None and is_name(first):
            author = first
        if main.form in ("month", "year", "day-month", "relative") and not _is_set_off(left, right):
            return None
        whole = _longest(right if not left.strip(" ([•*-–—|,") else left) if alone else rest
        return Stamp(main, "dressed", rest=whole, author=author, leads=not left.strip())
    if not alone or main.form in ("relative", "year", "month"):
        return None
    return _titled(main, left, right, author)


def _in_columns(left: str, right: str) -> bool:
    """Say whether a drawn line parts the date from all that stands beside it."""
    before, after = left.strip(), right.strip()
    return (not before or before[-1] in "|•·") and (not after or after[0] in "|•·")


def _is_set_off(left: str, right: str) -> bool:
    """Say whether a mark stands between the date and the words beside it."""
    before, after = left.rstrip(), right.lstrip()
    marks = "|•·-–—:,(["
    return (not before or before[-1] in marks) and (not after or after[0] in marks + ")]")


def _titled(main: DateText, left: str, right: str, author: str | None) -> Stamp | None:
    """Return the stamp of a line that is a headline or a text with its date."""
    leads = not left.strip(" ([•*-–—|,")
    side = right if leads else left
    rest = _longest(side)
    set_off = (
        bool(re.match(r"\s*[-–—:|•·)\]]|\s{2,}|\.\s", right))
        if leads
        else bool(re.search(r"[-–—:|•·(\[,]\s*$|\s{2,}$|\.{3,}\s*$", left))
    )
    if leads and not set_off and not (rest[:1].isupper() or rest[:1] in "‘“'\""):
        return None  # "30/01/12 was the night the water came"
    if leads and not set_off and main.form == "day-month":
        return None
    if not leads and not set_off and (rest[-1:].islower() and ENDS_OPEN.search(rest)):
        return None  # "... will be held on 4 June 2012"
    if author is None and (hit := _BYLINED.search(rest)) and is_name(hit["name"]):
        rest, author = rest[: hit.start()], hit["name"]
    short = not has_inner_stop(rest) and len(rest.split()) <= 22
    plain = set_off or (leads and main.has_day and not ends_sentence(rest))
    dress: Dress = "title" if short and plain else "text"
    return Stamp(main, dress, rest=rest, author=author, leads=leads)


_BYLINED: Final = re.compile(r"\s*[,|–—-]\s+[Bb]y\s+(?P<name>[A-Z][^,|]{3,40})$")


def _longest(side: str) -> str:
    """Return the longest of the columns beside a date."""
    columns = re.split(r"\s{3,}|\s*\|\s*", side)
    return max(columns, key=lambda c: (len(c.split()), len(c))).strip("()[]|•·–—:;,*- \t").strip()


ENDS_OPEN: Final = re.compile(
    r"\b(?:on|in|by|of|the|from|until|till|to|at|since|before|after|for|and|is|was|between|during"
    r"|ends?|closes?|starts?|begins?|dated|through|due)$",
    re.I,
)


_PLACE: Final = re.compile(
    r"(?P<place>[A-Z][\w.’'-]*(?:,? (?:and |of |upon )?[A-Z][\w.’'-]*){0,4}),?\s*[(/–—-]?\s*"
)
_AFTER_PLACE: Final = re.compile(r"\W{0,3}\s*(?:/[^/]{2,40}/\s*)?[)\]]?\s*(?:-{1,2}|–|—|:)\s")


def dateline(text: str) -> DateText | None:
    """Return the date of a text that begins with place and date: "OSLO, 4 May 2012 - A"."""
    dates = find_dates(text[:120]) if len(text) > SHORT else ()
    if not dates or not dates[0].has_day or dates[0].ranged:
        return None
    place = _PLACE.fullmatch(text[: dates[0].start])
    return dates[0] if place and _AFTER_PLACE.match(text, dates[0].end) else None


def _opening(text: str) -> Stamp | None:
    """Return the date that a paragraph is set under: "08/02/2016 Departments are urged ..."."""
    dates = find_dates(text[:60])
    if not dates or text[: dates[0].start].strip(" (["):
        return None
    first, rest = dates[0], text[dates[0].end :]
    words = rest.lstrip(" :–—-|)].,")
    marked = re.match(r"\s*[:|)\]–—-]", rest) is not None
    if not first.has_day or first.ranged or not (words[:1].isupper() or words[:1] in "‘“'\""):
        return None
    return Stamp(first, "text", rest=words.rstrip(" |")) if marked or rest[:1] == " " else None


def _closing(text: str) -> Stamp | None:
    """Return the stamp at the very end of a long line, as listings run them together."""
    tail = text[-48:]
    dates = find_dates(tail)
    if not dates or dates[-1].end != len(tail.rstrip(" )].|")) or not dates[-1].has_day:
        return None
    last = dates[-1]
    rest = text[: len(text) - len(tail) + last.start].rstrip()
    if last.ranged or ENDS_OPEN.search(rest[-20:]) or rest[-1:] in ",;:":
        return None
    return Stamp(last, "text", rest=rest.rstrip("|–—-([ "), leads=False)
