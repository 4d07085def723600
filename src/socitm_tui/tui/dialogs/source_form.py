"""A form for the publisher and the address of a capture, and those of its collection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from socitm_tui.model.text import clean_line
from socitm_tui.tui.dialogs.overlay import Overlay
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.status_line import hint_content
from socitm_tui.web.urls import normalize_url

FOOT: Final = "enter saves · tab next field · esc leaves"


@dataclass(frozen=True, slots=True)
class StatedSource:
    """The publisher and the address that the user states; "" states nothing."""

    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The fields of a capture or of a collection in the form."""

    heading: str
    stated: StatedSource
    known: StatedSource = StatedSource()
    """What counts if nothing is stated."""


class SourceForm(Overlay[None]):
    """Fields for publisher and address, of a capture and of its collection.

    Args:
        title: The line above the fields.
        groups: The fields.
        entered: Takes what was stated, in the order of the groups.
        left: Takes what the fields hold when the form is left unsaved.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="form.leave"),
        Binding("down", "app.focus_next", "Next field", show=False, id="form.next"),
        Binding("up", "app.focus_previous", "Field before", show=False, id="form.before"),
    ]

    def __init__(
        self,
        title: str,
        groups: Sequence[SourceGroup],
        entered: Callable[[Sequence[StatedSource]], None],
        left: Callable[[Sequence[StatedSource]], None],
    ) -> None:
        super().__init__()
        self._title, self._groups, self._entered, self._left = title, groups, entered, left
        self._fields = [
            (_make_input(group.stated.publisher, group.known.publisher or "not known"),
             _make_input(group.stated.url, group.known.url or "not known"))
            for group in groups
        ]  # fmt: skip
        self._errors = [Static(classes="form-error") for _ in groups]

    def compose(self) -> ComposeResult:
        """A heading, two fields and a line for an error for each group."""
        with Vertical(id="dialog"):
            yield Static(Content(GLYPHS.own_text(clean_line(self._title))), id="dialog-title")
            for group, fields, error in zip(self._groups, self._fields, self._errors, strict=True):
                heading = GLYPHS.own_text(clean_line(group.heading))
                yield Static(Content(heading), classes="form-heading")
                for label, field in zip(("Publisher", "Address"), fields, strict=True):
                    with Horizontal(classes="form-field"):
                        yield Label(label, markup=False, classes="form-label")
                        yield field
                yield error
            yield Static(hint_content(GLYPHS.own_text(FOOT)), id="dialog-foot")

    @property
    def _values(self) -> list[StatedSource]:
        return [
            StatedSource(publisher.value.strip(), url.value.strip())
            for publisher, url in self._fields
        ]

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Close the form with what was typed, unless an address is none."""
        event.stop()
        values, is_right = self._values, True
        for number, stated in enumerate(values):
            error = ""
            if stated.url:
                try:
                    values[number] = StatedSource(stated.publisher, normalize_url(stated.url))
                except ValueError as problem:
                    error = f"{stated.url} {problem}."
            self._errors[number].update(Content(GLYPHS.own_text(clean_line(error))))
            if error and is_right:
                self._fields[number][1].focus()
                is_right = False
        if is_right:
            self.dismiss()
            self._entered(values)

    def action_leave(self) -> None:
        """Close the form; nothing is stated, and what was typed is there the next time."""
        self.dismiss()
        self._left(self._values)


def _make_input(value: str, placeholder: str) -> Input:
    return Input(
        clean_line(value), placeholder=GLYPHS.own_text(clean_line(placeholder)), compact=True
    )
