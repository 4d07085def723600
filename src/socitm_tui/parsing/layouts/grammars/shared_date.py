"""One date for all items below it: an issue's date, a month or day heading.

September 2017
Councils urged to share care records
Hospital wards and town hall care teams still type the same particulars twice ...
Read More
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "shared-date-headline",
        "head* ( group head* ( < headed tail* >+ heading* )+ )+ end",
        "a date heading, and below it items that begin with a headline",
        prior=0.7,
    ),
    Grammar(
        "shared-date-label",
        "head* ( group < label meta* headed tail* >+ )+ end",
        "a date heading, and below it items that begin with a line of labels",
        prior=0.6,
    ),
    Grammar(
        "shared-date-bullets",
        "head* ( group < bullet tail* >+ )+ end",
        "a date heading, and below it a bullet for each item",
        prior=0.2,
    ),
    Grammar(
        "shared-date-more",
        "head* ( group < headed more tail* >+ )+ < headed >? end",
        'a date heading, and below it items that end in a "read more" line',
        prior=0.6,
    ),
    Grammar(
        "shared-date-more-untitled",
        "head* ( group < meta* text more tail* >+ )+ < meta* text >? end",
        'a date heading, and below it texts that end in a "read more" line',
        prior=1.0,
    ),
    Grammar(
        "shared-date-ruled",
        "head* ( group head* ( rule+ < headed tail* > )+ )+ rule* end",
        "a date heading, and below it items parted by ruled lines",
        prior=0.5,
    ),
)
