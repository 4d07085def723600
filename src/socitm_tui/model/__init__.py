"""Values that all rooms share, and pure functions on them: no files, no screen."""
