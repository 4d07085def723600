"""An app in which each key acts after the effects of the key before it, across screens too."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import Any, Final
from weakref import WeakSet

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from socitm_tui.tui.bindings import key_table

POLL_S: Final = 0.001
"""Seconds between two looks at a screen that cannot act on a key yet."""
MARKER_DELAY_S: Final = 0.01
"""Seconds after a key until its marker follows it, if no other key comes first."""
PATIENCE_S: Final = 0.5
"""Seconds after which a waiting key acts, whatever it waits for."""


class OrderedApp(App[None]):
    """Queues keys: each waits for its screen, and until the key before it has been acted on.

    Widgets report what a key did by messages, which travel up to the screen in turns. Someone who
    types ahead would overtake them: the letters after a “/” would reach the pane that was left.
    """

    class KeyFinished(Message):
        """The marker of a key: it passes the queues after the messages that the key caused."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting_keys: list[events.Key] = []
        self._waiting_since = 0.0
        """When the first of them was typed, or the last one acted."""
        self._is_polling = False
        self._has_begun = False
        """True once the first screen is there."""
        self._ready_screens: WeakSet[Screen[Any]] = WeakSet()
        self._unanswered: list[Screen[Any]] = []
        """Screens whose callback has not returned."""
        self._opener: Worker[None] | None = None
        """What was started last to open a screen."""
        self._marker: Message | None = None
        """The marker of the last key, until it has arrived."""
        self._marker_target: Widget | None = None
        """Where the marker is still to be posted."""
        self._marker_pump: Widget | None = None
        """Where the marker is posted, or will be."""

    async def act_on(self, event: events.Event) -> None:
        """Let an event act; a key that is not text to the focused widget acts by its binding."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            widget = self.focused
            is_text = widget and widget.check_consume_key(event.key, event.character)
            if not is_text and await self._check_bindings(event.key):
                return
        await super().on_event(event)

    async def on_event(self, event: events.Event) -> None:
        """Queue a key that was typed; anything else acts now."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await self.act_on(event)
            return
        if self._stops_opening(event):
            return
        if not self._waiting_keys:
            self._waiting_since = time.monotonic()
        self._waiting_keys.append(event)
        self._post_marker()
        await self._release_keys()

    async def accept_keys(self) -> None:
        """Let keys act from now on, those first that were typed before."""
        self._has_begun, self._waiting_since = True, time.monotonic()
        await self._release_keys()

    def await_screen(self, opener: Worker[None]) -> None:
        """Let keys wait for a screen that takes a while; who leaves it before it is there stops it.

        Args:
            opener: Opens the screen; keys wait until it is finished.
        """
        self._opener = opener

    @property
    def _is_opening(self) -> bool:
        return self._opener is not None and not self._opener.is_finished

    def _stops_opening(self, event: events.Key) -> bool:
        """Stop what opens a screen if a key leaves that screen; what was typed for it is lost."""
        leaving = (key.keys for key in key_table(self) if key.id == "leave")
        if self._opener is None or not self._is_opening or event.key not in {*next(leaving, ())}:
            return False
        self._opener.cancel()
        self._waiting_keys.clear()
        return True

    async def on_ordered_app_key_finished(self, message: KeyFinished) -> None:
        """Let the next key act."""
        if message is self._marker:
            self._marker = None
            await self._release_keys()

    def _post_marker(self) -> None:
        """Post the marker of the last key, if that is still to be done.

        It would delay the frame that shows what the key did, so it waits until it is needed.
        """
        target, self._marker_target = self._marker_target, None
        if target is not None and self._marker is not None:
            target.post_message(self._marker)

    async def _release_keys(self) -> None:
        if self._is_opening:
            self._waiting_since = time.monotonic()
        if self._waiting_keys and time.monotonic() - self._waiting_since > PATIENCE_S:
            self._ready_screens.add(self.screen)
            self._unanswered.clear()
            self._marker = self._marker_target = None
        pump = self._marker_pump
        if pump is not None and pump.is_mounted and not pump.is_running:
            self._marker = self._marker_target = None  # the key closed the screen that had it
        while self._waiting_keys and self._is_ready:
            self._marker = self.KeyFinished()
            await self.act_on(self._waiting_keys.pop(0))
            self._marker_target = self._marker_pump = self.focused or self.screen
            self._waiting_since = time.monotonic()
            if self._waiting_keys:
                self._post_marker()
            else:
                asyncio.get_running_loop().call_later(MARKER_DELAY_S, self._post_marker)
        if self._waiting_keys and self._has_begun and not self._is_polling:
            self._is_polling = True
            self.set_timer(POLL_S, self._poll)

    async def _poll(self) -> None:
        self._is_polling = False
        await self._release_keys()

    @property
    def _is_ready(self) -> bool:
        """True if the screen can act on a key and nothing before that key is unfinished."""
        if not self._has_begun or self._marker is not None or self._is_opening:
            return False
        screen = self.screen
        if screen not in self._ready_screens:
            if not screen.is_mounted or (screen.focused is None and screen.focus_chain):
                return False
            self._ready_screens.add(screen)
        return all(asker in self.screen_stack for asker in self._unanswered)

    def push_screen(self, screen: Any, callback: Any = None, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as Textual's
        """Open a screen; keys typed after it was closed wait until `callback` has returned."""
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
