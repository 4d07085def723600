"""The least a Textual app can be: the floor under every start."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """One line of text."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 - as everybody writes it

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("hello world")


if __name__ == "__main__":
    Hello().run()
