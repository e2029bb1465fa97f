"""What a step of training is made of, and what is kept of it: snapshots, log, curves."""
