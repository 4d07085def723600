"""What is used of Textual that it does not promise: an upgrade that drops any is told here."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from tests.tui.conftest import QUICK

SCREENS = Path(__file__).parents[2] / "src" / "socitm_tui" / "tui"
PRIVATE = {
    "textual._xterm_parser.XTermParser._sequence_to_key_events": "escape and a key are two keys",
    "textual.app.App._check_bindings": "a key acts at once",
    "textual.app.App._close_messages_no_wait": "a mistake ends the reader",
    "textual.app.App._driver": "frames wait for a slow terminal",
    "textual.app.App._exception": "a mistake is said once the terminal is restored",
    "textual.app.App._fatal_error": "no traceback over the screen",
    "textual.app.App._filters": "a screen in ASCII",
    "textual.drivers.linux_driver.LinuxDriver._file": "frames wait for a slow terminal",
    "textual.drivers.linux_driver.LinuxDriver._writer_thread": "frames wait for a slow terminal",
    "textual.drivers.linux_driver.XTermParser": "escape and a key are two keys",
    "textual.drivers._writer_thread.WriterThread._queue": "frames wait for a slow terminal",
    "textual.events.Event._stop_propagation": "a key acts at once",
    "rich.console.Console._color_system": "a line is written with few codes",
    "textual.message_pump.MessagePump._context": "a key is drawn at once",
    "textual.screen.Screen._dirty_widgets": "a key is drawn at once",
    "textual.strip.Strip._cell_length": "a line is written with few codes",
    "textual.strip.Strip._render_cache": "a line is written with few codes",
    "textual.widget.Widget._layout_required": "a key is drawn at once",
    "textual.widget.Widget._on_blur": "a pane that is left is drawn once",
    "textual.widget.Widget._on_focus": "a pane that is gone to is drawn once",
    "textual.widget.Widget._refresh_styles_required": "a key is drawn at once",
    "textual.widget.Widget._repaint_required": "a key is drawn at once",
    "textual.screen.Screen._update_timer": "a frame that has to wait is not forgotten",
    "textual.screen.Screen._callbacks": "frames wait for a slow terminal",
    "textual.screen.Screen._compositor": "the tests of the screen read its lines",
    "textual.screen.Screen._invoke_and_clear_callbacks": "frames wait for a slow terminal",
    "textual.screen.Screen._on_timer_update": "frames wait for a slow terminal",
    "textual.screen.Screen._select_state": "a selection stays where it began",
    "textual.screen.Screen._selecting": "a selection stays where it began",
    "textual.widgets.Input._on_key": "a key acts at once",
    **dict.fromkeys(QUICK, "the tests of the screen are quick"),
}
"""What of Textual, and what for."""


def is_there(name: str) -> bool:
    """Whether there is a module, class or attribute, the last also where only objects have it."""
    owner, _, attribute = name.rpartition(".")
    try:
        found = import_module(owner)
    except ModuleNotFoundError:
        module, _, kind = owner.rpartition(".")
        try:
            found = getattr(import_module(module), kind)
        except (ModuleNotFoundError, AttributeError):
            return False
    classes: tuple[type, ...] = found.__mro__[:-1] if inspect.isclass(found) else ()
    return hasattr(found, attribute) or any(
        f"self.{attribute}" in inspect.getsource(one) for one in classes
    )


def used() -> set[str]:
    """The private attributes that the screens use and that no class of theirs has."""
    nodes = [
        node for path in SCREENS.rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))
    ]
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    asked = {node.attr for node in attributes if isinstance(node.ctx, ast.Load)}
    ours = {node.attr for node in attributes if isinstance(node.ctx, ast.Store)}
    ours |= {node.id for node in nodes if isinstance(node, ast.Name)}
    ours |= {
        node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {name for name in asked - ours if name[0] == "_" and name[:2] != "__"}


def test_what_is_used_of_textual_privately_is_there() -> None:
    unnamed = used() - {name.rpartition(".")[2] for name in PRIVATE}
    assert not unnamed, f"Used of Textual, or misspelt, and not in the table: {sorted(unnamed)}"
    gone = [f"{name} ({purpose})" for name, purpose in PRIVATE.items() if not is_there(name)]
    assert not gone, f"Textual {version('textual')} has no {', no '.join(gone)} any more."
