"""A corpus to a vocabulary with its tables and word vectors."""
