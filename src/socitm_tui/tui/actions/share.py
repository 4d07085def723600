"""Actions that take items out of the reader: copy, save, export, pipe to a program, page."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

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
from socitm_tui.model.text import clean_line
from socitm_tui.tui.actions.clipboard import copy_sentence, copy_with_program, write_copy
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.dialogs.text_dialogs import ConfirmDialog, TextDialog
from socitm_tui.tui.widgets.prompt import Question

PIPE_TIMEOUT_S = 60
MAX_OUTPUT_LENGTH = 20_000
"""Characters of a command's output that are shown."""


class ShareActions:
    """Copies, saves, exports and pipes items."""

    def __init__(self, context: Context) -> None:
        self._context, self._state, self._status = context, context.state, context.status

    # -------------------------------------------------------------- copying
    def cite(self) -> None:
        """Copy the citation of the item, or of the picked items."""
        if entries := self._context.targets:
            text = "\n".join(map(citation_sentence, entries))
            self.copy("Citation" if len(entries) == 1 else f"{len(entries)} citations", text)

    def copy_text(self) -> None:
        """Copy the text of the item, or of the picked items."""
        if entries := self._context.targets:
            what = "Text" if len(entries) == 1 else f"{len(entries)} texts"
            self.copy(what, entries_text(entries))

    def copy_selection(self) -> None:
        """Copy what is selected, by the mouse or by keys."""
        if text := self._context.get_selected_text():
            self.copy("Selection", text)
            self._context.clear_selection()
            self._context.panes.reader.selection.clear()
        else:
            quits = self._context.hint("{quit} quits")  # who presses ctrl+c may want to quit
            self._status.show(f"Nothing is selected. Drag with the mouse to select; {quits}.")

    def copy(self, what: str, text: str) -> None:
        """Copy a text to the clipboard and to `copied.txt` in the home, and report it.

        The file is for terminals that do not let programs set the clipboard.
        """
        self._context.run_worker(partial(self._copy, what, text), group="copy", thread=True)

    def _copy(self, what: str, text: str) -> None:
        text = sanitize_text(text)
        file = self._context.home.path / "copied.txt"
        program = copy_with_program(text)
        kept = file if write_copy(text, file) else None
        app, sentence = self._context.app, copy_sentence(what, program, kept)
        app.call_from_thread(app.copy_to_clipboard, text)
        app.call_from_thread(self._report_copy, sentence)

    def _report_copy(self, sentence: str) -> None:
        if self._context.panes.is_on_top:
            self._status.show(sentence)
        else:  # a list covers the status line
            self._context.notify(sentence, markup=False)

    # -------------------------------------------------------------- saving
    def save(self) -> None:
        """Ask for a file, or for a folder of several items, and save them as Markdown."""
        entries = self._context.targets
        if len(entries) == 1:
            self._context.ask(
                Question(
                    "save",
                    "Save as",
                    "a file",
                    self._save_one,
                    complete=complete_path,
                    subject=entries[0].key,
                ),
                document_file_name(entries[0].item),
            )
        elif entries:
            ask = f"Save {len(entries)} items in the folder"
            question = Question("save", ask, "a folder", self._save_all, complete=complete_path)
            self._context.ask(question)

    def _save_one(self, name: str) -> None:
        if (entries := self._context.targets) and (path := self.parse_path(name)):
            text = markdown_document(self._state.archive.with_capture(entries[0]))
            self._with_folder(path.parent, lambda: self._write_new_file(path, text, "The item was"))

    def _save_all(self, name: str) -> None:
        """Save each of the picked items as a file of its own."""
        folder = self.parse_path(name)
        if folder is not None:
            entries = self._context.targets
            self._with_folder(folder, lambda: self._write_each(folder, entries))

    def _write_each(self, folder: Path, entries: Sequence[Entry]) -> None:
        for entry in entries:
            path = self.parse_path(str(folder / document_file_name(entry.item)))
            if path is None:
                return
            if path.exists():
                path = path.with_stem(f"{path.stem}-{entry.key[:8]}")
            if not self._write_new_file(
                path, markdown_document(self._state.archive.with_capture(entry)), ""
            ):
                return
        self._status.show(f"{count_label(len(entries), 'item')} saved in {folder.resolve()}")

    def _with_folder(self, folder: Path, write: Callable[[], object]) -> None:
        """Write into a folder; ask first if it would have to be made."""
        if folder.exists():
            write()
            return

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                write()

        question = f"There is no folder {folder}. Make it?"
        self._context.app.push_screen(ConfirmDialog(clean_line(question)), answered)

    def export(self) -> None:
        """Export all items of the current result, or the picked ones."""
        if not self._state.rows:
            return
        number = len(self._state.picked) or len(self._state.rows)
        example = "list.md, .bib, .ris, .csl.json, .csv, .feed.json, .atom"
        prompt = f"Export {count_label(number, 'item')} to"
        self._context.ask(Question("export", prompt, example, self._export, complete=complete_path))

    def _export(self, name: str) -> None:
        export_format = format_of_file_name(name)
        if export_format is None:
            # reversed, so that the first ending of each format is the one that stays
            endings = {format_: end for end, format_ in [*FORMAT_OF_ENDING.items()][::-1]}
            self._status.show(f"The name must end in {' '.join(sorted(endings.values()))}", "wrong")
            return
        path = self.parse_path(name)
        if path is None:
            return
        rows = map(self._state.entry_at, range(len(self._state.rows)))
        entries = self._context.targets if self._state.picked else [*rows]
        complete = map(self._state.archive.with_capture, entries)
        text = "".join(escape_export(EXPORT_FORMATS[export_format](complete), export_format))
        what = f"{count_label(len(entries), 'item')} {'was' if len(entries) == 1 else 'were'}"
        self._with_folder(path.parent, lambda: self._write_new_file(path, text, what))

    def parse_path(self, text: str) -> Path | None:
        """The path that the user typed; None, after reporting it, if it cannot be used."""
        try:
            path = Path(text.strip()).expanduser()
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return path
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error).rstrip(".")
            self._status.show(f"This path cannot be used ({reason}): {text}", "wrong")
            return None
        return path

    def _write_new_file(self, path: Path, text: str, what: str) -> bool:
        """Write a new file, close the prompt and report it.

        Returns:
            False, after reporting it, if the file exists or cannot be written.
        """
        from socitm_tui.storage.atomic import StorageError, write_atomic  # noqa: PLC0415

        if path.exists():
            self._status.show(f"{path} already exists; choose another name.", "wrong")
            return False
        try:
            write_atomic(path, text.encode("utf-8", "backslashreplace"))
        except StorageError as error:
            self._status.show(str(error), "wrong")
            return False
        if self._context.panes.prompt.is_open:
            self._context.close_prompt()
        self._status.show(f"{what} written to {path.name} in {path.resolve().parent}")
        return True

    # -------------------------------------------------------------- programs
    def pipe(self) -> None:
        """Ask for a command, run it with the text as its input, and show its output."""
        if entries := self._context.targets:
            prompt = "|" if len(entries) == 1 else f"{count_label(len(entries), 'item')} |"
            self._context.ask(Question("pipe", prompt, "a program, as in: wc -w", self._start_pipe))

    def _start_pipe(self, command: str) -> None:
        self._context.close_prompt()
        if command.strip():
            text = entries_text(self._context.targets)
            self._status.show(f"Running {command} …")
            self._context.run_worker(self._show_pipe_output(command, text), group="pipe")

    async def _show_pipe_output(self, command: str, text: str) -> None:
        output, status = await pipe_to_command(command, text)
        self._status.clear()
        shown = sanitize_text(output[:MAX_OUTPUT_LENGTH]) or "The command printed nothing."
        ended = "" if status == 0 else f" · ended with {status}"
        self._context.app.push_screen(TextDialog(f"{command}{ended}", Content(shown)))

    def pager(self) -> None:
        """Show the text in the pager of the environment."""
        if entries := self._context.targets:
            command = shlex.split(os.environ.get("PAGER") or "less")
            self.run_on_text(command, sanitize_text(entries_text(entries)))

    def run_on_text(self, command: Sequence[str], text: str, suffix: str = ".txt") -> str | None:
        """Run a program, such as an editor or a pager, in the terminal on a file with a text.

        Returns:
            The text of the file afterwards; None, after reporting it, if the program did not start.
        """
        if shutil.which(command[0]) is None:
            self._status.show(f"There is no program {command[0]} here.", "wrong")
            return None
        import tempfile  # noqa: PLC0415 - imported late: the first frame does without

        with tempfile.TemporaryDirectory(prefix="socitm-tui-") as folder:
            file = Path(folder) / f"item{suffix}"
            file.write_text(text, encoding="utf-8", errors="backslashreplace")
            try:
                with self._context.app.suspend():
                    subprocess.run([*command, str(file)], check=False)  # noqa: S603
            except (OSError, SuspendNotSupported) as error:
                self._status.show(f"{command[0]} could not be started ({error}).", "wrong")
                return None
            self._context.app.refresh()
            return file.read_text(encoding="utf-8", errors="replace")


