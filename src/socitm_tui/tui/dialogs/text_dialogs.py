"""What is told and asked on top of the panes: cards, a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from socitm_tui.model.entities import Annotation, Entry, Evidence
from socitm_tui.model.labels import count_label, date_label, heading_label
from socitm_tui.model.reattach import describe_annotation, origin_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, pane_bindings
from socitm_tui.tui.keys import KEYS
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, wrap
from socitm_tui.tui.widgets.moving import Moving

WHY_ORPHANS = (
    "Their items are not in the archive, or are read differently now and no match is certain. "
    "They are kept; load the capture again to have their items back."
)


class TextDialog(Moving, ModalScreen[None]):
    """Something to read, closed by esc or q, and by the keys that open one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *pane_bindings("card"),
        *(
            Binding(",".join(key.keys), "leave", "Back", show=False, id=key.id)
            for key in KEYS
            if key.id in ("choose", "evidence")
        ),
    ]

    def __init__(self, title: str, body: Content) -> None:
        super().__init__()
        self._title, self._body = title, body

    def compose(self) -> ComposeResult:
        """The title above the body."""
        with VerticalScroll(id="card", can_focus=False):
            yield Static(Content(clean_line(self._title)), id="card-title")
            yield Static(self._body)
            foot = hint_in(self, "{leave} closes · {down} {up} scroll")
            yield Static(Content(foot), id="card-foot")

    @property
    def height(self) -> int:
        """The lines in sight, less those of the foot."""
        return self.query_one("#card").size.height - 2

    def move_by(self, lines: int) -> None:
        """Scroll so many lines on."""
        self.query_one("#card").scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Back to the panes."""
        self.dismiss()

    def on_click(self, event: events.Click) -> None:
        """A click beside the card closes it."""
        if event.widget is self:
            self.dismiss()


class ConfirmDialog(ModalScreen[bool]):
    """A question that is answered by yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("question")

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and the keys that answer it."""
        with Vertical(id="card", classes="-question"):
            yield Static(Content(clean_line(self._question)), id="card-title")
            yield Static(Content(hint_in(self, "{yes} yes · {no} no")), id="card-foot")

    def action_yes(self) -> None:
        """Close with a yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Close with a no."""
        self.dismiss(False)


class ActionPalette(CommandPalette):
    """All actions by name: Textual's palette in the colours of the reader, as wide as a dialog."""

    DEFAULT_CSS: ClassVar[str] = """
    ActionPalette > Vertical { max-width: 92; margin-top: 2; background: $surface; }
    ActionPalette #--input { border: none; padding: 1 3; background: $surface; }
    ActionPalette SearchIcon { display: none; }
    ActionPalette CommandInput { border: none; padding: 0; height: 1; }
    ActionPalette CommandInput:focus { border: none; padding: 0; height: 1; }
    ActionPalette CommandList {
        border: none; padding: 0 2 1 2; background: $surface; color: $ink;
        scrollbar-size: 1 1; scrollbar-color: $hairline; scrollbar-background: $surface;
    }
    ActionPalette CommandList > .option-list--option-highlighted {
        background: $cursor; color: $ink;
    }
    ActionPalette > .command-palette--help-text { color: $quiet; text-style: not bold; }
    ActionPalette > .command-palette--highlight { color: $lit; text-style: bold; }
    """


# ------------------------------------------------------------------ evidence
def evidence_card(entry: Entry, width: int) -> TextDialog:
    """Each field of an entry, its value, the lines it stands on, and why, in so many cells."""
    rows = list(_evidence_rows(entry))
    name = max(len(row[0]) for row in rows) + 2
    value = max(cell_len(row[1]) for row in rows) + 2
    value = min(value, (width - name) * 2 // 5)
    parts = [line for row in rows for line in _evidence_lines(row, name, value, width)]
    return TextDialog(heading_label(entry.item), Content("\n").join(parts))


def _evidence_lines(
    row: tuple[str, str, str], name: int, value: int, width: int
) -> Iterator[Content]:
    """One field in three columns, each wrapped in itself."""
    cells = (row[1], value - 2), (row[2], width - name - value)
    wrapped = [[text[start:end] for start, end in wrap(text, room)] for text, room in cells]
    for number, (left, right) in enumerate(zip_longest(*wrapped, fillvalue="")):
        yield Content.assemble(
            ((row[0] if not number else "").ljust(name), "$quiet"),
            fit_padded(left, value),
            (right, "$quiet"),
        )


def _evidence_rows(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Field, value, and where and why, all made harmless."""
    item = entry.item
    noted = {one.field: one for one in item.evidence}
    values: Sequence[tuple[str, str, str]] = (
        ("date", date_label(item), item.date_rule or ""),
        ("printed", f"“{item.date_printed}”" if item.date_printed else "", ""),
        ("title", item.title or "none printed", ""),
        ("author", item.author or "", ""),
        ("publisher", item.publisher, ""),
        ("topics", ", ".join(item.topics), ""),
        ("layout", item.layout, ""),
        ("capture", item.capture_name, f"sha256 {item.capture_sha256[:12]}…"),
        ("lines", "–".join(str(line) for line in item.capture_lines), ""),
        ("key", item.key, ""),
    )
    for name, value, reason in values:
        one = noted.pop(name, None)
        if value or one:
            yield name, clean_line(value), clean_line(_why(one) or reason)
    for one in noted.values():
        yield clean_line(one.field), "", clean_line(_why(one))


def _why(one: Evidence | None) -> str:
    """The lines and the reason, in words."""
    if one is None:
        return ""
    if one.lines is None:
        return one.why
    first, last = one.lines
    return f"line {first}: {one.why}" if first == last else f"lines {first}–{last}: {one.why}"


# ------------------------------------------------------------------ annotations without an item
def orphan_card(orphans: Sequence[Annotation]) -> TextDialog:
    """What was annotated and is gone, each with what was added to it."""
    lines = [WHY_ORPHANS if orphans else "Every annotation has its item."]
    for one in orphans:
        lines += ["", origin_label(one)]
        lines += [f"  {line}" for line in (describe_annotation(one) or "a mark").split("\n")]
    title = f"{count_label(len(orphans), 'annotation')} without an item"
    return TextDialog(title, Content("\n".join(map(clean_line, lines))))
