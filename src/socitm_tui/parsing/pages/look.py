"""What can be seen of a piece by itself: its length, its words, how it begins and ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from socitm_tui.model.text import (
    ends_sentence,
    ends_with_ellipsis,
    has_inner_stop,
    space_east_asian,
)
from socitm_tui.parsing.languages import load_languages
from socitm_tui.parsing.pages.boilerplate import NOT_NEWS_WORDS, boilerplate_kind
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.pieces import Piece

_WORD: Final = re.compile(r"[^\W\d_]+")
_BYLINE: Final = re.compile(
    r"\W{0,3}(?:(?:article|story|post|news|written|posted|published|submitted|reported|added|uploaded"
    r"|words|text)\s+)?(?:by|author|reporter|gan|par|von|por|door|di|av|af|przez|le|autor|auteur"
    r"|autore|forfatter|text|foto)\b\s*:?\s+(?=[A-ZÀ-Þ])",
    re.I,
)
_NAME: Final = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Cllr|Lord|Baroness)\.? )?[A-ZÀ-Þ][\w’'\-.]*"
    r"(?: (?:de|van|von|der|da|la|[A-ZÀ-Þ][\w’'\-.]*)){0,3} [A-ZÀ-Þ][\w’'\-]+"
)
_LABEL: Final = re.compile(r"[A-ZÀ-Þ][\w’' ]{1,24}:\s")
_NAME_WORD: Final = re.compile(
    r"(?<=[^\W\d_A-ZÀ-Þ][ ,] )[A-ZÀ-Þ][\w’'-]{2,}|(?<=[^\W\d_] )[A-ZÀ-Þ][\w’'-]{2,}|\d{3,}"
)
_START_WORDS: Final = {
    "def": "the le la les l der die das dem den el los las de het il lo gli i o os as y yr an na",
    "indef": "a an un une ein eine einer una een uno um uma en ett et dau mae",
    "pron": "he she they it we you this these those that his her its their there such both mr mrs "
    "ms dr il elle ils elles ce cette ces on nous er sie es wir dies diese dieser man él ella "
    "ellos esto esta este estos su sus hij zij ze wij we dit deze egli essi questo questa ele ela "
    "eles esta este isso han hun hon de vi dette detta disse ono ona oni to ten ta te hi ef nhw sé "
    "sí siad seo sin",
    "conj": "and but however also so then meanwhile yet or nor as while when if because although "
    "after since mais et car donc puis aussi und aber doch auch denn wenn als pero y también "
    "cuando si maar en ook want dus ma e anche quando se mas e também og men også når och också "
    "när ale i też gdy jednak ond a ac hefyd ach agus freisin",
}
_START_KINDS: Final = {
    word: kind for kind, words in reversed(_START_WORDS.items()) for word in words.split()
}
"""Kinds of words with which a text begins or goes on, in thirteen languages taken together."""
WORD_BUCKETS: Final = (1, 2, 3, 5, 8, 12, 17, 24, 39, 79)
_SHORT: Final = 8  # words of a piece that are all told to the model
_MOST_WORDS: Final = 120  # of a piece that are compared with others


def bucket(number: float, limits: tuple[float, ...]) -> int:
    """Return the index of the first limit that a number does not exceed."""
    return bisect_left(limits, number)


@dataclass(slots=True)
class Look:
    """What can be seen of one piece by itself."""

    words: int
    kind: str | None
    """The kind of boilerplate, if its words say so."""
    family: str
    """A coarse class: d(ate), m(ore), l(abel), f (boilerplate), b(yline), p(rose), s(entence),
    h(eadline-like), w(ord or two), e (shorter, but ends like a sentence), t(ext)."""
    prose: float
    """How much it looks like running text, from 0 to 1."""
    shape: str
    """A key that pieces of the same form share: kind, figures and signs, or coarse class."""
    own: list[str]
    content: frozenset[str]
    """Stems of its words that carry meaning."""
    names: frozenset[str]
    """Words with a capital inside a sentence, and numbers of three and more digits."""
    start: str
    """The kind of word it begins with: def(inite article), indef, pron(oun), conj(unction), ""."""
    terms: list[str]
    """Features of its very words: all of a short piece, the first two of a long one."""


def look_at(piece: Piece, words_of: frozenset[str]) -> Look:
    """Return what can be seen of a piece by itself.

    Args:
        piece: The piece.
        words_of: The function words of the page's language.
    """
    if (spaced := space_east_asian(piece.text)) != piece.text:
        piece = replace(piece, text=spaced)
    text = piece.text
    head = text[:600]
    count = count_words(text)
    kind = "date" if piece.date else boilerplate_kind(text)
    letters = _WORD.findall(head)
    lowered = [word.lower() for word in letters]
    small = len([w for w in letters if w in words_of]) / (len(letters) or 1)
    is_cut, is_closed = ends_with_ellipsis(text), ends_sentence(text)
    has_stop = count >= 8 and has_inner_stop(text)
    prose = _prose(count, small, is_closed, has_stop or is_cut)
    is_byline = len(text) <= 120 and _BYLINE.match(text) is not None
    family = _family(piece, kind, count, is_byline=is_byline, prose=prose, ends=is_closed or is_cut)
    start = _START_KINDS.get(lowered[0], "") if letters and count >= 5 else ""
    own = [
        *_measures(piece, letters, count), f"k:{kind}", f"f:{family}", f"pr{int(prose * 5)}",
        f"sm{int(small * 8)}w{bucket(count, (4, 9, 16))}", *_ends(text, count, is_cut=is_cut),
        *_marks(piece, lowered, count, family),
    ]  # fmt: skip
    if has_stop:
        own.append("inner")
    if is_byline:
        own.append("byline")
    if start:
        own.append(f"start:{start}{family}")
    content = frozenset([w[:6] for w in lowered[:_MOST_WORDS] if len(w) >= 4 and w not in words_of])
    shape = _shape(piece, family, count)
    terms = _terms(lowered, count)
    return Look(count, kind, family, prose, shape, own, content, _names(head), start, terms)


_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Letters of languages that are written without blanks; a word has about two of them."""


