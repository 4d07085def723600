"""What captures are read with: the topics, and who held which office when.

Both come with the program. Files of the user, named in `config.toml`, are added to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from socitm_tui.ingest.date_estimates import OfficeHolder, load_office_holders
from socitm_tui.ingest.topics import Taxonomy, load_bundled_taxonomy, load_taxonomy
from socitm_tui.storage.config import load_config
from socitm_tui.storage.home import Home, bundled_data_folder


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """The taxonomy and the office holders."""

    taxonomy: Taxonomy
    office_holders: tuple[OfficeHolder, ...] = ()


def load_reference_data(home: Home) -> ReferenceData:
    """The bundled reference data with that of the user.

    Raises:
        ConfigError: The configuration cannot be used.
        TaxonomyError: A file of topics cannot be used.
        OfficesError: A file of office holders cannot be used.
    """
    config = load_config(home.config)
    data = bundled_data_folder()
    taxonomy = load_bundled_taxonomy(data)
    office_holders = load_office_holders(data / "anchors.toml")
    if config.topics:
        taxonomy = taxonomy.merged_with(load_taxonomy(config.topics))
    if config.anchors:
        office_holders += load_office_holders(config.anchors)
    return ReferenceData(taxonomy, office_holders)
