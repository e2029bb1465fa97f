"""Fitting what a reader's scores mean, for any reader."""
