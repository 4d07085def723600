"""Mail: one message, as `.eml` or from a mail folder; a newsletter gives several items.

The text that was sent is read as a page is; what it prints is kept, and the mail's own date is a
second witness. Where nothing is printed, the mail's date is the item's, and says so.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, replace
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Final, cast

from socitm_tui.model.entities import Draft, Evidence, PrintedDate
from socitm_tui.model.text import clean_line, ends_with_ellipsis
from socitm_tui.parsing.date_agreement import agreed, disagreeing
from socitm_tui.parsing.formats import (
    ENDS_TOO_SOON,
    Document,
    ParseResult,
    RefusedError,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.formats.html_decode import decode_page, is_half, is_mhtml
from socitm_tui.parsing.formats.html_lines import page_lines
from socitm_tui.parsing.formats.html_tokens import one_line, tamed
from socitm_tui.parsing.pages import read_page
from socitm_tui.parsing.timestamps import parse_timestamp

MAX_BYTES: Final = 64 * 1024 * 1024
SUBPROCESS_FROM_BYTES: Final = 2**20  # bytes from which on another process reads it
MOST_TEXT: Final = 4 * 1024 * 1024
MOST_PARTS: Final = 200
SURE: Final = frozenset({
    b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to", b"dkim-signature",
    b"list-id", b"list-unsubscribe", b"x-mailer", b"content-transfer-encoding",
})  # fmt: skip
WRITTEN: Final = frozenset({b"from", b"subject", b"date", b"to"})
_HEADER = re.compile(rb"([!-9;-~]+):[ \t]*[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n?")
_ENVELOPE = re.compile(rb"From [^\r\n]+\r?\n")
_FOOTER = re.compile(r"-- ?$|_{20,}$")
_WHERE = "the mail’s own date"


def recognises(document: Document) -> bool:
    """True for what begins with the headers of a mail that was sent."""
    names = _header_names(document.data[:65_536])
    if len(names & WRITTEN) < 2 or is_mhtml(document.data[:4096]):
        return False
    return bool(names & SURE) or document.name.lower().endswith((".eml", ".email"))


def _header_names(head: bytes) -> set[bytes]:
    at = match.end() if (match := _ENVELOPE.match(head)) else 0
    names: set[bytes] = set()
    while len(names) < 200 and (found := _HEADER.match(head, at)):
        names.add(found[1].lower())
        at = found.end()
    return names


def read(document: Document) -> ParseResult:
    """The items of a newsletter, or the message as one item.

    Raises:
        RefusedError: it is too large, or holds no text.
    """
    mail = _open(document)
    shown = "\n".join(mail.lines)
    if not shown.strip():
        raise RefusedError("it is a mail without any text in it")
    reading = read_page("\n" * (mail.first - 1) + "\n".join(_unsigned(mail)))
    if len(reading.drafts) > 1:
        drafts = tuple(_with_mail(draft, mail) for draft in reading.drafts)
        why = f"It is a newsletter of {len(drafts)} items, sent by {mail.sender or 'nobody named'}."
        layout, doubtful = f"mail, {reading.layout}", reading.doubtful
    else:
        drafts, layout, doubtful = (_message(mail, len(mail.lines)),), "mail", None
        why = f"It is one message, sent by {mail.sender or 'nobody named'}."
    if count := disagreeing(drafts):
        doubtful = f"{count} of its items are dated more than a day from the mail itself"
    if mail.is_half:
        doubtful = join_doubts(ENDS_TOO_SOON, doubtful)
    return ParseResult(layout, drafts, mail.sender, doubtful, (why,))


def text(document: Document) -> str:
    """The headers a reader is shown, a blank line, and the text of the mail."""
    return "\n".join(_open(document).lines)


# ------------------------------------------------------------------ opening
@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail as a reader is shown it."""

    lines: tuple[str, ...]
    first: int
    """The line on which the text begins, counted from 1."""
    subject: str | None
    sender: str | None
    date: PrintedDate | None
    date_line: int
    identity: str | None
    is_half: bool = False


