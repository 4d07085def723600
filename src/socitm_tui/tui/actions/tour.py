"""A newcomer's first minutes: the card of the first run, and the tour."""

from __future__ import annotations

from socitm_tui.model.labels import count_label, years_label
from socitm_tui.search.query import FieldTerm, text_terms
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.load import LoadActions
from socitm_tui.tui.widgets.tour_card import MIN_SIZE, STEPS, TourStep


class TourActions:
    """Shows the card and the steps of the tour, and waits until each is done."""

    def __init__(self, context: Context, load: LoadActions) -> None:
        self._context, self._load = context, load
        self.step: int | None = None
        """The step of the tour that is to be done; None without a tour."""
        self._is_card_shown = False
        self._is_over = False
        """True once the tour was taken: the card is that of its end."""

    @property
    def _has_room(self) -> bool:
        width, height = self._context.app.size
        return width >= MIN_SIZE[0] and height >= MIN_SIZE[1]

    def show_card(self) -> bool:
        """Show the card of the first run; False if there is no room for it."""
        index = self._context.state.index
        if index is None or not self._has_room:
            return False
        years, items = years_label(*index.years), count_label(len(index), "item")
        card = self._context.panes.tour_card
        card.show_welcome(f"Socitm’s news, {years} — {items}, bundled, offline.")
        self._is_card_shown = True
        return True

    def take_key(self, key: str) -> bool:
        """Let the card or the tour have a key first; True if the key was meant for it alone."""
        context = self._context
        if self._is_card_shown:
            self._is_card_shown = context.panes.tour_card.display = False
            if self._is_over:
                return key == "escape"
            if key == "l":
                self._load.load()
            elif key == "t":
                self.tour()
            return key in ("enter", "l", "t", "escape")
        is_on_top = context.panes.is_on_top and not context.panes.prompt.is_open
        if self.step is not None and key == "escape" and is_on_top:
            self._end(f"The tour is over; {context.hint('{tour} begins it again')}.")
            return True
        return False

    def tour(self) -> None:
        """Begin the tour."""
        if not self._has_room:
            self._context.status.show(f"The tour needs {MIN_SIZE[0]}×{MIN_SIZE[1]}.")
            return
        self.step = 0
        self._context.panes.go_to("timeline")
        self._context.panes.tour_card.show_step(0)

    def prepare(self, action: str) -> None:
        """Go to the timeline before the search of the first step, which elsewhere finds there."""
        if self.step is not None and action == "search" and "words" in STEPS[self.step].fields:
            self._context.panes.go_to("timeline")

    def advance(self, action: str = "") -> None:
        """Show the next step if the present one is done, by the query or by an action.

        Args:
            action: The id of its key.
        """
        if self.step is not None:
            self._context.call_after_refresh(self._advance, self.step, action)

    def _advance(self, step: int, action: str) -> None:
        if self.step != step or not self._is_done(STEPS[step], action):
            return
        self.step = step + 1
        if self.step == len(STEPS):
            self.step = None
            self._is_card_shown = self._is_over = True
            self._context.panes.tour_card.show_end()
        else:
            self._context.panes.tour_card.show_step(self.step)

    def _is_done(self, step: TourStep, action: str) -> bool:
        """True if an action, or the query as it is now, does what a step asks for."""
        query = self._context.state.query
        fields = {part.name for part in query.parts if isinstance(part, FieldTerm)}
        if text_terms(query):
            fields.add("words")
        is_typing = self._context.panes.prompt.is_open
        return action == step.action or (not is_typing and bool(fields & {*step.fields}))

    def _end(self, words: str) -> None:
        self.step, self._context.panes.tour_card.display = None, False
        self._context.status.show(words)
