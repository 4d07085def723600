"""Pages disturbed in ways that change nothing of what they mean: gaps, wrapping, menus, indents.

From them the labels are learned too, so that a page is not read by the gaps of its capture alone.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from tests.train.cases import Case

PAGES: Final = 0.34  # of which a copy is made
SHARE: Final = 0.6  # of the weight of the page itself
_MENU: Final = "Skip to content\nHome\nNews\nContact us\n\n"
_FOOTER: Final = "\n\nPrivacy policy\n© 2015 All rights reserved.\n"


def wrap(text: str) -> str:
    """Return the text hard-wrapped, as mail and text browsers do."""
    lines = (textwrap.wrap(line, 72, break_on_hyphens=False) or [""] for line in text.split("\n"))
    return "\n".join(line for group in lines for line in group)


DISTURBANCES: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: re.sub(r"\n\s*\n", "\n", text),
    lambda text: re.sub(r"\n+", "\n\n", text),
    lambda text: text.replace("\n\n", "\n\n\n\n"),
    wrap,
    lambda text: _MENU + re.sub(r"\n\s*\n", "\n", text),
    lambda text: re.sub(r"\n+", "\n\n", text) + _FOOTER,
)


def make_variants(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield a disturbed copy of every third page that is no whole-page dump."""
    for case in cases:
        chance = random.Random(case.name)  # noqa: S311 - the same each time
        is_real = case.article is None and case.group not in ("made", "synthetic")
        if is_real and chance.random() < PAGES:
            disturb = chance.choice(DISTURBANCES)
            yield replace(
                case, group="variant", text=disturb(case.text), weight=case.weight * SHARE
            )
