"""The date stands at the head of each text, below the headline, or at its end.

Fenland broadband scheme reaches last exchange
05/02/2016 Engineers have switched on the final cabinet ...
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "date-in-text",
        "head* < title meta* opening body* tail* >+ end",
        "a headline, then a text that begins with its date",
        prior=0.3,
    ),
    Grammar(
        "date-after-text",
        "head* < title meta* body* closing tail* >+ end",
        "a headline, then a text that ends with its date",
        prior=0.4,
    ),
    Grammar(
        "dateline",
        "head* < title meta* ( summary meta* )? dateline text? tail* >+ end",
        "a headline, then a text that begins with its place and date",
        prior=0.4,
    ),
)
