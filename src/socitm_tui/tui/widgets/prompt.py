"""The prompt: the line in which the user types, in place of the top line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Label

from socitm_tui.model.text import clean_line
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.text_selection import TextCopied


@dataclass(frozen=True, slots=True)
class Question:
    """What the user is asked for, and what is done with the answer."""

    purpose: str
    prompt: str
    """The words before the line."""
    example: str
    entered: Callable[[str], None]
    """Takes the answer; it closes the prompt if the answer is accepted."""
    typed: Callable[[str], None] | None = None
    """Takes what has been typed so far."""
    complete: Callable[[str], Sequence[str]] | None = None
    """Returns the texts to which a text can be completed."""
    before: Sequence[str] = ()
    """Earlier answers, the latest last."""
    subject: str = ""
    """What the answer is about, if the same is asked about others too: the key of an item."""


class PromptInput(Input):
    """The line itself; keys that mean something to the prompt are handed to it."""

    virtual_size = Reactive(Size(0, 0), layout=False)  # as wide as the line, whatever is typed

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False, id="prompt.complete"),
        Binding("shift+tab", "complete(-1)", "Complete", show=False, id="prompt.complete-back"),
        Binding("up", "recall(-1)", "What was entered before", show=False, id="prompt.before"),
        Binding("down", "recall(1)", "What was entered after it", show=False, id="prompt.after"),
    ]

    def on_paste(self, event: events.Paste) -> None:
        """Join the lines of what is pasted: Textual, which inserts it next, takes only the first.

        A headline that was copied from a page may have two lines.
        """
        lines = event.text.splitlines()
        if len(lines) > 1:
            event.text = " ".join(map(str.strip, lines)).strip()

    async def action_submit(self) -> None:
        """Answer the question; a message, as Textual posts, would be late for the next key."""
        self._prompt.submit()

    def action_copy(self) -> None:
        """Copy what is selected, to where everything else that is copied goes."""
        if self.selected_text:
            self.post_message(TextCopied(self.selected_text))

    def action_complete(self, step: int) -> None:
        """Show the next completion, or the one before."""
        self._prompt.complete(step)

    def action_recall(self, step: int) -> None:
        """Show an earlier answer, or a later one."""
        self._prompt.recall(step)

    @property
    def _prompt(self) -> Prompt:
        assert isinstance(self.parent, Prompt)  # noqa: S101 - it is made there
        return self.parent


class Prompt(Horizontal):
    """Asks one question at a time."""

    @dataclass
    class TextTyped(Message):
        """The text in the prompt has changed."""

        question: Question
        text: str

        def can_replace(self, message: Message) -> bool:
            """True for an earlier one: only the last text matters."""
            return isinstance(message, Prompt.TextTyped)

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.question: Question | None = None
        self._label = Label("", markup=False, id="prompt-label")
        self._input = PromptInput(compact=True, id="prompt-input", select_on_focus=False)
        self._completions: Sequence[str] = ()
        """The texts through which the completion keys go; the last is what was typed."""
        self._completion = 0
        """The index of the text that is shown."""
        self._recalled = 0
        """How many answers back the text is."""
        self._problem = Label("", markup=False, id="prompt-problem")
        self._given = ""
        """The text that the line had when it was opened, unless it was left before."""
        self._drafts: dict[tuple[str, str], str] = {}
        """Purpose and subject of a question -> what was typed when it was left."""

    @property
    def is_open(self) -> bool:
        """True while something can be typed."""
        return self.question is not None

    @property
    def purpose(self) -> str | None:
        """What the question is for."""
        return self.question.purpose if self.question else None

    @property
    def next_completions(self) -> Sequence[str]:
        """The texts that the completion keys show next, if they have been used."""
        if not self._completions:
            return ()
        at = self._completion
        return [*self._completions[at + 1 : -1], *self._completions[:at]]

    @property
    def text(self) -> str:
        """What has been typed."""
        return self._input.value

    @property
    def problem(self) -> str:
        """What is wrong with what was typed."""
        return str(self._problem.content)

    def compose(self) -> ComposeResult:
        """The words of the question, the line, and what is wrong with it."""
        yield self._label
        yield self._input
        yield self._problem

    def show_problem(self, words: str) -> None:
        """Show beside the line what is wrong with it; nothing for an empty text."""
        if words != self.problem:
            self._problem.update(Content(words))
            self._problem.display = bool(words)

    def open(self, question: Question, text: str = "") -> None:
        """Ask a question; the caller makes the prompt visible.

        Args:
            question: What is asked.
            text: What the line begins with, if the question was not left with another text.
        """
        self.show_problem("")
        self._given = clean_line(text)
        draft = self._drafts.pop((question.purpose, question.subject), None)
        self.question, self._completions, self._recalled = None, (), 0
        with self._input.prevent(Input.Changed):
            self._input.value = self._given if draft is None else draft
        self._input.action_select_all()  # typing replaces the text, moving keeps it
        self.question = question
        if draft is not None:
            self.post_message(self.TextTyped(question, draft))
        self._label.update(Content(GLYPHS.own_text(question.prompt)))
        self._input.placeholder = GLYPHS.own_text(question.example)
        self.screen.set_focus(self._input)

    def keep_draft(self) -> None:
        """Keep what was typed for the next time that the same is asked."""
        if self.question and self.text.strip() and self.text != self._given:
            self._drafts[self.question.purpose, self.question.subject] = self.text

    def close(self) -> None:
        """Stop asking; the caller makes the prompt invisible."""
        self.show_problem("")
        self.question = None

    def move_to_end(self) -> None:
        """Put the cursor behind the text, so that typing adds to it."""
        self._input.cursor_position = len(self._input.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Post what is typed; of many changes only the last is answered."""
        event.stop()
        if event.value not in self._completions:
            self._completions = ()
        if self.question is not None and event.value == self.text:
            self.post_message(self.TextTyped(self.question, event.value))

    def on_prompt_text_typed(self, message: Prompt.TextTyped) -> None:
        """Hand the text to the question, unless the prompt was closed meanwhile."""
        message.stop()
        question = self.question
        if message.question is question and message.text == self.text and question.typed:
            question.typed(message.text)

    def submit(self) -> None:
        """Answer the question with what was typed."""
        if self.question is not None:
            self.question.entered(self.text)

    def complete(self, step: int) -> None:
        """Show the next completion of what was typed, or the one before."""
        if self.question is None or self.question.complete is None:
            return
        if not self._completions:
            texts = [text for text in self.question.complete(self.text) if text != self.text]
            if not texts:
                return
            self._completions = [*texts, self.text] if len(texts) > 1 else texts
            self._completion = -1 if step > 0 else len(self._completions)
        self._completion = (self._completion + step) % len(self._completions)
        self._replace_text(self._completions[self._completion])
        if len(self._completions) == 1:
            self._completions = ()

    def recall(self, step: int) -> None:
        """Show an earlier answer, or a later one."""
        if self.question is None:
            return
        answers = self.question.before
        recalled = min(max(self._recalled - step, 0), len(answers))
        if recalled != self._recalled:
            self._recalled = recalled
            self._replace_text(answers[-recalled] if recalled else "")

    def _replace_text(self, text: str) -> None:
        self._input.value = clean_line(text)
        self.move_to_end()


def complete_last_part(text: str, find: Callable[[str], Iterable[str]]) -> list[str]:
    """The texts to which a list separated by commas can be completed by its last part."""
    head, comma, last = text.rpartition(",")
    start = f"{head}{comma} " if comma else ""
    return [start + part for part in find(last.strip())]
