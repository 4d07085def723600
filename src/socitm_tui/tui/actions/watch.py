"""Reloads annotations and archives that another program has changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from socitm_tui.model.entities import Annotation
from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.storage.regular_files import FileIdentity, file_identity
from socitm_tui.tui.actions.annotate import AnnotateActions
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.undo_stack import UndoStack

if TYPE_CHECKING:
    from socitm_tui.search.index import Index

CHECK_INTERVAL_S: Final = 2.0
MAX_CHECKS: Final = 60
"""After so many checks of a changed archive without a fresh index, the index is built here."""
MAX_NEIGHBOURS: Final = 500
"""How many nearby items are tried if the current one is no longer in the archive."""


class HomeWatch:
    """Checks at intervals whether another program has replaced the notebook or the archive."""

    def __init__(self, context: Context, annotate: AnnotateActions, undo_stack: UndoStack) -> None:
        self._context, self._annotate, self._undo_stack = context, annotate, undo_stack
        self.own_loads = 0
        """Loads running in this program; their changes are not reported as those of another one."""
        self.shown_archive: FileIdentity | None = None
        """The archive file whose items are shown."""
        self._checks = 0
        """Consecutive checks of a changed archive that has no fresh index."""

    def remember_notebook(self) -> None:
        """Remember the notebook file, just before the index reads it, as known."""
        self._annotate.known_notebook = file_identity(self._context.home.notebook)

    def start(self) -> None:
        """Start checking; to be called right after the archive was read."""
        self.shown_archive = file_identity(self._context.home.archive)
        self._context.set_interval(CHECK_INTERVAL_S, self.check)

    def check(self) -> None:
        """Read the notebook and the archive again if their files have been replaced."""
        context, home = self._context, self._context.home
        if context.state.index is None or self._undo_stack.lock.locked():
            return
        notebook, archive = file_identity(home.notebook), file_identity(home.archive)
        if notebook and notebook != self._annotate.known_notebook:
            self._annotate.known_notebook = notebook
            self._read_notebook()
        if archive and archive != self.shown_archive and context.is_current:
            context.run_worker(
                partial(self._reload_index, archive), group="reload", exclusive=True, thread=True
            )

    # -------------------------------------------------------------- the archive
    def _reload_index(self, identity: FileIdentity) -> None:
        """Open the fresh index of a changed archive, if there is one, and show it."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - imported late: rarely needed
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        context = self._context
        index = Index.open_if_fresh(context.home)
        self._checks = 0 if index else self._checks + 1
        if index is None and self._checks < MAX_CHECKS:
            return
        try:
            index = index or Index.open(context.home)
            context.app.call_from_thread(self.show_reloaded_index, index, identity)
        except StorageError as error:
            self.shown_archive = identity
            words = f"{error} What was read before is still shown."
            context.app.call_from_thread(context.status.show_error, words)

    def show_reloaded_index(self, index: Index, identity: FileIdentity) -> None:
        """Show another index, and report it if another program has written the archive."""
        context = self._context
        if context.state.index is None or self._undo_stack.lock.locked() or not context.is_current:
            return  # the next check tries again
        if identity == self.shown_archive:
            return  # a load of our own has shown it meanwhile
        more = self.show_index(index, identity)
        if not self.own_loads:
            noun = "more item" if more > 0 else "fewer item"
            change = f": {count_label(abs(more), noun)}"
            context.status.show(f"Another program has changed the archive{change if more else ''}.")

    def show_index(self, index: Index, identity: FileIdentity | None) -> int:
        """Show another index and keep query, current item and scroll position.

        Returns:
            How many more items it has; negative if it has fewer.
        """
        context = self._context
        state, timeline = context.state, context.panes.timeline
        context.note_cursor()
        self.shown_archive = identity
        key = self._nearest_remaining_key(index)
        lines_above_cursor = self._cursor_line - timeline.top
        more, state.index = len(index) - len(state.index or ()), index
        context.apply_query(state.query, key)
        timeline.scroll_to_line(self._cursor_line - lines_above_cursor)
        self.show_notebook_problem()
        self._read_notebook(is_own=True)
        return more

    def show_notebook_problem(self) -> None:
        """Warn if annotations are not shown because the notebook could not be read."""
        index = self._context.state.index
        if index is not None and index.notebook_problem:
            words = clean_line(index.notebook_problem)
            self._context.notify(words, severity="warning", markup=False, timeout=15)

    @property
    def _cursor_line(self) -> int:
        """The line of the timeline that the cursor is on."""
        timeline = self._context.panes.timeline
        return timeline.lines.line_of(timeline.cursor) if self._context.state.rows else 0

    def _nearest_remaining_key(self, index: Index) -> str | None:
        """The key of the item nearest to the cursor that another index has.

        None if there is no current item, if the index has that, or if no item nearby is left.
        """
        state = self._context.state
        if state.selection is None or state.key is None or index.row_of(state.key) is not None:
            return None
        cursor, end = self._context.panes.timeline.cursor, len(state.rows)
        positions = chain(range(cursor, end), reversed(range(cursor)))
        keys = (state.entry_at(position).key for position in islice(positions, MAX_NEIGHBOURS))
        return next((key for key in keys if index.row_of(key) is not None), None)

    # -------------------------------------------------------------- the notebook
    def _read_notebook(self, *, is_own: bool = False) -> None:
        """Start reading the notebook; `is_own` if this program has changed it."""
        index = self._context.state.index
        known_keys = frozenset(index.annotations if index else ())
        read = partial(self._read_annotations, known_keys, is_own=is_own)
        self._context.run_worker(read, group="notebook", exclusive=True, thread=True)

    def _read_annotations(self, known_keys: Collection[str], *, is_own: bool) -> None:
        """Read the notebook in a thread, and show the annotations that differ or are gone."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415 - imported late: rarely needed
        from socitm_tui.storage.notebook import Notebook  # noqa: PLC0415 - imported late: rarely needed

        context = self._context
        identity = file_identity(context.home.notebook)
        try:
            annotations = Notebook(context.home.notebook).read_all()
            removed = {key: Annotation(key) for key in known_keys if key not in annotations}
        except StorageError:
            return  # the next attempt to annotate reports why
        known = context.state.index.annotations if context.state.index else {}
        changed = {
            key: annotation
            for key, annotation in chain(annotations.items(), removed.items())
            if (known.get(key) or Annotation(key)) != annotation
            and not (annotation.is_empty and key not in known)
        }
        if changed and context.app.is_running and context.is_attached:
            show = partial(self._show_annotations, changed, identity, is_own=is_own)
            context.app.call_from_thread(show)

    def _show_annotations(
        self, annotations: Mapping[str, Annotation], identity: FileIdentity | None, *, is_own: bool
    ) -> None:
        """Show annotations that differ, and report it if another program has written them."""
        index = self._context.state.index
        if index is None:
            return
        if self._undo_stack.lock.locked() or identity != file_identity(self._context.home.notebook):
            self._annotate.known_notebook = None  # it has changed again: the next check reads it
            return
        known = index.annotations
        changed = {
            key: annotation
            for key, annotation in annotations.items()
            if index.row_of(key) is not None and (known.get(key) or Annotation(key)) != annotation
        }
        if changed:
            self._annotate.show_annotations(changed)
            if is_own or self.own_loads:
                return  # a load moves annotations if the keys of their items change
            words = f"{count_label(len(changed), 'annotation')} changed by another program."
            self._context.status.show(words)
