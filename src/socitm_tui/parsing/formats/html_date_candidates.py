"""Where the page of an article prints dates that may be its own, and what labels them.

The lines around the headline come first, then those below the text, boxes that class names call a
date, and the line that opens the text. Dates of comments, of related stories, of quoted posts and
of changes are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from socitm_tui.model.entities import LineSpan, PrintedDate
from socitm_tui.parsing.dates.agreement import is_same_day
from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.dates.order import decide_order
from socitm_tui.parsing.dates.resolver import DateContext, Order, printed_date
from socitm_tui.parsing.formats.html_lines import Line, PageLines
from socitm_tui.parsing.formats.html_main_text import home_regions
from socitm_tui.parsing.formats.html_metadata import MachineDate, Metadata

LINES_ABOVE: Final = 4
"""Lines with text above the headline, and above the text, in which its date may be."""
LINES_BELOW: Final = 12
"""Lines with text below the headline."""
LINES_AFTER: Final = 6
"""Lines with text below the last line of the article."""
CLOSE_LINES: Final = 16
"""Lines below the headline, blank ones included."""
MAX_HEADER_WORDS: Final = 30
"""Words of a part of the page that may belong to the headline."""
LONGEST_LINE: Final = 160
"""Characters of a line that may be a date line."""
MOST_OTHER_TEXT: Final = 60
"""Characters of other text on the line of an unlabelled date."""
DAY_FORMS: Final = frozenset({"iso", "compact", "numeric", "named", "named-us", "roman"})
DIGIT: Final = re.compile(r"\d")
NEVER_OF_THE_ARTICLE: Final = frozenset({"comments", "related", "structure"})

CHANGED: Final = re.compile(
    r"updat|modifi|last (?:change|edit|review)|changed|revised|edited|reviewed|aktualisier"
    r"|ge[äa]ndert|[äa]nderung|\bstand\b|mis[e]? [àa] jour|\bmaj\b|mise? [àa] jour|actuali[sz]a"
    r"|aggiornat|ultima modifica|atuali[sz]a|bijgewerkt|gewijzigd|laatst|opdater|[äa]ndrad"
    r"|uppdater|oppdater|endret|zaktualizowan|aktualizacja|modyfikacj|diweddar|nuashonr"
    r"|joined|member since|registered|registriert|mitglied seit|dabei seit|inscrit"
    r"|copyright|©|printed|retrieved|accessed|abgerufen|archiv",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|\bposts?\b|created|released?\b|issued|erstellt|ver[öo]ffentlicht|datum"
    r"|\bvom\b|publicad|pubblicat|geplaatst|gepubliceerd|offentliggjort|udgivet|publicerad|publisert"
    r"|opublikowan|dodano|cyhoedd|foilsi|fecha|\bdate\b|\bdata\b|eingestellt|gepostet|geschrieben"
    r"|written|\bby\b|\bvon\b|\bpar\b|\bpor\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"\W*(?:this|dieser?|diese[sr]?|cet(?:te)?|este|esta|quest[oa]|dit|deze|denne|denna|dette|ten)"
    r" (?:entry|post|article|story|page|artikel|beitrag|eintrag|article|billet|artículo|entrada"
    r"|articolo|bericht|indlæg|inlägg|innlegg|wpis|artykuł|artigo)\b",
    re.IGNORECASE,
)
"""The opening of a sentence as “This entry was posted on 3 March 2009 and filed under Mill”."""
_OPENS_TEXT = re.compile(r"\s*(?:[-–—:)|]|\.\s+[-–—])")


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date that a page prints."""

    date: PrintedDate
    lines: LineSpan
    is_labelled: bool
    """Words before it or class names say that it is the day of publication."""
    is_alone: bool
    """Nothing else is printed on its line."""


