"""The files of a home: archive, notebook, captures, state, configuration."""
