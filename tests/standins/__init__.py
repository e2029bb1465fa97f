"""Stand-ins for the services that mrc-bot talks to, for tests that need no network."""
