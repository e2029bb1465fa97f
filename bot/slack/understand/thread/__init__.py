"""What a thread offers to be read, and which of it is. Pure."""
