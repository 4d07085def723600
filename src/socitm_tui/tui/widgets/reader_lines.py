"""An entry set as the lines of the reading view: wrapped, its words, passages and links marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from socitm_tui.model.corrections import describe_corrections
from socitm_tui.model.highlights import highlight_label, locate_highlights
from socitm_tui.model.hyperlinks import has_links, insert_link_numbers, item_addresses
from socitm_tui.model.labels import date_evidence, date_in_words
from socitm_tui.model.text import clean_line
from socitm_tui.search.query_labels import find_matches
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.text_positions import LineSource
from socitm_tui.tui.widgets.timeline_rows import Piece

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry, Highlight, LineSpan
    from socitm_tui.search.query import TextTerm

Line = tuple[Piece, ...]
Span = tuple[int, int, str]
Set = tuple[Line, LineSource]
"""A line, and what of which text it shows."""
DOT, GLUED = " · ", "\N{NO-BREAK SPACE}· "
"""What parts things said in a row, and how it is wrapped, so that it begins no line."""
BLANK: Set = ((), LineSource())
FAR = 600
"""Characters into a text from which on the words searched are likely out of sight."""
BEFORE, BEHIND = 60, 100
"""Characters of a snippet before and from where the words begin, to the next blank."""


@dataclass(frozen=True)
class EntryText:
    """How an entry is set."""

    entry: Entry
    width: int
    words: Sequence[TextTerm] = ()
    """The words to mark."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Slug -> label of the topics."""
    snippet: bool = True
    """False where the words are looked for in this text alone."""

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """Address -> the number of the link."""
        return {address: at for at, address in enumerate(item_addresses(self.entry.item), 1)}

    def lines(self) -> Iterator[Set]:
        """The lines of the whole entry."""
        item, annotation = self.entry.item, self.entry.annotation
        yield from self._paragraph(item.heading, "made" if item.heading_made else "title")
        yield BLANK
        yield from self._paragraph(date_in_words(item), "text", date_evidence(self.entry.original))
        source = DOT.join(one for one in (item.publisher, item.author) if one)
        yield from self._paragraph(source, "text", DOT.join(self._topics()))
        if states := self._states():
            yield from self._paragraph(DOT.join(states), "doubt")
        for words in describe_corrections(self.entry.original, annotation.corrections):
            yield from self._paragraph(f"✎ corrected by you: {words}", "doubt")
        if annotation.tags:
            yield from self._paragraph("  ".join(f"#{tag}" for tag in annotation.tags), "lit")
        yield BLANK
        yield from self._snippet()
        yield from self._body()
        if item.truncated:
            yield BLANK
            yield from self._paragraph("⋯ cut off in the capture", "doubt")
        if annotation.note:
            yield BLANK
            yield from self._paragraph("✎ Your note", "quiet")
            yield from self._text(annotation.note)
        yield from self._passages()
        if item.url:
            yield BLANK
            yield from self._address(item.url)

    def _address(self, url: str) -> Iterator[Set]:
        """The address of the item, and its number, which is not copied with it."""
        number, url = f" [{self._numbers[url]}]", clean_line(url)
        whole, gaps = url + number, ((len(url), len(number)),)
        for start, end in wrap(whole, self.width):
            yield ((whole[start:end], "quiet"),), LineSource(whole, start, end, gaps=gaps)

    def _topics(self) -> list[str]:
        return [self.labels.get(topic, topic) for topic in self.entry.item.topics]

    def _states(self) -> list[str]:
        item, annotation = self.entry.item, self.entry.annotation
        return [
            words
            for words, applies in (
                ("★ bookmarked", annotation.bookmarked),
                ("⋯ cut off in the capture", item.truncated),
                (f"×{len(item.same_story) + 1} same story", bool(item.same_story)),
                ("heading made from the opening words", item.heading_made),
            )
            if applies
        ]

    def _snippet(self) -> Iterator[Set]:
        """The words that are searched and those around them, where they first stand further down.

        They are no hit of their own there: `n` goes to where they stand.
        """
        at = 0
        for line in self.entry.item.body.split("\n") if self.words and self.snippet else ():
            text = clean_line(line)
            if not (found := find_matches(text, self.words)):
                at += len(line) + 1
                continue
            first = found[0][0]
            if at + first >= FAR:
                start = text.rfind(" ", 0, max(first - BEFORE, 0)) + 1
                end = text.find(" ", first + BEHIND) % (len(text) + 1)
                parts = ("… " if start else "", text[start:end], " …" if end < len(text) else "")
                shown = "".join(parts)
                spans = [(*span, "more") for span in find_matches(shown, self.words)]
                for start, end in wrap(shown, self.width):
                    yield (
                        tuple(cut(shown, start, end, spans, "quiet")),
                        LineSource(shown, start, end),
                    )
                yield BLANK
            return

    # -------------------------------------------------------------- the body
    def _body(self) -> Iterator[Set]:
        at, linked = 0, has_links(self.entry.item.body)
        for line in self.entry.item.body.split("\n"):
            yield from self._body_paragraph(line, at, linked) if line.strip() else (BLANK,)
            at += len(line) + 1

    def _body_paragraph(self, raw: str, at: int, linked: bool) -> Iterator[Set]:
        shown, gaps = insert_link_numbers(raw, self._numbers) if linked else (raw, ())
        if (text := clean_line(shown)) != shown:  # then places in it are not those in the body
            at, gaps = -1, ()
        spans: list[Span] = [(*span, "mark") for span in find_matches(text, self.words)]
        if self._marked and at >= 0:
            whole = LineSource(text, 0, len(text), at, gaps)
            found = [(whole.of_body(a), whole.of_body(b), "passage") for a, b in self._marked]
            spans = over(spans, [one for one in found if one[0] < len(text) and one[1] > 0])
        for start, end in wrap(text, self.width):
            yield (
                tuple(cut(text, start, end, spans, "text")),
                LineSource(text, start, end, at, gaps),
            )

    @cached_property
    def _placed(self) -> tuple[list[tuple[LineSpan, Highlight]], list[Highlight]]:
        return locate_highlights(self.entry.annotation.highlights, self.entry.item.body)

    @cached_property
    def _marked(self) -> list[tuple[int, int]]:
        """Where the marked passages stand in the body."""
        return [span for span, _ in self._placed[0]] if self.entry.annotation.highlights else []

    def _passages(self) -> Iterator[Set]:
        """Notes on passages, and passages that are lost."""
        if not self.entry.annotation.highlights:
            return
        found, lost = self._placed
        for one in (*(one for _, one in found if one.note), *lost):
            yield BLANK
            words = highlight_label(one)
            if one in lost:
                lost_words = f"✎ Your highlight, no longer in this text: {words}"
                yield from self._paragraph(lost_words, "doubt")
            else:
                yield from self._paragraph(f"✎ On {words}", "quiet")
            yield from self._text(one.note) if one.note else ()

    def _text(self, text: str) -> Iterator[Set]:
        for line in text.split("\n"):
            yield from self._paragraph(line, "text") if line.strip() else (BLANK,)

    def _paragraph(self, text: str, kind: str, aside: str = "") -> Iterator[Set]:
        """A text wrapped, its searched words marked; `aside` follows it, quietly."""
        text = clean_line(text)
        whole = f"{text}{DOT}{clean_line(aside)}" if aside else text
        spans: list[Span] = [(*span, "mark") for span in find_matches(text, self.words)]
        if aside:
            spans.append((len(text), len(whole), "quiet"))
        for start, end in wrap(whole.replace(DOT, GLUED), self.width):
            yield tuple(cut(whole, start, end, spans, kind)), LineSource(whole, start, end)


