"""A newcomer's first minutes: the card, the tour, and loading captures without leaving."""

from __future__ import annotations

from pathlib import Path

from textual import work

from socitm_tui.model.labels import count_label, years_label
from socitm_tui.tui.actions.load import Outcome, RenewingScreen
from socitm_tui.tui.actions.share import paths_from
from socitm_tui.tui.actions.tour_steps import LEAST, STEPS
from socitm_tui.tui.widgets.cells import plain
from socitm_tui.tui.widgets.prompt import Question


class GuidingScreen(RenewingScreen):
    """What is shown, and somebody to show it."""

    _step: int | None = None
    """The step of the tour that is to be done."""
    _greeting = False

    # -------------------------------------------------------------- the card
    def greet(self) -> bool:
        """Show the card of the first run; False where there is no room for it."""
        width, height = self.app.size
        if self.index is None or width < LEAST[0] or height < LEAST[1]:
            return False
        years, items = years_label(*self.index.years), count_label(len(self.index), "item")
        self.guide.card(f"Socitm’s news, {years} — {items}, bundled, offline.")
        self._greeting = True
        return True

    def guided(self, key: str) -> bool:
        """Let the card have a key first; True where the key was meant for it alone."""
        if self._greeting:
            self._greeting = self.guide.display = False
            if key == "l":
                self.action_load()
            elif key == "t":
                self.action_tour()
            return key in ("enter", "l", "t", "escape")
        on_top = self.app.screen is self and not self.bar.is_open
        if self._step is not None and key == "escape" and on_top:
            self._end_tour(f"The tour is over; {self.told('{tour} begins it again')}.")
            return True
        return False

    # -------------------------------------------------------------- the tour
    def action_tour(self) -> None:
        """Show what there is, step by step."""
        if self.app.size.width < LEAST[0] or self.app.size.height < LEAST[1]:
            self.say(f"The tour needs {LEAST[0]}×{LEAST[1]}.")
            return
        self._step = 0
        self.go_to("timeline")
        self.guide.step(0)

    def acted(self, actions: frozenset[str]) -> None:
        """Go on with the tour where what was asked for has been done."""
        if self._step is None or STEPS[self._step][1] not in actions:
            return
        self._step += 1
        if self._step == len(STEPS):
            self._end_tour(
                self.told("That was the tour. Everything else is under {help} and {palette}")
            )
        else:
            self.guide.step(self._step)

    def _end_tour(self, words: str) -> None:
        self._step, self.guide.display = None, False
        self.say(words)

    # -------------------------------------------------------------- loading
    def action_load(self) -> None:
        """Ask for a file or folder, and load it."""
        example = "a file or folder of captures; Tab completes"
        self.ask(Question("load", "Load", example, self._load, complete=paths_from))

    def _load(self, text: str) -> None:
        if not text.strip():
            self.close_bar()
            return
        path = self.path_typed(text)
        if path is None:
            return
        if not path.exists():
            self.say(f"There is no file or folder {path}.", "wrong")
            return
        self.close_bar()
        self.say(f"Loading {path} …")
        self.own_loads += 1
        self._load_from(path)

    @work(thread=True, exclusive=True, group="load")
    def _load_from(self, path: Path) -> None:
        from socitm_tui.ingest.loader import load_paths  # noqa: PLC0415 - nothing heavy before it is needed
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.model.progress import ProgressMeter  # noqa: PLC0415

        meter = ProgressMeter()

        def tell(done: int, total: int, name: str) -> None:
            self.app.call_from_thread(self.say, meter.format_line(done, total, plain(name)))

        def load() -> Outcome:
            ledger = load_paths(self.home, [path], current_timestamp(), progress=tell)
            left_out = [f"{one.name} was left out: {one.problem}." for one in ledger.skipped]
            words = f"{count_label(ledger.added, 'item')} added, {ledger.updated:,} updated"
            words += f"; {count_label(len(left_out), 'file')} left out" if left_out else ""
            return Outcome(f"{words}.", news=True, left_out=left_out)

        self.carry_out(load)
