"""Captures with gold as training data: pieces, features, allowed labels, fold."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlparse

from socitm_tui.parsing.pages.chain import transition_classes
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.pieces import Pieces, split_page
from tests.train.alignment import align
from tests.train.cases import Case
from tests.train.synthetic import make_pages
from tests.train.variants import make_variants

FOLDS: Final = 5
FOLDS_FILE: Final = Path(__file__).with_name("folds.json")
SCORED: Final = ("exam", "field")
"""Sets that the learning curve is about."""
MOST_PIECES: Final = 2500  # of a page to train on
_TWO_PART_SUFFIXES: Final = frozenset({"co", "gov", "org", "ac", "com", "net", "nhs", "police"})


@dataclass
class Document:
    """A capture as training data."""

    case: Case
    page: Pieces
    view: PageView
    rows: list[list[str]]
    """The features of each piece."""
    kinds: list[int]
    """The classes of the transitions."""
    allowed: list[frozenset[str]]
    """The labels that each piece may have by gold."""
    has_faults: bool
    """Gold says something that no labels can express."""
    fold: int
    is_taught: bool = True
    """It is learned from, not only scored."""
    further: list[list[str]] = field(default_factory=list)
    """The features that the first pass gives to the second."""


def read_documents(cases: Iterable[Case], *, synthetic: bool = True) -> list[Document]:
    """Return the captures as training data, with pages made of their items if wanted."""
    folds = json.loads(FOLDS_FILE.read_text(encoding="utf-8")) if FOLDS_FILE.exists() else {}
    documents = [
        document for case in cases for document in _read(case, folds.get(case.name, fold_of(case)))
    ]
    variants = list(make_variants(document.case for document in documents))
    if synthetic:
        made = [d for fold, case in make_pages(documents) for d in _read(case, fold)]
        documents += made
    documents += [
        document
        for case in variants
        for document in _read(case, folds.get(case.name, fold_of(case)))
    ]
    return documents


def _read(case: Case, fold: int) -> Iterator[Document]:
    """Yield the document of a case, unless it is empty, too long, or cannot be aligned."""
    page = split_page(case.text)
    if not 0 < len(page.pieces) <= MOST_PIECES:
        return
    allowed, faults = align(case, page)
    if not allowed:
        return
    view = PageView(page)
    kinds = transition_classes(page.pieces)
    yield Document(case, page, view, view.features(), kinds, allowed, bool(faults), fold)


def site_of(case: Case) -> str:
    """Return the site of a capture: hosts of one owner are one site, archived or not."""
    address = case.site
    if "://" not in address:
        return address
    if archived := re.search(r"web\.archive\.org/web/\w+/(.*)", address):
        address = archived[1]
    host = urlparse(address if "://" in address else f"http://{address}").hostname or address
    parts = host.split(".")
    is_two = len(parts) > 2 and parts[-2] in _TWO_PART_SUFFIXES and len(parts[-1]) == 2
    return ".".join(parts[-3 if is_two else -2 :])


def fold_of(case: Case) -> int:
    """Return the fold of a capture: all captures of a site are in the same."""
    return int(hashlib.sha256(site_of(case).encode()).hexdigest(), 16) % FOLDS


def thin_out(documents: Iterable[Document], share: float) -> list[Document]:
    """Return a share of the pages, by site, and those of `SCORED` sets that are scored only."""
    kept = []
    for document in documents:
        digest = hashlib.sha256(f"share {site_of(document.case)}".encode()).hexdigest()
        is_taught = int(digest, 16) % 100 < 100 * share
        if is_taught or document.case.group in SCORED:
            kept.append(replace(document, is_taught=is_taught))
    return kept


def write_folds(cases: Sequence[Case]) -> None:
    """Write down the folds of captures, so that they stay as they are."""
    folds = {case.name: fold_of(case) for case in cases}
    FOLDS_FILE.write_text(json.dumps(folds, indent=0, sort_keys=True) + "\n", encoding="utf-8")
