"""Mail: a message as `.eml` or from a mail folder. A newsletter or digest has several items.

A reply is one item, its quoted lines marked with `>`. The text of a newsletter is read as a page
is. Printed dates are kept and compared with the date of the mail; an item without one gets the date
of the mail, and the evidence says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from itertools import islice, pairwise
from typing import Final, cast

from socitm_tui.model.entities import Draft, Evidence, PrintedDate
from socitm_tui.model.text import ends_with_ellipsis
from socitm_tui.parsing.dates.agreement import count_disagreements, reconcile_dates
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.formats.mail_text import (
    is_quoting,
    is_signed,
    quoted_paragraphs,
    text_of_message,
)
from socitm_tui.parsing.formats.mhtml import is_mhtml
from socitm_tui.parsing.formats.mime import (
    MAX_PARTS,
    ParsedMessage,
    body_charset,
    header_names,
    header_text,
    parse_message,
    sender_name_of,
)
from socitm_tui.parsing.pages import read_page

MAX_BYTES: Final = 64 * 1024 * 1024
SUBPROCESS_FROM_BYTES: Final = 2**20  # a larger mail is parsed in a child process
SENT_HEADERS: Final = frozenset({
    b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to", b"dkim-signature",
    b"list-id", b"list-unsubscribe", b"x-mailer", b"content-transfer-encoding",
})  # fmt: skip
"""Headers that only mail has."""
WRITTEN_HEADERS: Final = frozenset({b"from", b"subject", b"date", b"to"})
"""Headers that a person may write in a text as well."""
EMPTY: Final = "no text was found in it"
_MAIL_NAME = re.compile(r"\.(?:emlx?|email)$|#\d+$", re.IGNORECASE)
_FOOTER = re.compile(r"-- ?$|_{20,}$")
_REPLY = re.compile(
    r"(?:re|aw|sv|vs|antw?|odp|rif|res|ynt|fwd?|wg|tr)(?:\[\d+\])?\s?:", re.IGNORECASE
)
_RULE = re.compile(r"-{30,}\s*$")
_DIGEST_HEADER = re.compile(r"(?:Message|Date|From|Subject|To|Cc|Message-ID|Content-Type):\s?(.*)")
_WHERE = "the mail’s own date"


def recognises(document: Document) -> bool:
    """True for a document that begins with the headers of a mail."""
    names = header_names(document.data)
    if not names & (WRITTEN_HEADERS | SENT_HEADERS) or is_mhtml(document.data):
        return False
    if _MAIL_NAME.search(document.name):
        return True
    return len(names & WRITTEN_HEADERS) >= 2 and bool(names & SENT_HEADERS)


def read(document: Document) -> ParseResult:
    """The items of a newsletter or digest, or the message as one item.

    Raises:
        RefusedError: it is too large, or holds no text.
    """
    mail = _open(document)
    if not any(line.strip() for line in mail.lines):
        raise RefusedError("it is a mail without any text in it")
    layout, doubtful = "mail", None
    if mail.posts:
        drafts = tuple(_draft_of_post(mail, post) for post in mail.posts)
        layout = "mail, digest"
        why = f"It is a digest of {len(drafts)} messages, sent by {mail.sender_label}."
    elif newsletter := _read_newsletter(mail):
        drafts, layout, doubtful = newsletter
        why = f"It is a newsletter of {len(drafts)} items, sent by {mail.sender_label}."
    else:
        drafts = (_draft_of_post(mail, mail.own),)
        why = f"It is one message, sent by {mail.sender_label}."
    if count := count_disagreements(drafts):
        doubtful = f"{count} of its items are dated more than a day from the mail itself"
    empty = EMPTY if not any(draft.body for draft in drafts) else None
    doubtful = join_doubts(mail.doubt, empty, doubtful)
    return ParseResult(layout, drafts, mail.own.sender, doubtful, (why,))


def text(document: Document) -> str:
    """The headers that a mail program shows, a blank line, and the text of the mail."""
    return "\n".join(_open(document).lines)


# ------------------------------------------------------------------ opening
@dataclass(frozen=True, slots=True)
class _Post:
    """A message in the lines that are shown of a mail: the mail itself, or one of a digest."""

    first: int
    """The line of its first header, counted from 1."""
    text_first: int
    """The line on which its text begins."""
    last: int
    subject: str | None
    sender: str | None
    date: PrintedDate | None
    date_line: int
    identity: str | None
    is_letter: bool = False
    """Written to be read as a whole: a reply, or a text signed by its sender."""


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail as it is shown."""

    lines: tuple[str, ...]
    own: _Post
    posts: tuple[_Post, ...]
    """The messages of a digest; empty for any other mail."""
    doubt: str | None

    @property
    def sender_label(self) -> str:
        """The sender, for a sentence."""
        return self.own.sender or "nobody named"


