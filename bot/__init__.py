"""The Slack app, its HTTP face and its command line."""