def count_words(text: str) -> int:
    """Return how many words a text has."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(_UNSPACED.findall(text)) // 2


def _terms(words: Sequence[str], count: int) -> list[str]:
    """Return features of the very words of a piece, which are in lower case."""
    if not words:
        return []
    if count > _SHORT:
        return [f"p1:{words[0]}", f"p2:{' '.join(words[:2])}"]
    ends = [f"t1:{words[0]}", f"t-1:{words[-1]}", f"tt:{' '.join(words[:4])}"]
    return [*(f"t:{word}" for word in words), *ends]


def _measures(piece: Piece, letters: Sequence[str], count: int) -> list[str]:
    """Return features of the length of a piece and of its capitals."""
    head = piece.text[:600]
    size = bucket(count, WORD_BUCKETS)
    capitals = len([w for w in letters if w[0].isupper()]) / (len(letters) or 1)
    out = [f"w{size}", f"kind:{piece.kind}", f"cap{int(capitals * 4)}w{bucket(count, (2, 5, 12))}"]
    if len(head) > 3 and head.upper() == head and any(c.isalpha() for c in head):
        out.append(f"upper{min(size, 5)}")
    if not letters:
        out.append("nolet")
    if count <= 2 and len(piece.text) <= 24:
        out.append("short1")
    return out


def _ends(text: str, count: int, *, is_cut: bool) -> list[str]:
    """Return features of the first and the last character of a piece."""
    end, first = text[-1:], text[:1]
    if is_cut:
        last = "dots"
    elif end in tuple('.!?:;,)]"”’|'):
        last = end
    else:
        last = "w" if end.isalpha() else "9" if end.isdigit() else "o"
    if first.isalpha() and first.isupper():
        opening = "A"
    elif first.islower():
        opening = "a"
    elif first.isdigit():
        opening = "9"
    else:
        opening = "q" if first in tuple("\"'“‘(") else "o"
    return [f"end{last}", f"head{opening}", f"end{last}w{bucket(count, (2, 6, 14, 30))}"]


def _marks(piece: Piece, words: Sequence[str], count: int, family: str) -> list[str]:
    """Return features that few pieces have: bullets, labels, addresses, names, questions.

    Args:
        piece: The piece.
        words: Its words in lower case.
        count: How many words it has.
        family: Its coarse class.
    """
    text = piece.text
    out = []
    if len(text) <= 40 and _NAME.fullmatch(text):
        out.append("name")
    if piece.number:
        out += ["number", f"number+{family}"]
    if piece.bullet:
        out += ["bullet", f"bullet+{family}"]
    if count <= 12 and _LABEL.match(text):
        out.append("label:")
    if "http" in text or "www." in text or "@" in text:
        out.append("link")
    if "|" in text:
        out.append("bar")
    if piece.inner and not piece.date:
        out.append(f"inner-date:{family}")
    if count <= 6 and not piece.date and (label := _label_kind(text, words)):
        out.append("lab:" + label)
    if count >= 5 and text[:1] in tuple("\"“«„‘'"):
        out.append(f"quote:{family}")
    if text[-1:] == "?" and count <= 17:
        out.append("question")
    if count <= 12 and not NOT_NEWS_WORDS.isdisjoint(words):
        out.append("notnews")
    return out


@lru_cache(maxsize=1)
def _label_words() -> tuple[frozenset[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Return what tells labels of a change, of an event and of a publication, in all languages.

    The first words of all labels come first, in lower case.
    """
    languages = load_languages().values()
    updated = {word for language in languages for word in language.updated}
    published = {w for language in languages for w in (*language.published, *language.posted)}
    kinds = (("updated", updated), ("event", _EVENT_WORDS), ("published", published))
    firsts = frozenset(_WORD.findall(w)[0].lower() for _, words in kinds for w in words)
    return firsts, tuple(
        (kind, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words)))})(?!\w)", re.I))
        for kind, words in kinds
    )


