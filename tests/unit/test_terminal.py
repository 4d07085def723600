"""The terminal may vanish while something is being written to it."""

from __future__ import annotations

import asyncio
import os
import pty
from threading import Thread

import pytest
from textual.app import App
from textual.drivers._writer_thread import WriterThread

from socitm_tui.tui.startup.terminal import Terminal


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_terminal_that_is_gone_keeps_nobody_waiting() -> None:
    window, line = pty.openpty()
    driver = asyncio.run(_driver())
    driver.fileno = line
    with os.fdopen(line, "w", closefd=False) as file:
        driver._writer_thread = WriterThread(file)
        driver._writer_thread.start()
        seen = [driver.is_gone]
        os.close(window)
        seen.append(driver.is_gone)

        def leave() -> None:
            for _ in range(100):
                driver.write("a frame")
            driver.close()

        leaving = Thread(target=leave, daemon=True)
        leaving.start()
        leaving.join(timeout=10)
        assert seen == [False, True]
        assert not leaving.is_alive()
        os.dup2(os.open(os.devnull, os.O_WRONLY), line)


async def _driver() -> Terminal:
    return Terminal(App())
