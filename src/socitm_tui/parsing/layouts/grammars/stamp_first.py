"""The date stands above each item.

27/03/12
Council websites still aren't giving their users what they want ...
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "stamp-first",
        "head* < stamp meta* text tail* >+ end",
        "a date line above each text, and no headlines",
    ),
    Grammar(
        "stamp-first-headline",
        "head* < stamp meta* headed tail* >+ end",
        "a date line above each headline, then the text",
        prior=0.1,
    ),
    Grammar(
        "stamp-first-only-headline",
        "head* < stamp meta* title tail* >+ end",
        "a date line above each headline, and no texts",
        prior=1.0,
        listing=True,
    ),
)
