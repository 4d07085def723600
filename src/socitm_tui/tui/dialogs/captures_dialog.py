"""The dialog that lists all captures, doubtful ones first; a key filters it by typed words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events

from socitm_tui.model.entities import NO_PUBLISHER
from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line, fold_text
from socitm_tui.search.capture_list import CaptureSummary, doubt_sentence, span_label
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog, dialog_title
from socitm_tui.tui.widgets.cells import fit_padded

HINTS = (
    "{choose} opens", "{read} looked at and right", "{correct} publisher, address",
    "{pick} remove", "{undo} undo", "{search} filter",
)  # fmt: skip
MENDED = "mended"
"""What is shown of a capture about whose lines the user said something."""
WIDE_CELLS = 90
"""Width from which on collection and publisher are shown."""
MAX_NAME_CELLS = 60
"""Cells of the name of a capture and its sign at most."""
WIDEST_CELLS = 130
"""Width from which on it is shown for all captures how and when they were read."""


class CaptureListDialog(ListDialog):
    """The captures; choosing one opens its page on top of the list.

    Args:
        summaries: The captures, in their order.
        open_page: Opens the page of a capture, given its SHA-256.
        keys: Id of a key -> what it does with the SHA-256 of a capture.
    """

    def __init__(
        self,
        summaries: Sequence[CaptureSummary],
        open_page: Callable[[str], None],
        keys: Mapping[str, Callable[[str | None], object]],
    ) -> None:
        self._summaries, self._open_page = summaries, open_page
        self._text = ""
        """What the name, collection, publisher or layout of a capture must contain."""
        self._is_typing = False
        search = {"search": lambda _: self._start_typing()}
        super().__init__(self._make_title(), self._capture_rows, HINTS, {**keys, **search})

    # -------------------------------------------------------------- what is shown
    def show_captures(self, summaries: Sequence[CaptureSummary], words: str = "") -> None:
        """Show the captures as they are now, and what was done to them."""
        self._summaries = summaries
        self.update_rows(self._make_title(words))

    def _make_title(self, words: str = "") -> Sequence[tuple[str, str]]:
        cursor = "▏" if self._is_typing else ""
        text = f"/ {self._text}{cursor}" if self._text or self._is_typing else ""
        title = dialog_title("Captures", doubt_sentence(self._summaries), words)
        return [*title, (f" · {text}", "emphasis")] if text else title

    def _capture_rows(self, width: int) -> list[DialogRow]:
        folded = fold_text(self._text)
        rows = [
            row
            for summary in self._summaries
            if folded in _searched_text(summary)
            for row in capture_list_rows(summary, width)
        ]
        return [DialogRow(), *rows]

    # -------------------------------------------------------------- keys
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False while a filter is typed: keys are text then."""
        return not self._is_typing and super().check_action(action, parameters)

    def choose(self, value: str) -> None:
        """Open the page of a capture; the list stays below it."""
        self._open_page(value)

    def on_key(self, event: events.Key) -> None:
        """Take a key as text while a filter is typed; else the list itself acts on it."""
        if not self._is_typing:
            return
        if event.key in ("enter", "escape"):
            self._is_typing = False
            self._text = self._text if event.key == "enter" else ""
        elif event.key == "backspace":
            self._text = self._text[:-1]
        elif event.is_printable and event.character:
            self._text += event.character
        else:
            return
        event.stop()
        event.prevent_default()
        self.update_rows(self._make_title())

    def _start_typing(self) -> None:
        self._is_typing = True
        self.update_rows(self._make_title())


def _searched_text(summary: CaptureSummary) -> str:
    capture = summary.capture
    return fold_text(
        "\n".join(
            (
                capture.name,
                capture.collection,
                summary.publisher,
                capture.layout,
                MENDED if summary.marks else "",
            )
        )
    )


def capture_list_rows(summary: CaptureSummary, width: int) -> list[DialogRow]:
    """A capture as a row, and a second one with the reason of its doubt."""
    capture = summary.capture
    sign = "? " if summary.is_doubtful else "✓ " if summary.reviewed else "  "
    facts = [count_label(summary.item_count, "item"), span_label(summary)]
    facts += [MENDED] if summary.marks else []
    if width >= WIDE_CELLS:
        is_known = summary.publisher != NO_PUBLISHER
        facts += [capture.collection, summary.publisher if is_known else "publisher not known"]
    if width >= WIDEST_CELLS and not summary.is_doubtful:
        facts += [f"loaded {capture.loaded[:10]}", capture.layout]
    aside = clean_line(" · ".join(fact for fact in facts if fact))
    room = min(max(width * 2 // 5, 16), MAX_NAME_CELLS)
    first = DialogRow(
        (
            (sign, "doubt" if summary.is_doubtful else "emphasis"),
            (fit_padded(clean_line(capture.name), room - 2), "text"),
            (fit_padded(f"  {aside}", width - room), "quiet"),
        ),
        capture.sha256,
    )
    if not summary.is_doubtful:
        return [first]
    how = f"{capture.layout} · loaded {capture.loaded[:10]}"  # the least important is cut off
    reason = f"  {clean_line(f'{capture.doubtful} · {how}')}"
    return [first, DialogRow(((fit_padded(reason, width), "quiet"),))]
