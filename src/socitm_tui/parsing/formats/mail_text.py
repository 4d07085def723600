"""The text of a mail: its lines, what is quoted in them, and whether it is a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from itertools import groupby
from typing import Final

from socitm_tui.model.text import clean_line
from socitm_tui.parsing.formats.html_line_builder import text_lines
from socitm_tui.parsing.formats.html_tokens import one_line
from socitm_tui.parsing.formats.mime import decode_part, text_parts

MAX_TEXT_BYTES: Final = 4 * 1024 * 1024
"""Bytes of the text of a mail that are read."""
_QUOTED = re.compile(r"\s{0,3}((?:[A-Z][\w.-]{0,12})?>(?:\s?>)*)\s?(.*)", re.DOTALL)
_ORIGINAL = re.compile(r"\s*-{2,}\s?[^\W\d_][\w ’']{4,40}-{2,}\s*$")
_FROM_LINE = re.compile(r"\*?(?:From|Von|De|Da|Van|Fra|Från|Od)\s?:\*?\s\S")
_SENT_LINE = re.compile(
    r"\*?(?:Sent|Gesendet|Envoyé|Enviado(?: el| em)?|Inviato|Verzonden|Sendt|Skickat|Wysłano)\s?:"
)
_HEADER_LINE = re.compile(r"\*?[^\W\d_][\w ]{1,12}:\*?\s\S")
_BLOCKQUOTE = re.compile(r"<(/?)blockquote\b[^>]*+>", re.IGNORECASE)
_QUOTE_STARTS, _QUOTE_ENDS = "\ue0f0", "\ue0f1"


def text_of_message(message: Message, doubts: list[str | None]) -> list[str]:
    """The text of a message: its plain part, or the HTML part if the plain one only names that."""
    plain: list[str] = []
    pages: list[str] = []
    for part in text_parts(message):
        decoded = decode_part(part, MAX_TEXT_BYTES)
        if decoded.text.strip():
            doubts.append(decoded.doubt)
            is_page = part.get_content_type() == "text/html"
            (pages if is_page else plain).append(decoded.text)
    own, page = "\n\n".join(plain), "\n\n".join(_page_text(page) for page in pages)
    text = page if len(page.split()) > 2 * len(own.split()) else own or page
    return [clean_line(line).rstrip() for line in text.split("\n")] if text else []


def _page_text(page: str) -> str:
    """The lines of an HTML part, quoted ones marked with `>`.

    Mails are laid out in tables, so nothing in them is taken for boilerplate.
    """
    marked = _BLOCKQUOTE.sub(lambda tag: f"<p>{_QUOTE_ENDS if tag[1] else _QUOTE_STARTS}</p>", page)
    lines: list[str] = []
    depth = 0
    for line in text_lines(marked).split("\n"):
        if line in (_QUOTE_STARTS, _QUOTE_ENDS):
            depth = max(depth + (1 if line == _QUOTE_STARTS else -1), 0)
        else:
            lines.append(f"{'> ' * depth}{line}")
    return "\n".join(lines)


def is_quoting(text: list[str]) -> bool:
    """True if two lines or more are quoted: a reply, even if its headers do not say so."""
    return sum(1 for line in text if line.startswith(">")) >= 2


def is_signed(text: list[str], sender: str) -> bool:
    """True if a text ends with the name of its sender, or the first word of it, as letters do."""
    names = {sender.casefold(), sender.casefold().partition(" ")[0]} - {""}
    lines = [line.strip(" -–—,.~*").casefold() for line in text if line.strip()]
    return "@" not in sender and any(line in names for line in lines[-4:])


def quoted_paragraphs(lines: tuple[str, ...]) -> Iterator[str]:
    """Lines joined to paragraphs at blank lines; quoted ones are paragraphs of their own."""
    for (depth, _), block in groupby(_unquoted(lines), key=lambda line: (line[0], not line[1])):
        words = " ".join(" ".join(words for _, words in block).split())
        if words:
            yield f"{'> ' * depth}{words}"


def _unquoted(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """How deep each line is quoted, and the line without the marks.

    All below a line such as `-----Original Message-----`, or below the headers of another mail as
    Outlook prints them, is quoted.
    """
    outer = 0
    for number, line in enumerate(lines):
        if not outer and _begins_original(line, lines[number + 1 : number + 4]):
            outer = 1
        if match := _QUOTED.match(line):
            yield outer + match[1].count(">"), match[2].strip()
        else:
            yield outer, one_line(line)


def _begins_original(line: str, following: tuple[str, ...]) -> bool:
    """True for the line above the mail that is answered, or its first header."""
    if _ORIGINAL.match(line):
        return any(_HEADER_LINE.match(each) for each in following)
    return bool(_FROM_LINE.match(line)) and any(_SENT_LINE.match(each) for each in following)
