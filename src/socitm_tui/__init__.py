"""A reader for news archives, in the terminal."""

__version__ = "0.1.0"
