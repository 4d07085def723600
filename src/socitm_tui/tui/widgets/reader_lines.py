"""An entry as the lines of the reading view, wrapped, with words, highlights and links marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from socitm_tui.model.corrections import corrected_values, correction_label
from socitm_tui.model.highlights import highlight_label, locate_highlights
from socitm_tui.model.hyperlinks import (
    find_links,
    has_links,
    insert_link_numbers,
    item_addresses,
    terminal_address,
)
from socitm_tui.model.labels import date_basis, date_in_words, publisher_label
from socitm_tui.model.text import clean_line
from socitm_tui.search.query_labels import find_matches
from socitm_tui.tui.styles import LINK
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.text_positions import ParagraphPart

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry, Highlight, LineSpan
    from socitm_tui.search.query import TextTerm

Line = tuple[Piece, ...]
KindSpan = tuple[int, int, str]
"""Start and end of a part of a text, and its kind."""
PositionedLine = tuple[Line, ParagraphPart]
"""A line, and what it shows."""
SEPARATOR: Final = " · "
BLANK: Final[PositionedLine] = ((), ParagraphPart())
SNIPPET_FROM: Final = 600
"""Characters of a text after which the words of a query are probably out of sight."""
SNIPPET_BEFORE, SNIPPET_AFTER = 60, 100
"""Characters of a snippet before and after the place where the words begin."""


@dataclass(frozen=True)
class EntryText:
    """An entry, and how it is set as lines."""

    entry: Entry
    width: int
    words: Sequence[TextTerm] = ()
    """The words to mark."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Topic -> its label."""
    has_snippet: bool = True
    """True to show words that are far down at the top as well."""

    def lines(self) -> Iterator[PositionedLine]:
        """The lines of the whole entry."""
        item, annotation = self.entry.item, self.entry.annotation
        yield from self._paragraph(item.heading, "made" if item.heading_made else "title")
        yield BLANK
        date = GLYPHS.own_text(date_in_words(item))
        yield from self._paragraph(date, "text", self._date_basis())
        topics = self._separator.join(self.labels.get(topic, topic) for topic in item.topics)
        names = self._separator.join(name for name in (publisher_label(item), item.author) if name)
        if names or topics:
            yield from self._paragraph(names, "text", topics)
        bookmark = "★ bookmarked" if annotation.bookmarked else ""
        facts = self._separator.join(self._facts())
        if bookmark or facts:
            yield from self._paragraph(bookmark, "bookmark", facts)
        corrected = corrected_values(self.entry.original, annotation.corrections, self.labels)
        for name, _, was in corrected:
            yield from self._paragraph(f"✎ {name} corrected by you, was {was}", "quiet")
        if annotation.tags:
            yield from self._paragraph("  ".join(f"#{tag}" for tag in annotation.tags), "emphasis")
        yield BLANK
        yield from self._snippet()
        yield from self._body()
        if item.truncated:
            yield BLANK
            yield from self._paragraph("⋯ cut off in the capture", "doubt")
        if annotation.note:
            yield BLANK
            yield from self._paragraph("✎ Your note", "quiet")
            yield from self._paragraphs(annotation.note)
        yield from self._highlight_notes()
        if item.url:
            yield BLANK
            yield from self._address(item.url)

    @cached_property
    def _separator(self) -> str:
        """What separates facts in a row, in the signs in use."""
        return GLYPHS.own_text(SEPARATOR)

    # -------------------------------------------------------------- around the body
    def _date_basis(self) -> str:
        """How the date is known; a corrected one never has the evidence of the one before."""
        if "date" in self.entry.annotation.corrections:
            return correction_label(self.entry.annotation, "date")
        return GLYPHS.own_text(date_basis(self.entry.item))

    def _facts(self) -> Iterator[str]:
        """What its signs in the timeline say of the item."""
        item = self.entry.item
        if item.same_story:
            yield f"×{len(item.same_story) + 1} same story"
        if item.heading_made:
            yield "heading made from the opening words"

    def _snippet(self) -> Iterator[PositionedLine]:
        """The first words of the query with those around them, if they are far down.

        They are no hits, so that `n` goes to the place where they are.
        """
        position = 0
        for line in self.entry.item.body.split("\n") if self.words and self.has_snippet else ():
            text = clean_line(line)
            matches = find_matches(text, self.words)
            if not matches:
                position += len(line) + 1
                continue
            first = matches[0][0]
            if position + first >= SNIPPET_FROM:
                start = text.rfind(" ", 0, max(first - SNIPPET_BEFORE, 0)) + 1
                end = text.find(" ", first + SNIPPET_AFTER) % (len(text) + 1)
                dots = GLYPHS.ellipsis
                before, after = f"{dots} " if start else "", f" {dots}" if end < len(text) else ""
                snippet = before + text[start:end] + after
                spans = [(*span, "more") for span in find_matches(snippet, self.words)]
                yield from self._wrapped(snippet, spans, "read")
                yield BLANK
            return

    def _highlight_notes(self) -> Iterator[PositionedLine]:
        """The notes on highlights, and the highlights that are lost."""
        if not self.entry.annotation.highlights:
            return
        located, lost = self._located_highlights
        noted = [highlight for _, highlight in located if highlight.note]
        for highlight in (*noted, *lost):
            yield BLANK
            label = highlight_label(highlight)
            if highlight in lost:
                words = f"✎ Your highlight, no longer in this text: {label}"
                yield from self._paragraph(words, "doubt")
            else:
                yield from self._paragraph(f"✎ On {label}", "quiet")
            yield from self._paragraphs(highlight.note) if highlight.note else ()

    def _address(self, url: str) -> Iterator[PositionedLine]:
        """The address of the item, and its number, which is not copied with it."""
        number, shown = f" [{self._link_numbers[url]}]", clean_line(url)
        part = ParagraphPart(insertions=((len(shown), len(number)),))
        spans = [(0, len(shown), LINK + url)] if terminal_address(url) else []
        yield from self._wrapped(shown + number, spans, "quiet", part)

    @cached_property
    def _link_numbers(self) -> Mapping[str, int]:
        """Address -> the number of the link."""
        return {address: n for n, address in enumerate(item_addresses(self.entry.item), 1)}

    # -------------------------------------------------------------- the body
    def _body(self) -> Iterator[PositionedLine]:
        position, is_linked = 0, has_links(self.entry.item.body)
        for line in self.entry.item.body.split("\n"):
            yield from self._body_paragraph(line, position, is_linked) if line.strip() else (BLANK,)
            position += len(line) + 1

    def _body_paragraph(
        self, paragraph: str, position: int, is_linked: bool
    ) -> Iterator[PositionedLine]:
        shown = paragraph
        insertions: tuple[tuple[int, int], ...] = ()
        if is_linked:
            shown, insertions = insert_link_numbers(paragraph, self._link_numbers)
        text = clean_line(shown)
        if text != shown:  # then its positions are not those in the body
            position, insertions = -1, ()
        part = ParagraphPart(text, 0, len(text), position, insertions)
        spans: list[KindSpan] = [(*span, "mark") for span in find_matches(text, self.words)]
        if self.entry.annotation.highlights and position >= 0:
            highlights = [
                (part.index_of(start), part.index_of(end), "highlight")
                for (start, end), _ in self._located_highlights[0]
            ]
            inside = [span for span in highlights if span[0] < len(text) and span[1] > 0]
            spans = merge_spans(spans, inside)
        if is_linked and position >= 0:
            links = [
                (part.index_of(position + link.start), part.index_of(position + link.end),
                 LINK + link.address)
                for link in find_links(paragraph) if terminal_address(link.address)
            ]  # fmt: skip
            spans = merge_spans(spans, links)
        yield from self._wrapped(text, spans, "text", part)

    @cached_property
    def _located_highlights(self) -> tuple[list[tuple[LineSpan, Highlight]], list[Highlight]]:
        return locate_highlights(self.entry.annotation.highlights, self.entry.item.body)

    # -------------------------------------------------------------- wrapping
    def _paragraphs(self, text: str) -> Iterator[PositionedLine]:
        for line in text.split("\n"):
            yield from self._paragraph(line, "text") if line.strip() else (BLANK,)

    def _paragraph(self, text: str, kind: str, suffix: str = "") -> Iterator[PositionedLine]:
        """A text and a quiet suffix, wrapped; the searched words of the text are marked."""
        text = clean_line(text)
        whole = self._separator.join(part for part in (text, clean_line(suffix)) if part)
        spans: list[KindSpan] = [(*span, "mark") for span in find_matches(text, self.words)]
        if suffix:
            spans.append((len(text), len(whole), "quiet"))
        yield from self._wrapped(whole, spans, kind, unbroken=self._separator)

    def _wrapped(
        self,
        text: str,
        spans: Sequence[KindSpan],
        kind: str,
        part: ParagraphPart = BLANK[1],
        *,
        unbroken: str = "",
    ) -> Iterator[PositionedLine]:
        """The lines of a paragraph, each with its part of the text."""
        wrapped = text.replace(unbroken, "\N{NO-BREAK SPACE}" + unbroken[1:]) if unbroken else text
        for start, end in wrap(wrapped, self.width):
            line = tuple(split_pieces(text, start, end, spans, kind))
            yield line, ParagraphPart(text, start, end, part.body_start, part.insertions)


