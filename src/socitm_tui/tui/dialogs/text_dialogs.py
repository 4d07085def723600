"""Dialogs over the panes: a text to read, a question, all actions by name, and what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from socitm_tui.model.corrections import correction_label
from socitm_tui.model.entities import Annotation, Entry, Evidence, Item
from socitm_tui.model.labels import (
    TopicLabels,
    count_label,
    date_label,
    printed_date_label,
    publisher_label,
    topics_label,
)
from socitm_tui.model.reattach import describe_annotation, origin_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, move_distance, pane_bindings
from socitm_tui.tui.dialogs.overlay import Overlay
from socitm_tui.tui.keys import KEYS
from socitm_tui.tui.signs import SIGNS
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.status_line import hint_content
from socitm_tui.tui.widgets.timeline_rows import row_heading

ORPHANS_EXPLAINED: Final = (
    "Their items are not in the archive, or are read differently now and no match is certain. "
    "They are kept; load the capture again to have their items back."
)
FOOT_LINES: Final = 2
MAX_CARD_WIDTH: Final = 92
"""Cells of the widest card."""
CARD_FRAME: Final = 8
"""Cells of its edge, padding and scroll bar."""
OTHER_READINGS: Final = ", before "
"""Begins the readings that lost in the evidence of a layout; `load --explain` prints them."""
SIGN_WIDTH: Final = 6
"""Cells of a sign before its meaning."""
MAX_QUESTION_CELLS: Final = 84
"""Width of the lines below a question."""


class TextDialog(Overlay[None]):
    """A text to read, closed by its own keys and by the keys that open a dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *pane_bindings("dialog"),
        *(
            Binding(",".join(key.keys), "leave", "Back", show=False, id=key.id)
            for key in KEYS
            if key.id in ("choose", "evidence", "signs")
        ),
    ]

    def __init__(self, title: str, body: Content | Callable[[int], Content]) -> None:
        """A text.

        Args:
            title: The line above it.
            body: The text, or what makes it for so many cells.
        """
        super().__init__()
        self._title, self._body = title, body
        self._text = Static()

    def compose(self) -> ComposeResult:
        """The title, the text and the keys."""
        with VerticalScroll(id="dialog", can_focus=False):
            yield Static(Content(clean_line(self._title)), id="dialog-title")
            self._lay_out()
            yield self._text
            hint = hint_in(self, "{leave} back · {down} {up} scroll")
            yield Static(hint_content(hint), id="dialog-foot")

    def on_resize(self) -> None:
        """Lay the text out for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = min(MAX_CARD_WIDTH, self.app.size.width * 9 // 10) - CARD_FRAME
        self._text.update(self._body if isinstance(self._body, Content) else self._body(width))

    def action_move(self, movement: str) -> None:
        """Scroll as a key of the group “Moving” says."""
        text = self.query_one("#dialog")
        lines = move_distance(movement, text.size.height - FOOT_LINES)
        text.scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Close the dialog."""
        self.dismiss()

    def on_click(self, event: events.Click) -> None:
        """Close the dialog by a click outside it."""
        if event.widget is self:
            self.dismiss()