def over(spans: Sequence[Span], under: Sequence[Span]) -> list[Span]:
    """Spans in their order with what of others they leave free; neither overlap themselves."""
    found = list(spans)
    for start, end, kind in under:
        at = start
        for first, last, _ in spans:
            if last <= at or first >= end:
                continue
            if first > at:
                found.append((at, first, kind))
            at = last
        if at < end:
            found.append((at, end, kind))
    return sorted(found)


def cut(text: str, start: int, end: int, spans: Sequence[Span], kind: str) -> Iterator[Piece]:
    """The pieces of one line of a paragraph, each with what it is.

    A mark that began on the line before is called `more` here, so that each is counted once.
    """
    at = start
    for span_start, span_end, other in spans:
        first, last = max(span_start, at), min(span_end, end)
        if first >= last:
            continue
        if first > at:
            yield text[at:first], kind
        yield text[first:last], "more" if other == "mark" and span_start < start else other
        at = last
    if at < end:
        yield text[at:end], kind


def overlay_span(line: Line, start: int, end: int, kind: str) -> Line:
    """A line with what stands between two of its signs shown as something else."""
    text = "".join(words for words, _ in line)
    spans, at = [], 0
    for words, own in line:
        spans.append((at, at + len(words), own))
        at += len(words)
    return tuple(cut(text, 0, len(text), over([(start, end, kind)], spans), kind))