def entries_text(entries: Sequence[Entry]) -> str:
    """The texts of entries, one below the other."""
    return "\n\n".join(entry_text(entry) for entry in entries)


async def pipe_to_command(command: str, text: str) -> tuple[str, int]:
    """The output and the exit status of a shell command that gets a text as its input.

    No thread of the pool waits for it: while all of these are busy, it would not even be started.
    """
    try:
        process = await asyncio.create_subprocess_shell(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        return str(error), 1
    try:
        run = process.communicate(text.encode("utf-8", "replace"))
        output, _ = await asyncio.wait_for(run, PIPE_TIMEOUT_S)
    except TimeoutError:
        return f"The command was stopped after {PIPE_TIMEOUT_S} seconds.", 1
    finally:
        if process.returncode is None:
            process.kill()
    return output.decode("utf-8", "replace"), process.returncode or 0


def complete_path(text: str) -> list[str]:
    """The completions of a typed path; a folder ends in a slash."""
    head, _, beginning = text.rpartition("/")
    try:
        folder = Path(f"{head}/" if head or text.startswith("/") else ".").expanduser()
        names = [path.name + ("/" if path.is_dir() else "") for path in sorted(folder.iterdir())]
    except (OSError, RuntimeError, ValueError):
        return []
    before = f"{head}/" if "/" in text else ""
    is_hidden = beginning.startswith(".")
    return [
        before + name
        for name in names
        if name.startswith(beginning) and (is_hidden or not name.startswith("."))
    ]
