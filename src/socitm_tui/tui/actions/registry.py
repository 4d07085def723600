"""All subjects of actions, and the one way from the key table to their methods."""

from __future__ import annotations

from collections.abc import Callable

from socitm_tui.tui.actions.annotate import AnnotateActions
from socitm_tui.tui.actions.capture_page import PageActions
from socitm_tui.tui.actions.capture_review import CaptureActions
from socitm_tui.tui.actions.compare import CompareActions
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.follow import FollowActions
from socitm_tui.tui.actions.highlight import HighlightActions
from socitm_tui.tui.actions.history import HistoryActions
from socitm_tui.tui.actions.links import LinkActions
from socitm_tui.tui.actions.load import LoadActions
from socitm_tui.tui.actions.movement import MovementActions
from socitm_tui.tui.actions.notes import NoteActions
from socitm_tui.tui.actions.pane_choice import PaneActions
from socitm_tui.tui.actions.program import ProgramActions
from socitm_tui.tui.actions.saved_queries import ViewActions
from socitm_tui.tui.actions.search import SearchActions
from socitm_tui.tui.actions.session import Session, StartOptions
from socitm_tui.tui.actions.share import ShareActions
from socitm_tui.tui.actions.source_lesson import LessonActions
from socitm_tui.tui.actions.tour import TourActions
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.actions.watch import HomeWatch


class Actions:
    """One object for each subject; each has its own state and sees the screen as a `Context`."""

    def __init__(self, context: Context, options: StartOptions) -> None:
        self.undo_stack = UndoStack(context)
        self.annotate = AnnotateActions(context, self.undo_stack)
        self.history = HistoryActions(context)
        self.movement = MovementActions(context)
        self.panes = PaneActions(context)
        self.saved_queries = ViewActions(context, self.undo_stack)
        self.share = ShareActions(context)
        self.watch = HomeWatch(context, self.annotate, self.undo_stack)
        self.load = LoadActions(context, self.watch, self.share, self.undo_stack)
        self.lesson = LessonActions(context, self.load)
        self.pages = PageActions(context, self.load, self.lesson, self.undo_stack)
        self.search = SearchActions(context, self.annotate, self.lesson, self.undo_stack)
        self.compare = CompareActions(context, self.search, self.history)
        self.links = LinkActions(context, self.share)
        self.notes = NoteActions(context, self.annotate, self.share)
        self.highlight = HighlightActions(
            context, self.notes, self.share, self.history, self.undo_stack
        )
        self.captures = CaptureActions(context, self.pages, self.load, self.undo_stack)
        self.lesson.changed = self.pages.changed
        self.follow = FollowActions(context, self.load, self.watch, self.undo_stack)
        self.tour = TourActions(context, self.load)
        self.session = Session(
            context, options, self.undo_stack, self.history, self.search, self.tour, self.watch
        )
        self.program = ProgramActions(context, self.session, self.lesson)

    def find(self, name: str) -> Callable[[], None]:
        """The method that carries out an action of the key table, such as `annotate.bookmark`."""
        subject, _, method = name.partition(".")
        function: Callable[[], None] = getattr(getattr(self, subject), method)
        return function
