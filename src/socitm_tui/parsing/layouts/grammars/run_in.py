"""Short texts behind bullets or numbers, each with its headline run in.

- Kiosks ordered: the first twelve touch-screen kiosks have been ordered from ...
- Evaluation begins: researchers from the university are to visit ...
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (
    Grammar(
        "run-in",
        "head* < note tail* >+ end",
        "undated short texts, each with its headline run in",
        prior=2.5,
        dated=False,
    ),
    Grammar(
        "shared-date-run-in",
        "head* ( group head* < note tail* >+ )+ end",
        "a date heading, and below it short texts, each with its headline run in",
        prior=0.1,
    ),
    Grammar(
        "shared-date-mixed",
        "head* ( group head* ( < headed tail* >+ heading* )+ < note tail* >+ )+ end",
        "a date heading, below it items with a headline, then short ones with theirs run in",
        prior=0.7,
    ),
)
