"""An app in which keys act in the order they are typed, across screens too, and none is lost."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import Any
from weakref import WeakSet

from textual import events
from textual.app import App
from textual.screen import Screen

MOMENT = 0.001
"""Seconds from one look at a screen to the next."""
LONG = 0.5
"""Seconds after which a screen is taken to be ready whatever it looks like."""


class OrderedApp(App[None]):
    """Holds keys back while a screen is being opened, or what it was asked for is not done yet."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[events.Key] = []
        """Keys that wait for their screen."""
        self._since = 0.0
        """When the first of them was typed."""
        self._begun = False
        """True once the first screen is there."""
        self._met: WeakSet[Screen[Any]] = WeakSet()
        """Screens that have been ready."""
        self._unanswered: list[Screen[Any]] = []
        """Screens whose answer has not been acted on."""

    async def act_on(self, event: events.Event) -> None:
        """Act on an event, which for a key is its turn."""
        await super().on_event(event)

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait for those before it, and for a screen that can act on it."""
        if not isinstance(event, events.Key) or (not self._held and self._is_ready):
            await self.act_on(event)
            return
        self._held.append(event)
        if len(self._held) == 1:
            self._since = time.monotonic()
            if self._begun:
                self.call_later(self._act_on_held)

    async def begin(self) -> None:
        """Act on keys from now on, those first that were typed before."""
        self._begun, self._since = True, time.monotonic()
        await self._act_on_held()

    async def _act_on_held(self) -> None:
        if time.monotonic() - self._since > LONG:
            self._met.add(self.screen)
            self._unanswered.clear()
        while self._held and self._is_ready:
            await self.act_on(self._held.pop(0))
            self._since = time.monotonic()
        if self._held:
            await asyncio.sleep(MOMENT)
            self.call_later(self._act_on_held)

    @property
    def _is_ready(self) -> bool:
        """True where the screen can act on a key, and none before it has still to be heard."""
        if not self._begun:
            return False
        screen = self.screen
        if screen not in self._met:
            if not screen.is_mounted or (screen.focused is None and screen.focus_chain):
                return False
            self._met.add(screen)
        return all(one in self.screen_stack for one in self._unanswered)

    def push_screen(self, screen: Any, callback: Any = None, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as Textual's
        """Open a screen; what is typed after it was left waits until `callback` has been called."""
        if callback is None:
            return super().push_screen(screen, None, *args, **more)

        async def answered(answer: object) -> None:
            try:
                if inspect.isawaitable(done := callback(answer)):
                    await done
            finally:
                if screen in self._unanswered:
                    self._unanswered.remove(screen)

        self._unanswered.append(screen)
        return super().push_screen(screen, answered, *args, **more)
