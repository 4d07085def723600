"""What can be seen of the pieces of a page: by themselves, from their neighbours, from the page.

A feature is a short text, such as `end.` or `a=f:p` (the piece above is prose). The weights of all
features stand in `data/reading.json`. Their names begin with:

    a= b= aa= bb=    a feature of the piece above, below, two above, two below
    al= as=          a word of a short piece further above, told to a long piece; to a short one
    gb ga g          blank lines before, after, both
    tp fp td fd      distance to the next prose, from the last prose; the same of dates
    zone dzone       above, amid or below all prose; all dates
    pos rel          place from the beginning or end of the page; fifth of the page
    cu cd c nu       words shared with the text above, the text below, the nearer of both; names
    again like use   how often its text occurs; its form; what usually stands beside that form
    glue             it shares its line with other pieces
    j<  j>  jj       how the piece before it on its line ends, how the one after begins; both
    jw< jw>          the words that a date stands between
    D: P:            form of a date; the page as a whole (`page_figures`)
    L R LR W …       coarse classes of the pieces around it

Those of a piece by itself are in `look`, those of the second pass in `second_pass`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.languages import language_of
from socitm_tui.parsing.pages.chain import Features
from socitm_tui.parsing.pages.look import WORD_BUCKETS, Look, bucket, look_at
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.page_figures import page_features, shared_names, shared_words
from socitm_tui.parsing.pages.pieces import Piece, Pieces

_COUNTED: Final = 2000  # characters of a line whose words are counted
_STEPS: Final = (1, 2, 3, 5, 9)  # distances in pieces
_COUNTS: Final = (1, 2, 4, 8)
_LONG: Final = 12  # words of a piece that is long
_SHORT: Final = 6  # words of a piece whose words are told to what stands below it
_REACH: Final = 60  # pieces below it that are told
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_WORD_OR_LETTER: Final = re.compile(r"[^\W\d_]+")
_BESIDE: Final = 60  # characters of a neighbour in which the nearest word is looked for
_OVERLAPS: Final = (-0.5, 0, 0.5, 1.0, 2.0)
_NEAR: Final = ("lab:", "upper", "bullet", "byline", "name", "end", "pr")
NEAR_PREFIXES: Final = ("a=", "b=")
FAR_PREFIXES: Final = ("aa=", "bb=")
"""What the names of features of a neighbour begin with, if it is above and if it is below."""
WORD_PREFIXES: Final = ("al=", "as=")
"""What the names of words further above begin with, for a long piece and for a short one."""
NO_NEIGHBOUR: Final = ("none",)
FAR: Final = 99  # the distance to what is not there


class PageView:
    """The pieces of a page and the features of each, from which the model labels them."""

    def __init__(self, page: Pieces) -> None:
        words = frozenset(language_of(page.language).function)
        self.pieces: Sequence[Piece] = page.pieces
        self.language = page.language
        self.looks: list[Look] = [look_at(piece, words) for piece in page.pieces]
        self.families = [look.family for look in self.looks]
        self.overlaps = shared_words(self.looks)
        self.names = shared_names(self.looks)
        self.styles = Counter(date_style(p.date.printed) for p in page.pieces if p.date)
        self.shapes = Counter(look.shape for look in self.looks)
        self._texts = Counter(piece.text.lower()[:80] for piece in page.pieces)
        self._usual_neighbours = _count_neighbours(self.looks)
        self._gaps = [self._gaps_around(i) for i in range(len(self.pieces))]
        self._measure_distances()

    def _measure_distances(self) -> None:
        """Measure how far each piece is from prose and from dates."""
        prose = [family == "p" for family in self.families]
        dates = [piece.date is not None for piece in self.pieces]
        self._to_prose, self._from_prose = _distances(prose)
        self._to_date, self._from_date = _distances(dates)
        self._prose_zone = _zone(prose)
        self._date_zone = _zone(dates)

    def features(self) -> list[list[str]]:
        """Return all features of every piece by name, as the model is trained on them."""
        rows = [[name for group in groups for name in group] for groups in self.own_features()]
        for prefixes, step, beside in (
            (NEAR_PREFIXES, 1, self.near_features()),
            (FAR_PREFIXES, 2, self.far_features()),
        ):
            for i, row in enumerate(rows):
                for prefix, at in zip(prefixes, (i - step, i + step), strict=True):
                    is_there = 0 <= at < len(rows)
                    row += [prefix + name for name in (beside[at] if is_there else NO_NEIGHBOUR)]
        names = [WORD_PREFIXES[not is_long] for is_long in self.long_pieces]
        for word, start, stop in self.words_above():
            for i in range(start, stop):
                rows[i].append(names[i] + word)
        return rows

    @property
    def long_pieces(self) -> list[bool]:
        """Whether each piece is long."""
        return [look.words >= _LONG for look in self.looks]

    def words_above(self) -> list[tuple[str, int, int]]:
        """Return words of short pieces, and from which to before which piece below they count.

        They tell what a stretch of the page is, such as comments or related news. The piece right
        below has them among its features already. A word that recurs counts once for a piece.
        """
        out: list[tuple[str, int, int]] = []
        last: dict[str, int] = {}
        count = len(self.pieces)
        for i, (piece, look) in enumerate(zip(self.pieces, self.looks, strict=True)):
            if look.words > _SHORT or piece.date:
                continue
            for word in {word.lower() for word in _WORD.findall(piece.text)}:
                if (at := last.get(word)) is not None:
                    out.append((word, at + 2, min(at + _REACH, i) + 1))
                last[word] = i
        out += [(word, at + 2, min(at + _REACH + 1, count)) for word, at in last.items()]
        return [(word, start, stop) for word, start, stop in out if start < stop]

    def own_features(self) -> list[tuple[Features, ...]]:
        """Return the features of every piece but those of its neighbours, in groups."""
        whole = page_features(self.looks, self.families, self.overlaps, self.styles)
        page = {x: tuple(f"{feature}:{x}" for feature in whole) for x in set(self.families)}
        padded = f"^^{''.join(self.families)}$$$"
        return [
            (
                ("1", *look.own, *look.terms, *self._place_features(i, self._gaps[i])),
                family_features(padded[i : i + 6]),
                page[look.family],
            )
            for i, look in enumerate(self.looks)
        ]

    def near_features(self) -> list[Features]:
        """Return what becomes features of the pieces directly below and above each piece."""
        return [
            (
                f"f:{look.family}", f"w{bucket(look.words, WORD_BUCKETS)}", f"k:{look.kind}",
                f"kind:{piece.kind}", f"gb{min(before, 1)}", f"ga{min(after, 1)}",
                *(x for x in look.own if x.startswith(_NEAR) and ("w" not in x or x[0] == "l")),
                *look.terms,
            )
            for look, piece, (before, after) in zip(
                self.looks, self.pieces, self._gaps, strict=True
            )
        ]  # fmt: skip

    def far_features(self) -> list[Features]:
        """Return what becomes features of the second pieces below and above each piece."""
        return [
            (
                f"f:{look.family}", f"w{bucket(look.words, (2, 8, 17, 39))}", f"k:{look.kind}",
                f"gb{min(before, 1)}",
            )
            for look, (before, _) in zip(self.looks, self._gaps, strict=True)
        ]  # fmt: skip

    def _gaps_around(self, i: int) -> tuple[int, int]:
        """Return the blank lines before and after a piece, up to 2; -1 within a line."""
        piece = self.pieces[i]
        before = min(piece.gap, 2) if piece.place == 0 else -1
        if i + 1 == len(self.pieces):
            return before, 2
        following = self.pieces[i + 1]
        return before, min(following.gap, 2) if following.line != piece.line else -1

    def _place_features(self, i: int, gaps: tuple[int, int]) -> list[str]:
        """Return features of the place of a piece: gaps, distances, words it shares with texts."""
        piece, look, count = self.pieces[i], self.looks[i], len(self.pieces)
        family = look.family
        before, after = gaps
        out = [
            f"gb{before}", f"ga{after}", f"g{before}{after}{family}",
            f"tp{family}{bucket(self._to_prose[i], _STEPS)}",
            f"fp{family}{bucket(self._from_prose[i], _STEPS)}",
            f"td{family}{bucket(self._to_date[i], _STEPS)}",
            f"fd{family}{bucket(self._from_date[i], _STEPS)}",
            f"zone{self._prose_zone[i]}{family}", f"dzone{self._date_zone[i]}{family}",
            f"pos{bucket(i, (0, 1, 3, 7))}" if i < count / 2
            else f"pos-{bucket(count - 1 - i, (0, 1, 3, 7))}",
            f"rel{int(5 * i / count)}",
        ]  # fmt: skip
        up, down = self.overlaps[i]
        size = bucket(look.words, (4, 12, 25, 50))
        nearer = "<" if down > up + 0.2 else ">" if up > down + 0.2 else "="
        out += [
            f"cu{bucket(up, _OVERLAPS)}{family}{size}",
            f"cd{bucket(down, _OVERLAPS)}{family}{size}",
            f"c{nearer}{family}", f"nu{min(self.names[i], 2)}{family}{size}",
        ]  # fmt: skip
        again = self._texts[piece.text.lower()[:80]]
        if again > 1:
            out.append(f"again{bucket(again, (2, 4))}{family}")
        if piece.place or after == -1:
            out.append(f"glue{min(piece.place, 2)}{'+' if after == -1 else ''}{family}")
            out += self._line_features(i)
        return out + self._repetition_features(look) + self._date_features(piece)

    def _line_features(self, i: int) -> list[str]:
        """Return features of how the other pieces of its line meet a piece."""
        piece, family = self.pieces[i], self.families[i]
        before2, before, after, after2 = (self._on_line(i, step) for step in (-2, -1, 1, 2))
        out = []
        if before:
            out.append(f"j<{_last_sign(before.text)}{_first_sign(piece.text)}{family}")
            if piece.date and (words := _WORD_OR_LETTER.findall(before.text[-_BESIDE:])):
                out.append(f"jw<{words[-1].lower()}")
            if before.date and before2:
                out.append(f"j<<{_last_sign(before2.text)}{_first_sign(piece.text)}{family}")
        if after:
            out.append(f"j>{_last_sign(piece.text)}{_first_sign(after.text)}{family}")
            if piece.date and (word := _WORD_OR_LETTER.search(after.text[:_BESIDE])):
                out.append(f"jw>{word[0].lower()}")
            if after.date and after2:
                out.append(f"j>>{_last_sign(piece.text)}{_first_sign(after2.text)}{family}")
        if before and after:
            out.append(f"jj{_last_sign(before.text)}{_first_sign(after.text)}{family}")
        return out

    def _on_line(self, i: int, step: int) -> Piece | None:
        """Return the piece some steps away, if it stands on the same line."""
        at = i + step
        is_there = 0 <= at < len(self.pieces) and self.pieces[at].line == self.pieces[i].line
        return self.pieces[at] if is_there else None

    def _repetition_features(self, look: Look) -> list[str]:
        """Return features of how often the page repeats the form of a piece, and beside what."""
        like = self.shapes[look.shape]
        out = [f"like{bucket(like, _COUNTS)}{look.family}"]
        if like >= 2:
            for neighbour, times in self._usual_neighbours[look.shape]:
                if times >= 0.6 * like:
                    out.append(f"use{look.family}{neighbour}")
        return out

    def _date_features(self, piece: Piece) -> list[str]:
        """Return features of the form of a date, and of how much shares its line."""
        date = piece.date
        if date is None:
            return []
        # the beginning is enough to count to the highest limit below
        rest = len(piece.whole[:_COUNTED].split()) - len(piece.text.split())
        like = self.styles[date_style(date.printed)]
        parts = (("y", date.year), ("m", date.month), ("d", date.day))
        printed = "".join(sign if number else "-" for sign, number in parts)
        return [
            f"D:form{bucket(like, _COUNTS)}", f"D:{printed}{'t' if date.time else ''}",
            f"D:rest{bucket(rest, (0, 2, 5, 12, 30))}p{min(piece.place, 2)}",
            f"D:rel{date.relative}", f"D:range{date.is_range}", f"D:is{date.form}",
            f"D:main{like == max(self.styles.values())}",
        ]  # fmt: skip


def _first_sign(text: str) -> str:
    """Return the first character of a text; A, a and 9 stand for all capitals, letters, figures."""
    sign = text[:1]
    return "A" if sign.isupper() else "a" if sign.islower() else "9" if sign.isdigit() else sign


def _last_sign(text: str) -> str:
    """Return the last character of a text; w and 9 stand for all letters and all figures."""
    sign = text[-1:]
    return "w" if sign.isalpha() else "9" if sign.isdigit() else sign


@lru_cache(maxsize=4096)
def family_features(around: str) -> Features:
    """Return features of the classes of two pieces, of the piece below them, and of three more."""
    before2, before, here, after, after2, after3 = list(around)
    return (
        f"L:{before}{here}", f"R:{here}{after}", f"LR:{before}{here}{after}",
        f"LL:{before2}{before}{here}", f"RR:{here}{after}{after2}",
        f"W:{before2}{before}{here}{after}{after2}", f"RRR:{here}{after}{after2}{after3}",
    )  # fmt: skip


def _count_neighbours(looks: Sequence[Look]) -> dict[str, list[tuple[str, int]]]:
    """Return for each shape what stands most often above it and below it, and how often."""
    beside: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(
        lambda: (Counter(), Counter())
    )
    for i, look in enumerate(looks):
        above, below = beside[look.shape]
        above["<" + (looks[i - 1].family if i else "^")] += 1
        below[">" + (looks[i + 1].family if i + 1 < len(looks) else "$")] += 1
    return {shape: [side.most_common(1)[0] for side in sides] for shape, sides in beside.items()}


def _distances(flags: Sequence[bool]) -> tuple[list[int], list[int]]:
    """Return for each index how far the next flag and the last one are."""

    def run(order: range) -> list[int]:
        out = [FAR] * len(flags)
        at = FAR
        for i in order:
            at = min(FAR, at + 1)
            out[i] = at
            if flags[i]:
                at = 0
        return out

    return run(range(len(flags) - 1, -1, -1)), run(range(len(flags)))


def _zone(flags: Sequence[bool]) -> list[str]:
    """Return whether each index is above the first flag, below the last, or in the middle."""
    count = len(flags)
    first = next((i for i in range(count) if flags[i]), count)
    last = next((i for i in range(count - 1, -1, -1) if flags[i]), -1)
    return ["h" if i < first else "t" if i > last else "m" for i in range(count)]