class ConfirmDialog(Overlay[bool]):
    """A question; its result is the answer."""

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("question")

    def __init__(self, question: str, details: Sequence[str] = ()) -> None:
        """A question.

        Args:
            question: A sentence.
            details: Lines below it that help to answer.
        """
        super().__init__()
        self._question, self._details = question, details

    def compose(self) -> ComposeResult:
        """The question and the keys that answer it."""
        with Vertical(id="dialog", classes="-question"):
            room = min(MAX_QUESTION_CELLS, self.app.size.width * 9 // 10 - CARD_FRAME)
            yield Static(
                _wrapped(GLYPHS.own_text(clean_line(self._question)), room), id="dialog-title"
            )
            for line in map(clean_line, self._details):
                yield Static(_wrapped(line, room))
            yield Static(hint_content(hint_in(self, "{yes} yes · {no} no")), id="dialog-foot")

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Answer no."""
        self.dismiss(False)


def _wrapped(line: str, width: int) -> Content:
    """A line of text, wrapped to lines of so many cells."""
    return Content("\n".join(line[start:end] for start, end in wrap(line, width)))


def signs_dialog() -> TextDialog:
    """What the signs on the screen mean."""
    return TextDialog("Signs", _signs_table)


def _signs_table(width: int) -> Content:
    """The signs with their meanings, wrapped beside them."""
    lines = []
    for sign, words in SIGNS:
        left, meaning = GLYPHS.own_text(sign), GLYPHS.own_text(words)
        for start, end in wrap(meaning, width - SIGN_WIDTH):
            shown = (fit_padded(left, SIGN_WIDTH), "$accent-ink")
            lines.append(Content.assemble(shown, meaning[start:end]))
            left = ""
    return Content("\n").join(lines)


# ------------------------------------------------------------------ evidence
EvidenceRow = tuple[str, str, str]
"""A field, its value, and where it is in the capture and why it was read there."""


def evidence_dialog(entry: Entry, labels: TopicLabels) -> TextDialog:
    """The fields of an entry, their values, and the evidence for them."""
    rows = list(_evidence_rows(entry, labels))
    return TextDialog(row_heading(entry.item), partial(_evidence_table, rows))


def _evidence_table(rows: Sequence[EvidenceRow], width: int) -> Content:
    """The rows in three columns of so many cells together."""
    name_width = max(len(name) for name, _, _ in rows) + 2
    value_width = max(cell_len(value) for _, value, _ in rows) + 2
    value_width = min(value_width, (width - name_width) * 2 // 5)
    widths = name_width, value_width, width - name_width - value_width
    lines = [line for row in rows for line in _evidence_lines(row, widths)]
    return Content("\n").join(lines)


def _evidence_lines(row: EvidenceRow, widths: tuple[int, int, int]) -> Iterator[Content]:
    """One field in three columns, each of them wrapped."""
    (name, value, reason), (name_width, value_width, reason_width) = row, widths
    values = [value[start:end] for start, end in wrap(value, value_width - 2)]
    reasons = [reason[start:end] for start, end in wrap(reason, reason_width)]
    for number, (left, right) in enumerate(zip_longest(values, reasons, fillvalue="")):
        yield Content.assemble(
            ((name if not number else "").ljust(name_width), "$quiet"),
            fit_padded(left, value_width),
            (right, "$quiet"),
        )


def _evidence_rows(entry: Entry, labels: TopicLabels) -> Iterator[EvidenceRow]:
    """The fields that have a value or evidence, without control characters.

    Evidence is that of the value that was read; a corrected one stands above it.
    """
    own, corrected = (
        GLYPHS.own_text,
        {name: value for name, value, _ in _values(entry.item, labels)},
    )
    evidence_of = {evidence.field: evidence for evidence in entry.original.evidence}
    for name, value, reason in _values(entry.original, labels):
        evidence = evidence_of.pop(name, None)
        shown = name
        if name in entry.annotation.corrections:
            yield name, clean_line(corrected[name]), correction_label(entry.annotation, name)
            shown = "as read"
        if value or evidence:
            yield shown, clean_line(value), clean_line(own(_reason(evidence) or reason))
    for evidence in evidence_of.values():
        yield clean_line(evidence.field), "", clean_line(own(_reason(evidence)))


def _values(item: Item, labels: TopicLabels) -> Sequence[EvidenceRow]:
    """The fields of an item with their values, and why if there is no other evidence."""
    own, printed = GLYPHS.own_text, printed_date_label(item)
    return (
        ("date", date_label(item), item.date_rule or ""),
        ("printed", f"{own('“')}{printed[1:-1]}{own('”')}" if printed else "", ""),
        ("title", item.title or "none printed", ""),
        ("author", item.author or "", ""),
        ("publisher", publisher_label(item) or "not known", ""),
        ("topics", topics_label(item.topics, labels), ""),
        ("layout", item.layout, ""),
        ("capture", item.capture_name, f"sha256 {item.capture_sha256[:12]}{GLYPHS.ellipsis}"),
        ("lines", own("–").join(str(line) for line in item.capture_lines), ""),
        ("key", item.key, ""),
    )


def _reason(evidence: Evidence | None) -> str:
    """The lines of the capture and the reason in words; empty without evidence."""
    if evidence is None:
        return ""
    if evidence.field == "layout":
        return evidence.why.partition(OTHER_READINGS)[0]
    if evidence.lines is None:
        return evidence.why
    first, last = evidence.lines
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    return f"{lines}: {evidence.why}"


# ------------------------------------------------------------------ annotations without an item
def orphans_dialog(orphans: Sequence[Annotation]) -> TextDialog:
    """The annotations that have lost their items, each with what the user had written."""
    lines = [ORPHANS_EXPLAINED if orphans else "Every annotation has its item."]
    for annotation in orphans:
        lines += ["", origin_label(annotation)]
        words = describe_annotation(annotation) or "a mark"
        lines += [f"  {line}" for line in words.split("\n")]
    title = f"{count_label(len(orphans), 'annotation')} without an item"
    return TextDialog(title, Content("\n".join(map(clean_line, lines))))
