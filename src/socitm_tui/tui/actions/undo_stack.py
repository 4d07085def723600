"""What was done, whatever its subject, so that it can be undone and redone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from socitm_tui.tui.actions.context import Context


class UndoError(Exception):
    """A step that can never be undone or redone any more; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Something that was done, and how it is undone and redone."""

    name: str
    """What was done, as reported: `Bookmarked`."""
    undo: Callable[[], Awaitable[object]]
    redo: Callable[[], Awaitable[object]]
    can_undo: Callable[[], bool] = lambda: True
    """False once undoing it would undo something else: it is passed over then."""


class UndoStack:
    """The steps that can be undone, and those that can be redone, the last one first."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        self.lock = asyncio.Lock()
        """Held while an annotation is written, or while a step is undone or redone."""

    def push(
        self,
        name: str,
        undo: Callable[[], Awaitable[object]],
        redo: Callable[[], Awaitable[object]],
        can_undo: Callable[[], bool] = lambda: True,
    ) -> None:
        """Note what was just done; what was undone before can no longer be redone.

        Args:
            name: What was done, as it is reported when it is undone.
            undo: Makes it undone. It raises `StorageError` if that failed and may be tried again,
                and `UndoError` if it has become impossible.
            redo: Does it again, in the same way.
            can_undo: Tells if it can still be undone; if not, it is passed over.
        """
        self._done.append(UndoStep(name, undo, redo, can_undo))
        self._undone.clear()

    def undo(self) -> None:
        """Undo what was done last."""
        self._context.run_worker(self.undo_last())

    def redo(self) -> None:
        """Redo what was undone last."""
        self._context.run_worker(self.redo_last())

    async def undo_last(self) -> str:
        """Undo what was done last, and report it; the sentence that does."""
        async with self.lock:
            while self._done and not self._done[-1].can_undo():
                self._done.pop()
            if not self._done:
                return self._report("Nothing to undo.")
            step = self._done[-1]
            return await self._move(step, step.undo, self._done, self._undone, "Undone")

    async def redo_last(self) -> str:
        """Redo what was undone last, and report it; the sentence that does."""
        async with self.lock:
            if not self._undone:
                return self._report("Nothing to redo.")
            step = self._undone[-1]
            return await self._move(step, step.redo, self._undone, self._done, "Redone")

    async def _move(
        self,
        step: UndoStep,
        carry_out: Callable[[], Awaitable[object]],
        origin: list[UndoStep],
        target: list[UndoStep],
        word: str,
    ) -> str:
        """Carry out the last step of a list and move it to the other one; what was reported."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            await carry_out()
        except UndoError as error:
            origin.remove(step)
            return self._report(str(error), "wrong")
        except StorageError as error:
            self._context.status.show_error(error)
            return str(error)
        origin.remove(step)
        target.append(step)
        return self._report(f"{word}: {step.name}")

    def _report(self, sentence: str, kind: str = "emphasis") -> str:
        self._context.status.show(sentence, kind)
        return sentence
