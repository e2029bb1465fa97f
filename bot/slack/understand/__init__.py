"""What a Slack event means: a question, or nothing for the bot. Pure."""
