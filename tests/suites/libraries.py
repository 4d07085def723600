"""The libraries that the suites compare with, called as their own evaluations call them."""

from __future__ import annotations

from typing import Any

import htmldate
import trafilatura
from trafilatura.utils import decode_file


def extract_text(data: bytes) -> str | None:
    """The main text of a page."""
    return trafilatura.extract(
        data, fast=False, include_comments=False, include_tables=True, include_formatting=False
    )


def find_date(data: bytes) -> str | None:
    """The day on which a page was published, `YYYY-MM-DD`."""
    page: Any = decode_file(data)
    return htmldate.find_date(page, original_date=True, extensive_search=True)
