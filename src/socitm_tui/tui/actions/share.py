"""Handing items on: copied, opened, saved, exported, piped, paged."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from textual import work
from textual.app import SuspendNotSupported
from textual.content import Content

from socitm_tui.export.citation import citation_sentence
from socitm_tui.export.entry_formats import (
    EXPORT_FORMATS,
    FORMAT_OF_ENDING,
    document_file_name,
    entry_text,
    format_of_file_name,
    markdown_document,
)
from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import count_label
from socitm_tui.model.sanitize import escape_export, sanitize_text
from socitm_tui.tui.actions import clipboard
from socitm_tui.tui.asking import AskingScreen
from socitm_tui.tui.dialogs.dialogs import Card
from socitm_tui.tui.widgets.prompt import Question

PIPE_SECONDS = 60
SHOWN_OUTPUT = 20_000
"""Characters of a program's answer that are shown."""


class HandingScreen(AskingScreen):
    """What is shown, and how it is taken along."""

    # -------------------------------------------------------------- copying
    def action_cite(self) -> None:
        """Copy the citation of the item, or of those selected."""
        if found := self.targets:
            text = "\n".join(citation_sentence(entry) for entry in found)
            self.copy("Citation" if len(found) == 1 else f"{len(found)} citations", text)

    def action_copy_text(self) -> None:
        """Copy the text of the item, or of those selected."""
        if found := self.targets:
            text = texts_of(found)
            self.copy("Text" if len(found) == 1 else f"{len(found)} texts", text)

    def action_copy_selection(self) -> None:
        """Copy what the mouse, or the cursor among the words, has selected."""
        if text := self.get_selected_text():
            self.copy("Selection", text)
            self.clear_selection()
            self.reader.pick_nothing()
        else:
            self.say(
                f"Nothing is selected. Drag with the mouse to select; {self.told('{quit} quits')}."
            )

    @work(thread=True, group="copy")
    def copy(self, what: str, text: str) -> None:
        """Copy a text, keep it in a file, and say what is known of it."""
        text = sanitize_text(text)
        file = self.home.path / "copied.txt"
        program = clipboard.by_tool(text)
        kept = file if clipboard.into_file(text, file) else None
        self.app.call_from_thread(self.app.copy_to_clipboard, text)
        self.app.call_from_thread(self._tell_copied, clipboard.told(what, program, kept))

    def _tell_copied(self, words: str) -> None:
        if self.app.screen is self:
            self.say(words)
        else:  # a sheet lies over the line at the bottom
            self.notify(words, markup=False)

    # -------------------------------------------------------------- saving
    def action_save(self) -> None:
        """Save the item, or those selected, as Markdown."""
        found = self.targets
        if len(found) == 1:
            self.ask(
                Question("save", "Save as", "a file", self._save_one, complete=paths_from),
                document_file_name(found[0].item),
            )
        elif found:
            ask = f"Save {len(found)} items in the folder"
            self.ask(Question("save", ask, "a folder", self._save_all, complete=paths_from))

    def _save_one(self, name: str) -> None:
        if (found := self.targets) and (path := self.path_typed(name)):
            self._write(path, markdown_document(found[0]), "The item")

    def _save_all(self, name: str) -> None:
        """Each of the selected items as a file of its own."""
        found, folder = self.targets, self.path_typed(name)
        if folder is None:
            return
        done = 0
        for entry in found:
            path = self.path_typed(str(folder / document_file_name(entry.item)))
            if path is None:
                return
            if path.exists():
                path = path.with_stem(f"{path.stem}-{entry.key[:8]}")
            if not self._write(path, markdown_document(entry), ""):
                return
            done += 1
        self.say(f"{count_label(done, 'item')} saved in {folder}")

    def action_export(self) -> None:
        """Export all that is shown, or what is selected."""
        if not self.rows:
            return
        number = len(self.picked) or len(self.rows)
        example = "list.md, .bib, .ris, .csl.json, .csv, .feed.json or .atom"
        prompt = f"Export {count_label(number, 'item')} to"
        self.ask(Question("export", prompt, example, self._export, complete=paths_from))

    def _export(self, name: str) -> None:
        form = format_of_file_name(name)
        if form is None:
            endings = {form: end for end, form in [*FORMAT_OF_ENDING.items()][::-1]}
            self.say(f"End it in {' '.join(sorted(endings.values()))}", "wrong")
            return
        path = self.path_typed(name)
        if path is None:
            return
        rows = map(self.entry_at, range(len(self.rows)))
        entries = self.targets if self.picked else [*rows]
        text = "".join(escape_export(EXPORT_FORMATS[form](entries), form))
        self._write(path, text, count_label(len(entries), "item"))

    def path_typed(self, text: str) -> Path | None:
        """The path that somebody typed; None where there can be none such, which is said."""
        try:
            path = Path(text.strip()).expanduser()
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return path
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error).rstrip(".")
            self.say(f"This path cannot be used ({reason}): {text}", "wrong")
            return None
        return path

    def _write(self, path: Path, text: str, what: str) -> bool:
        """Write a file that is not there yet; say so, and close the bar."""
        from socitm_tui.storage.atomic import StorageError, write_atomic  # noqa: PLC0415

        if path.exists():
            self.say(f"{path} is there already; choose another name.", "wrong")
            return False
        try:
            write_atomic(path, text.encode("utf-8", "backslashreplace"))
        except StorageError as error:
            self.say(str(error), "wrong")
            return False
        if self.bar.is_open:
            self.close_bar()
        self.say(f"{what} written to {path}")
        return True

    # -------------------------------------------------------------- programs
    def action_pipe(self) -> None:
        """Hand the text to a program and show what it answers."""
        if self.targets:
            self.ask(Question("pipe", "|", "a program, as in: wc -w", self._pipe))

    def _pipe(self, command: str) -> None:
        self.close_bar()
        if command.strip():
            text = texts_of(self.targets)
            self.say(f"Running {command} …")
            self._run_pipe(command, text)

    @work(exclusive=True, group="pipe")
    async def _run_pipe(self, command: str, text: str) -> None:
        answer, status = await asyncio.to_thread(piped, command, text)
        self.unsay()
        shown = sanitize_text(answer[:SHOWN_OUTPUT]) or "It printed nothing."
        ended = "" if status == 0 else f" · ended with {status}"
        self.app.push_screen(Card(f"{command}{ended}", Content(shown)))

    def action_pager(self) -> None:
        """Show the text in the pager of the environment."""
        if found := self.targets:
            command = shlex.split(os.environ.get("PAGER") or "less")
            text = texts_of(found)
            self.outside(command, sanitize_text(text))

    def outside(self, command: Sequence[str], text: str, suffix: str = ".txt") -> str | None:
        """Leave the terminal to a program with a text in a file; the text it leaves there."""
        if shutil.which(command[0]) is None:
            self.say(f"There is no program {command[0]} here.", "wrong")
            return None
        import tempfile  # noqa: PLC0415 - not for the first frame

        with tempfile.TemporaryDirectory(prefix="socitm-tui-") as folder:
            file = Path(folder) / f"item{suffix}"
            file.write_text(text, encoding="utf-8", errors="backslashreplace")
            try:
                with self.app.suspend():
                    subprocess.run([*command, str(file)], check=False)  # noqa: S603
            except (OSError, SuspendNotSupported) as error:
                self.say(f"{command[0]} could not be started ({error}).", "wrong")
                return None
            self.app.refresh()
            return file.read_text(encoding="utf-8", errors="replace")


