"""Drafts -> items: a key made of what is printed, a heading, topics, and an estimate if undated."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from socitm_tui.ingest.date_estimates import estimate_date
from socitm_tui.ingest.reference_data import ReferenceData
from socitm_tui.model.entities import NO_PUBLISHER, Capture, Draft, Evidence, Item
from socitm_tui.model.labels import capture_label, make_heading

OPENING_WORDS = 12
KEY_LENGTH = 12
WORD = re.compile(r"[^\W_]+")
MONTH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*")


def make_items(
    capture: Capture,
    drafts: Sequence[Draft],
    known: Callable[[str], Item | None],
    others: Sequence[str],
    lore: ReferenceData,
) -> Iterable[Item]:
    """The items of a capture, each under a key that no other capture's item has.

    What another capture of the same address (`others`) says in the same words is not repeated.
    """
    slugs = {topic.slug for topic in lore.taxonomy.topics}
    taken: set[str] = set()
    is_page = len(drafts) == 1 and capture.seen is not None
    if len(drafts) == 1 and not drafts[0].url:
        drafts = [replace(drafts[0], url=capture.url)]  # the page is the item's own
    for number, draft in enumerate(drafts):
        printed = _printed_identity(draft)
        key = _make_key(printed)
        if others and _is_repeated(draft, printed, known, others):
            continue
        owner = known(key)
        version_of = capture.url if is_page and not draft.identity else None
        if key in taken or (owner and owner.capture_sha256 != capture.sha256):
            if owner and (draft.identity or owner.capture_sha256 in others):
                version_of = owner.key
            key = _make_key(f"{printed}\n{capture.sha256}")
        if key in taken:
            key = _make_key(f"{printed}\n{capture.sha256}\n{number}")
        taken.add(key)
        item = _make_item(key, capture, draft, slugs, lore)
        yield replace(item, version_of=version_of) if version_of else item


def captures_of_same_address(capture: Capture, captures: Iterable[Capture]) -> tuple[str, ...]:
    """The other captures of the address of a capture, where it was fetched from there.

    Following an address for a year must not tell everything 365 times. Of files that somebody
    saved, each stands for itself.
    """
    if not (capture.url and capture.seen):
        return ()
    return tuple(
        one.sha256 for one in captures if one.url == capture.url and one.sha256 != capture.sha256
    )


def date_and_time(item: Item) -> tuple[str, str]:
    """What items are in order by: date and time as far as they are known.

    “2012-03-27” > “2012-03” > “2012” > “2011-12-31” as strings: what is known to the month or year
    stands behind the days of it, and the undated behind all.
    """
    return item.date or "", item.time or ""


def sort_newest_first(items: Iterable[Item]) -> list[Item]:
    """Items in the order of the archive; those of one moment keep the order of their page."""
    return sorted(items, key=date_and_time, reverse=True)


def _is_repeated(
    draft: Draft, printed: str, known: Callable[[str], Item | None], others: Sequence[str]
) -> bool:
    """True where another capture of the same address gave just this."""
    said = draft.title, draft.body, draft.date and (draft.date.value, draft.date.time)
    keys = [_make_key(printed), *(_make_key(f"{printed}\n{one}") for one in others)]
    return any(
        said == (item.title, item.body, item.date and (item.date, item.time))
        for key in keys
        if (item := known(key)) and item.capture_sha256 in others
    )


def _make_item(
    key: str, capture: Capture, draft: Draft, known: set[str], lore: ReferenceData
) -> Item:
    heading, made = make_heading(draft.title, draft.body)
    given = tuple(topic for topic in draft.topics or () if topic in known)
    date, probably = draft.date, draft.estimate
    if not (date or probably):
        probably = estimate_date(draft.title, draft.body, lore.offices)
    return Item(
        key=key,
        title=draft.title,
        heading=heading,
        heading_made=made or draft.title_made,
        date=date.value if date else None,
        time=date.time if date else None,
        precision=date.precision if date else "none",
        date_printed=date.printed if date else None,
        date_rule=date.rule if date else None,
        date_estimate=probably,
        author=draft.author,
        publisher=draft.publisher or capture.publisher or _host_name(capture.url) or NO_PUBLISHER,
        url=draft.url,
        body=draft.body,
        truncated=draft.truncated,
        topics=given or lore.taxonomy.assign(draft.title, draft.body),
        layout=capture.layout,
        capture_name=capture.name,
        capture_sha256=capture.sha256,
        capture_lines=draft.lines,
        evidence=(*draft.evidence, *_capture_evidence(capture)),
    )


def _capture_evidence(capture: Capture) -> Iterator[Evidence]:
    """When the page was captured, where that is known."""
    if capture.seen:
        yield Evidence("capture", None, capture_label(capture.seen, capture.url))


def _host_name(url: str | None) -> str | None:
    """Whose page it is, as far as its address tells."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _printed_identity(draft: Draft) -> str:
    """What the page prints of an item that no better parsing will print differently.

    A feed names its items. Elsewhere it is the day, month and year of the printed date and the
    opening words, headline included: where the headline ends may be understood better one day.
    """
    if draft.identity:
        return draft.identity
    opening = WORD.findall(f"{draft.title or ''} {draft.body}".casefold())[:OPENING_WORDS]
    return f"{_date_words(draft.date.printed if draft.date else '')}\n{' '.join(opening)}"


def _date_words(printed: str) -> str:
    """Day, month and year as printed, without weekday, time and what stands around them."""
    words = []
    for word in re.findall(r"\d+|[^\W\d_]+", printed.casefold()):
        if word.isdigit():
            words.append(word.lstrip("0"))
        elif match := MONTH.fullmatch(word):
            words.append(match[1])
    return " ".join(words[:3])


def _make_key(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:KEY_LENGTH]
