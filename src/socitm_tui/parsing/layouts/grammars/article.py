"""One article or post without a date.

Council CIOs to work together
The Society of Information Technology Management has created a Council ...
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "article",
        "head* < headed tail* > end",
        "one undated article below its headline",
        prior=1.5,
        dated=False,
        single=True,
    ),
    Grammar(
        "text",
        "head* < text tail* > end",
        "one undated text without a headline",
        prior=2.5,
        dated=False,
        single=True,
    ),
)
