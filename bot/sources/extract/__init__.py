"""Bodies to documents, in worker processes."""
