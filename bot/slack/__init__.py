"""Slack: what a message means, what a reply looks like, who hears what."""
