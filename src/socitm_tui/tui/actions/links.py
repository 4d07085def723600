"""Actions that list and open the links of a text, and open an item with a command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import digits

from socitm_tui.model.entities import Item
from socitm_tui.model.hyperlinks import ascii_host, item_addresses, safe_address
from socitm_tui.model.text import clean_line
from socitm_tui.search.query import format_query
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.share import ShareActions
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, message_rows
from socitm_tui.tui.widgets.cells import wrap

MANY_LINKS = 10
"""From this many links on, a number has two digits, and enter opens the link found so far."""


class LinkActions:
    """Opens and copies addresses."""

    def __init__(self, context: Context, share: ShareActions) -> None:
        self._context, self._share, self._status = context, share, context.status

    def browse(self) -> None:
        """Open the address of the item in the browser."""
        if not (entry := self._context.entry):
            return
        if not entry.item.url:
            self._status.show("No address is known of this item.")
        else:
            self.open_address(entry.item.url)

    def open_address(self, url: str) -> None:
        """Open an address in the browser if it is safe, and report it."""
        if (address := safe_address(url)) is None:
            self._status.show(f"{url} is no address of the web and was not opened.", "wrong")
        elif (program := browser_command(os.environ)) is None:
            self._status.show(f"No browser is at hand here; the address is {address}")
        else:
            self._status.show(f"Asked {Path(program[0]).name} to open {address}")
            start_browser(program, address)

    def links(self) -> None:
        """List the links of the text, to be opened by their number."""
        if not (entry := self._context.entry):
            return
        addresses = item_addresses(entry.item)
        count, is_short = len(addresses), len(addresses) < MANY_LINKS

        def copy(address: str | None) -> None:
            if address is not None:
                screen.dismiss()
                self._share.copy("Link", address)

        def rows(width: int) -> list[DialogRow]:
            if not addresses:
                return message_rows("There is no link in this text.", width)
            return [DialogRow(), *link_rows(entry.item, addresses, width)]

        typed = ""

        def type_digit(digit: str) -> None:
            nonlocal typed
            typed = typed + digit if 0 < int(typed + digit) <= count else digit
            if 0 < int(typed) <= count:
                screen.list.select_value(addresses[int(typed) - 1])
                if is_short:
                    screen.dismiss(addresses[int(typed) - 1])

        keys = {digit: lambda _, digit=digit: type_digit(digit) for digit in digits}
        opens = "{choose} or its number opens" if is_short else "its number, then {choose}, opens"
        screen = self._context.show_list(
            dialog_title("Links", str(count)),
            rows,
            ("{cite} copies", opens),
            self.open_address,
            {**keys, "cite": copy},
        )

    def copy_link(self) -> None:
        """Copy the command that opens the reader at this item, with this filter."""
        if entry := self._context.entry:
            query = format_query(self._context.state.query)
            self._share.copy("Link", reader_command(self._context.home, entry.key, query))


def link_rows(item: Item, addresses: Sequence[str], width: int) -> list[DialogRow]:
    """The addresses in full, wrapped, each with its warnings."""
    rows = []
    for number, address in enumerate(addresses, 1):
        shown = clean_line(address)
        head = f"{f'[{number}]':>5}  "
        for start, end in wrap(shown, max(width - len(head), 8)):
            pieces = (
                (head if start == 0 else " " * len(head), "quiet"),
                (shown[start:end], "text"),
            )
            rows.append(DialogRow(pieces, address if start == 0 else None))
        blank = " " * len(head)
        rows += [
            DialogRow(((blank, "quiet"), (words, "doubt"))) for words in address_warnings(address)
        ]
        if address == item.url:
            rows.append(DialogRow(((blank, "quiet"), ("the address of the item itself", "quiet"))))
    return rows


def address_warnings(address: str) -> list[str]:
    """What a user should know before an address is opened."""
    warnings = []
    if safe_address(address) is None:
        warnings.append("no address of the web; it is not opened")
    if host := ascii_host(address):
        warnings.append(f"its host is {host}")
    return warnings


def reader_command(home: Home, key: str, query: str) -> str:
    """The command that opens the reader at an item."""
    words = ["socitm-tui"]
    if home.path != Home.find(None).path:
        words += ["--home", str(home.path)]
    words += ["open", key]
    if query:
        words += ["--query", query]
    return shlex.join(words)


def browser_command(env: Mapping[str, str]) -> list[str] | None:
    """The command that opens an address in a browser, if there is one."""
    path = env.get("PATH")
    if command := shlex.split(env.get("BROWSER", "").split(os.pathsep)[0]):
        return command if shutil.which(command[0], path=path) else None
    if sys.platform == "darwin":
        return ["open"]
    if env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"):
        programs = ("xdg-open", "gio")
        return next(([name] for name in programs if shutil.which(name, path=path)), None)
    return ["wslview"] if shutil.which("wslview", path=path) else None


def start_browser(command: Sequence[str], address: str) -> None:
    """Start a program without waiting for it."""
    arguments = [*command, *(["open"] if command[-1].endswith("gio") else []), address]
    subprocess.Popen(  # noqa: S603 - the user's browser, the address checked
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
