"""The index: what makes an archive of any size answer at once.

`read_model` answers the screens' questions, `overlay` lays over that what the user added, `build`
makes what is read, `source` finds it beside the archive or makes it anew. `words`, `rows`,
`tables` and `pages` are the parts, from the meaning down to the bytes. All of it is derived:
deleting the file loses nothing.
"""

from socitm_tui.search.index.index import FacetCount, Index, Selection
from socitm_tui.search.index.sort_orders import Order, RowGroup

__all__ = ["FacetCount", "Index", "Order", "RowGroup", "Selection"]
