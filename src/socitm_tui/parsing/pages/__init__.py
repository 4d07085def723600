"""A page of text -> the news items on it: pieces, labels, competing readings, drafts."""

from __future__ import annotations

from socitm_tui.parsing.pages.page_reader import PageReader, Reading, read_page

__all__ = ["PageReader", "Reading", "read_page"]
