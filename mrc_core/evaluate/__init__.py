"""Measuring a reader on data sets in SQuAD's format."""
