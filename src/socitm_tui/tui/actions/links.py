"""Links: those of a text, listed and opened by their number, and one that leads to an item here."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from socitm_tui.model.entities import Item
from socitm_tui.model.hyperlinks import ascii_host, item_addresses, safe_address
from socitm_tui.search.query import format_query
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.share import HandingScreen
from socitm_tui.tui.dialogs.list_screen import Row, titled
from socitm_tui.tui.widgets.cells import plain, wrap

DIGITS = "0123456789"
MANY = 10
"""From so many links on a number has two digits, and enter opens what it goes to."""


class LinkingScreen(HandingScreen):
    """What is shown, and where it leads."""

    def action_browse(self) -> None:
        """Open the address of the item in the browser."""
        if not (entry := self.entry):
            return
        if not entry.item.url:
            self.say("No address is known of this item.")
        else:
            self.open_address(entry.item.url)

    def open_address(self, url: str) -> None:
        """Open an address outside, if it is one that may be; say what was done."""
        if (address := safe_address(url)) is None:
            self.say(f"{url} is no address of the web and was not opened.", "wrong")
        elif (program := browser(os.environ)) is None:
            self.say(f"No browser is at hand here; the address is {address}")
        else:
            self.say(f"Asked {Path(program[0]).name} to open {address}")
            start(program, address)

    def action_links(self) -> None:
        """List the links of the text, to be opened by their number."""
        if not (entry := self.entry):
            return
        found = item_addresses(entry.item)
        if not found:
            self.say("There is no link in this text.")
            return

        def copied(address: str | None) -> None:
            if address is not None:
                sheet.dismiss()
                self.copy("Link", address)

        typed = ""

        def numbered(digit: str) -> None:
            nonlocal typed
            typed = typed + digit if 0 < int(typed + digit) <= len(found) else digit
            if 0 < int(typed) <= len(found):
                sheet.sheet.go_to(found[int(typed) - 1])
                if len(found) < MANY:
                    sheet.dismiss(found[int(typed) - 1])

        keys = {digit: lambda _, digit=digit: numbered(digit) for digit in DIGITS}
        few = len(found) < MANY
        opens = "{choose} or its number opens" if few else "its number, then {choose}, opens"
        sheet = self.offer(
            titled("Links", str(len(found))),
            lambda width: [Row(), *link_rows(entry.item, found, width)],
            ("{cite} copies", opens),
            self.open_address,
            {**keys, "cite": copied},
        )

    def action_copy_link(self) -> None:
        """Copy the command that opens the reader at this item, with this filter."""
        if entry := self.entry:
            self.copy("Link", link_to(self.home, entry.key, format_query(self.query_asked)))


def link_rows(item: Item, found: Sequence[str], width: int) -> list[Row]:
    """The links in full, over several lines where they are long, each with what is odd of it."""
    rows = []
    for number, address in enumerate(found, 1):
        shown = plain(address)
        head = f"{f'[{number}]':>5}  "
        for start, end in wrap(shown, max(width - len(head), 8)):
            pieces = (
                (head if start == 0 else " " * len(head), "quiet"),
                (shown[start:end], "text"),
            )
            rows.append(Row(pieces, address if start == 0 else None))
        blank = " " * len(head)
        rows += [Row(((blank, "quiet"), (words, "doubt"))) for words in odd(address)]
        if address == item.url:
            rows.append(Row(((blank, "quiet"), ("the address of the item itself", "quiet"))))
    return rows


def odd(address: str) -> list[str]:
    """What somebody should know before a link is opened."""
    said = []
    if safe_address(address) is None:
        said.append("no address of the web; it is not opened")
    if host := ascii_host(address):
        said.append(f"its host is {host}")
    return said


def link_to(home: Home, key: str, query: str) -> str:
    """The command that opens the reader at an item."""
    words = ["socitm-tui"]
    if home.path != Home.find(None).path:
        words += ["--home", str(home.path)]
    words += ["open", key]
    if query:
        words += ["--query", query]
    return shlex.join(words)


def browser(env: Mapping[str, str]) -> list[str] | None:
    """The command that opens an address outside the terminal, where there is one."""
    path = env.get("PATH")
    if named := shlex.split(env.get("BROWSER", "").split(os.pathsep)[0]):
        return named if shutil.which(named[0], path=path) else None
    if sys.platform == "darwin":
        return ["open"]
    if env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"):
        return next(([one] for one in ("xdg-open", "gio") if shutil.which(one, path=path)), None)
    return ["wslview"] if shutil.which("wslview", path=path) else None


def start(command: Sequence[str], address: str) -> None:
    """Start a program and leave it to itself."""
    arguments = [*command, *(["open"] if command[-1].endswith("gio") else []), address]
    subprocess.Popen(  # noqa: S603 - the user's browser, the address checked
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
