"""Public suites of saved pages, read by our reader and by the library that does nothing else."""
