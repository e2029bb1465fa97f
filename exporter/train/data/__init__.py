"""Examples, batches and what is done to them on the way into training."""
