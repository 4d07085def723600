"""No dates, but every item is framed in the same way.

Some text, in one or more paragraphs ...
Read more: UK: Joined-up government vital to public sector
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "undated-headline-below",
        "head* < text endtitle tail* >+ < text >? end",
        'undated texts, each with its headline on a "read more" line below',
        prior=0.4,
        dated=False,
    ),
    Grammar(
        "undated-byline",
        "head* < title meta* byline meta* text tail* >+ end",
        "undated items, each with a byline below its headline",
        prior=1.2,
        dated=False,
    ),
    Grammar(
        "undated-more",
        "head* < headed more tail* >+ < headed >? end",
        'undated items that end in a "read more" line',
        prior=1.0,
        dated=False,
    ),
    Grammar(
        "undated-more-untitled",
        "head* < text more tail* >+ < text >? end",
        'undated texts that end in a "read more" line',
        prior=1.8,
        dated=False,
    ),
    Grammar(
        "undated-extracts",
        "head* < extract tail* >+ < body >? end",
        "undated texts of one paragraph that break off",
        prior=1.8,
        dated=False,
    ),
    Grammar(
        "undated-label",
        "head* < label meta* headed tail* >+ end",
        "undated items that begin with a line of labels",
        prior=1.2,
        dated=False,
    ),
    Grammar(
        "undated-ruled",
        "head* ( rule+ < headed tail* > )+ rule* end",
        "undated items parted by ruled lines",
        prior=1.5,
        dated=False,
    ),
    Grammar(
        "undated-headline",
        "head* < headed tail* >+ end",
        "undated items that begin with a headline",
        prior=3.5,
        dated=False,
    ),
)
