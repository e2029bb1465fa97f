"""mrc-bot doctor: what is configured, what is reachable, what is missing, and what to click."""
