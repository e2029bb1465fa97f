"""Who may: keys of the HTTP API and tokens of workspaces, hashed or encrypted."""
