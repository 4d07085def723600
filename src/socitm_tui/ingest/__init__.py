"""Loading: makes items of files and fetched documents, and undoes a load."""
