"""The items of a feed as feedparser returns them -> drafts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from socitm_tui.model.entities import Draft, Evidence, LineSpan, PrintedDate
from socitm_tui.model.text import ends_with_ellipsis
from socitm_tui.parsing.dates.resolver import DateContext
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats.html_tokens import inline, one_line, prose, web_address

DATES: Final = (
    ("published", "as the feed gives it"),
    ("created", "as the feed gives it: when it was made"),
    ("updated", "as the feed gives it: when it was last changed, for it says nothing else"),
)
_MAIL_AUTHOR = re.compile(r"\S+@\S+ \(([^()]+)\)|([^<>@]+?) <\S+@\S+>")
_UNIQUE = re.compile(r"(?:https?://|tag:|urn:|oai:)\S", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{2,6}|#[xX][\da-fA-F]{2,5});")
_ESCAPED_HTML = re.compile(
    r"\s*+&(?:amp;)?lt;(?:p|div|h[1-6]|ul|ol|span|strong|em|b|i|a|br|img|blockquote|table|font)\b"
    r"|.*?&(?:amp;)?lt;/(?:p|div|h[1-6]|li|strong|em|b|i|u|a|span|blockquote)\s?&(?:amp;)?gt;",
    re.IGNORECASE | re.DOTALL,
)


def draft_of_entry(
    entry: dict[str, Any],
    lines: LineSpan,
    feed_name: str | None,
    base: str | None,
    context: DateContext,
    *,
    whole: bool,
) -> Draft | None:
    """The item of an entry, or None if it has neither title nor text."""
    title, body = entry_title(entry) or None, _body(entry)
    if not title and not body:
        return None
    printed, evidence = _date(entry, lines, context)
    tags = _tags(entry)
    if tags:
        evidence.append(Evidence("topics", lines, f"tagged {', '.join(tags)} by the feed"))
    source = entry.get("source")
    return Draft(
        lines=lines,
        body=body,
        title=title,
        date=printed,
        author=entry_author(entry),
        publisher=entry_title(source) or feed_name if isinstance(source, dict) else feed_name,
        url=entry_link(entry, base),
        truncated=not whole or ends_with_ellipsis(body),
        topics=tuple(re.sub(r"[^\w]+", "-", tag.casefold()).strip("-") for tag in tags) or None,
        identity=_identity(entry, feed_name),
        evidence=tuple(evidence),
    )


def _date(
    entry: dict[str, Any], lines: LineSpan, context: DateContext
) -> tuple[PrintedDate | None, list[Evidence]]:
    """The date of publication as printed, else that of the last change, with the evidence."""
    evidence: list[Evidence] = []
    for field, rule in DATES:
        words = one_line(field_text(field_value(entry, field)))
        if not words:
            continue
        if printed := parse_timestamp(words, rule, context):
            return printed, [*evidence, Evidence("date", lines, printed.rule)]
        evidence.append(Evidence("date", lines, f"printed “{words}”, which is no date we can read"))
    return None, evidence


def entry_title(entry: Mapping[str, Any]) -> str:
    """The title of an entry or a feed in one line."""
    detail = field_value(entry, "title_detail")
    value = field_text(field_value(entry, "title"))
    is_html = isinstance(detail, dict) and "html" in str(detail.get("type"))
    if "<" not in value and _ESCAPED_HTML.match(value):
        value, is_html = html.unescape(value), True
    title = inline(value) if is_html else one_line(value)
    return one_line(html.unescape(title)) if is_html and _REFERENCE.search(title) else title


def _body(entry: dict[str, Any]) -> str:
    """The longest of the texts that the feed gives for an item."""
    content, summary = field_value(entry, "content"), field_value(entry, "summary")
    parts = content if isinstance(content, list) else []
    texts = [part for part in parts if isinstance(part, dict)]
    if summary not in [part.get("value") for part in texts]:  # the parser repeats it there
        detail = field_value(entry, "summary_detail")
        texts.append({"type": "html"} | (detail if isinstance(detail, dict) else {}))
        texts[-1]["value"] = summary
    bodies = [
        _paragraphs(value, is_html="html" in str(part.get("type")))
        for part in texts
        if (value := field_text(part.get("value")))
    ]
    return max(bodies, key=len, default="")


def _paragraphs(value: str, *, is_html: bool) -> str:
    """The paragraphs of a text; HTML that was escaped once too often is unescaped first."""
    if "<" not in value and _ESCAPED_HTML.match(value):
        value, is_html = html.unescape(value), True
    body = prose(value, is_html=is_html)
    return html.unescape(body) if is_html and _REFERENCE.search(body) else body


def field_value(fields: Mapping[str, Any], name: str) -> object:
    """A field as it is; the parser's own `get` answers with another field if it has none."""
    return dict.get(cast("dict[str, Any]", fields), name)


def entry_author(entry: Mapping[str, Any]) -> str | None:
    """Who wrote an item; the parser takes names and addresses of mail apart."""
    authors = field_value(entry, "authors")
    authors = authors if isinstance(authors, list) else []
    whole = one_line(field_text(field_value(entry, "author")))
    if len(authors) < 2 and (match := _MAIL_AUTHOR.fullmatch(whole)):
        return match[1] or match[2]  # the parser fails for domains such as `.museum`
    names = [
        one_line(field_text(author.get("name")) or field_text(author.get("email")))
        for author in authors
        if isinstance(author, dict)
    ]
    distinct = dict.fromkeys(name for name in names if name)
    return ", ".join(distinct) or one_line(field_text(field_value(entry, "author"))) or None


def _tags(entry: dict[str, Any]) -> tuple[str, ...]:
    tags = field_value(entry, "tags")
    words = (
        one_line(field_text(tag.get("label")) or field_text(tag.get("term")))
        for tag in (tags if isinstance(tags, list) else [])
        if isinstance(tag, dict)
    )
    return tuple(dict.fromkeys(word for word in words if word))[:50]


def entry_link(fields: Mapping[str, Any], base: str | None) -> str | None:
    """The address of an item or feed; documents of any type count, enclosures do not."""
    for name in ("feedburner_origlink", "link"):  # the first is the address before a detour
        link = one_line(field_text(field_value(fields, name)))
        if link and (address := web_address(link, base)):
            return address
    return next(entry_links(fields, base, ("alternate",)), None)


def entry_links(
    fields: Mapping[str, Any], base: str | None, relations: tuple[str, ...]
) -> Iterator[str]:
    """The web addresses of an entry or a feed that have one of the relations."""
    links = field_value(fields, "links")
    for link in links if isinstance(links, list) else []:
        if not isinstance(link, dict) or link.get("rel", "alternate") not in relations:
            continue
        if address := web_address(one_line(field_text(link.get("href"))), base):
            yield address


def _identity(entry: dict[str, Any], feed_name: str | None) -> str | None:
    """The identifier of an item; one that is not unique in the world gets the feed's name."""
    name = one_line(field_text(field_value(entry, "id"))) or entry_link(entry, None)
    if not name:
        return None
    return name if _UNIQUE.match(name) else f"{feed_name or ''}\n{name}"


def field_text(value: object) -> str:
    """The value of a field if it is text, else nothing."""
    return value if isinstance(value, str) else ""