@dataclass(frozen=True)
class DatedPage:
    """What is known of the page of an article before its date is determined."""

    page: PageLines
    metadata: Metadata
    url: str | None
    title: int
    """The line of the headline, or 0."""
    body: list[int]
    """The lines of the text."""
    language: str

    @property
    def lines(self) -> list[Line]:
        """The lines of the page."""
        return self.page.lines

    @cached_property
    def exact(self) -> list[MachineDate]:
        """The dates that tags name as those of publication."""
        return [date for date in self.metadata.dates if date.is_exact]

    @cached_property
    def context(self) -> DateContext:
        """In which order the page prints day and month."""
        mentions = [
            (number, mention)
            for number, line in enumerate(self.lines, 1)
            if len(line.text) <= LONGEST_LINE and DIGIT.search(line.text)
            for mention in find_dates(line.text, self.language)
        ]
        order = decide_order(mentions)
        return DateContext(order=order.order, order_reason=order.reason)

    @cached_property
    def date_lines(self) -> frozenset[int]:
        """The lines that class names call a date."""
        boxes = [box.lines for box in self.page.boxes if box.names.is_date]
        return frozenset(n for first, last in boxes for n in range(first, last + 1))

    @cached_property
    def update_lines(self) -> frozenset[int]:
        """The lines that class names call the date of a change."""
        boxes = [box.lines for box in self.page.boxes if box.names.is_update]
        return frozenset(n for first, last in boxes for n in range(first, last + 1))

    def is_foreign(self, number: int) -> bool:
        """True for a line of comments, related stories, navigation or a quotation.

        A few words right below the headline are none of these, whatever they are called.
        """
        line = self.lines[number - 1]
        if line.is_quoted:
            return True
        last = min(self.title + CLOSE_LINES, self.body[-1] - 1)
        is_below_headline = self.title and self.title < number <= last
        own = self.page.regions[line.region]
        if is_below_headline and own.words <= MAX_HEADER_WORDS and not own.has_heading:
            return False
        home = self.home
        region = line.region
        while region:
            if region in home:
                return False
            if self.page.regions[region].kind in NEVER_OF_THE_ARTICLE:
                return True
            region = self.page.regions[region].parent
        return False

    @cached_property
    def home(self) -> frozenset[int]:
        """The regions that hold headline and text, whatever they are called."""
        regions = set(home_regions(self.page, self.body))
        region = self.lines[self.title - 1].region if self.title else 0
        while region:
            regions.add(region)
            region = self.page.regions[region].parent
        return frozenset(regions)


def headline_zone(dated: DatedPage) -> list[int]:
    """The lines around the headline, those below it first, and those right above the text."""
    lines = dated.lines
    first = next((n for n in dated.body if lines[n - 1].is_prose), dated.body[0])
    start = dated.title or first
    below: list[int] = []
    prose = 0
    for number in range(start + 1, len(lines) + 1):
        line = lines[number - 1]
        if not line.text:
            continue
        prose += line.is_prose
        if len(below) == LINES_BELOW or prose > 2:
            break
        below.append(number)
    above_text = [n for n in range(first - 1, start, -1) if lines[n - 1].text][:LINES_ABOVE]
    above = [n for n in range(start - 1, 0, -1) if lines[n - 1].text][:LINES_ABOVE]
    return list(dict.fromkeys([*below, *above_text, start, *above]))


def near_headline(dated: DatedPage) -> Iterator[DateCandidate]:
    """The dates of the lines around the headline."""
    for number in headline_zone(dated):
        if not dated.is_foreign(number):
            yield from _candidates(dated, number)


def headline_month(dated: DatedPage) -> Iterator[DateCandidate]:
    """The months that are alone on a line near the headline."""
    for number in headline_zone(dated):
        if not dated.is_foreign(number) and number != dated.title:
            for candidate in _candidates(dated, number, forms=frozenset({"month"})):
                if candidate.is_alone:
                    yield candidate