def merge_spans(upper: Sequence[KindSpan], lower: Sequence[KindSpan]) -> list[KindSpan]:
    """The upper spans and what they leave free of the lower ones, in order.

    Neither the upper nor the lower spans overlap among themselves.
    """
    merged = list(upper)
    for start, end, kind in lower:
        done = start
        for first, last, _ in upper:
            if last <= done or first >= end:
                continue
            if first > done:
                merged.append((done, first, kind))
            done = last
        if done < end:
            merged.append((done, end, kind))
    return sorted(merged)


def split_pieces(
    text: str, start: int, end: int, spans: Sequence[KindSpan], kind: str
) -> Iterator[Piece]:
    """The pieces of a line of a paragraph, each with its kind.

    A mark that began on an earlier line is `more` here, so that each hit is counted once.
    """
    done = start
    for span_start, span_end, span_kind in spans:
        first, last = max(span_start, done), min(span_end, end)
        if first >= last:
            continue
        if first > done:
            yield text[done:first], kind
        is_rest = span_kind == "mark" and span_start < start
        yield text[first:last], "more" if is_rest else span_kind
        done = last
    if done < end:
        yield text[done:end], kind


def overlay_span(line: Sequence[Piece], start: int, end: int, kind: str) -> Line:
    """A line in which the characters from `start` to `end` are of another kind."""
    text = "".join(words for words, _ in line)
    spans, length = [], 0
    for words, own_kind in line:
        spans.append((length, length + len(words), own_kind))
        length += len(words)
    return tuple(split_pieces(text, 0, length, merge_spans([(start, end, kind)], spans), kind))
