"""Makes items of drafts: adds a key, a heading, topics, and a date estimate if there is no date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from socitm_tui.ingest.date_estimates import estimate_date
from socitm_tui.ingest.reference_data import ReferenceData
from socitm_tui.model.entities import NO_PUBLISHER, Capture, Draft, Evidence, Item
from socitm_tui.model.labels import capture_label, make_heading, time_label
from socitm_tui.model.text import SEARCH_WORD

OPENING_WORDS = 12
"""Words of headline and body that are part of the key of an item."""
KEY_LENGTH = 12
"""Hexadecimal digits of a key."""
MONTH_NAME = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*")


def make_items(
    capture: Capture,
    drafts: Sequence[Draft],
    find_item: Callable[[str], Item | None],
    others: Sequence[str],
    reference_data: ReferenceData,
) -> Iterator[Item]:
    """The items of a capture, each with a key that no item of another capture has.

    Items that another capture of the same address has in the same words are left out.

    Args:
        capture: The capture.
        drafts: What was found in it.
        find_item: Returns the item of the archive that has a key.
        others: The SHA-256 of the other captures of the same address.
        reference_data: The taxonomy and the office holders.
    """
    topics = {topic.slug for topic in reference_data.taxonomy.topics}
    used_keys: set[str] = set()
    is_page = len(drafts) == 1 and capture.seen is not None
    if len(drafts) == 1 and not drafts[0].url:
        drafts = [replace(drafts[0], url=capture.url)]  # the page is the item's own
    for number, draft in enumerate(drafts):
        identity = _printed_identity(draft)
        key = _make_key(identity)
        if others and _is_repeated(draft, identity, find_item, others):
            continue
        owner = find_item(key)
        version_of = capture.url if is_page and not draft.identity else None
        if key in used_keys or (owner and owner.capture_sha256 != capture.sha256):
            if owner and (draft.identity or owner.capture_sha256 in others):
                version_of = owner.key
            key = _make_key(f"{identity}\n{capture.sha256}")
        if key in used_keys:
            key = _make_key(f"{identity}\n{capture.sha256}\n{number}")
        used_keys.add(key)
        item = _make_item(key, capture, draft, topics, reference_data)
        yield replace(item, version_of=version_of) if version_of else item


def captures_of_same_address(capture: Capture, captures: Iterable[Capture]) -> tuple[str, ...]:
    """The SHA-256 of other captures of the address that a capture was fetched from.

    An address that is fetched every day must not result in 365 copies of an item a year. Files that
    user saved are independent of each other and have no other captures here.
    """
    if not (capture.url and capture.seen):
        return ()
    return tuple(
        other.sha256
        for other in captures
        if other.url == capture.url and other.sha256 != capture.sha256
    )


def date_and_time(item: Item) -> tuple[str, str]:
    """What items are sorted by: date and time as far as they are known.

    As strings “2012-03-27” > “2012-03” > “2012” > “2011-12-31”. So, newest first, an item that is
    dated to a month or year comes after those dated to its days, and undated items come last.
    """
    return item.date or "", item.time or ""


def sort_newest_first(items: Iterable[Item]) -> list[Item]:
    """Items in the order of the archive; at the same date and time they keep their order."""
    return sorted(items, key=date_and_time, reverse=True)


def _is_repeated(
    draft: Draft, identity: str, find_item: Callable[[str], Item | None], others: Sequence[str]
) -> bool:
    """True if another capture of the same address has an item of this title, body and date."""
    content = draft.title, draft.body, draft.date and (draft.date.value, draft.date.time)
    keys = [_make_key(identity), *(_make_key(f"{identity}\n{sha256}") for sha256 in others)]
    return any(
        content == (item.title, item.body, item.date and (item.date, item.time))
        for key in keys
        if (item := find_item(key)) and item.capture_sha256 in others
    )


def _make_item(
    key: str, capture: Capture, draft: Draft, topics: set[str], reference_data: ReferenceData
) -> Item:
    heading, is_heading_made = make_heading(draft.title, draft.body)
    given_topics = tuple(topic for topic in draft.topics or () if topic in topics)
    date, date_estimate = draft.date, draft.estimate
    if not (date or date_estimate):
        date_estimate = estimate_date(draft.title, draft.body, reference_data.office_holders)
    return Item(
        key=key,
        title=draft.title,
        heading=heading,
        heading_made=is_heading_made or draft.title_made,
        date=date.value if date else None,
        time=date.time if date else None,
        precision=date.precision if date else "none",
        date_printed=date.printed if date else None,
        date_rule=date.rule if date else None,
        date_estimate=date_estimate,
        author=draft.author,
        publisher=draft.publisher or capture_publisher(capture),
        url=draft.url,
        body=draft.body,
        truncated=draft.truncated,
        topics=given_topics or reference_data.taxonomy.assign(draft.title, draft.body),
        layout=capture.layout,
        capture_name=capture.name,
        capture_sha256=capture.sha256,
        capture_lines=draft.lines,
        evidence=(*draft.evidence, *_capture_evidence(capture)),
    )


def _capture_evidence(capture: Capture) -> Iterator[Evidence]:
    """When the page was captured, if that is known, and when again."""
    if capture.seen:
        yield Evidence("capture", None, capture_label(capture.seen, capture.url))
    if capture.seen_again:
        times = ", ".join(time_label(time) for time in capture.seen_again.split())
        yield Evidence("capture", None, f"captured again, unchanged, {times}")


def capture_publisher(capture: Capture) -> str:
    """The publisher of the items of a capture that name none themselves."""
    return capture.publisher or host_name(capture.url) or NO_PUBLISHER


def host_name(url: str | None) -> str | None:
    """The host name of an address without `www.`, as the name of a publisher."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _printed_identity(draft: Draft) -> str:
    """What the page prints of an item that stays the same if parsing is improved.

    A feed gives its items an identity. Otherwise it is day, month and year of the printed date and
    the opening words, with the headline: where the headline ends may be parsed better one day.
    """
    if draft.identity:
        return draft.identity
    words = SEARCH_WORD.findall(f"{draft.title or ''} {draft.body}".casefold())[:OPENING_WORDS]
    return f"{_date_words(draft.date.printed if draft.date else '')}\n{' '.join(words)}"


def _date_words(printed: str) -> str:
    """Day, month and year as printed, without weekday, time and anything else."""
    words = []
    for word in re.findall(r"\d+|[^\W\d_]+", printed.casefold()):
        if word.isdigit():
            words.append(word.lstrip("0"))
        elif match := MONTH_NAME.fullmatch(word):
            words.append(match[1])
    return " ".join(words[:3])


def _make_key(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:KEY_LENGTH]
