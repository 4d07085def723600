"""Pages that hold no news: notices about cookies, errors, pages that scripts would fill."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

from socitm_tui.model.entities import Draft
from socitm_tui.model.text import space_east_asian
from socitm_tui.parsing.formats.html_lines import Line, PageLines

MAX_NOTICE_WORDS: Final = 400
"""Words of a page that may be only a notice about cookies."""
MAX_ERROR_WORDS: Final = 150
"""Words of a page that may be only a message about an error."""
MAX_BUTTONS: Final = 80
"""Characters of a line of buttons."""
MIN_WORDS: Final = 25
"""Words of a page that has a text of its own."""
MIN_SENTENCE_WORDS: Final = 6
"""A line with fewer words is not a sentence of the page's own text."""

_ASKS_TO_WAIT = re.compile(r"java\s?script|browser|loading|please wait|bitte warten", re.IGNORECASE)
_ABOUT_COOKIES = re.compile(
    r"cookies?\b|personal data|personenbezogen|données personnelles|datos personales|dati personali"
    r"|your privacy|privatsphäre|datenschutz|consent|partners? store|legitimate interest"
    r"|persoonsgegevens|personoplysninger|personuppgifter|danych osobowych|dados pessoais",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"(?:i )?(?:accept|agree|allow|reject|decline|got it|manage|consent)\b"
    r"|(?:alle |alles )?(?:akzeptieren|annehmen|zustimmen|ablehnen|accepteren|weigeren)"
    r"|(?:tout )?(?:accepter|refuser)|j.accepte|aceptar|rechazar"
    r"|accett|rifiuta|aceitar|godkänn|godta|akceptuj",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:40[0134]|410|50[0-4])\b.{0,30}\b(?:error|not found|forbidden|fehler|erreur)"
    r"|(?:error|fehler|erreur) ?(?:40[0134]|410|50[0-4])\b|^(?:404|403|500)\b|page not found"
    r"|(?:page|site|article|document|file).{0,40}(?:not|n.t) (?:be )?(?:found|exist|available)"
    r"|seite.{0,30}nicht gefunden|nicht gefunden|page (?:introuvable|non trouvée)|no encontrad"
    r"|pagina non trovata|página não encontrada|pagina niet gevonden|siden (?:findes|blev) ikke"
    r"|sidan (?:kunde inte|hittades inte|finns inte)|fant ikke siden|nie znaleziono|access denied"
    r"|(?:down|closed) for maintenance|under maintenance|wartungsarbeiten|en maintenance"
    r"|no longer available|has been removed|tudalen heb ei chanfod|ní bhfuarthas",
    re.IGNORECASE,
)


def reason_for_no_news(
    page: PageLines, tree: HtmlElement, draft: Draft | None, window_title: str | None
) -> str | None:
    """What a page without news was taken for, or None.

    Args:
        page: The lines of the page.
        tree: Its elements.
        draft: The page read as one article, if it has a main text.
        window_title: What its tag `<title>` holds.
    """
    lines = [line for line in page.lines if line.text]
    words = sum(_count_words(line.text) for line in lines)
    if words <= MAX_NOTICE_WORDS and _is_cookie_notice(lines):
        return "it is a notice about cookies, and holds no news"
    text = draft.body if draft else ""
    if _count_words(text) <= MAX_ERROR_WORDS and _is_error(draft, window_title, text):
        return "it states that a page was not found or not available, and holds no news"
    has_script = next(tree.iter("script"), None) is not None
    if words < MIN_WORDS and has_script and not any(map(_is_sentence, lines)):
        return "it has no text of its own: scripts would fetch it"
    return None


def _is_sentence(line: Line) -> bool:
    """True for a sentence that does not ask for scripts or to wait."""
    is_long = _count_words(line.text) >= MIN_SENTENCE_WORDS and not line.linked
    return is_long and not _ASKS_TO_WAIT.search(line.text)


def _count_words(text: str) -> int:
    """The number of words, also of a text that is written without blanks."""
    return space_east_asian(text).count(" ") + 1


def _is_cookie_notice(lines: list[Line]) -> bool:
    """True if all prose is about cookies and there is something to accept."""
    prose = [line.text for line in lines if line.is_prose]
    buttons = (line.text for line in lines if len(line.text) <= MAX_BUTTONS)
    if not prose or not any(_ACCEPT.match(text) for text in buttons):
        return False
    about = sum(len(text) for text in prose if _ABOUT_COOKIES.search(text))
    return about >= 0.8 * sum(map(len, prose))


def _is_error(draft: Draft | None, window_title: str | None, text: str) -> bool:
    """True if headline or window title state an error and the text says no more."""
    titles = [title for title in (draft.title if draft else None, window_title) if title]
    if any(_ERROR.search(title) and len(title) < 120 for title in titles):
        return True
    return not titles and bool(_ERROR.search(text)) and _count_words(text) < MIN_WORDS