def _open(document: Document) -> _Mail:
    refuse_larger(document, MAX_BYTES, "mail")
    try:
        return _open_message(parse_message(document.data))
    except RefusedError:
        raise
    except Exception as error:  # a parser of anything may fail in any way
        raise RefusedError(f"it is a mail that cannot be read ({type(error).__name__})") from error


def _open_message(parsed: ParsedMessage) -> _Mail:
    message = parsed.message
    digest = [part for part in islice(message.walk(), MAX_PARTS) if _is_digest(part)]
    doubts: list[str | None] = [parsed.doubt]
    if digest:
        inner = [post for part in digest for post in _messages_inside(part)]
        own, lines = _post_of_message(message, [], 1, doubts)
        posts = []
        for each in inner:
            text = text_of_message(each, doubts)
            post, shown = _post_of_message(each, text, len(lines) + 1, doubts)
            posts.append(post)
            lines += [*shown, ""]
        return _Mail(tuple(lines), own, tuple(posts), join_doubts(*dict.fromkeys(doubts)))
    own, lines = _post_of_message(message, text_of_message(message, doubts), 1, doubts)
    posts = list(_posts_of_plain_digest(lines, own))
    return _Mail(tuple(lines), own, tuple(posts), join_doubts(*dict.fromkeys(doubts)))


def _is_digest(part: Message) -> bool:
    return part.get_content_type() == "multipart/digest" and part.is_multipart()


def _messages_inside(digest: Message) -> Iterator[Message]:
    for part in cast("list[Message]", digest.get_payload())[:MAX_PARTS]:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield from cast("list[Message]", part.get_payload())


def _post_of_message(
    message: Message, text: list[str], first: int, doubts: list[str | None]
) -> tuple[_Post, list[str]]:
    """A message and its lines: the headers that are shown, a blank line, the text."""
    charset = body_charset(message)
    subject, sender, printed, identity = (
        header_text(message, name, charset, doubts)
        for name in ("Subject", "From", "Date", "Message-ID")
    )
    headers = [("From", sender), ("Date", printed), ("Subject", subject)]
    shown = [f"{label}: {value}" for label, value in headers if value]
    labels = [label for label, value in headers if value]
    sender_name = sender_name_of(sender)
    is_reply = bool(_REPLY.match(subject) or message.get("In-Reply-To"))
    is_bulk = message.get("List-Unsubscribe") is not None
    post = _Post(
        first=first,
        text_first=first + len(shown) + 1,
        last=first + len(shown) + len(text),
        subject=subject or None,
        sender=sender_name or None,
        date=parse_timestamp(printed, _WHERE) if printed else None,
        date_line=first + labels.index("Date") if printed else first,
        identity=identity or None,
        is_letter=is_reply or is_quoting(text) or (not is_bulk and is_signed(text, sender_name)),
    )
    return post, [*shown, "", *text]


