"""Training and cross-validation of the reader of pages."""
