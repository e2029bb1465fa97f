"""Who may ask over HTTP, and from where."""
