"""What is kept of an answer, and the form in which readers learn from it."""
