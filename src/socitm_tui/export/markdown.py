"""Text as Markdown: what a capture prints is never read as Markdown's own signs."""

from __future__ import annotations

_SIGNS = frozenset("\\`*_[]<>#|")
_LINE_SIGNS = frozenset("-+=~")
"""Signs that are Markdown's own at the beginning of a line only."""


def escape_markdown(text: str) -> str:
    """The text with Markdown's own signs escaped."""
    return "".join(f"\\{char}" if char in _SIGNS else char for char in text)


def escape_paragraph(text: str) -> str:
    """As `escape_markdown`; no line of the text becomes a heading, a list or a rule either."""
    lines = (escape_markdown(line) for line in text.split("\n"))
    return "\n".join(f"\\{line}" if line[:1] in _LINE_SIGNS else line for line in lines)


def quote_lines(text: str) -> str:
    """A block quotation of a text that is Markdown already."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
