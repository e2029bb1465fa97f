"""Replies and forms as Slack's blocks and views. Pure."""
