"""What the loader knows beside the captures: the topics, and who held an office when.

Both come with the program; a user's own files are named in `config.toml` and added to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from socitm_tui.ingest.date_estimates import Office, load_offices
from socitm_tui.ingest.topics import Taxonomy, load_taxonomy
from socitm_tui.storage.config import load_config
from socitm_tui.storage.home import Home, bundled_data_folder


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """The taxonomy and the offices to read captures with."""

    taxonomy: Taxonomy
    offices: tuple[Office, ...] = ()


def load_reference_data(home: Home) -> ReferenceData:
    """The bundled lore with the user's own.

    Raises:
        ConfigError: the configuration cannot be used.
        TaxonomyError: a file of topics cannot be used.
        AnchorsError: a file of offices cannot be used.
    """
    config = load_config(home.config)
    taxonomy = load_taxonomy(bundled_data_folder() / "topics.toml")
    offices = load_offices(bundled_data_folder() / "anchors.toml")
    if config.topics:
        taxonomy = taxonomy.merged_with(load_taxonomy(config.topics))
    if config.anchors:
        offices += load_offices(config.anchors)
    return ReferenceData(taxonomy, offices)
