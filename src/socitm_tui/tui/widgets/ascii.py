"""Everything on the screen in ASCII, for terminals and fonts that have nothing else."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from socitm_tui.tui.widgets.cells import cell_len

GLYPHS = {
    "●": "o", "★": "*", "✎": "n", "⋯": ":", "…": ".", "‹": "<", "›": ">", "“": '"', "”": '"',
    "‘": "'", "’": "'", "–": "-", "—": "-", "·": ".", "×": "x", "✓": "v", "▸": ">", "▾": "v",
    "│": "|", "─": "-", "┬": "+", "┌": "+", "←": "<", "→": ">", "↑": "^", "↓": "v", "▌": "|",
    "▁": ".", "▂": "_", "▃": "_", "▄": "=", "▅": "=", "▆": "=", "▇": "#", "█": "#", "▉": "#",
    "▊": "#", "▋": "#", "▍": "=", "▎": "-", "▏": "-", "░": ".", "▐": "|", "£": "L", "€": "E",
}  # fmt: skip


@lru_cache(4096)
def plain_ascii(text: str) -> str:
    """The text in ASCII, as many cells wide as it was."""
    if text.isascii():
        return text
    return "".join(_one(sign) for sign in text)


def _one(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in GLYPHS:
        return GLYPHS[sign]
    width = cell_len(sign)
    bare = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return bare if len(bare) == width else "?" * width


class Ascii(LineFilter):
    """Applied to each line as it is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments in ASCII."""
        return [
            Segment(plain_ascii(text), style, control)
            if not control
            else Segment(text, style, control)
            for text, style, control in segments
        ]