def below_text(dated: DatedPage) -> Iterator[DateCandidate]:
    """The dates in the few lines that follow the text."""
    last = dated.body[-1] if dated.body else 0
    after = [n for n in range(last, len(dated.lines) + 1) if n and dated.lines[n - 1].text]
    for number in after[:LINES_AFTER]:
        if dated.is_foreign(number):
            continue
        text = dated.lines[number - 1].text
        if _STATEMENT.match(text):
            text = text[:LONGEST_LINE]
        yield from _candidates(dated, number, text)


def labelled_boxes(dated: DatedPage) -> Iterator[DateCandidate]:
    """The date of the boxes that class names call a date, if they agree on one."""
    candidates = [
        candidate
        for box in dated.page.boxes
        if box.names.is_date and not box.names.is_update
        and box.lines[0] <= len(dated.lines) and not dated.is_foreign(box.lines[0])
        and not CHANGED.search(dated.lines[box.lines[0] - 1].text.split(box.text)[0])
        for candidate in _candidates(dated, box.lines[0], box.text)
    ]  # fmt: skip
    if len({candidate.date.value for candidate in candidates}) == 1:
        yield candidates[0]


def dateline(dated: DatedPage) -> Iterator[DateCandidate]:
    """The date with which the text opens, as “Larkfield, 3 March 2009 – ”."""
    prose = [number for number in dated.body if dated.lines[number - 1].is_prose]
    for number in [*dated.body[:2], *prose[:2]]:
        text = dated.lines[number - 1].text
        for mention in find_dates(text[:MOST_OTHER_TEXT], dated.language):
            if mention.form in DAY_FORMS and _OPENS_TEXT.match(text[mention.end :]):
                date = _resolved(dated, mention)
                if date:
                    yield DateCandidate(date, (number, number), is_labelled=False, is_alone=False)


def sole_date(dated: DatedPage) -> Iterator[DateCandidate]:
    """The only date that lines of their own print outside of what is foreign."""
    candidates = [
        candidate
        for number, line in enumerate(dated.lines, 1)
        if line.text and len(line.text) <= LONGEST_LINE and not dated.is_foreign(number)
        for candidate in _candidates(dated, number)
        if candidate.is_alone or candidate.is_labelled
    ]
    if len({candidate.date.value for candidate in candidates}) == 1:
        yield candidates[0]


def _candidates(
    dated: DatedPage, number: int, text: str | None = None, forms: frozenset[str] = DAY_FORMS
) -> Iterator[DateCandidate]:
    """The dates of a line that may be those of the article."""
    text = dated.lines[min(number, len(dated.lines)) - 1].text if text is None else text
    if len(text) > LONGEST_LINE or not DIGIT.search(text):
        return
    mentions = find_dates(text, dated.language)
    end = 0
    for mention in mentions:
        before = text[end : mention.start]
        end = mention.end
        if mention.form not in forms or mention.is_range:
            continue
        if CHANGED.search(before[-60:]) or (number in dated.update_lines and len(mentions) == 1):
            continue
        is_labelled = number in dated.date_lines or bool(_PUBLISHED.search(before[-40:]))
        other = len(text) - sum(m.end - m.start for m in mentions)
        if _STATEMENT.match(text):
            is_labelled, other = True, min(other, MOST_OTHER_TEXT)
        if other > MOST_OTHER_TEXT and not (is_labelled and other <= 2 * MOST_OTHER_TEXT):
            continue
        if date := _resolved(dated, mention):
            yield DateCandidate(date, (number, number), is_labelled, is_alone=other <= 12)


def _resolved(dated: DatedPage, mention: DateMention) -> PrintedDate | None:
    """The date of a mention; if only the page can say which number is the month, its tags do."""
    date = printed_date(mention, dated.context)
    if date and mention.ambiguous:
        order: Order = "month" if dated.context.order == "day" else "day"
        context = DateContext(order, f"{order} first, as the page’s tags say")
        other = printed_date(mention, context)
        machine = [tag.date for tag in dated.exact] + dated.metadata.modified
        if other and any(is_same_day(other, tag) and not is_same_day(date, tag) for tag in machine):
            return other
    return date
