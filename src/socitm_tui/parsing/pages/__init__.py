"""A page of text -> the news items on it: pieces, labels, competing readings, drafts."""

from __future__ import annotations

from socitm_tui.parsing.pages.page_reader import LineRole, Reading, read_page

__all__ = ["LineRole", "Reading", "read_page"]