def texts_of(entries: Sequence[Entry]) -> str:
    """The texts of entries, one below the other."""
    return "\n\n".join(entry_text(entry) for entry in entries)


def piped(command: str, text: str) -> tuple[str, int]:
    """What a command line of the user's answers to a text, and its exit status."""
    try:
        ran = subprocess.run(  # noqa: S602 - a command line is what the user typed
            command, shell=True, input=text.encode("utf-8", "replace"), timeout=PIPE_SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"It was stopped after {PIPE_SECONDS} seconds.", 1
    except OSError as error:
        return str(error), 1
    return ran.stdout.decode("utf-8", "replace"), ran.returncode


def paths_from(text: str) -> list[str]:
    """The files and folders that begin as a text does; a folder ends in a slash."""
    head, _, beginning = text.rpartition("/")
    try:
        folder = Path(f"{head}/" if head or text.startswith("/") else ".").expanduser()
        names = [one.name + ("/" if one.is_dir() else "") for one in sorted(folder.iterdir())]
    except (OSError, RuntimeError, ValueError):
        return []
    start_of = f"{head}/" if "/" in text else ""
    hidden = beginning.startswith(".")
    return [
        start_of + name
        for name in names
        if name.startswith(beginning) and (hidden or not name.startswith("."))
    ]
