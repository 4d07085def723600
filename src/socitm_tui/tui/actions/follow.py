"""Actions that fetch what is new in the subscriptions, and list, add and remove them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.load import LoadActions, LoadOutcome
from socitm_tui.tui.actions.share import complete_path
from socitm_tui.tui.actions.undo_stack import UndoStack, UndoStep
from socitm_tui.tui.actions.watch import HomeWatch
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, message_rows
from socitm_tui.tui.widgets.cells import cell_len, fit_padded
from socitm_tui.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from socitm_tui.web.subscriptions import Subscription

PROGRESS_INTERVAL_S = 0.5
HINTS = ("{choose} fetches it", "{refresh} all", "{pick} removes", "{undo} undoes", "a adds")


class FollowActions:
    """Asks the subscriptions for what is new; lists, adds and removes them."""

    def __init__(
        self, context: Context, load: LoadActions, watch: HomeWatch, undo_stack: UndoStack
    ) -> None:
        self._context, self._load, self._watch = context, load, watch
        self._undo_stack = undo_stack
        self._status = context.status
        self._stop_event: Event | None = None
        """Set to wait no longer; None while nothing is asked."""
        self._progress = ""
        """How far the asking is."""
        self._shown_progress = ""
        """What of it was shown last."""

    # -------------------------------------------------------------- asking
    def refresh(self) -> None:
        """Ask all that is followed for what is new; while that goes on, stop it."""
        if self._stop_event is not None:
            self.stop()
            self._progress = self._shown_progress = "Stopping; what has come is kept …"
            self._status.show(self._progress)
        else:
            self._ask_subscriptions()

    def stop(self) -> None:
        """Wait no longer for what has not answered yet."""
        if self._stop_event is not None:
            self._stop_event.set()

    def _ask_subscriptions(self, only: str | None = None) -> None:
        if self._stop_event is not None:
            words = self._context.hint(
                "Subscriptions are being fetched already; {refresh} stops that."
            )
            self._status.show(words, "wrong")
            return
        subscriptions = self._subscriptions()
        if only is not None:
            subscriptions = [
                subscription for subscription in subscriptions or () if subscription.url == only
            ]
        if not subscriptions:
            if subscriptions is not None:
                words = (
                    "Nothing is followed yet; {following} lists what is, and a there adds to it."
                )
                self._status.show(self._context.hint(words))
            return
        stops = self._context.hint("{refresh} stops")
        self._begin(f"Fetching {count_label(len(subscriptions), 'subscription')} … · {stops}")
        ask = partial(self._ask, subscriptions, insist=only is not None)
        self._context.run_worker(ask, group="news", thread=True)

    def _subscriptions(self) -> list[Subscription] | None:
        """The subscriptions; None, after reporting it, if they cannot be read."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.web.subscriptions import SubscriptionFile  # noqa: PLC0415

        try:
            return list(SubscriptionFile(self._context.home.subscriptions).read())
        except StorageError as error:
            self._status.show(str(error), "wrong")
            return None

    def _begin(self, words: str) -> None:
        """Note that asking begins, and show how far it is at intervals."""
        self._stop_event, self._progress, self._shown_progress = Event(), words, ""
        self._watch.own_loads += 1
        self._timer = self._context.set_interval(PROGRESS_INTERVAL_S, self._show_progress)
        self._show_progress()

    def _show_progress(self) -> None:
        """Show how far the asking is, unless a sentence is shown that was not read yet."""
        message = self._status.message
        if self._stop_event and (message is None or message[0] == self._shown_progress):
            self._shown_progress = clean_line(self._progress)
            self._status.show(self._shown_progress)

    def _ask(self, subscriptions: Sequence[Subscription], *, insist: bool) -> None:
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.web.refresh import (  # noqa: PLC0415 - nothing of the network before it is due
            refresh_subscriptions,
            refresh_summary,
        )

        stops = self._context.hint("{refresh} stops")

        def report(done: int, total: int, name: str) -> None:
            self._progress = f"{done:,} of {total:,} · {clean_line(name)} · {stops}"

        def refresh() -> LoadOutcome:
            result = refresh_subscriptions(
                self._context.home,
                subscriptions,
                current_timestamp(),
                insist=insist,
                progress=report,
                stop=self._stop_event,
            )
            kind = "wrong" if result.save_problem is not None else "emphasis"
            step = f"{count_label(result.report.added, 'item')} added by what is followed"
            is_changed = bool(result.report.lines)
            return LoadOutcome(refresh_summary(result), kind, is_changed=is_changed, step=step)

        self._load.run_load(refresh, self._end)

    def _end(self) -> None:
        """Note that nothing is asked any more."""
        self._timer.stop()
        self._stop_event = None

    # -------------------------------------------------------------- what is followed
    def following(self, words: str = "") -> None:
        """List what is followed, to ask, add to and remove from.

        Args:
            words: What was just done, shown above the list.
        """
        from socitm_tui.web.refresh import subscription_status  # noqa: PLC0415

        followed = self._subscriptions()
        if followed is None:
            return
        subscriptions = {subscription.url: subscription for subscription in followed}
        name = "What is followed"

        def rows(width: int) -> list[DialogRow]:
            if not subscriptions:
                words = "Nothing is followed yet. Press a to follow a feed or a page."
                return message_rows(words, width)
            rows = (
                _subscription_rows(subscription, subscription_status(subscription), width)
                for subscription in subscriptions.values()
            )
            return [DialogRow(), *chain.from_iterable(rows)]

        def show(words: str) -> None:
            subscriptions.clear()
            subscriptions.update(
                {subscription.url: subscription for subscription in self._subscriptions() or ()}
            )
            screen.update_rows(dialog_title(name, subject=words))

        def remove(url: str | None) -> None:
            if url is not None:
                self._context.run_worker(self._remove(subscriptions[url], show), group="following")

        async def undo() -> None:
            show(await self._undo_stack.undo_last())

        def add(_: str | None) -> None:
            screen.dismiss()
            self._ask_address()

        def refresh(_: str | None) -> None:
            screen.dismiss()
            self.refresh()

        keys = {
            "a": add, "pick": remove, "refresh": refresh,
            "undo": lambda _: self._context.run_worker(undo()),
        }  # fmt: skip
        title = dialog_title(name, "" if words else "fetched only when you ask for it", words)
        screen = self._context.show_list(title, rows, HINTS, self._ask_subscriptions, keys)

    async def _remove(self, subscription: Subscription, removed: Callable[[str], None]) -> None:
        """Follow a subscription no longer, and report it."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        adding = self._adding_step(subscription)
        name = subscription.title or subscription.url
        async with self._undo_stack.lock:
            try:
                await adding.undo()
            except StorageError as error:
                self._status.show_error(error)
                return
            self._undo_stack.push(f"{name} removed", adding.redo, adding.undo)
        removed(f"{name} is no longer followed; its items stay")

    def _adding_step(self, subscription: Subscription) -> UndoStep:
        """How a subscription that was added is removed, and added again."""
        from socitm_tui.web.subscriptions import SubscriptionFile  # noqa: PLC0415

        file = SubscriptionFile(self._context.home.subscriptions)
        return UndoStep(
            f"{subscription.title or subscription.url} added",
            lambda: asyncio.to_thread(file.remove, [subscription.url]),
            lambda: asyncio.to_thread(file.add, [subscription]),
        )

    def _ask_address(self) -> None:
        example = "the address of a feed or page, or a list of feeds (an OPML file)"
        self._context.ask(
            Question("follow", "Follow", example, self._follow, complete=complete_path)
        )

    def _follow(self, text: str) -> None:
        if not (address := text.strip()):
            return
        if self._stop_event is not None:
            self._status.show(
                "Subscriptions are being fetched already; wait until that has ended.", "wrong"
            )
            return
        leave = self._context.hint("{close} reads on meanwhile")
        self._begin(f"Fetching {address} … · {leave}")
        follow = partial(self._follow_now, address)
        self._context.run_worker(follow, group="news", thread=True)

    def _follow_now(self, address: str) -> None:
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.web.refresh import (  # noqa: PLC0415
            FollowError,
            follow_address,
            follow_opml,
        )

        is_followed = True

        def follow() -> LoadOutcome:
            nonlocal is_followed
            try:
                if (file := _file_at(address)) is not None:
                    added, refused = follow_opml(self._context.home, file, current_timestamp())
                    more = f"; {refused:,} could not be" if refused else ""
                    hint = self._context.hint("{refresh} fetches them")
                    return LoadOutcome(f"{count_label(added, 'subscription')} added{more} · {hint}")
                followed = follow_address(
                    self._context.home, address, current_timestamp(), stop=self._stop_event
                )
            except FollowError as error:
                is_followed = False
                return LoadOutcome(str(error), "wrong")
            if followed is None:
                hint = self._context.hint("{refresh} fetches it")
                return LoadOutcome(f"{address} is followed already · {hint}")
            if followed.save_problem:
                return LoadOutcome(followed.unsaved_sentence, "wrong", is_changed=True)
            items = count_label(followed.report.added, "item")
            what = "this page itself" if followed.discovery.is_page else "a feed"
            name = followed.subscription.title or followed.discovery.url
            is_plain = followed.discovery.url.startswith("http:") and "://" not in address
            how = " (by http, as https did not work)" if is_plain else ""
            sentence = f"Now followed: “{name}”, {what}{how}; {items} added."
            step = f"“{name}” followed, {items} added"
            adding = self._adding_step(followed.subscription)
            return LoadOutcome(sentence, is_changed=True, step=step, besides=adding)

        def end() -> None:
            self._end()
            prompt = self._context.panes.prompt
            if is_followed and prompt.purpose == "follow" and prompt.text.strip() == address:
                self._context.close_prompt()  # else the address stays, to be changed

        def shown(outcome: LoadOutcome) -> None:
            panes = self._context.panes
            if is_followed and panes.is_on_top and not panes.prompt.is_open:
                self.following(outcome.sentence)

        self._load.run_load(follow, end, shown)


def _subscription_rows(subscription: Subscription, state: str, width: int) -> list[DialogRow]:
    """A subscription by its title, its address and how it is; on two lines where they fit."""
    kind = "doubt" if subscription.problem or subscription.is_gone else "quiet"
    title, address, state = (
        clean_line(subscription.title or subscription.url),
        clean_line(subscription.url),
        clean_line(state),
    )
    first = DialogRow(((fit_padded(title, width), "strong"),), subscription.url)
    address = f"  {address}  " if subscription.title else "  "
    room = width - cell_len(state)
    if cell_len(address) <= room:
        return [first, DialogRow(((fit_padded(address, room), "quiet"), (state, kind)))]
    rows = [first]
    if subscription.title:
        rows.append(DialogRow(((fit_padded(address, width), "quiet"),)))
    return [*rows, DialogRow(((fit_padded(f"  {state}", width), kind),))]


def _file_at(address: str) -> Path | None:
    """The file that an address names; None where it names none that can be seen."""
    try:
        file = Path(address).expanduser()
        return file if "://" not in address and file.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None