def _posts_of_plain_digest(lines: list[str], own: _Post) -> Iterator[_Post]:
    """The messages of a digest in plain text (RFC 1153), separated by lines of thirty dashes."""
    rules = [n for n, line in enumerate(lines, 1) if _RULE.match(line) and n >= own.text_first]
    sections = pairwise([*rules, len(lines) + 1])
    posts = [post for rule, end in sections if (post := _post_of_section(lines, rule + 1, end))]
    if len(posts) > 1:
        yield from posts


def _post_of_section(lines: list[str], first: int, end: int) -> _Post | None:
    """The message between two rules; None if no headers of a message begin it."""
    while first < end and not lines[first - 1].strip():
        first += 1
    headers: dict[str, tuple[str, int]] = {}
    at = first
    while at < end and (header := _DIGEST_HEADER.match(lines[at - 1])):
        headers.setdefault(lines[at - 1].partition(":")[0], (header[1].strip(), at))
        at += 1
        while at < end and lines[at - 1][:1] in ("\t", " ") and lines[at - 1].strip():
            at += 1
    if not {"From", "Subject"} <= headers.keys():
        return None
    printed, date_line = headers.get("Date", ("", first))
    subject = headers["Subject"][0]
    return _Post(
        first=first,
        text_first=at,
        last=end - 1,
        subject=subject or None,
        sender=sender_name_of(headers["From"][0]) or None,
        date=parse_timestamp(printed, "the date of the message") if printed else None,
        date_line=date_line,
        identity=headers.get("Message-ID", ("", 0))[0] or None,
        is_letter=True,
    )


# ------------------------------------------------------------------ items
def _read_newsletter(mail: _Mail) -> tuple[tuple[Draft, ...], str, str | None] | None:
    """Drafts, layout and doubt of a newsletter; None for a message that is one item."""
    if mail.own.is_letter:
        return None
    reading = read_page("\n" * (mail.own.text_first - 1) + "\n".join(_unsigned(mail, mail.own)))
    if sum(bool(draft.title or draft.date) for draft in reading.drafts) < 2:
        return None
    drafts = tuple(_with_mail_date(draft, mail.own) for draft in reading.drafts)
    return drafts, f"mail, {reading.layout}", reading.doubtful


def _with_mail_date(draft: Draft, mail: _Post) -> Draft:
    """An item of a newsletter, its printed date compared with that of the mail."""
    own = [(mail.date, _WHERE)] if mail.date else []
    date, sentence, _ = reconcile_dates(draft.date, own)
    if draft.date is None and date:
        date = replace(date, rule=f"none is printed: {_WHERE} is taken", time=None)
        sentence = date.rule
    where = (mail.date_line, mail.date_line)
    field = "second witness" if draft.date else "date"
    evidence = [*draft.evidence, Evidence(field, where, sentence)] if own else draft.evidence
    return replace(draft, date=date, evidence=tuple(evidence))


def _draft_of_post(mail: _Mail, post: _Post) -> Draft:
    """A message as one item: its subject, its sender, its date, its text."""
    body = "\n\n".join(quoted_paragraphs(_unsigned(mail, post)))
    evidence = []
    if post.date:
        evidence.append(Evidence("date", (post.date_line, post.date_line), post.date.rule))
    evidence.append(Evidence("author", (post.first, post.first), "the sender of the mail"))
    return Draft(
        lines=(post.first, max(post.first, post.last)),
        body=body,
        title=post.subject,
        date=post.date,
        author=post.sender,
        truncated=ends_with_ellipsis(body),
        identity=post.identity,
        evidence=tuple(evidence),
    )


def _unsigned(mail: _Mail, post: _Post) -> tuple[str, ...]:
    """The lines of the text without the signature, or the footer of the list, below them."""
    for number in range(post.last, post.text_first, -1):
        if _FOOTER.match(mail.lines[number - 1]) and number > (post.first + post.last) / 2:
            return mail.lines[post.text_first - 1 : number - 1]
    return mail.lines[post.text_first - 1 : post.last]
