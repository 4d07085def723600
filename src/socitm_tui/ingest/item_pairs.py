"""The items of a capture before and after it is read in another way, paired, with the difference.

Two drafts are a pair if they share more lines with each other than with any other draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socitm_tui.model.entities import Draft
from socitm_tui.model.labels import count_label, make_heading

UNCHANGED, NEW, GONE = "unchanged", "new", "gone"


@dataclass(frozen=True, slots=True)
class ItemPair:
    """An item before and after; one of them is None if it is new or gone."""

    before: Draft | None
    after: Draft | None
    change: str
    """In words: `unchanged`, `new`, `gone`, `dated 2012-03-27, not undated`."""

    @property
    def draft(self) -> Draft:
        """The item as it is after; if it is gone, as it was before."""
        draft = self.after or self.before
        assert draft is not None  # noqa: S101 - a pair has at least one
        return draft

    @property
    def is_redated(self) -> bool:
        """True if the item exists before and after, with different dates."""
        return (
            self.before is not None
            and self.after is not None
            and draft_date(self.before) != draft_date(self.after)
        )


def pair_items(before: Sequence[Draft], after: Sequence[Draft]) -> tuple[ItemPair, ...]:
    """The items before and after in pairs, in the order of the page."""
    shared = sorted(
        (
            (_shared_lines(old, new), old == new, -i, -j)
            for i, old in enumerate(before)
            for j, new in enumerate(after)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for lines, _, i, j in shared:
        if lines and -i not in taken and -j not in partner:
            partner[-j] = -i
            taken.add(-i)
    pairs = [
        _make_pair(before[partner[j]] if j in partner else None, new) for j, new in enumerate(after)
    ]
    pairs += [_make_pair(old, None) for i, old in enumerate(before) if i not in taken]
    return tuple(sorted(pairs, key=lambda pair: pair.draft.lines))


def _shared_lines(draft: Draft, other: Draft) -> int:
    first, last = max(draft.lines[0], other.lines[0]), min(draft.lines[1], other.lines[1])
    return max(0, last - first + 1)


def _make_pair(before: Draft | None, after: Draft | None) -> ItemPair:
    if before is None or after is None:
        return ItemPair(before, after, NEW if before is None else GONE)
    return ItemPair(before, after, "; ".join(_differences(before, after)) or UNCHANGED)


def _differences(before: Draft, after: Draft) -> Iterator[str]:
    """What is different, each in words."""
    if draft_date(before) != draft_date(after):
        yield f"{'dated ' if after.date else ''}{draft_date(after)}, not {draft_date(before)}"
    if before.title != after.title:
        old = f"“{before.title}”" if before.title else "none"
        yield f"headline “{after.title}”, not {old}" if after.title else f"no headline, not {old}"
    if before.author != after.author:
        yield f"by {after.author}" if after.author else f"no author, not {before.author}"
    if before.body != after.body:
        old, new = (_paragraphs(draft) for draft in (before, after))
        yield f"{new} of text, not {old}" if old != new else "other text"


def _paragraphs(draft: Draft) -> str:
    count = len(draft.body.split("\n\n")) if draft.body else 0
    return count_label(count, "paragraph")


def draft_date(draft: Draft) -> str:
    """The date of an item as far as it is known, or `undated`."""
    return draft.date.value if draft.date else "undated"


def draft_label(draft: Draft) -> str:
    """The date and the heading of an item, the heading in ‹angle quotes› if it was derived."""
    heading, is_made = make_heading(draft.title, draft.body)
    return f"{draft_date(draft)}  {f'‹{heading}›' if is_made or draft.title_made else heading}"


def changed_pairs(pairs: Sequence[ItemPair]) -> tuple[ItemPair, ...]:
    """The pairs that are not unchanged."""
    return tuple(pair for pair in pairs if pair.change != UNCHANGED)


def summarise_pairs(pairs: Sequence[ItemPair]) -> str:
    """The numbers of items before and after in a few words: `1 item → 8 items`."""
    before = sum(pair.before is not None for pair in pairs)
    after = sum(pair.after is not None for pair in pairs)
    changed = len(changed_pairs(pairs))
    if before != after:
        return f"{count_label(before, 'item')} → {count_label(after, 'item')}"
    return f"{count_label(after, 'item')} as before, {changed or 'none'} changed"
