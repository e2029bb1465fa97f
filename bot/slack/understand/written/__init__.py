"""What a message says in Slack's own forms: marks, blocks, attachments, names. Pure."""
