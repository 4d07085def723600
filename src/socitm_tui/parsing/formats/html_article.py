"""A page as one article: its main text, and around it the headline, the date and the byline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from socitm_tui.model.entities import Draft, Evidence, PrintedDate
from socitm_tui.model.text import ends_with_ellipsis
from socitm_tui.parsing import dates
from socitm_tui.parsing.date_agreement import agreed, is_near
from socitm_tui.parsing.formats.html_lines import Line
from socitm_tui.parsing.formats.html_metadata import Metadata, date_of_address
from socitm_tui.parsing.timestamps import parse_timestamp

LONG: Final = 40  # letters; a line as long as this is found in the main text by no accident
MOST_WORK: Final = 2_000_000_000  # letters looked at in search of parts of lines
ABOVE, BELOW = 5, 4
STAMP_LENGTH: Final = 120
_LETTERS = re.compile(r"[\W_]+")
_BYLINE = re.compile(
    r"(?:(?:written|posted|published)\s+)?by:?\s+(?P<name>[^|,·•\d]{3,60}?)\s*(?:[|,·•].*|(?:on|in|at)\s.*|)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"author:\s*(?P<name>[^|·•\d]{3,60})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """All that is known of a page before it is read as an article."""

    lines: tuple[Line, ...]
    main: str
    """The main text, as the extractor finds it."""
    meta: Metadata
    url: str | None


def read_article(page: Words) -> tuple[Draft, str | None] | None:
    """The page as one item and why that is doubtful, or None where it has no main text."""
    numbers = _body(page)
    title = _title(page, numbers)
    if title and title in numbers:
        numbers.remove(title)
    if not numbers:
        return None
    lines = page.lines
    where, printed, relative = _date(page, title, numbers)
    dated = {where} if where and (printed or relative) else set()
    byline, author = _author(page, title, numbers)
    numbers = [number for number in numbers if number not in {*dated, byline}] or numbers
    date, sentence, agrees = agreed(printed, _said(page, where))
    span = [*numbers, *dated, *(n for n in (title, byline) if n)]
    evidence = list(_evidence(page, title, byline))
    if date:
        spot = (where, where) if where else None
        rule = f"printed “{relative}”; {date.rule}" if relative else date.rule
        evidence.append(Evidence("date", spot, rule))
        if printed:
            evidence.append(Evidence("second witness", spot, sentence))
    body = "\n\n".join(lines[number - 1].text for number in numbers)
    doubt = None if agrees else "its printed date is not the one it gives to machines"
    draft = Draft(
        lines=(min(span), max(span)),
        body=body,
        title=lines[title - 1].text if title else page.meta.title,
        date=date,
        author=author or page.meta.author,
        url=page.url,
        truncated=ends_with_ellipsis(body),
        evidence=tuple(evidence),
    )
    return draft, doubt


def _evidence(page: Words, title: int, byline: int) -> Iterator[Evidence]:
    """Where headline and author stand, or that only machines are told."""
    if title:
        said = page.meta.title
        agrees = said and _squash(page.lines[title - 1].text) in _squash(said)
        more = "; the page’s tags agree" if agrees else f"; the page’s tags say “{said}”"
        yield Evidence(
            "title", (title, title), "the heading above the text" + (more if said else "")
        )
    elif page.meta.title:
        yield Evidence("title", None, "not printed above the text; the page’s tags say it")
    if byline:
        yield Evidence("author", (byline, byline), "printed beside the headline")
    elif page.meta.author:
        yield Evidence("author", None, "not printed; the page’s tags say it")


# ------------------------------------------------------------------ lines, by number from 1
def _body(page: Words) -> list[int]:
    """The lines of the main text. Short ones count only between long ones."""
    main = _squash(page.main)
    whole = {_squash(line) for line in page.main.split("\n")}
    searches = MOST_WORK // (len(main) + 1)
    inside = []
    for number, line in enumerate(page.lines, 1):
        letters = "" if line.furniture else _squash(line.text)
        if letters and letters not in whole:
            searches -= 1
            letters = letters if searches > 0 and letters in main else ""
        if letters:
            inside.append(number)
    long = [n for n in inside if len(_squash(page.lines[n - 1].text)) >= LONG]
    if not long:
        return inside if len(main) > LONG else []
    return [n for n in inside if long[0] <= n <= long[-1]]


def _title(page: Words, body: list[int]) -> int:
    """The heading of the article: the one that the tags name, else the nearest above the text."""
    first = body[0] if body else len(page.lines)
    headings = [
        number
        for number, line in enumerate(page.lines, 1)
        if 0 < line.heading <= 3 and not line.furniture and number <= first
    ]
    said = _squash(page.meta.title or "") or _squash(page.meta.window_title or "")
    for number in headings:
        letters = _squash(page.lines[number - 1].text)
        if len(letters) > 3 and (letters in said or (said and said in letters)):
            return number
    if not headings:
        return 0
    best = min(page.lines[number - 1].heading for number in headings)
    return [number for number in headings if page.lines[number - 1].heading == best][-1]


def _around(page: Words, title: int, body: list[int]) -> list[int]:
    """The lines where a date or byline may stand: below the headline, above it, below the text."""
    start = title or body[0]
    below_title = [n for n in range(start + 1, len(page.lines) + 1) if page.lines[n - 1].text]
    above = [n for n in range(start - 1, 0, -1) if page.lines[n - 1].text]
    after = [n for n in range(body[-1] + 1, len(page.lines) + 1) if page.lines[n - 1].text]
    own = [start] if not title else []
    return [*own, *below_title[:ABOVE], *above[:ABOVE], *after[:BELOW]]


def _date(page: Words, title: int, body: list[int]) -> tuple[int, PrintedDate | None, str]:
    """The line of the date, the date as printed, and what stands for one there (“6 days ago”)."""
    relative = (0, "")
    for number in _around(page, title, body):
        line = page.lines[number - 1]
        if len(line.text) > STAMP_LENGTH:
            continue
        found = [one for one in dates.find_dates(line.text) if one.form not in ("year",)]
        if line.moment and not relative[0] and (not found or found[0].form == "relative"):
            relative = (number, line.text if found else "")
        if not found or found[0].ranged or found[0].form in ("relative", "day-month"):
            continue
        rest = line.text.replace(found[0].printed, "")
        if len(rest) <= 60 and (read := _read(found[0], page.meta)):
            return number, read, ""
    return relative[0], None, relative[1]


def _read(found: dates.DateText, meta: Metadata) -> PrintedDate | None:
    """The printed date; where only the page can say which number is the month, its tags do."""
    read = dates.read_date(found)
    if found.is_ambiguous and read:
        other = dates.read_date(found, "month", "month first, as the page’s tags say")
        for said, _ in meta.dates:
            if other and is_near(other, said) and not is_near(read, said):
                return other
    return read


def _said(page: Words, where: int) -> list[tuple[PrintedDate, str]]:
    """What machines are told of the date: in the line itself first."""
    said = list(page.meta.dates)
    if page.url and (read := date_of_address(page.url)):
        said.append((read, "its address"))
    moment = page.lines[where - 1].moment if where else None
    if moment and (read := parse_timestamp(moment, "the page’s own tag <time>")):
        said.insert(0, (read, "the page’s own tag <time>"))
    return said


def _author(page: Words, title: int, body: list[int]) -> tuple[int, str | None]:
    """The line of the byline and the name in it."""
    for number in _around(page, title, body):
        text = page.lines[number - 1].text
        if len(text) <= STAMP_LENGTH and (
            match := _BYLINE.fullmatch(text) or _AUTHOR.fullmatch(text)
        ):
            return number, match["name"].strip()
    return 0, None


def _squash(text: str) -> str:
    """Letters and digits only, whatever their case."""
    return _LETTERS.sub("", text.casefold())
