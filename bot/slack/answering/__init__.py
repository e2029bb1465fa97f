"""What is done about what was understood, one direction: source, service, render, send."""
