"""Windows to spans: what runs a reader model, in this process or on a server."""
