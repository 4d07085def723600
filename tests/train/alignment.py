"""Gold -> the labels that each piece of a capture may have.

Gold says how the text of an item begins and ends, its headline, its date and its author. Where the
date is printed it does not say: of the places that fit, the one is taken that fits most items of
the page (above, below, in the text, or above all).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.piece_labels import FIRST, LABELS, LAST, may_follow
from socitm_tui.parsing.pages.pieces import Piece, Pieces
from tests.train.cases import SCORE, Case
from tests.train.dump_alignment import align_dump

Labels = frozenset[str]
Span = tuple[int, int]
Gold = dict[str, Any]
squash = SCORE.squash
MISSING_COST: Final = 50.0
_FOOT: Final = frozenset({"D1", "T1", "A1", "M1"})


def align(case: Case, page: Pieces) -> tuple[list[Labels], list[str]]:
    """Return the labels that each piece may have, and what no labels can express."""
    if case.article is not None:
        return align_dump(case.article, page.pieces)
    return _Alignment(case.gold, page.pieces).run()


def fits(mention: DateMention, gold: str) -> bool:
    """Say whether a mention may stand for a gold date; parts that it does not print fit."""
    if mention.relative:
        return False
    parts = [int(part) for part in gold.split("-")]
    return any(_has_parts(mention.year, m, d, parts) for m, d in _readings(mention))


def _readings(mention: DateMention) -> list[tuple[int | None, int | None]]:
    """Return month and day of a mention in each order that it may be read in."""
    first, second = mention.day, mention.month
    if mention.form not in ("numeric", "numeric-day-month") or first is None or second is None:
        return [(second, first)]
    if first > 12:
        return [(second, first)]
    if second > 12:
        return [(first, second)]
    return [(second, first), (first, second)]


def _has_parts(year: int | None, month: int | None, day: int | None, gold: Sequence[int]) -> bool:
    """Say whether year, month and day agree with those of gold as far as both go."""
    if (year is not None and year != gold[0]) or (year is None and day is None):
        return False
    if len(gold) > 1:
        if month is not None and month != gold[1]:
            return False
        if month is None and day is None:
            return False
    return day == gold[2] if len(gold) > 2 else day is None


class _Alignment:
    """The alignment of one page with its gold."""

    def __init__(self, gold: Gold, pieces: Sequence[Piece]) -> None:
        self.gold: list[Gold] = gold["items"]
        self.boilerplate = {SCORE.bare(line) for line in gold.get("boilerplate", [])}
        self.pieces = pieces
        self.signs: list[str] = [squash(piece.text) for piece in pieces]
        self.faults: list[str] = []
        self.labels: list[set[str]] = [{"O"} for _ in pieces]
        self.spans: dict[int, Span] = {}
        self.zones: dict[int, Span] = {}
        self.order: list[int] = []

    def run(self) -> tuple[list[Labels], list[str]]:
        """Return the allowed labels and the faults."""
        self._locate_texts()
        chosen = self._choose_dates()
        for item in self.order:
            self._label_item(item, *chosen.get(item, ("", [])))
        allowed, repaired = repair([frozenset(x) for x in self.labels], self.pieces)
        return allowed, self.faults + repaired

    # ------------------------------------------------------------------ where the texts are
    def _locate_texts(self) -> None:
        """Find the pieces with which each text begins and ends."""
        offsets = [0]
        for signs in self.signs:
            offsets.append(offsets[-1] + len(signs))
        starts = {offsets[n] for n, signs in enumerate(self.signs) if signs}
        ends = {offsets[n + 1] for n, signs in enumerate(self.signs) if signs}
        page = "".join(self.signs)
        options = [_span_options(page, item, starts, ends) for item in self.gold]
        for item, span in enumerate(_choose_spans(options)):
            if span is None:
                self.faults.append(f"item {item} is not there")
                continue
            first, last = _piece_at(offsets, span[0]), _piece_at(offsets, span[1] - 1)
            if span[0] not in starts or span[1] not in ends:
                self.faults.append(f"item {item} begins or ends inside a piece")
            self.spans[item] = (first, last)
        self.order = sorted(self.spans, key=lambda item: self.spans[item])
        for k, item in enumerate(self.order):
            above = self.spans[self.order[k - 1]][1] + 1 if k else 0
            last = k + 1 == len(self.order)
            below = len(self.pieces) if last else self.spans[self.order[k + 1]][0]
            self.zones[item] = (above, below)

    # ------------------------------------------------------------------ where the dates are
    def _date_places(self, item: int) -> dict[str, list[int]]:
        """Return the pieces that may date an item, by where they stand."""
        (first, last), (above, below) = self.spans[item], self.zones[item]
        days = [d for d in [self.gold[item].get("date"), *self.gold[item].get("date_alt", [])] if d]

        def is_date(n: int) -> bool:
            date = self.pieces[n].date
            return date is not None and any(fits(date, day) for day in days)

        def holds_date(n: int) -> bool:
            return any(fits(m, day) for m in self.pieces[n].inner for day in days)

        def is_heading(n: int) -> bool:
            return is_date(n) or (len(self.pieces[n].text.split()) < 25 and holds_date(n))

        return {
            "above": [n for n in range(above, first) if is_date(n)],
            "below": [n for n in range(last + 1, below) if is_date(n)],
            "in": [n for n in range(first, last + 1) if is_date(n) or holds_date(n)],
            "group": [n for n in range(first) if is_heading(n)][-1:],
        }

    def _choose_dates(self) -> dict[int, tuple[str, list[int]]]:
        """Return for each dated item where its date stands, and the piece."""
        places = {item: self._date_places(item) for item in self.order}
        counts: Counter[str] = Counter()
        for place in places.values():
            counts.update(side for side in ("above", "below") if place[side])
            if not place["above"] and not place["below"]:
                counts.update(side for side in ("in", "group") if place[side])
        ranking = sorted(("above", "below"), key=lambda side: -counts[side])
        ranking += sorted(("group", "in"), key=lambda side: -counts[side])
        chosen: dict[int, tuple[str, list[int]]] = {}
        claimed: set[int] = set()
        for item in self.order:
            if self.gold[item].get("date") is None:
                continue
            for side in ranking:
                free = [n for n in places[item][side] if side == "group" or n not in claimed]
                if free:
                    at = free[-1] if side == "above" else free[0]
                    chosen[item] = (side, [at])
                    if side != "group":
                        claimed.add(at)
                    break
            else:
                self.faults.append(f"item {item}: its date is not seen")
        return self._share_headings(chosen)

    def _share_headings(
        self, chosen: dict[int, tuple[str, list[int]]]
    ) -> dict[int, tuple[str, list[int]]]:
        """Take dates above single items for headings too, if others of their style are."""
        headings = {at[0] for side, at in chosen.values() if side == "group"}
        styles = {date_style(d.printed) for n in headings if (d := self.pieces[n].date)}
        for item, (side, at) in chosen.items():
            date = self.pieces[at[0]].date
            is_like = date is not None and date_style(date.printed) in styles
            if side == "above" and headings and (at[0] in headings or is_like):
                chosen[item] = ("group", at)
                headings.add(at[0])
        for n in headings:
            self.labels[n] = {"G"}
        return chosen

    # ------------------------------------------------------------------ one item
    def _label_item(self, item: int, side: str, dates: list[int]) -> None:
        """Set the labels of the pieces of an item and of what frames it."""
        gold = self.gold[item]
        (first, last), (above, below) = self.spans[item], self.zones[item]
        titles = {squash(title) for title in SCORE.titles(gold)}
        is_optional = not gold.get("title")
        head, foot, is_inside = self._place_title(titles, item, is_optional=is_optional)
        if side == "above":
            head[dates[0]] = {"D0"}
        elif side == "below":
            foot[dates[0]] = {"D1"}
        while above < first and any(self.labels[n] & _FOOT for n in range(above, first)):
            above += 1
        self._place_author(gold, side, (above, first, last, below), head, foot)
        if head:
            self._fill_head(head, above, first, gold, side)
        if foot:
            for n in range(last + 1, max(foot) + 1):
                self.labels[n] = foot.get(n, {"M1"})
        self._fill_text(first, last, titles, is_inside=is_inside, is_optional=is_optional)
        if side == "in":
            self.labels[dates[0]] = {"BD"} if dates[0] == first else {"ID"}
        if is_inside and not is_optional:
            self._title_in_text(item, titles)

    def _place_title(
        self, titles: set[str], item: int, *, is_optional: bool
    ) -> tuple[dict[int, set[str]], dict[int, set[str]], bool]:
        """Return the labels above and below for the headline, and whether it is in the text."""
        (first, last), (above, below) = self.spans[item], self.zones[item]
        head: dict[int, set[str]] = {}
        foot: dict[int, set[str]] = {}
        if not titles:
            return head, foot, False
        places = _title_at(self.signs, titles, range(first - 1, above - 1, -1))
        if places:
            for n in places:
                head[n] = {"T0", "M0"} if is_optional else {"T0"}
            for n in range(max(above, min(places) - 2), first):
                if n not in head and self.signs[n] in titles:
                    head[n] = {"T0", "M0"}  # a headline that is printed twice
            return head, foot, False
        places = _title_at(self.signs, titles, range(last + 1, min(below, last + 6)))
        if places and not is_optional:
            foot = {n: {"T1"} for n in places}
            return head, foot, False
        return head, foot, True

    def _place_author(
        self,
        gold: Gold,
        side: str,
        zone: tuple[int, int, int, int],
        head: dict[int, set[str]],
        foot: dict[int, set[str]],
    ) -> None:
        """Add the labels of the byline, on the side of the date if it is below."""
        author = squash(gold.get("author"))
        if not author:
            return
        above, first, last, below = zone
        sides = [
            (head, range(first - 1, above - 1, -1)),
            (foot, range(last + 1, min(below, last + 8))),
        ]
        if side == "below":
            sides.reverse()
        for frame, where in sides:
            for n in where:
                is_short = len(self.pieces[n].text.split()) <= 14
                if author in self.signs[n] and is_short and n not in head and n not in foot:
                    frame[n] = {"A0", "M0"} if frame is head else {"A1", "M1", "O"}
                    return

    def _fill_head(
        self, head: dict[int, set[str]], above: int, first: int, gold: Gold, side: str
    ) -> None:
        """Set the labels between the first line of the frame and the text."""
        pieces, labels = self.pieces, self.labels
        top = min(head)
        if top > above and pieces[top - 1].line == pieces[top].line and labels[top - 1] == {"O"}:
            top -= 1
        for n in range(top, first):
            if labels[n] == {"G"}:
                continue
            date, day = pieces[n].date, gold.get("date")
            again = side == "above" and n not in head and date is not None
            is_again = again and date is not None and day is not None and fits(date, day)
            labels[n] = head.get(n, {"M0", "D0"} if is_again else {"M0"})
        headings = [n for n in range(top, first) if labels[n] == {"G"}]
        for n in range(top, headings[-1] if headings else top):
            if labels[n] != {"G"}:
                labels[n] = {"O"}

    def _fill_text(
        self, first: int, last: int, titles: set[str], *, is_inside: bool, is_optional: bool
    ) -> None:
        """Set the labels of the text itself."""
        is_title = first == last and (is_inside or self.signs[first] in titles)
        self.labels[first] = {"B"} if not is_title else {"H", "B"} if is_optional else {"H"}
        for n in range(first + 1, last + 1):
            piece = self.pieces[n]
            is_break = bool({SCORE.bare(piece.whole), SCORE.bare(piece.text)} & self.boilerplate)
            self.labels[n] = {"X"} if is_break else {"I"}
            if piece.date and piece.line != self.pieces[n - 1].line:
                self.labels[n] |= {"X"}

    def _title_in_text(self, item: int, titles: set[str]) -> None:
        """Take the first piece of a text for its headline, if that is what it is."""
        first, last = self.spans[item]
        if self.signs[first] not in titles:
            self.faults.append(f"item {item}: its headline is not seen")
        elif first != last:
            self.labels[first] = {"T0"}
            for n in range(first + 1, last + 1):
                if self.labels[n] != {"X"}:
                    self.labels[n] = {"B"}
                    return
                self.labels[n] = {"M0"}


# ---------------------------------------------------------------------- spans of texts
def _span_options(
    page: str, gold: Gold, starts: set[int], ends: set[int]
) -> list[tuple[int, int, float]]:
    """Return where a text may begin and end in the squashed page, each with a cost."""
    heads, tails = SCORE.starts(gold), SCORE.ends(gold)
    closes = sorted({at + len(tail) for tail in tails for at in _positions(page, [tail])})
    options = []
    for start in _positions(page, heads):
        for k, end in enumerate([e for e in closes if e > start][:3]):
            cost = (end - start) / 1000 + 5 * k
            cost += 3 * (start not in starts) + 3 * (end not in ends)
            cost += 0.3 * (not page.startswith(heads[0], start))
            cost += 0.3 * (not page.endswith(tails[0], 0, end))
            options.append((start, end, cost))
    return options


def _positions(page: str, words: Iterable[str]) -> list[int]:
    """Return where any of the words stands, at most 400 places."""
    places: set[int] = set()
    for word in words:
        at = page.find(word)
        while at >= 0 and len(places) < 400:
            places.add(at)
            at = page.find(word, at + 1)
    return sorted(places)


def _choose_spans(options: Sequence[Sequence[tuple[int, int, float]]]) -> list[Span | None]:
    """Return spans in their order, none over another, that cost least; items may be left out."""
    best: dict[int, tuple[float, list[Span | None]]] = {0: (0.0, [])}
    for choices in options:
        following: dict[int, tuple[float, list[Span | None]]] = {}
        for end, (cost, path) in best.items():
            moves: list[tuple[int, float, Span | None]] = [(end, cost + MISSING_COST, None)]
            moves += [(e, cost + w, (s, e)) for s, e, w in choices if s >= end]
            for to, total, span in moves:
                if to not in following or following[to][0] > total:
                    following[to] = (total, [*path, span])
        best = dict(sorted(following.items(), key=lambda pair: pair[1][0])[:60])
    path = min(best.values(), key=lambda value: value[0])[1]
    if path.count(None) > 1:  # perhaps not in the order of the page: each by itself
        least = [min(c, key=lambda option: option[2], default=None) for c in options]
        return [None if option is None else option[:2] for option in least]
    return path


def _piece_at(offsets: Sequence[int], position: int) -> int:
    """Return the piece that a position of the squashed page is in."""
    for n in range(len(offsets) - 1):
        if offsets[n] <= position < offsets[n + 1]:
            return n
    return len(offsets) - 2


def _title_at(signs: Sequence[str], titles: set[str], where: Sequence[int]) -> list[int]:
    """Return the pieces that together are a headline, the nearest first."""
    single = next((n for n in where if signs[n] and signs[n] in titles), None)
    if single is not None:
        return [single]
    for n in where:
        for size in (2, 3):
            group = list(range(n, n + size))
            if all(g in where for g in group) and "".join(signs[g] for g in group) in titles:
                return group
    return []


# ---------------------------------------------------------------------- repair
_COSTLY: Final = frozenset({"B", "H", "BD", "D0", "D1", "T0"})
_FAR: Final = 10**9


def repair(allowed: Sequence[Labels], pieces: Sequence[Piece]) -> tuple[list[Labels], list[str]]:
    """Return labels that the table of transitions allows, changed where that cannot be helped."""
    if not pieces:
        return [], []
    costs = [
        [0 if label in labels else 3 if labels & _COSTLY else 1 for label in LABELS]
        for labels in allowed
    ]
    best = [costs[0][k] if label in FIRST else _FAR for k, label in enumerate(LABELS)]
    steps = []
    for t in range(1, len(pieces)):
        same_line = pieces[t].line == pieces[t - 1].line
        following, step = [], []
        for k, label in enumerate(LABELS):
            least, origin = _FAR, 0
            for j, before in enumerate(LABELS):
                if best[j] < least and may_follow(before, label, same_line):
                    least, origin = best[j], j
            following.append(least + costs[t][k])
            step.append(origin)
        best = following
        steps.append(step)
    ends = [best[k] if label in LAST else _FAR for k, label in enumerate(LABELS)]
    if min(ends) == 0:
        return list(allowed), []
    path = [ends.index(min(ends))]
    for step in reversed(steps):
        path.append(step[path[-1]])
    path.reverse()
    chosen = [LABELS[k] for k in path]
    pairs = list(zip(allowed, chosen, strict=True))
    faults = [
        f"piece {t}: {label}" for t, (labels, label) in enumerate(pairs) if label not in labels
    ]
    return [a if label in a else frozenset({label}) for a, label in pairs], faults
