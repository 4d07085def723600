"""Pages made of the items of real ones: other orders of fields, frames, gaps and cuts.

They train the choice between readings; the labels are not learned from them, because in
cross-validation that did not help. Each page is made by a random generator with a seed of its own
and belongs to the fold of the pages whose items it shows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from socitm_tui.parsing.languages import Language, language_of
from socitm_tui.parsing.pages.item_runs import BODY, ItemRun, join_runs
from tests.train.cases import Case

if TYPE_CHECKING:
    from tests.train.documents import Document

POOLED: Final = 150  # pages made of items of several pages
WEIGHT: Final = 0.3
PREFERENCE: Final = (
    "B", "I", "ID", "BD", "H", "G", "D0", "T0", "A0", "D1", "T1", "A1", "X", "M0", "M1", "O",
)  # fmt: skip
"""Which of several allowed labels is taken, if one has to be."""
_ORDERS: Final = (
    "DTB", "TDB", "TBD", "DB", "TB", "B", "BD", "TB", "TPB", "GTB", "GB", "B", "TMDB", "LDTB",
    "TBLD", "H", "DH", "TABD", "TDAB",
)  # fmt: skip
"""D(ate), T(itle), B(ody), P: date in brackets behind the title, G(roup date), M: boilerplate,
L(abel of the date), H(eadline alone), A(uthor)."""
_NOT_FROM: Final = frozenset({"made", "kept", "bundled", "dumps", "synthetic"})


@dataclass(frozen=True)
class Story:
    """The fields of one item."""

    title: str | None
    day: str | None
    """ISO date, if a day is printed."""
    printed: str | None
    author: str | None
    text: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class _Style:
    """How a made page is laid out."""

    order: str
    date_style: int
    keeps_dates: bool
    """Dates are printed as on the page that they come from."""
    inner: int
    """Blank lines within an item."""
    outer: int
    """Blank lines between items."""
    paragraphs: int
    bullet: str
    is_numbered: bool
    more: str | None
    more_is_glued: bool
    label: str
    by: str
    extra: str | None
    is_glued: bool
    loses_titles: bool
    is_cut: bool


def make_pages(documents: Sequence[Document]) -> Iterator[tuple[int, Case]]:
    """Yield folds and made pages: of every other page's items, and of several pages' items."""
    pools: dict[tuple[int, str], list[Story]] = {}
    frames: dict[tuple[int, str], list[tuple[list[str], list[str]]]] = {}
    for number, document in enumerate(documents):
        if document.case.group in _NOT_FROM or document.has_faults:
            continue
        stories = _stories(document)
        if not stories:
            continue
        key = (document.fold, document.page.language)
        frame = _furniture(document)
        pools.setdefault(key, []).extend(stories)
        frames.setdefault(key, []).append(frame)
        if number % 2:
            continue
        if case := make_page(f"{document.case.name}~0", stories, *frame):
            yield document.fold, case
    keys = sorted(pools)
    chance = random.Random(1)  # noqa: S311 - the same pages every time
    weights = [len(pools[key]) ** 0.5 for key in keys]
    for number in range(POOLED):
        key = chance.choices(keys, weights)[0]
        count = min(len(pools[key]), chance.randrange(2, 9))
        stories = chance.sample(pools[key], count)
        if case := make_page(f"pool~{number}", stories, *chance.choice(frames[key])):
            yield key[0], case


def _labels(document: Document) -> list[str]:
    return [min(allowed, key=PREFERENCE.index) for allowed in document.allowed]


def _stories(document: Document) -> list[Story]:
    """Return the items of a page."""
    runs = join_runs(_labels(document), document.page.pieces)
    gold = document.case.gold["items"]
    if len(runs) != len(gold):
        return []
    return [_story(document, run, item) for run, item in zip(runs, gold, strict=True)]


def _story(document: Document, run: ItemRun, gold: dict[str, Any]) -> Story:
    """Return the fields of an item, its text from the page and the rest from gold."""
    pieces = document.page.pieces
    text: list[str] = []
    line: int | None = None
    for n in run.with_label(BODY):
        if pieces[n].line == line and text:
            text[-1] += f" {pieces[n].text}"
        else:
            text.append(pieces[n].text)
        line = pieces[n].line
    dates = [pieces[n] for n in run.with_label(frozenset({"D0", "D1"})) if pieces[n].date]
    value = gold.get("date")
    day = value if value and len(value) == 10 else None
    printed = dates[0].text.strip(" ()[]|,-–—") if dates and day else None
    return Story(
        gold.get("title"), day, printed, gold.get("author"), tuple(text), document.page.language
    )


def _furniture(document: Document) -> tuple[list[str], list[str]]:
    """Return the lines above the first and below the last item."""
    pieces = document.page.pieces
    inside = [n for n, label in enumerate(_labels(document)) if label not in ("O", "G")]
    if not inside:
        return [], []
    head = list(dict.fromkeys(piece.whole for piece in pieces[: inside[0]]))
    foot = list(dict.fromkeys(piece.whole for piece in pieces[inside[-1] + 1 :]))
    return head[-25:], foot[:25]


def print_day(day: str, language: str, style: int) -> str:
    """Return a day in one of ten styles, in the words of a language."""
    when, words = date.fromisoformat(day), language_of(language)
    names = words.months[when.month - 1]
    month, short = names[0], names[min(1, len(names) - 1)]
    weekday = words.weekdays[when.weekday()][0]
    of = f" {words.of[0]} " if words.of and language != "en" else " "
    return (
        f"{when.day}{of}{month}{of}{when.year}",
        f"{when:%d/%m/%Y}",
        f"{weekday}, {when.day} {month} {when.year}",
        f"{when.day} {short} {when.year}",
        f"{when:%d.%m.%Y}",
        day,
        f"{month} {when.day}, {when.year}"
        if language == "en"
        else f"{when.day}. {month} {when.year}",
        f"{weekday} {when.day} {month} {when.year}",
        f"{when:%d/%m/%y}",
        f"{when.day}/{when.month}/{when.year}, {10 + when.day % 9}:{when.month + 20}",
    )[style]


def _choose_style(chance: random.Random, stories: Sequence[Story], words: Language) -> _Style:
    """Return a style that the fields of the stories allow."""
    order = chance.choice(_ORDERS)
    if not all(story.day for story in stories):
        order = order.replace("LD", "").translate({ord(sign): None for sign in "DPG"})
    if not all(story.title for story in stories):
        order = order.replace("T", "").replace("H", "B")
    if "B" not in order and "H" not in order:
        order += "B"
    inner, outer = chance.choice(((0, 1), (0, 0), (1, 1), (1, 2), (1, 1), (0, 1), (1, 3)))
    labels = [*words.posted, *words.published] or ["date"]
    extras = [None, None, None, *words.comments[:1], *words.share[:1]]
    is_cut = chance.random() < 0.45
    return _Style(
        order=order,
        date_style=chance.randrange(10),
        keeps_dates=chance.random() < 0.4 and all(story.printed for story in stories),
        inner=inner,
        outer=outer,
        paragraphs=1 if is_cut or chance.random() < 0.3 else 99,
        bullet=chance.choice(("", "", "", "", "• ", "- ", "* ")),
        is_numbered=chance.random() < 0.06,
        more=chance.choice(words.read_more or ("more",)) if chance.random() < 0.35 else None,
        more_is_glued=chance.random() < 0.5,
        label=chance.choice(labels).capitalize() + chance.choice((":", "", ":")),
        by=chance.choice(words.by or ("by",)).capitalize(),
        extra=chance.choice(extras),
        is_glued=chance.random() < 0.25,
        loses_titles=chance.random() < 0.15,
        is_cut=is_cut,
    )


def make_page(
    name: str, stories: Sequence[Story], head: Sequence[str], foot: Sequence[str]
) -> Case | None:
    """Return a page that shows stories in a style of its own, with gold; None if there are none."""
    chance = random.Random(name)  # noqa: S311 - the same page every time
    pool = [story for story in stories if story.text][: chance.randrange(2, 10)]
    if not pool:
        return None
    style = _choose_style(chance, pool, language_of(pool[0].language))
    kept_head = list(head[-chance.randrange(1, 26) :])
    kept_foot = list(foot[: chance.randrange(26)])
    lines = kept_head + [""] * style.outer * bool(kept_head)
    items = []
    heading: str | None = None
    if "G" in style.order:
        pool.sort(key=lambda story: story.day or "", reverse=True)
    for number, story in enumerate(pool):
        if "G" in style.order and story.day and story.day != heading:
            heading = story.day
            lines += [print_day(heading, story.language, style.date_style), *[""] * style.inner]
        block, item = _make_item(chance, style, story, number)
        for line in block:
            lines += [line, *[""] * style.inner]
        lines += [""] * max(0, style.outer - style.inner)
        if style.extra and "M" not in style.order:
            lines += [style.extra, *[""] * style.outer]
        items.append(item)
    lines += [*[""] * style.outer, *kept_foot] if kept_foot else []
    boilerplate = [line for line in {*kept_head, *kept_foot} if len(line.split()) > 1]
    gold = {"kind": "listing", "items": items, "boilerplate": sorted(boilerplate)}
    return Case(name, "synthetic", "\n".join(lines), gold, weight=WEIGHT, site=name)


def _make_item(
    chance: random.Random, style: _Style, story: Story, number: int
) -> tuple[list[str], dict[str, Any]]:
    """Return the lines of an item and its gold."""
    text, is_cut = _shorten(chance, style, story.text)
    title = None if style.loses_titles and chance.random() < 0.3 else story.title
    day = story.printed if style.keeps_dates else None
    if story.day and day is None:
        day = print_day(story.day, story.language, style.date_style)
    body = list(text)
    if style.more and style.more_is_glued:
        body[-1] += f" {style.more.capitalize()}"
    if style.order[0] == "B":
        body[0] = (f"{number + 1}. " if style.is_numbered else style.bullet) + body[0]
    if style.more and not style.more_is_glued:
        body.append(style.more.capitalize())
    fields: dict[str, list[str]] = {
        "D": [day] if day else [],
        "P": [f"({day})"] if day else [],
        "L": [style.label] if day else [],
        "T": [title] if title else [],
        "H": [title or text[0]],
        "A": [f"{style.by} {story.author}"] if story.author else [],
        "M": [style.extra] if style.extra else [],
        "B": body,
        "G": [],
    }
    block = _glue(chance, style, [(f, line) for f in style.order for line in fields[f]])
    whole = (title or text[0]) if "H" in style.order else None
    is_dated = bool(day) and any(sign in style.order for sign in "DPG")
    is_titled = any(sign in style.order for sign in "TH")
    return block, {
        "date": story.day if is_dated else None,
        "title": title if is_titled else None,
        "author": None,
        "body_starts": " ".join((whole or text[0]).split()[:7]),
        "body_ends": " ".join((whole or text[-1]).split()[-7:]),
        "truncated": is_cut,
        "truncated_any": True,
        "topics": [],
    }


def _shorten(chance: random.Random, style: _Style, text: Sequence[str]) -> tuple[list[str], bool]:
    """Return the paragraphs that a page shows, and whether they are cut off."""
    words = text[0].split()
    if not style.is_cut or len(words) <= 25:
        return list(text[: style.paragraphs]), False
    end = min(len(words) - 1, chance.randrange(20, 45))
    return [" ".join(words[:end]) + chance.choice(("…", "...", " [...]", " …", ""))], True


def _glue(chance: random.Random, style: _Style, fields: Sequence[tuple[str, str]]) -> list[str]:
    """Return the lines of fields, of which some share a line."""
    out: list[tuple[str, str]] = []
    for kind, line in fields:
        before = out[-1] if out else None
        is_short = before is not None and max(len(before[1].split()), len(line.split())) < 30
        shares = before is not None and (before[0] == "L" or kind == "P")
        joined = " "
        if not shares and style.is_glued and is_short and before and "D" in (kind, before[0]):
            shares, joined = True, chance.choice((" ", " | ", " - ", ", "))
        if shares and before:
            out[-1] = (kind, before[1] + joined + line)
        else:
            out.append((kind, line))
    return [line for _, line in out]
