"""Loading: files and fetched documents -> items in the archive, and taking a load back."""
