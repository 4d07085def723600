"""The index of an archive: selects and counts items at once, however many there are.

`index` answers the questions of the screens; `selection` and `facets` are what it answers with.
`annotations` adds what the user noted. `index_files` opens the files next to the archive, or has
`builder` make them. `segment`, `postings`, `tokens`, `bitset` and `checked_file` are the parts of
an index file, from the meaning down to the bytes. All of it is derived from the archive: deleting
the files loses nothing.
"""

from socitm_tui.search.index.facets import FacetCount
from socitm_tui.search.index.index import Index
from socitm_tui.search.index.selection import Selection
from socitm_tui.search.index.sort_orders import Order, RowGroup

__all__ = ["FacetCount", "Index", "Order", "RowGroup", "Selection"]