def _open(document: Document) -> _Mail:
    refuse_larger(document, MAX_BYTES, "mail")
    envelope = _ENVELOPE.match(document.data)
    data = document.data[envelope.end() :] if envelope else document.data
    try:
        # the older policy: the newer one fails on headers that nobody should have written
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        subject = _header(message, "Subject")
        sender = _header(message, "From")
        printed = _header(message, "Date")
        identity = _header(message, "Message-ID")
        text = _text(message)
    except RefusedError:
        raise
    except Exception as error:  # a parser of anything may fail in any way
        raise RefusedError(f"it is a mail that cannot be read ({type(error).__name__})") from error
    headers = [("From", sender), ("Date", printed), ("Subject", subject)]
    shown = [f"{label}: {value}" for label, value in headers if value]
    return _Mail(
        lines=(*shown, "", *(clean_line(line).rstrip() for line in text.split("\n"))),
        first=len(shown) + 2,
        subject=subject or None,
        sender=_name(sender) or None,
        date=parse_timestamp(printed, _WHERE) if printed else None,
        date_line=1 + [label for label, value in headers if value].index("Date") if printed else 1,
        identity=identity or None,
        is_half=is_half(message),
    )


def _header(message: Message, name: str) -> str:
    """A header in one line, its encoded words decoded where they can be."""
    value = message.get(name)
    if value is None:
        return ""
    raw = str(value)[:10_000]
    try:
        return one_line(str(make_header(decode_header(raw))))
    except (ValueError, LookupError):
        return one_line(raw)


def _name(sender: str) -> str:
    """The name of a sender, or the address where there is none."""
    try:
        name, address = parseaddr(sender)
    except (RecursionError, ValueError):
        return sender[:100]
    return name or address


def _text(message: Message) -> str:
    """The text of a mail: of its HTML part where the plain one only says that there is one."""
    plain: list[str] = []
    pages: list[str] = []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_filename():
            continue
        data = cast("bytes", part.get_payload(decode=True) or b"")
        if data.strip():
            shown = decode_page(data[:MOST_TEXT], part.get_content_charset())
            (plain if kind == "text/plain" else pages).append(shown)
    own, page = "\n\n".join(plain), "\n\n".join(_lined(one) for one in pages)
    return page if len(page.split()) > 2 * len(own.split()) else own or page


def _lined(page: str) -> str:
    """The lines of an HTML part; letters are laid out in tables, nothing in them is furniture."""
    return "\n".join(line.text for line in page_lines(tamed(page)))


# ------------------------------------------------------------------ items
def _with_mail(draft: Draft, mail: _Mail) -> Draft:
    """An item of a newsletter, its printed date beside that of the mail."""
    said = [(mail.date, _WHERE)] if mail.date else []
    date, sentence, _ = agreed(draft.date, said)
    if draft.date is None and date:
        date = replace(date, rule=f"none is printed: {_WHERE} is taken", time=None)
        sentence = date.rule
    where = (mail.date_line, mail.date_line)
    field = "second witness" if draft.date else "date"
    evidence = [*draft.evidence, Evidence(field, where, sentence)] if said else draft.evidence
    return replace(draft, date=date, evidence=tuple(evidence))


def _message(mail: _Mail, last: int) -> Draft:
    """The mail as one item: its subject, its sender, its date."""
    body = "\n\n".join(_paragraphs(_unsigned(mail)))
    evidence = []
    if mail.date:
        evidence.append(Evidence("date", (mail.date_line, mail.date_line), mail.date.rule))
    evidence.append(Evidence("author", (1, 1), "the sender of the mail"))
    return Draft(
        lines=(1, last),
        body=body,
        title=mail.subject,
        date=mail.date,
        author=mail.sender,
        truncated=ends_with_ellipsis(body),
        identity=mail.identity,
        evidence=tuple(evidence),
    )


def _unsigned(mail: _Mail) -> tuple[str, ...]:
    """The lines of the text without the signature, or the footer of the list, below them."""
    for number in range(len(mail.lines) - 1, mail.first - 1, -1):
        if _FOOTER.match(mail.lines[number]) and number > len(mail.lines) / 2:
            return mail.lines[mail.first - 1 : number]
    return mail.lines[mail.first - 1 :]


def _paragraphs(lines: tuple[str, ...]) -> list[str]:
    """Lines joined to paragraphs at blank lines."""
    blocks = re.split(r"\n{2,}", "\n".join(line.strip() for line in lines))
    return [one for block in blocks if (one := " ".join(block.split()))]
