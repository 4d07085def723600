"""The date stands above each item and once more, with the time, below it.

Tuesday, 14 December 2010
More Americans now have fast connections ...
Tuesday, 14 December 2010 19:34:42 (UTC+01:00) # |
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "double-stamp",
        "head* < stamp meta* text tail* echo tail* >+ < stamp meta* text >? end",
        "a date line above each text and the same date once more below it",
        prior=0.3,
    ),
    Grammar(
        "double-stamp-headline",
        "head* < stamp meta* headed tail* echo tail* >+ < stamp meta* headed >? end",
        "a date line above each headline and the same date once more below the text",
        prior=0.4,
    ),
)
