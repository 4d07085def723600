"""The date stands below each item.

WLGA calls for reform of council house funding
A report on the better state of social housing ...
Thursday, 13 September 2012 Categories: News
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "stamp-below-headline",
        "head* < title meta* text meta* stamp tail* >+ < title meta* text >? end",
        "a headline and its text above each date line",
        prior=0.35,
    ),
    Grammar(
        "stamp-below-summary",
        "head* < headed meta* stamp tail* >+ < headed >? end",
        "a headline, a line of summary and the text above each date line",
        prior=0.4,
    ),
    Grammar(
        "stamp-below",
        "head* < text meta* stamp tail* >+ < text >? end",
        "a text above each date line, and no headlines",
        prior=0.8,
    ),
)
