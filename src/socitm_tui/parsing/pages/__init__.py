"""A page of text -> the news items on it: pieces, labels, competing readings, drafts."""

from __future__ import annotations

from socitm_tui.parsing.pages.lesson import Lesson
from socitm_tui.parsing.pages.page_reader import (
    MarkedPage,
    PageReader,
    Reading,
    learn_lesson,
    read_page,
)
from socitm_tui.parsing.pages.similar_lines import similar_lines

__all__ = [
    "Lesson",
    "MarkedPage",
    "PageReader",
    "Reading",
    "learn_lesson",
    "read_page",
    "similar_lines",
]
