"""Headline and date share a line, with or without a text below it.

27 March 2012: Council websites fail their users
Council online petitions A rule found in nearly every digital strategy ... 5 June 2024
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "one-line",
        "head* ( group? < row >+ )+ < body >? end",
        "one line for each item, with its date",
        prior=0.6,
        listing=True,
    ),
    Grammar(
        "date-on-headline",
        "head* ( group? < titled meta* ( summary meta* )? text tail* >+ )+ end",
        "a date on the line of each headline, then the text",
        prior=0.4,
        listing=True,
    ),
)
