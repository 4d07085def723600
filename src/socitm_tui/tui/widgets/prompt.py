"""The line to type in, in place of the top line: who asks, and what completes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Label

from socitm_tui.model.text import clean_line


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for, and who takes the answer."""

    purpose: str
    prompt: str
    example: str
    entered: Callable[[str], None]
    """Takes what was entered; it closes the bar once it is content."""
    typed: Callable[[str], None] | None = None
    """Takes what has been typed so far."""
    complete: Callable[[str], Sequence[str]] | None = None
    """The texts that what was typed may become."""
    before: Sequence[str] = ()
    """What was entered before, newest last."""


class PromptInput(Input):
    """The input itself. It answers at once, for the next key may be on its way already."""

    virtual_size = Reactive(Size(0, 0), layout=False)  # as wide as the bar, whatever is typed

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False, id="prompt.complete"),
        Binding("shift+tab", "complete(-1)", "Complete", show=False, id="prompt.complete-back"),
        Binding("up", "recall(-1)", "Asked before", show=False, id="prompt.before"),
        Binding("down", "recall(1)", "Asked after", show=False, id="prompt.after"),
    ]

    async def action_submit(self) -> None:
        """Hand on what was entered."""
        self._prompt.submit()

    def action_complete(self, step: int) -> None:
        """Complete the word, or show the next way to."""
        self._prompt.complete(step)

    def action_recall(self, step: int) -> None:
        """What was entered before, or after."""
        self._prompt.recall(step)

    @property
    def _prompt(self) -> Prompt:
        assert isinstance(self.parent, Prompt)  # noqa: S101 - it is made there
        return self.parent


class Prompt(Horizontal):
    """Asks one question at a time."""

    @dataclass
    class TextTyped(Message):
        """The text in the bar has changed."""

        question: Question
        text: str

        def can_replace(self, message: Message) -> bool:
            """True for an older one: only the last text matters."""
            return isinstance(message, Prompt.TextTyped)

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.question: Question | None = None
        self._label = Label("", markup=False, id="prompt-label")
        self._input = PromptInput(compact=True, id="prompt-input", select_on_focus=False)
        self._ways: Sequence[str] = ()
        """The completions that are gone through."""
        self._way = 0
        self._back = 0
        """How far back in what was asked before."""

    @property
    def is_open(self) -> bool:
        """True while something can be typed."""
        return self.question is not None

    @property
    def purpose(self) -> str | None:
        """What the question is for."""
        return self.question.purpose if self.question else None

    @property
    def ways(self) -> Sequence[str]:
        """The completions that Tab shows next; none where they are not gone through."""
        return [*self._ways[self._way + 1 : -1], *self._ways[: self._way]] if self._ways else ()

    @property
    def text(self) -> str:
        """What has been typed."""
        return self._input.value

    def compose(self) -> ComposeResult:
        """The prompt and the line."""
        yield self._label
        yield self._input

    def open(self, question: Question, text: str = "") -> None:
        """Ask for something; to be followed by making the bar visible."""
        self.question, self._ways, self._back = None, (), 0
        with self._input.prevent(Input.Changed):
            self._input.value = clean_line(text)
        self._input.action_select_all()  # typing replaces it, moving keeps it
        self.question = question
        self._label.update(Content(question.prompt))
        self._input.placeholder = question.example
        self.screen.set_focus(self._input)

    def to_end(self) -> None:
        """Go on behind the text, which stays."""
        self._input.cursor_position = len(self._input.value)

    def close(self) -> None:
        """Ask no longer; to be followed by making the bar invisible."""
        self.question = None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed, in its turn: only the last of many is worth an answer."""
        event.stop()
        if event.value not in self._ways:
            self._ways = ()
        if self.question is not None and event.value == self.text:
            self.post_message(self.TextTyped(self.question, event.value))

    def on_prompt_text_typed(self, message: Prompt.TextTyped) -> None:
        """Pass the text on to who asked, unless the bar was closed since."""
        message.stop()
        question = self.question
        if message.question is question and message.text == self.text and question.typed:
            question.typed(message.text)

    def submit(self) -> None:
        """Hand what was entered to who asked."""
        if self.question is not None:
            self.question.entered(self.text)

    def complete(self, step: int) -> None:
        """Put the next completion in place of what was typed."""
        if self.question is None or self.question.complete is None:
            return
        if not self._ways:
            found = [one for one in self.question.complete(self.text) if one != self.text]
            if not found:
                return
            self._ways = [*found, self.text] if len(found) > 1 else found
            self._way = -1 if step > 0 else len(self._ways)
        self._way = (self._way + step) % len(self._ways)
        self._put(self._ways[self._way])
        if len(self._ways) == 1:
            self._ways = ()

    def recall(self, step: int) -> None:
        """Put what was entered before in place of what was typed."""
        if self.question is None:
            return
        before = self.question.before
        back = min(max(self._back - step, 0), len(before))
        if back != self._back:
            self._back = back
            self._put(before[-back] if back else "")

    def _put(self, text: str) -> None:
        self._input.value = clean_line(text)
        self._input.cursor_position = len(self._input.value)


def complete_last_part(text: str, find: Callable[[str], Iterable[str]]) -> list[str]:
    """What a list parted by commas may become by its last part."""
    head, comma, last = text.rpartition(",")
    start = f"{head}{comma} " if comma else ""
    return [start + one for one in find(last.strip())]
