"""What a message names in Slack, a file, another message, a person -> what the service can read."""
