"""No news: navigation, a table, an index, a diary, or a blank page.

Friday 18 April | Saturday 19 April | 1 day later |
"""

from socitm_tui.parsing.layouts.grammar import Grammar

GRAMMARS = (Grammar("nothing", "head*", "no news item at all", prior=0.5, dated=False),)
