"""The headline stands above the date of each item.

Councils must boost ICT spending
By Jane Doe, 27 March 2012
Some £3.3bn will go on computing in town halls ...
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "headline-first",
        "head* < title meta* stamp meta* text tail* >+ end",
        "a headline above each date line, then the text",
        prior=0.1,
    ),
    Grammar(
        "headline-first-summary",
        "head* < title meta* summary? meta* stamp meta* text tail* >+ end",
        "a headline and a line of summary above each date line, then the text",
        prior=0.15,
    ),
    Grammar(
        "headline-first-only-headline",
        "head* < title meta* stamp tail* >+ end",
        "a headline above each date line, and no texts",
        prior=1.0,
        listing=True,
    ),
)
