"""A recipe, run: stages, snapshots, publishing."""
