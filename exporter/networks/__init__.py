"""The networks that readers are: layers and weights, no files."""
