"""One module per page layout; a new module needs no entry anywhere."""