_EVENT_WORDS: Final = frozenset({
    "closing", "closes", "deadline", "expires", "expiry", "starts", "ends", "until", "valid", "due",
    "meeting", "when", "accessed", "retrieved", "said", "says", "wrote", "joined", "copyright",
})  # fmt: skip


def _label_kind(text: str, words: Sequence[str]) -> str | None:
    """Return what a short text, with its words in lower case, says of the date beside it."""
    firsts, patterns = _label_words()
    if firsts.isdisjoint(words):
        return None
    return next((kind for kind, pattern in patterns if pattern.search(text)), None)


def _names(text: str) -> frozenset[str]:
    """Return the words that a text is recognised by: names inside sentences, long numbers."""
    return frozenset(_NAME_WORD.findall(text))


def _prose(count: int, small: float, is_closed: bool, is_running: bool) -> float:
    """Return how much a text looks like running text, from 0 to 1.

    Args:
        count: Its words.
        small: The share of function words.
        is_closed: It ends as a sentence does.
        is_running: It has a full stop inside, or dots at its end.
    """
    if count >= 25 or (count >= 8 and is_running):
        return 1.0
    lift = 0.25 if count >= 8 and small >= 0.2 else 0.0
    if is_closed:
        return min(1.0, (0.75 if count >= 5 else 0.3) + lift)
    return min(
        1.0, (0.85 if count >= 20 else 0.55 if count >= 15 else 0.3 if count >= 10 else 0.1) + lift
    )


def _family(
    piece: Piece, kind: str | None, count: int, *, is_byline: bool, prose: float, ends: bool
) -> str:
    """Return the coarse class of a piece."""
    if piece.date:
        return "d"
    if piece.kind == "more" or kind == "more":
        return "m"
    if piece.kind == "label" or kind == "label":
        return "l"
    if kind and kind[0] != "(" and count < 25:
        return "f"
    if is_byline:
        return "b"
    if prose >= 0.8 and count >= 12:
        return "p"
    if ends:
        return "s" if count >= 5 else "e"
    if count <= 2:
        return "w"
    return "h" if count <= 17 else "t"


def _shape(piece: Piece, family: str, n: int) -> str:
    """Return a key that pieces share which look alike."""
    if piece.date:
        return f"d:{date_style(piece.date.printed)}:{piece.place}"
    if n <= 8:
        signs = re.sub(r"[^\W\d_]+", "w", re.sub(r"\d+", "9", piece.text))[:24]
        return f"{piece.kind}:{signs}"
    return f"{piece.kind}:{family}:{piece.bullet}"
