"""What can be seen of each piece: by itself, from its neighbours, and from the page as a whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.boilerplate import boilerplate_kind
from socitm_tui.parsing.languages import language_of
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.pieces import Piece, Pieces
from socitm_tui.text import ends_sentence, ends_with_ellipsis, has_inner_stop

_WORD: Final = re.compile(r"[^\W\d_]+")
_BYLINE: Final = re.compile(
    r"\W{0,3}(?:(?:article|story|post|news|written|posted|published|submitted|reported|added|uploaded|words|text)\s+)?"
    r"(?:by|author|reporter|gan|par|von|por|door|di|av|af|przez|le|autor|auteur|autore|forfatter|text|foto)\b\s*:?\s+(?=[A-ZÀ-Þ])",
    re.I,
)
_NAME: Final = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Cllr|Lord|Baroness)\.? )?[A-ZÀ-Þ][\w’'\-.]*(?: (?:de|van|von|der|da|la|[A-ZÀ-Þ][\w’'\-.]*)){0,3} [A-ZÀ-Þ][\w’'\-]+"
)
_LABEL: Final = re.compile(r"[A-ZÀ-Þ][\w’' ]{1,24}:\s")
_CONTINUERS: Final = frozenset(
    "he she they it this these those that but and however also mr mrs ms its his her their such there so then "
    "il elle ils elles ce cette ces mais et en er sie es dies diese dieser aber doch und auch dabei él ella ellos "
    "pero y también esta este estos hij zij ze het maar deze dit ook egli essi ma questo questa anche ele ela eles "
    "mas esta este também han hun hon de den det men dette detta også også on ona oni to ale jednak mae roedd ond "
    "ac bhí tá ach agus".split()
)
"""Words with which a paragraph goes on about what was said before."""
_WORD_BUCKETS: Final = (1, 2, 3, 5, 8, 12, 17, 24, 39, 79)
_LONG: Final = 15  # words from which on a piece may be running text


def bucket(number: float, limits: tuple[float, ...]) -> int:
    """Return the index of the first limit that a number does not exceed."""
    for index, limit in enumerate(limits):
        if number <= limit:
            return index
    return len(limits)


@dataclass(slots=True)
class Look:
    """What can be seen of one piece by itself."""

    words: int
    kind: str | None
    """The kind of furniture, if its words say so."""
    family: str
    """A coarse class: d(ate) m(ore) l(abel) f(urniture) b(yline) p(rose) s(entence) h(eadline-like) w(ord or two) t(ext)."""
    prose: float
    shape: str
    own: list[str]
    content: frozenset[str]
    """Stems of its words that carry meaning."""


def look_at(piece: Piece, words_of: frozenset[str]) -> Look:
    """Return what can be seen of a piece by itself."""
    text = piece.text
    head = text[:600]
    tokens = head.split()
    n = len(tokens) if len(text) <= 600 else len(text.split())
    kind = "date" if piece.date else boilerplate_kind(text)
    letters = _WORD.findall(head)
    small = sum(1 for w in letters if w in words_of) / (len(letters) or 1)
    capital = sum(1 for w in letters if w[0].isupper()) / (len(letters) or 1)
    upper = len(head) > 3 and head.upper() == head and any(c.isalpha() for c in head)
    dots = ends_with_ellipsis(text)
    stop = ends_sentence(text)
    inner = n >= 8 and has_inner_stop(text)
    prose = _prose(n, small, stop, inner, dots)
    byline = len(text) <= 120 and _BYLINE.match(text) is not None
    name = len(text) <= 40 and _NAME.fullmatch(text) is not None
    last = "dots" if dots else text[-1:] if text[-1:] in ".!?:;,)]\"”’|" else "w" if text[-1:].isalpha() else "9" if text[-1:].isdigit() else "o"
    first = "A" if text[:1].isupper() else "a" if text[:1].islower() else "9" if text[:1].isdigit() else "q" if text[:1] in "\"'“‘(" else "o"
    family = _family(piece, kind, byline, n, prose, stop, dots)
    wb = bucket(n, _WORD_BUCKETS)
    own = [
        f"w{wb}", f"k:{kind}", f"f:{family}", f"end{last}", f"head{first}", f"kind:{piece.kind}",
        f"pr{int(prose * 5)}", f"end{last}w{bucket(n, (2, 6, 14, 30))}",
        f"cap{int(capital * 4)}w{bucket(n, (2, 5, 12))}",
    ]  # fmt: skip
    if upper:
        own.append(f"upper{min(wb, 5)}")
    if inner:
        own.append("inner")
    if byline:
        own.append("byline")
    if name:
        own.append("name")
    if piece.number:
        own.append("number")
        own.append(f"number+{family}")
    if piece.bullet:
        own.append("bullet")
        own.append(f"bullet+{family}")
    if n <= 12 and _LABEL.match(text):
        own.append("label:")
    if not letters:
        own.append("nolet")
    if "http" in text or "www." in text or "@" in text:
        own.append("link")
    if "|" in text:
        own.append("bar")
    own.append(f"sm{int(small * 8)}w{bucket(n, (4, 9, 16))}")
    if n <= 2 and len(text) <= 24:
        own.append("short1")
    if piece.inner and not piece.date:
        own.append(f"inner-date:{family}")
    shape = _shape(piece, family, n)
    start = letters[0].lower() if letters else ""
    if n >= 5 and start in _CONTINUERS:
        own.append(f"cont:{family}")
    if n >= 5 and head[:1] in "\"“«„‘'":
        own.append(f"quote:{family}")
    if text[-1:] == "?" and n <= 17:
        own.append("question")
    content = frozenset(
        w[:6].lower() for w in letters[:120] if len(w) >= 4 and w.lower() not in words_of
    )
    return Look(n, kind, family, prose, shape, own, content)


def _prose(n: int, small: float, stop: bool, inner: bool, dots: bool) -> float:
    """Return how much a text looks like running text, from 0 to 1."""
    if n >= 25:
        return 1.0
    if n >= 8 and (inner or dots):
        return 1.0
    lift = 0.25 if n >= 8 and small >= 0.2 else 0.0
    if stop:
        return min(1.0, (0.75 if n >= 5 else 0.3) + lift)
    return min(1.0, (0.85 if n >= 20 else 0.55 if n >= 15 else 0.3 if n >= 10 else 0.1) + lift)


def _family(piece: Piece, kind: str | None, byline: bool, n: int, prose: float, stop: bool, dots: bool) -> str:
    """Return the coarse class of a piece."""
    if piece.date:
        return "d"
    if piece.kind == "more" or kind == "more":
        return "m"
    if piece.kind == "label" or kind == "label":
        return "l"
    if kind and kind[0] != "(" and n < 25:
        return "f"
    if byline:
        return "b"
    if prose >= 0.8 and n >= 12:
        return "p"
    if stop or dots:
        return "s" if n >= 5 else "e"
    if n <= 2:
        return "w"
    return "h" if n <= 17 else "t"


def _shape(piece: Piece, family: str, n: int) -> str:
    """Return a key that pieces of like dress share."""
    if piece.date:
        return f"d:{date_style(piece.date.printed)}:{piece.place}"
    if n <= 8:
        signs = re.sub(r"[^\W\d_]+", "w", re.sub(r"\d+", "9", piece.text))[:24]
        return f"{piece.kind}:{signs}"
    return f"{piece.kind}:{family}:{piece.bullet}"


def see_page(pieces: Pieces) -> list[list[str]]:
    """Return the features of every piece of a page."""
    ps = pieces.pieces
    if not ps:
        return []
    words_of = frozenset(language_of(pieces.language).function)
    looks = [look_at(p, words_of) for p in ps]
    return _Page(ps, looks, pieces.language).features()


class _Page:
    def __init__(self, ps: tuple[Piece, ...], looks: list[Look], language: str) -> None:
        self.ps, self.looks, self.language = ps, looks, language
        n = len(ps)
        self.n = n
        fam = [k.family for k in looks]
        self.fam = fam
        self.long = [k.family == "p" for k in looks]
        self.count = Counter(fam)
        self.texts = Counter(p.text.lower()[:80] for p in ps)
        self.shapes = Counter(k.shape for k in looks)
        self.forms = Counter(date_style(p.date.printed) for p in ps if p.date)
        self.gap_after = [ps[i + 1].gap if i + 1 < n else 2 for i in range(n)]
        self.gap_after = [g if i + 1 >= n or ps[i + 1].line != ps[i].line else -1 for i, g in enumerate(self.gap_after)]
        self.first_prose = next((i for i in range(n) if self.long[i]), n)
        self.last_prose = next((i for i in range(n - 1, -1, -1) if self.long[i]), -1)
        self.first_date = next((i for i in range(n) if ps[i].date), n)
        self.last_date = next((i for i in range(n - 1, -1, -1) if ps[i].date), -1)
        self.blank_share = sum(1 for p in ps if p.gap) / n
        # distances
        self.to_prose = _distance([fam[i] in "p" for i in range(n)], 1)
        self.from_prose = _distance([fam[i] in "p" for i in range(n)], -1)
        self.to_date = _distance([bool(p.date) for p in ps], 1)
        self.from_date = _distance([bool(p.date) for p in ps], -1)
        # what usually stands beside pieces of a shape
        self.beside: dict[str, Counter[str]] = defaultdict(Counter)
        for i, k in enumerate(looks):
            self.beside[k.shape]["<" + (fam[i - 1] if i else "^")] += 1
            self.beside[k.shape][">" + (fam[i + 1] if i + 1 < n else "$")] += 1
        self.cohesion = self._cohesion()
        self.page = self._page_features()

    def _cohesion(self) -> list[tuple[float, float]]:
        """Return how much each piece shares of the words of the last and of the next text."""
        n = self.n
        seen = Counter(w for k in self.looks for w in k.content)
        often = max(3, n * 0.3)
        text = [k.family in "pst" and k.words >= 8 for k in self.looks]
        before: list[int] = [-1] * n
        at = -1
        for i in range(n):
            before[i] = at
            if text[i]:
                at = i
        after: list[int] = [-1] * n
        at = -1
        for i in range(n - 1, -1, -1):
            after[i] = at
            if text[i]:
                at = i

        def overlap(i: int, j: int) -> float:
            if j < 0 or abs(i - j) > 12:
                return -1.0
            common = self.looks[i].content & self.looks[j].content
            return sum(1.0 / seen[w] ** 0.5 for w in common if seen[w] <= often)

        return [(overlap(i, before[i]), overlap(i, after[i])) for i in range(n)]

    def _page_features(self) -> list[str]:
        n, count = self.n, self.count
        words = sum(k.words for k in self.looks)
        prose_words = sum(k.words for k in self.looks if k.family == "p")
        top = self.forms.most_common(1)
        run = best = 0
        for i in range(self.n):
            run = run + self.looks[i].words if self.fam[i] in "ps" else 0 if self.fam[i] in "hd" else run
            best = max(best, run)
        return [
            f"P:prose{bucket(count['p'], (0, 1, 3, 6, 12, 25))}",
            f"P:dates{bucket(sum(self.forms.values()), (0, 1, 2, 4, 8, 16))}",
            f"P:share{int(4 * prose_words / (words or 1))}",
            f"P:form{bucket(top[0][1] if top else 0, (0, 1, 2, 4, 8))}",
            f"P:n{bucket(n, (6, 15, 40, 100, 250))}",
            f"P:run{int(4 * best / (words or 1))}",
            *self._text_features(),
        ]

    def _text_features(self) -> list[str]:
        """Return what the texts of the page have in common."""
        fam, n = self.fam, self.n
        at = [i for i in range(n) if fam[i] == "p"]
        if len(at) < 2:
            return []
        count = len(at)
        lengths = [self.looks[i].words for i in at]
        mean = sum(lengths) / count
        spread = (sum((x - mean) ** 2 for x in lengths) / count) ** 0.5 / mean
        dots = sum(1 for i in at if "enddots" in self.looks[i].own) / count
        above = Counter(fam[i - 1] if i else "^" for i in at)
        below = Counter(fam[i + 1] if i + 1 < n else "$" for i in at)
        bound = [self.cohesion[i][0] for i in at[1:]]
        return [
            f"P:spread{bucket(spread, (0.2, 0.4, 0.6, 0.9))}",
            f"P:dots{bucket(dots, (0, 0.2, 0.5, 0.8))}",
            f"P:mean{bucket(mean, (20, 30, 45, 70, 110))}",
            f"P:h{bucket(above['h'] / count, (0, 0.3, 0.6, 0.9))}",
            f"P:d{bucket((above['d'] + above['l']) / count, (0, 0.3, 0.6, 0.9))}",
            f"P:dd{bucket(below['d'] / count, (0, 0.3, 0.6, 0.9))}",
            f"P:pp{bucket(above['p'] / count, (0, 0.3, 0.6, 0.9))}",
            f"P:m{bucket(below['m'] / count, (0, 0.3, 0.6, 0.9))}",
            f"P:coh{bucket(sum(bound) / len(bound), (0, 0.15, 0.3, 0.6, 1.0))}",
        ]

    def features(self) -> list[list[str]]:
        own = [self.own(i) for i in range(self.n)]
        out = []
        for i in range(self.n):
            f = ["1", *own[i][0], *own[i][1]]
            for k, tag in ((-1, "a"), (1, "b"), (-2, "aa"), (2, "bb")):
                j = i + k
                if 0 <= j < self.n:
                    f += [f"{tag}={x}" for x in own[j][2 if abs(k) == 1 else 3]]
                else:
                    f.append(f"{tag}=none")
            fam = self.fam
            g = lambda j: fam[j] if 0 <= j < self.n else "^" if j < 0 else "$"
            me = fam[i]
            f += [
                f"L:{g(i-1)}{me}", f"R:{me}{g(i+1)}", f"LR:{g(i-1)}{me}{g(i+1)}",
                f"LL:{g(i-2)}{g(i-1)}{me}", f"RR:{me}{g(i+1)}{g(i+2)}",
                f"W:{g(i-2)}{g(i-1)}{me}{g(i+1)}{g(i+2)}",
                f"RRR:{me}{g(i+1)}{g(i+2)}{g(i+3)}",
            ]
            page = self.page
            f += [f"{p}:{me}" for p in page]
            out.append(f)
        return out

    def own(self, i: int) -> tuple[list[str], list[str], list[str], list[str]]:
        """Features of a piece: its look, its place, and what neighbours see of it at distance 1 and 2."""
        p, k, n = self.ps[i], self.looks[i], self.n
        place: list[str] = []
        ga = self.gap_after[i]
        gb = p.gap if p.place == 0 else -1
        place += [f"gb{min(gb, 2)}", f"ga{min(ga, 2)}", f"g{min(gb, 2)}{min(ga, 2)}{k.family}"]
        place += [
            f"tp{k.family}{bucket(self.to_prose[i], (1, 2, 3, 5, 9))}", f"fp{k.family}{bucket(self.from_prose[i], (1, 2, 3, 5, 9))}",
            f"td{k.family}{bucket(self.to_date[i], (1, 2, 3, 5, 9))}", f"fd{k.family}{bucket(self.from_date[i], (1, 2, 3, 5, 9))}",
        ]
        place.append(f"zone{'h' if i < self.first_prose else 't' if i > self.last_prose else 'm'}{k.family}")
        place.append(f"dzone{'h' if i < self.first_date else 't' if i > self.last_date else 'm'}{k.family}")
        place.append(f"pos{bucket(i, (0, 1, 3, 7))}" if i < n / 2 else f"pos-{bucket(n - 1 - i, (0, 1, 3, 7))}")
        place.append(f"rel{int(5 * i / n)}")
        up, down = self.cohesion[i]
        size = bucket(k.words, (4, 12, 25, 50))
        place.append(f"cu{bucket(up, (-0.5, 0, 0.5, 1.0, 2.0))}{k.family}{size}")
        place.append(f"cd{bucket(down, (-0.5, 0, 0.5, 1.0, 2.0))}{k.family}{size}")
        place.append(f"c{'<' if down > up + 0.2 else '>' if up > down + 0.2 else '='}{k.family}")
        again = self.texts[p.text.lower()[:80]]
        if again > 1:
            place.append(f"again{bucket(again, (2, 4))}{k.family}")
        like = self.shapes[k.shape]
        place.append(f"like{bucket(like, (1, 2, 4, 8))}{k.family}")
        if p.place or ga == -1:
            place.append(f"glue{min(p.place, 2)}{'+' if ga == -1 else ''}{k.family}")
        beside = self.beside[k.shape]
        if like >= 2:
            for side in "<>":
                (what, times) = max(((w, c) for w, c in beside.items() if w[0] == side), key=lambda t: t[1])
                if times >= 0.6 * like:
                    place.append(f"use{k.family}{what}")
        if p.date:
            d = p.date
            rest = len(p.whole.split()) - len(p.text.split())
            place += [
                f"D:form{bucket(self.forms[date_style(d.printed)], (1, 2, 4, 8))}", f"D:{'y' if d.year else '-'}{'m' if d.month else '-'}{'d' if d.day else '-'}{'t' if d.time else ''}",
                f"D:rest{bucket(rest, (0, 2, 5, 12, 30))}p{min(p.place, 2)}", f"D:rel{d.relative}", f"D:range{d.is_range}", f"D:is{d.form}",
                f"D:main{self.forms[date_style(d.printed)] == max(self.forms.values())}",
            ]
        near1 = [f"f:{k.family}", f"w{bucket(k.words, _WORD_BUCKETS)}", f"k:{k.kind}", f"kind:{p.kind}", f"gb{min(gb, 1)}", f"ga{min(ga, 1)}", *(x for x in k.own if x.startswith(("upper", "bullet", "byline", "name", "end", "pr")) and "w" not in x)]
        near2 = [f"f:{k.family}", f"w{bucket(k.words, (2, 8, 17, 39))}", f"k:{k.kind}", f"gb{min(gb, 1)}"]
        return k.own, place, near1, near2


def _distance(flags: list[bool], step: int) -> list[int]:
    """Return for each index how far the next flag is in a direction; 99 for none."""
    n = len(flags)
    out = [99] * n
    at = 99
    for i in range(n - 1, -1, -1) if step > 0 else range(n):
        at = min(99, at + 1)
        out[i] = at
        if flags[i]:
            at = 0
    return out
