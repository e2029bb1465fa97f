"""The training loop: steps, loss, schedule, curves."""
